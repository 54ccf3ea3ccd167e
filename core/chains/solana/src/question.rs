//! What Solana's rules ask of the network, and what its client answers. Keys, hashes and signatures cross as the
//! texts in which a node writes them (base58), bytes as base64; the rules read them strictly.

use core::fmt;
use serde::{Deserialize, Serialize};

/// The most signatures that one look asks for, as nodes allow.
pub const MAX_SIGNATURES: usize = 256;
/// How many bytes of an account are asked for: a token account, and the byte behind it that tells a mint of
/// Token-2022 from an account.
pub const DATA_SLICE: u64 = 166;

/// One question.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// What our accounts hold, what is final, and what became of our payments, as of one moment.
    Look {
        /// Our address and its associated accounts.
        accounts: Vec<String>,
        /// The payments' signatures, at most [`MAX_SIGNATURES`]: those on their way, then those that are watched.
        signatures: Vec<String>,
    },
    /// What must be known to price a payment.
    Price {
        /// Whose state matters.
        accounts: Vec<String>,
        /// Which of them the payment writes to: what others lately paid to write to them.
        writable: Vec<String>,
    },
    /// What the network takes for a message.
    Fee {
        /// The message, base64.
        message: String,
    },
    /// What a payment that is in a block took from us.
    Taken {
        /// Its signature.
        signature: String,
    },
    /// What became of payments, at most [`MAX_SIGNATURES`].
    Statuses {
        /// Their signatures.
        signatures: Vec<String>,
    },
    /// The newest slot (`confirmed`).
    Slot,
}

/// One answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// To [`Question::Look`].
    Look(Look),
    /// To [`Question::Price`].
    Price(Price),
    /// To [`Question::Fee`]: lamports; nothing if the node cannot tell.
    Fee(Option<u64>),
    /// To [`Question::Taken`]; nothing if the node does not have it, or does not say.
    Taken(Option<Taken>),
    /// To [`Question::Statuses`], in its order; nothing where the node knows none, its whole history searched.
    Statuses(Vec<Option<Status>>),
    /// To [`Question::Slot`].
    Slot(u64),
}

/// The state of our accounts and payments. Asked for in the order of the fields.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// The hash of the first block.
    pub genesis: String,
    /// How far the chain is final.
    pub finalized: Final,
    /// The slot that the accounts are of (`confirmed`).
    pub slot: u64,
    /// The accounts, in the order of the question; nothing where none is.
    pub accounts: Vec<Option<Account>>,
    /// The slot up to which the node looked for the signatures.
    pub status_slot: u64,
    /// The payments, in the order of the question; nothing where the node knows none, its whole history searched.
    pub statuses: Vec<Option<Status>>,
}

/// How far the chain is final, and how far back the node remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Final {
    /// The newest final slot.
    pub slot: u64,
    /// The height of its block.
    pub block_height: u64,
    /// The oldest slot of the node's history.
    pub first_slot: u64,
}

/// An account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What lies on it, in lamports.
    pub lamports: u64,
    /// The program that it belongs to.
    pub owner: String,
    /// Whether it is a program.
    pub executable: bool,
    /// The length of its data.
    pub space: u64,
    /// The first [`DATA_SLICE`] bytes of its data, base64.
    pub data: String,
}

/// Where a payment stands.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The slot that it is in.
    pub slot: u64,
    /// Whether it failed there: then only its fee was taken.
    pub failed: bool,
    /// Whether that slot is confirmed or final; it may still vanish if not.
    pub settled: bool,
}

/// What a price is made of (`confirmed`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// The hash of the first block.
    pub genesis: String,
    /// The slot that the accounts are of.
    pub slot: u64,
    /// The accounts, in the order of the question.
    pub accounts: Vec<Option<Account>>,
    /// A recent block's hash.
    pub blockhash: String,
    /// The newest block's height, asked for after the hash.
    pub block_height: u64,
    /// The last block height at which a message with that hash is taken.
    pub last_valid_block_height: u64,
    /// The least that an account without data holds.
    pub rent_wallet: u64,
    /// The least that a token account holds.
    pub rent_token: u64,
    /// What was lately paid for a compute unit, in millionths of a lamport.
    pub priority: Vec<u64>,
}

/// What a payment in a block took from the payer.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The slot that it is in.
    pub slot: u64,
    /// The fee.
    pub fee: u64,
    /// The payer's lamports before it.
    pub before: u64,
    /// The payer's lamports after it.
    pub after: u64,
}

// No line of a log tells whose accounts these are, what lies on them or which payments are ours: only how many.

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Look { accounts, signatures } => {
                write!(f, "Look({} accounts, {} signatures)", accounts.len(), signatures.len())
            }
            Self::Price { accounts, writable } => {
                write!(f, "Price({} accounts, {} writable)", accounts.len(), writable.len())
            }
            Self::Fee { message } => write!(f, "Fee({} characters)", message.len()),
            Self::Taken { signature: _ } => f.write_str("Taken"),
            Self::Statuses { signatures } => write!(f, "Statuses({} signatures)", signatures.len()),
            Self::Slot => f.write_str("Slot"),
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Look(look) => look.fmt(f),
            Self::Price(price) => price.fmt(f),
            Self::Fee(told) => write!(f, "Fee(told {})", told.is_some()),
            Self::Taken(taken) => write!(f, "Taken(told {})", taken.is_some()),
            Self::Statuses(statuses) => write!(f, "Statuses({})", statuses.len()),
            Self::Slot(_) => f.write_str("Slot"),
        }
    }
}

impl fmt::Debug for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Look({} accounts, {} statuses)", self.accounts.len(), self.statuses.len())
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({} characters)", self.data.len())
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { slot: _, failed, settled } = self;
        write!(f, "Status(failed {failed}, settled {settled})")
    }
}

impl fmt::Debug for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Price({} accounts)", self.accounts.len())
    }
}

impl fmt::Debug for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Taken(..)")
    }
}
