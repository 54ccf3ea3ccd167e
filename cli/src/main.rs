//! The `tongtong` command.
fn main() {}
