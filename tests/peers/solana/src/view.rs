use crate::chain::{Chain, Entry};
use solana_account::Account;
use solana_address::Address;

/// How sure a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Commitment {
    /// In the newest block.
    Processed,
    /// In a block that others have voted on: the one before.
    Confirmed,
    /// In a block that cannot be taken back.
    Finalized,
}

impl Commitment {
    /// Reads its name.
    pub(crate) fn read(name: &str) -> Option<Self> {
        match name {
            "processed" => Some(Self::Processed),
            "confirmed" => Some(Self::Confirmed),
            "finalized" => Some(Self::Finalized),
            _ => None,
        }
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Processed => "processed",
            Self::Confirmed => "confirmed",
            Self::Finalized => "finalized",
        }
    }

    /// How many blocks it is behind.
    fn lag(self) -> u64 {
        match self {
            Self::Processed => 0,
            Self::Confirmed => 1,
            Self::Finalized => 32,
        }
    }
}

impl Chain {
    /// The height that is as sure as this.
    pub(crate) fn height_of(&self, commitment: Commitment) -> u64 {
        self.height.saturating_sub(commitment.lag())
    }

    /// How sure a block is.
    pub(crate) fn sureness(&self, height: u64) -> Commitment {
        [Commitment::Finalized, Commitment::Confirmed]
            .into_iter()
            .find(|commitment| height <= self.height_of(*commitment))
            .unwrap_or(Commitment::Processed)
    }

    /// An account as of the block of a height.
    pub(crate) fn account_at(&self, address: &Address, height: u64) -> Option<Account> {
        let later = self.journal.iter().find(|change| change.height > height && change.address == *address);
        let account = match later {
            Some(change) => change.before.clone(),
            None => self.svm.get_account(address),
        };
        account.filter(|account| account.lamports > 0)
    }

    /// What was carried out, as far as a height knows of it; the newest first.
    pub(crate) fn entries_at(&self, height: u64) -> impl Iterator<Item = &Entry> {
        self.ledger.iter().rev().filter(move |entry| entry.height <= height)
    }
}
