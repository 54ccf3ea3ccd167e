//! What belongs to an error besides its code, by name: for a screen's sentence and for an app's decision.

use crate::EngineError;
use core::fmt;
use tongtong_chain::Fault;
use tongtong_chat::card::NoPayee;
use tongtong_crypto::words::WordError;
use tongtong_ports::{DirectoryError, NetworkError, StoreError};
use tongtong_types::Duration;
use tongtong_wallet::Refused;

/// A fact of an error. It never is a secret, an address, a phone number or a text of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A count, or a code of somebody else.
    Number(i64),
    /// A name out of the core's own list, a file name, or an amount in units, which outgrows a number.
    Text(String),
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl EngineError {
    /// Its facts by name. Most errors have none.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Self::WrongPassPhrase { failures, wait } => {
                vec![("failures", number(*failures)), ("wait_seconds", seconds(*wait))]
            }
            Self::Wait { wait } => vec![("wait_seconds", seconds(*wait))],
            Self::Words(WordError::Unknown { position, suggestion: _ }) => {
                vec![("position", count(*position))]
            }
            Self::Words(WordError::Count { found }) => vec![("found", count(*found))],
            Self::Store(StoreError::Held { pid }) => vec![("pid", number(*pid))],
            Self::Store(StoreError::Foreign { kept }) => vec![("kept", Fact::Text(kept.clone()))],
            Self::Directory(DirectoryError::WrongCode { left }) => vec![("left", number(*left))],
            Self::Directory(DirectoryError::Limited { wait }) => vec![("wait_seconds", seconds(*wait))],
            Self::Network(NetworkError::Refused { code }) => vec![("node_code", Fact::Number(*code))],
            Self::Chat(tongtong_chat::Refused::Text { max }) => vec![("max", count(*max))],
            Self::Wallet(Refused::MemoTooLong { over, limit }) => {
                vec![("over", count(*over)), ("limit", count(*limit))]
            }
            Self::Wallet(Refused::NotEnough { missing, coming }) => vec![
                ("missing", Fact::Text(missing.units().to_string())),
                ("coming", Fact::Text(coming.units().to_string())),
            ],
            Self::Wallet(Refused::NotEnoughForFee { asset, missing, coming }) => vec![
                ("asset", Fact::Text(asset.code().to_owned())),
                ("missing", Fact::Text(missing.units().to_string())),
                ("coming", Fact::Text(coming.units().to_string())),
            ],
            Self::Wallet(Refused::OnlyTwinHeld { twin }) => {
                vec![("twin", Fact::Text(twin.code().to_owned()))]
            }
            Self::Wallet(Refused::PayeeOtherChain { chain }) => {
                vec![("chain", Fact::Text(chain.name().to_owned()))]
            }
            Self::Wallet(Refused::Coin(Fault::TooLittle { least })) => {
                vec![("least", Fact::Text(least.units().to_string()))]
            }
            Self::Payee(NoPayee::NoAddressOn { chain }) => {
                vec![("chain", Fact::Text(chain.name().to_owned()))]
            }
            Self::Internal(place) => vec![("place", Fact::Text((*place).to_owned()))],
            _ => Vec::new(),
        }
    }
}

fn number(number: u32) -> Fact {
    Fact::Number(i64::from(number))
}

fn count(count: usize) -> Fact {
    Fact::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

fn seconds(wait: Duration) -> Fact {
    Fact::Number(i64::try_from(wait.millis().div_ceil(1_000)).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_that_was_probably_meant_is_no_fact() {
        let error = WordError::Unknown { position: 3, suggestion: Some("abandon".to_owned()) };
        assert_eq!(EngineError::from(error).facts(), [("position", Fact::Number(3))]);
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_rounded_up() {
        let error = EngineError::Wait { wait: Duration::from_millis(1_001) };
        assert_eq!(error.facts(), [("wait_seconds", Fact::Number(2))]);
    }
}
