//! A walk over a plain source by its brackets: which declarations it holds, and inside of which others.

use super::Language;
use super::declaration::{self, Declaration, Scope};
use std::iter::Peekable;
use std::str::Chars;

/// Every public declaration, in the order of the source.
///
/// # Errors
/// Brackets that do not match.
pub(super) fn declarations(language: Language, plain: &str) -> Result<Vec<Declaration>, String> {
    let mut walk = Walk { language, chars: plain.chars().peekable(), found: Vec::new() };
    let end = walk.scope(&Scope::top())?;
    if end == End::Block {
        return Err("a bracket closes that none opened".to_owned());
    }
    Ok(walk.found)
}

struct Walk<'a> {
    language: Language,
    chars: Peekable<Chars<'a>>,
    found: Vec<Declaration>,
}

#[derive(PartialEq, Eq)]
enum End {
    Source,
    Block,
}

impl Walk<'_> {
    /// Reads declarations until the block or the source ends.
    fn scope(&mut self, scope: &Scope) -> Result<End, String> {
        let mut head = String::new();
        while let Some(c) = self.chars.next() {
            match c {
                '(' | '[' => {
                    head.push(c);
                    self.bracket(closing(c), &mut head)?;
                }
                '{' => {
                    let taken = declaration::read(self.language, scope, &head);
                    head.clear();
                    match taken.and_then(|taken| self.keep(taken)) {
                        Some(inner) if self.scope(&inner)? == End::Source => {
                            return Err(format!("{} does not end", inner.path));
                        }
                        Some(_) => {}
                        None => self.bracket('}', &mut String::new())?,
                    }
                }
                '}' => {
                    self.close(scope, &head);
                    return Ok(End::Block);
                }
                ';' => {
                    self.close(scope, &head);
                    head.clear();
                }
                '\n' if self.goes_on(&head) => head.push(' '),
                '\n' => {
                    self.close(scope, &head);
                    head.clear();
                }
                c => head.push(c),
            }
        }
        self.close(scope, &head);
        Ok(End::Source)
    }

    /// Whether the declaration goes on in the next line: it has said nothing yet but modifiers, or it wants more.
    fn goes_on(&mut self, head: &str) -> bool {
        while self.chars.next_if(|c| c.is_whitespace()).is_some() {}
        declaration::only_modifiers(head)
            || head.trim_end().ends_with([',', ':', '='])
            || self.chars.peek().is_some_and(|next| matches!(next, '{' | ':' | '-' | '=' | '.' | '?'))
    }

    /// Takes a declaration without a block.
    fn close(&mut self, scope: &Scope, head: &str) {
        for taken in declaration::entries(self.language, scope, head) {
            self.found.push(taken);
        }
        if let Some(taken) = declaration::read(self.language, scope, head) {
            let _inner = self.keep(taken);
        }
    }

    /// Keeps a declaration if it is public. The scope that it opens, if declarations are read inside of it.
    fn keep(&mut self, (taken, inner): (Option<Declaration>, Option<Scope>)) -> Option<Scope> {
        self.found.extend(taken);
        inner
    }

    /// Copies all that stands before the closing bracket, and the bracket.
    fn bracket(&mut self, close: char, into: &mut String) -> Result<(), String> {
        while let Some(c) = self.chars.next() {
            into.push(c);
            match c {
                '(' | '[' | '{' => self.bracket(closing(c), into)?,
                ')' | ']' | '}' if c == close => return Ok(()),
                ')' | ']' | '}' => return Err(format!("'{c}' stands where '{close}' should")),
                _ => {}
            }
        }
        Err(format!("'{close}' is missing"))
    }
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}
