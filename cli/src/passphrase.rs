//! The pass phrase: from a file, or asked without echo. Never an argument, never in the environment.

use crate::failure::Failure;
use crate::screen::{self, Screen};
use std::path::PathBuf;
use tongtong_crypto::entropy::OsEntropy;
use tongtong_crypto::passphrase;
use tongtong_crypto::secret::PassPhrase;
use zeroize::Zeroizing;

/// The longest file that is read as a pass phrase.
const LONGEST_FILE: u64 = 2_048;

/// Where pass phrases come from.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The file, if one was named.
    pub(crate) file: Option<PathBuf>,
    /// Who is asked otherwise.
    pub(crate) screen: Screen,
}

/// A pass phrase that may be needed more than once in a command; wiped after it.
pub(crate) struct Typed(Zeroizing<String>);

impl Typed {
    /// Checks a text.
    pub(crate) fn new(text: Zeroizing<String>) -> Result<Self, Failure> {
        PassPhrase::new(&text)?;
        Ok(Self(text))
    }

    /// For one use.
    pub(crate) fn once(&self) -> Result<PassPhrase, Failure> {
        Ok(PassPhrase::new(&self.0)?)
    }
}

impl Source {
    /// The pass phrase of this device.
    pub(crate) fn known(&self) -> Result<Typed, Failure> {
        match &self.file {
            Some(path) => from_file(path),
            None => self.typed("ask.passphrase"),
        }
    }

    /// A new pass phrase: asked twice; six random words are proposed.
    pub(crate) fn fresh(&self) -> Result<Typed, Failure> {
        if let Some(path) = &self.file {
            return from_file(path);
        }
        let proposal = passphrase::suggest(&OsEntropy::new()?)?;
        screen::note(&self.screen.lang.say("ask.proposal", &[("words", proposal.expose())]));
        loop {
            let first = self.typed("ask.passphrase_new")?;
            if passphrase::check(&first.once()?).is_err() {
                screen::note(&self.screen.lang.say("ask.weak", &[]));
                continue;
            }
            let second = self.typed("ask.passphrase_again")?;
            if first.0 == second.0 {
                return Ok(first);
            }
            screen::note(&self.screen.lang.say("ask.differ", &[]));
        }
    }

    fn typed(&self, code: &str) -> Result<Typed, Failure> {
        if !screen::is_answered_by_a_person() {
            return Err(Failure::refused("passphrase_needed"));
        }
        let question = format!("{} ", self.screen.lang.say(code, &[]));
        let typed = rpassword::prompt_password(question).map_err(|_| Failure::refused("no_answer"))?;
        Typed::new(Zeroizing::new(typed))
    }
}

/// The first line of a file.
fn from_file(path: &PathBuf) -> Result<Typed, Failure> {
    let unreadable = |_| Failure::refused("passphrase_file");
    if std::fs::metadata(path).map_err(unreadable)?.len() > LONGEST_FILE {
        return Err(Failure::refused("passphrase_file"));
    }
    let text = Zeroizing::new(std::fs::read_to_string(path).map_err(unreadable)?);
    Typed::new(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}
