use crate::QrCode;

/// Black on white out of the 256 colours: what a theme does not change, as it does the first 16.
const BLACK_ON_WHITE: &str = "\u{1b}[38;5;16;48;5;231m";

/// The terminal's own colours again.
const RESET: &str = "\u{1b}[0m";

impl QrCode {
    /// The code as lines for a terminal, two rows of modules in each, with its quiet zone. It is black on white
    /// whatever the terminal's colours are: many scanners do not read the reverse.
    #[must_use]
    pub fn terminal(&self) -> Vec<String> {
        let side = self.whole_side();
        let line = |row: usize| {
            let halves = (0..side).map(|column| (self.is_dark(column, row), self.is_dark(column, row + 1)));
            let halves: String = halves.map(block).collect();
            format!("{BLACK_ON_WHITE}{halves}{RESET}")
        };
        (0..side).step_by(2).map(line).collect()
    }
}

/// A column of two modules: the upper one, and the one below it.
fn block(dark: (bool, bool)) -> char {
    match dark {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    }
}
