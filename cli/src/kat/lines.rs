//! Lines of an input that nobody vouches for: bounded, and a bad one does not spoil the next.

use std::io::{BufRead, ErrorKind, Result};
use zeroize::{Zeroize, Zeroizing};

/// The longest line in bytes, without its end.
pub(super) const LIMIT: usize = 1024 * 1024;

/// One line, without its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// Text.
    Text(&'a str),
    /// Bytes that are not UTF-8.
    NotText,
    /// More bytes than [`LIMIT`]. The rest was passed over and not kept.
    TooLong,
}

/// The lines of `source`. What a line held is wiped before the next is read.
pub(super) struct Lines<R> {
    source: R,
    line: Zeroizing<Vec<u8>>,
}

impl<R: BufRead> Lines<R> {
    /// Starts at the source's front.
    pub(super) fn new(source: R) -> Self {
        Self { source, line: Zeroizing::default() }
    }

    /// The next line; none at the end of the input. A last line needs no end.
    pub(super) fn next(&mut self) -> Result<Option<Line<'_>>> {
        self.line.zeroize();
        let (mut is_any, mut is_too_long) = (false, false);
        loop {
            let bytes = match self.source.fill_buf() {
                Ok([]) => break,
                Ok(bytes) => bytes,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            is_any = true;
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let (part, used) = end.map_or((bytes, bytes.len()), |end| {
                (bytes.get(..end).unwrap_or_default(), end.saturating_add(1))
            });
            is_too_long |= self.line.len().saturating_add(part.len()) > LIMIT;
            if !is_too_long {
                self.line.extend_from_slice(part);
            }
            self.source.consume(used);
            if end.is_some() {
                break;
            }
        }
        if is_too_long {
            return Ok(Some(Line::TooLong));
        }
        let text = || core::str::from_utf8(&self.line).map_or(Line::NotText, Line::Text);
        Ok(is_any.then(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor, Read};

    fn all(bytes: &[u8]) -> Vec<String> {
        // A small buffer, so that lines are put together of parts.
        let mut lines = Lines::new(BufReader::with_capacity(7, Cursor::new(bytes)));
        let mut seen = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            seen.push(match line {
                Line::Text(text) => text.to_owned(),
                other => format!("{other:?}"),
            });
        }
        seen
    }

    #[test]
    fn a_line_ends_with_its_end_or_with_the_input() {
        assert_eq!(all(b""), Vec::<String>::new());
        assert_eq!(all(b"one\n\nthree is longer"), ["one", "", "three is longer"]);
        assert_eq!(all(b"one\n"), ["one"]);
    }

    #[test]
    fn bytes_that_are_not_text_leave_the_next_line_alone() {
        assert_eq!(all(b"\xff\xfe\nnext\n"), ["NotText", "next"]);
    }

    #[test]
    fn a_line_of_the_limit_is_read_and_one_of_a_byte_more_is_passed_over() {
        let longest = "x".repeat(LIMIT);
        let longer = format!("{longest}x\nnext");
        assert_eq!(all(longest.as_bytes()), [longest.clone()]);
        assert_eq!(all(longer.as_bytes()), ["TooLong", "next"]);
    }

    #[test]
    fn a_line_without_end_is_never_kept() {
        let endless = std::io::repeat(b'x').take(1 << 24);
        let mut lines = Lines::new(BufReader::new(endless));
        assert_eq!(lines.next().unwrap(), Some(Line::TooLong));
        assert!(lines.line.capacity() <= 2 * LIMIT, "what is too long is not kept");
        assert_eq!(lines.next().unwrap(), None);
    }
}
