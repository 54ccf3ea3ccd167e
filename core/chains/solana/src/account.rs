//! What stands at an address.

use crate::address::key;
use crate::question::Account;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use solana_address::Address as Key;
use solana_program_pack::{IsInitialized, Pack};
use solana_system_interface::program::ID as SYSTEM;
use spl_token_interface::ID as TOKEN;
use spl_token_interface::state::{Account as TokenAccount, Mint};
use tongtong_chain::{AddressFault, Fault};

/// The program of tokens with extensions. Its tokens are not paid here; its accounts must be known as such.
const TOKEN_2022: Key = Key::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
/// A mint of Token-2022 with extensions says so here.
const TYPE_AT: usize = 165;
const TYPE_MINT: u8 = 1;

/// What an account is.
#[cfg_attr(test, derive(Debug))]
#[derive(Clone, PartialEq)]
pub(crate) enum State {
    /// None is there.
    Nothing,
    /// A wallet with so many lamports.
    Wallet(u64),
    /// A token account of the Token program.
    Token(TokenAccount),
    /// A mint of the Token program.
    Mint(Mint),
    /// A mint of Token-2022.
    OtherMint,
    /// Something else of a token program.
    OtherToken,
    /// A program, or what belongs to one.
    Program,
}

impl State {
    pub(crate) fn of(account: Option<&Account>) -> Result<Self, Fault> {
        let Some(account) = account else { return Ok(Self::Nothing) };
        let owner = key(&account.owner).ok_or(Fault::Unreadable)?;
        let data = BASE64.decode(&account.data).map_err(|_| Fault::Unreadable)?;
        let length = usize::try_from(account.space).map_err(|_| Fault::Unreadable)?;
        if data.len() > length {
            return Err(Fault::Contradiction);
        }
        Ok(match owner {
            _ if account.executable => Self::Program,
            SYSTEM if length == 0 => Self::Wallet(account.lamports),
            TOKEN if length == TokenAccount::LEN => unpacked(&data).map_or(Self::OtherToken, Self::Token),
            TOKEN if length == Mint::LEN => unpacked(&data).map_or(Self::OtherToken, Self::Mint),
            TOKEN_2022 if length == Mint::LEN || data.get(TYPE_AT) == Some(&TYPE_MINT) => Self::OtherMint,
            TOKEN | TOKEN_2022 => Self::OtherToken,
            _ => Self::Program,
        })
    }

    /// What lies at our own address and can be spent. An account that was given to a program cannot.
    pub(crate) fn lamports(&self) -> u64 {
        match self {
            Self::Wallet(lamports) => *lamports,
            _ => 0,
        }
    }

    /// The tokens of `mint` that are `owner`'s here. An account whose ownership was handed over holds none of his.
    pub(crate) fn tokens(&self, owner: &Key, mint: &Key) -> u64 {
        match self {
            Self::Token(account) if account.owner == *owner && account.mint == *mint => account.amount,
            _ => 0,
        }
    }

    /// Whether a wallet can be paid that turns out to be this.
    pub(crate) fn as_payee(&self) -> Result<(), AddressFault> {
        match self {
            Self::Nothing | Self::Wallet(_) => Ok(()),
            Self::Token(_) | Self::OtherToken => Err(AddressFault::TokenAccount),
            Self::Mint(_) | Self::OtherMint => Err(AddressFault::Mint),
            Self::Program => Err(AddressFault::Program),
        }
    }

    /// Whether the payee's associated account must be made. One that is frozen, or is another's by now, or is
    /// something else, cannot be paid. Lamports that somebody has laid there do not make it one.
    pub(crate) fn as_associated(&self, owner: &Key, mint: &Key) -> Result<bool, Fault> {
        match self {
            Self::Nothing | Self::Wallet(_) => Ok(true),
            Self::Token(account)
                if account.owner == *owner && account.mint == *mint && !account.is_frozen() =>
            {
                Ok(false)
            }
            _ => Err(Fault::PayeeAccount),
        }
    }
}

fn unpacked<T: Pack + IsInitialized>(data: &[u8]) -> Option<T> {
    T::unpack(data).ok()
}
