//! The wire format of TongTong Chain (통통체인) and of the chains of its family.
//!
//! Pure: it builds an unsigned transaction, reads it back into its effects, says which digest must be
//! signed, puts signatures in place, and gives bytes and id. It holds no key and decides no policy:
//! fees, assets and endpoints are the wallet's data.
//!
//! | Fact | Type |
//! |---|---|
//! | which chain | [`Network`], [`ChainId`], [`Layout`] |
//! | who owns | [`Owner`], [`PublicKey`], [`Payee`] |
//! | what is owned | [`Condition`], [`BalanceId`], [`AssetAmount`] |
//! | what happens | [`Operation`], [`Transaction`], [`Signed`] |
//! | what it does, read back | [`Effects`], [`effects`], [`effects_of_bytes`] |

pub mod json;
pub mod limits;
pub mod wif;

mod balance;
mod bytes;
mod effects;
mod error;
mod hash;
mod network;
mod operation;
mod owner;
mod reader;
mod signature;
mod text;
mod transaction;
mod writer;

pub use balance::{AssetAmount, BalanceId, BalanceType, Condition, ConditionKind, slate_id};
pub use effects::{Effects, Unreadable, effects, effects_of_bytes};
pub use error::WireError;
pub use network::{ChainId, Layout, Network};
pub use operation::{
    AccountKind, AccountMeta, CallContract, ContractId, CreateAsset, DestroyContract, Operation, PublicData,
    RegisterAccount, TransferContract, UpgradeContract,
};
pub use owner::{Owner, Payee, PublicKey};
pub use signature::{SignatureError, recoverable, signature_bytes};
pub use text::AddressError;
pub use transaction::{ResultType, Signed, Transaction};

#[cfg(test)]
mod tests;
