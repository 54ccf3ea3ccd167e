use thiserror::Error;
use tongtong_types::Address;

/// What a text means to one chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It has not the form of anything of this chain.
    Foreign,
    /// It is of this chain: what it is, and in the one form in which it is shown.
    Is(Kind, Address),
    /// It has the form of something of this chain, and is wrong or cannot be paid.
    Bad(AddressFault),
}

/// What a text of a chain is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An address that can be paid.
    Address,
    /// A mint or a token's contract that the profile names: never a payee.
    Mint,
}

impl Kind {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Mint => "mint",
        }
    }
}

/// Why a text that looks like an address of a chain cannot be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum AddressFault {
    /// A character is wrong or two are swapped.
    #[error("the address's checksum is wrong")]
    Checksum,
    /// Capital and small letters are mixed where that is not allowed (BIP-173).
    #[error("the address mixes capital and small letters")]
    MixedCase,
    /// The capitals do not spell the checksum (EIP-55).
    #[error("the address's capitals are wrong (EIP-55)")]
    Capitals,
    /// Too short or too long.
    #[error("the address is of a wrong length")]
    Length,
    /// A character that cannot be there.
    #[error("the address has a character that cannot be there")]
    Character,
    /// Of a test network, while the profile names the main one, or the other way round.
    #[error("the address is of another network of this chain")]
    OtherNetwork,
    /// A form of a future version of the chain that nobody can spend yet.
    #[error("the address is of a version that is not in use")]
    Version,
    /// Zeros, or another address that nobody has the key of.
    #[error("nobody has the key of this address")]
    Nobody,
    /// A program's address off the curve: nobody has its key.
    #[error("this is a program's address: nobody has its key")]
    OffCurve,
    /// A mint or a token's contract.
    #[error("this is a token itself, not an account")]
    Mint,
    /// A token account: its owner's address is needed.
    #[error("this is a token account, not its owner's address")]
    TokenAccount,
    /// A program, which cannot be paid.
    #[error("this is a program")]
    Program,
}

impl AddressFault {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Checksum => "address_checksum",
            Self::MixedCase => "address_mixed_case",
            Self::Capitals => "address_capitals",
            Self::Length => "address_length",
            Self::Character => "address_character",
            Self::OtherNetwork => "address_other_network",
            Self::Version => "address_version",
            Self::Nobody => "address_nobody",
            Self::OffCurve => "address_off_curve",
            Self::Mint => "address_is_mint",
            Self::TokenAccount => "address_is_token_account",
            Self::Program => "address_is_program",
        }
    }
}

impl From<AddressFault> for Reading {
    fn from(fault: AddressFault) -> Self {
        Self::Bad(fault)
    }
}
