//! The known-answer tool: one question in JSON on a line of standard input, one answer on a line of standard
//! output, so that another implementation can be compared with this one.
//!
//! It knows nothing but the line and, if one was named, a profile: no device, no network, no clock and no random
//! number. The main nets are built in. A line without an answer says why, and the next one is read.

mod address;
mod eth;
mod fault;
mod fields;
mod lines;
mod reading;
mod ttc;
mod world;

use crate::failure::Failure;
use fault::Fault;
use fields::Fields;
use lines::{LIMIT, Line, Lines};
use serde_json::Value;
use std::io::{BufRead, Write};
use tongtong_wallet::Profile;
use world::World;

/// Answers one kind of question.
type Answer = fn(&World, Fields<'_>) -> Result<Value, Fault>;

/// Every question: its name, its fields beside `op`, and who answers.
const OPS: [(&str, &[&str], Answer); 9] = [
    ("address", &["chain", "words", "passphrase", "account", "index", "key"], address::address),
    ("check", &["text"], reading::check),
    ("route", &["family", "to"], reading::route),
    ("ttc.balance_id", &["owner", "asset_id", "slate_id"], ttc::balance_id),
    ("ttc.pack", &["tx"], ttc::pack),
    ("ttc.unpack", &["hex", "signed", "layout"], ttc::unpack),
    ("ttc.sign", &["chain_id", "tx", "keys"], ttc::sign),
    ("ttc.fee", &["asset", "amount"], ttc::fee),
    ("eth.sign", &["chain_id", "tx", "key"], eth::sign),
];

/// Answers standard input until it ends, by a profile or else by the main nets.
pub(crate) fn run(profile: Option<Profile>) -> Result<(), Failure> {
    serve(&World::new(profile)?, std::io::stdin().lock(), std::io::stdout().lock())
}

fn serve(world: &World, input: impl BufRead, mut output: impl Write) -> Result<(), Failure> {
    let mut lines = Lines::new(input);
    loop {
        let answer = match lines.next() {
            Ok(Some(line)) => answer(world, &line),
            Ok(None) => return Ok(()),
            Err(_) => return Err(Failure::broken("input_unreadable")),
        };
        // Nobody reading the answers is the end of the questions.
        if writeln!(output, "{answer}").and_then(|()| output.flush()).is_err() {
            return Ok(());
        }
    }
}

fn answer(world: &World, line: &Line<'_>) -> Value {
    let answer = match line {
        Line::Text(text) => answer_text(world, text),
        Line::NotText => Err(Fault::new("line_not_utf8", "the line is not UTF-8")),
        Line::TooLong => Err(Fault::new("line_too_long", format!("the line has more than {LIMIT} bytes"))),
    };
    answer.unwrap_or_else(|fault| fault.json())
}

fn answer_text(world: &World, text: &str) -> Result<Value, Fault> {
    let line: Value =
        serde_json::from_str(text).map_err(|_| Fault::new("line_not_json", "the line is not JSON"))?;
    let map = line.as_object().ok_or_else(|| Fault::new("line_not_object", "the line is not an object"))?;
    let fields = Fields::of(map);
    let op = fields.text("op")?;
    let (_, known, act) = OPS
        .iter()
        .find(|(name, ..)| *name == op)
        .ok_or_else(|| Fault::new("op_unknown", "no such `op`; `tongtong kat --help` names them all"))?;
    act(world, fields.only(known)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Lang;

    #[test]
    fn the_page_of_help_names_every_question_and_its_fields() {
        for lang in [Lang::En, Lang::Ko] {
            let page = lang.text("help.kat.examples").unwrap();
            for (op, fields, _) in OPS {
                assert!(page.contains(&format!("\"op\":\"{op}\"")), "{op}");
                for field in fields {
                    assert!(page.contains(&format!("\"{field}\":")), "{op}: {field}");
                }
            }
            // What is as wide as this is not broken by the terminal's edge.
            assert!(page.lines().all(|line| crate::width::columns(line) <= 96));
        }
    }

    #[test]
    fn an_output_that_nobody_reads_ends_the_questions() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        assert!(serve(&World::new(None).unwrap(), &b"{}\n{}\n"[..], Closed).is_ok());
    }
}
