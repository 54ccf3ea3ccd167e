//! The words of the domain: amounts, assets, addresses, ids, times, and the one canonical CBOR.
//!
//! Every other room speaks in these types. A bare number or string with a meaning never crosses a
//! public signature; the primitive inside is read at one place, the storage or wire edge.

pub mod cbor;
pub mod hash;
pub mod note;

mod address;
mod amount;
mod asset;
mod endpoint;
mod ids;
mod key;
mod name;
mod phone;
mod secp;
mod tier;
mod time;

pub use address::{Address, Chain, ChainError};
pub use amount::{Amount, AmountError};
pub use asset::{Asset, AssetError};
pub use endpoint::EndpointAddress;
pub use ids::{
    BodyDigest, ConversationId, DeviceId, EndpointId, HeaderHash, IdError, LogId, MessageId, PaymentId,
    PeerId, PlanDigest, RowId, StaticKey, TxId,
};
pub use key::{KeyPath, PathError};
pub use name::{DisplayName, NameError};
pub use phone::{Phone, PhoneError};
pub use secp::{RecoverableSignature, SecpPublicKey};
pub use tier::Tier;
pub use time::{Duration, Timestamp};
