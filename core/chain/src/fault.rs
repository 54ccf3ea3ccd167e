use crate::AddressFault;
use thiserror::Error;
use tongtong_types::{Amount, Asset};

/// Why a chain does not do what it was asked for. Nothing has happened.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// The node serves another network than the profile's.
    #[error("the node serves another network")]
    WrongNetwork,
    /// A question was not answered.
    #[error("the node did not answer everything")]
    Unanswered,
    /// Bytes that should be the chain's own are not.
    #[error("cannot be read")]
    Unreadable,
    /// Two answers of the node cannot both be true.
    #[error("the node contradicts itself")]
    Contradiction,
    /// The chain carries no such asset.
    #[error("the chain carries no such asset")]
    Asset,
    /// The payee.
    #[error(transparent)]
    Payee(#[from] AddressFault),
    /// The asset does not suffice.
    #[error("not enough")]
    NotEnough {
        /// How much is missing.
        missing: Amount,
    },
    /// The coin that the fee is paid in does not suffice.
    #[error("not enough {asset} for the fee")]
    NotEnoughForFee {
        /// The fee's coin.
        asset: Asset,
        /// How much of it is missing.
        missing: Amount,
    },
    /// The network does not carry so little.
    #[error("too little to be sent")]
    TooLittle {
        /// The least.
        least: Amount,
    },
    /// A number that does not fit.
    #[error("amount out of range")]
    OutOfRange,
    /// The fee that the network asks for is beyond all reason.
    #[error("the network asks for an unreasonable fee")]
    FeeTooHigh,
    /// The payee's token account is frozen, or belongs to somebody else by now.
    #[error("the payee's token account cannot receive")]
    PayeeAccount,
    /// A signature is not of the key that it should be of.
    #[error("signed with another key")]
    WrongKey,
    /// The account has no key of this kind.
    #[error("no key for this chain")]
    NoKey,
}

impl Fault {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongNetwork => "wrong_chain",
            Self::Unanswered => "node_unanswered",
            Self::Unreadable => "chain_unreadable",
            Self::Contradiction => "node_contradicts",
            Self::Asset => "asset_unknown",
            Self::Payee(why) => why.code(),
            Self::NotEnough { .. } => "not_enough",
            Self::NotEnoughForFee { .. } => "not_enough_for_fee",
            Self::TooLittle { .. } => "amount_too_little",
            Self::OutOfRange => "amount_too_large",
            Self::FeeTooHigh => "fee_unreasonable",
            Self::PayeeAccount => "payee_account",
            Self::WrongKey => "signed_by_another_key",
            Self::NoKey => "chain_key_missing",
        }
    }
}
