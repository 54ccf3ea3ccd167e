//! Lines from the person, read in a thread of their own, one at a time and only when asked for: between
//! two lines the terminal is free for a pass phrase.

use crate::screen;
use rustyline::{DefaultEditor, ExternalPrinter};
use std::io::{BufRead, IsTerminal};
use std::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::mpsc;

/// Where lines come from.
pub(crate) struct Input {
    go: Sender<()>,
    lines: mpsc::Receiver<String>,
    printer: Option<Printer>,
    /// Whether a person types, who leaves by ending the input.
    pub(crate) is_person: bool,
}

/// Prints above the line that is being typed.
pub(crate) struct Printer(Option<Box<dyn ExternalPrinter + Send>>);

impl Printer {
    /// Prints a line.
    pub(crate) fn put(&mut self, line: &str) {
        match &mut self.0 {
            Some(terminal) => {
                let _shown = terminal.print(format!("{line}\n"));
            }
            None => screen::put(line),
        }
    }
}

impl Input {
    /// A line editor if a person types, plain lines otherwise.
    pub(crate) fn open(prompt: &str) -> Self {
        let (go, gone) = channel();
        let (sender, lines) = mpsc::channel(1);
        let editor = if std::io::stdin().is_terminal() { DefaultEditor::new().ok() } else { None };
        let is_person = editor.is_some();
        let printer = match editor {
            Some(mut editor) => {
                let printer = editor.create_external_printer().ok();
                let prompt = prompt.to_owned();
                std::thread::spawn(move || edit(&mut editor, &prompt, &gone, &sender));
                Printer(printer.map(|printer| Box::new(printer) as Box<dyn ExternalPrinter + Send>))
            }
            None => {
                std::thread::spawn(move || plain(&gone, &sender));
                Printer(None)
            }
        };
        Self { go, lines, printer: Some(printer), is_person }
    }

    /// What prints beside this input; once.
    pub(crate) fn printer(&mut self) -> Printer {
        self.printer.take().unwrap_or(Printer(None))
    }

    /// Lets the person type the next line.
    pub(crate) fn next_line(&self) {
        // The thread is gone when input has ended.
        let _asked = self.go.send(());
    }

    /// The next line; none when input has ended.
    pub(crate) async fn line(&mut self) -> Option<String> {
        self.lines.recv().await
    }
}

fn edit(editor: &mut DefaultEditor, prompt: &str, gone: &Receiver<()>, lines: &mpsc::Sender<String>) {
    while gone.recv().is_ok() {
        let Ok(line) = editor.readline(prompt) else { return };
        if lines.blocking_send(line).is_err() {
            return;
        }
    }
}

fn plain(gone: &Receiver<()>, lines: &mpsc::Sender<String>) {
    while gone.recv().is_ok() {
        let mut line = String::new();
        match std::io::stdin().lock().read_line(&mut line) {
            Ok(1..) if lines.blocking_send(line).is_ok() => {}
            _ => return,
        }
    }
}
