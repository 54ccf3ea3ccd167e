//! The story on the screen: something to show a friend, or one JSON object for each step.

use super::Facts;
use super::fault::Fault;
use crate::failure::Failure;
use crate::screen::{Screen, put};
use crate::texts::Lang;
use crate::width::{columns, padded, wrapped};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::io::IsTerminal;
use std::time::Duration;

/// The columns of the story.
const WIDTH: usize = 76;
/// The columns of what one person says.
const BUBBLE: usize = 46;

/// On which side of the chat somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// 지민.
    Left,
    /// Alex.
    Right,
}

/// Where the story is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Show {
    screen: Screen,
    colours: bool,
}

/// A line that is there while something is waited for.
pub(super) struct Waiting(Option<ProgressBar>);

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

impl Show {
    /// A story on this screen.
    pub(super) fn new(screen: Screen) -> Self {
        let colours = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self { screen, colours }
    }

    /// The first lines.
    pub(super) fn title(self) {
        self.line("");
        self.line(&self.bold(&format!("  {}", self.word("title", &[]))));
        self.line(&self.dim(&format!("  {}", self.word("title.below", &[]))));
    }

    /// A step begins.
    pub(super) fn step(self, number: u8, name: &str) {
        let name = self.word(&format!("step.{name}"), &[]);
        let head = format!("── {number}  {name} ");
        let rule = "─".repeat(WIDTH.saturating_sub(columns(&head)));
        self.line("");
        self.line(&self.bold(&format!("{head}{rule}")));
        self.line("");
    }

    /// A sentence of the story.
    pub(super) fn tell(self, code: &str, facts: &[(&str, &str)]) {
        for line in self.word(code, facts).lines() {
            self.line(format!("  {line}").trim_end());
        }
    }

    /// A name and what it stands for.
    pub(super) fn fact(self, code: &str, value: &str) {
        let name = padded(&self.word(code, &[]), 16);
        self.line(&format!("  {}{value}", self.dim(&name)));
    }

    /// Something was checked against the other party.
    pub(super) fn checked(self, code: &str, facts: &[(&str, &str)]) {
        self.line(&format!("  {} {}", self.green("✓"), self.word(code, facts)));
    }

    /// The names above a chat.
    pub(super) fn chat(self, left: &str, right: &str) {
        let gap = WIDTH.saturating_sub(columns(left) + columns(right) + 4);
        self.line(&format!("  {}{}{}", self.bold(left), " ".repeat(gap), self.bold(right)));
    }

    /// What somebody says, with its marks below.
    pub(super) fn bubble(self, side: Side, text: &str, marks: &str) {
        let lines = wrapped(text, BUBBLE);
        let wide = lines.iter().map(|line| columns(line)).max().unwrap_or(0);
        let left = match side {
            Side::Left => 2,
            Side::Right => WIDTH.saturating_sub(wide + 4),
        };
        let indent = " ".repeat(left);
        self.line(&format!("{indent}╭{}╮", "─".repeat(wide + 2)));
        for line in &lines {
            self.line(&format!("{indent}│ {} │", padded(line, wide)));
        }
        self.line(&format!("{indent}╰{}╯", "─".repeat(wide + 2)));
        let left = match side {
            Side::Left => 4,
            Side::Right => WIDTH.saturating_sub(columns(marks) + 2),
        };
        if !marks.is_empty() {
            self.line(&format!("{}{}", " ".repeat(left), self.dim(marks)));
        }
    }

    /// A step is done and checked.
    pub(super) fn passed(self, number: u8, name: &str, millis: u64, facts: Facts) {
        let mut object = facts;
        object.insert("step".to_owned(), json!(number));
        object.insert("name".to_owned(), json!(name));
        object.insert("passed".to_owned(), json!(true));
        object.insert("ms".to_owned(), json!(millis));
        self.screen.object(&object.into());
    }

    /// A step did not come out: the last line, and why.
    pub(super) fn failed(self, number: u8, fault: &Fault) -> Failure {
        let step = number.to_string();
        let why = self.word(&format!("fault.{}", fault.code), &[]);
        self.line("");
        self.line(&format!("  ✗ {}", self.word("failed", &[("step", &step), ("why", &why)])));
        let detail = if fault.detail.is_empty() { why.clone() } else { format!("{why}: {}", fault.detail) };
        // Whoever reads only the beginning of the last line knows how it ended.
        let (why, detail) = (json!(fault.code), json!(detail));
        self.last(&format!(r#"{{"ok":false,"step":{number},"why":{why},"detail":{detail}}}"#));
        Failure::told("demo_failed")
    }

    /// The end, when every step was checked.
    pub(super) fn ended(self, millis: u64) {
        self.step(7, "end");
        self.tell("end", &[]);
        let seconds = format!("{}.{}", millis / 1_000, millis % 1_000 / 100);
        self.checked("end.time", &[("seconds", &seconds)]);
        self.line("");
        self.last(&format!(r#"{{"ok":true,"step":7,"name":"end","ms":{millis}}}"#));
    }

    fn last(self, line: &str) {
        if self.screen.json {
            put(line);
        }
    }

    /// A line that stands on a terminal while something is waited for.
    pub(super) fn waiting(self, what: &str) -> Waiting {
        if self.screen.json || !std::io::stderr().is_terminal() {
            return Waiting(None);
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("  {spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        let what = format!("wait.{what}");
        let known = self.screen.lang.text(&format!("story.{what}")).is_some();
        bar.set_message(self.word(if known { &what } else { "wait" }, &[]));
        bar.enable_steady_tick(Duration::from_millis(100));
        Waiting(Some(bar))
    }

    /// The language, for the processes of the story.
    pub(super) fn lang(self) -> &'static str {
        match self.screen.lang {
            Lang::En => "en",
            Lang::Ko => "ko",
        }
    }

    /// A text of the story.
    pub(super) fn word(self, code: &str, facts: &[(&str, &str)]) -> String {
        let code = format!("story.{code}");
        self.screen.lang.say(&code, facts)
    }

    fn line(self, line: &str) {
        self.screen.line(line);
    }

    fn bold(self, text: &str) -> String {
        self.painted(text, "1")
    }

    fn dim(self, text: &str) -> String {
        self.painted(text, "2")
    }

    fn green(self, text: &str) -> String {
        self.painted(text, "32")
    }

    fn painted(self, text: &str, colour: &str) -> String {
        if self.colours { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
