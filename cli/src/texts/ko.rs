//! Korean (한국어).

mod errors;
mod help;
mod kat;
mod screen;
mod story;

use super::Table;

/// All of it.
pub(super) const TABLES: &[Table] = &[screen::TABLE, errors::TABLE, help::TABLE, kat::TABLE, story::TABLE];
