//! What makes the Kotlin and Swift sources: UniFFI's own command line, and two commands of ours.
//!
//! ```text
//! tongtong-bindgen surface DIR           the public surface of both languages in DIR, one line each, sorted
//! tongtong-bindgen texts TABLE DIR       writes the texts of errors in TABLE for both languages into DIR
//! tongtong-bindgen generate ...          UniFFI's
//! ```

mod surface;
mod texts;

use std::path::Path;
use std::process::ExitCode;

// A command line talks by printing.
#[allow(clippy::print_stdout, clippy::print_stderr, reason = "the answer of a command and its failure")]
fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["surface", folder] => surface::of_folder(Path::new(folder)).map(|lines| {
            for line in lines {
                println!("{line}");
            }
        }),
        ["texts", table, folder] => texts::write(Path::new(table), Path::new(folder)),
        _ => {
            uniffi::uniffi_bindgen_main();
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("tongtong-bindgen: {why}");
            ExitCode::FAILURE
        }
    }
}
