//! Questions to the person at the terminal.

use crate::failure::Failure;
use crate::screen::Screen;
use std::io::{BufRead, Write};

impl Screen {
    /// Asks for a line. The question stands beside the output; the answer may come from a pipe.
    pub(crate) fn ask(self, code: &str, facts: &[(&str, &str)]) -> Result<String, Failure> {
        let question = self.lang.say(code, facts);
        let mut out = std::io::stderr().lock();
        let _seen = write!(out, "{question} ").and_then(|()| out.flush());
        drop(out);
        let mut line = String::new();
        match std::io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => Err(Failure::refused("no_answer")),
            Ok(_) => Ok(line.trim().to_owned()),
        }
    }

    /// Asks for a yes.
    pub(crate) fn confirm(self, code: &str) -> Result<(), Failure> {
        let answer = self.ask(code, &[])?.to_lowercase();
        if matches!(answer.as_str(), "y" | "yes" | "ㅇ" | "네" | "예" | "응") {
            Ok(())
        } else {
            Err(Failure::refused("not_confirmed"))
        }
    }
}
