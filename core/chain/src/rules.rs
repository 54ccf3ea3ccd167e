use crate::pay::{Draft, Effects, Order, Sealed, Signature, ToSign};
use crate::sight::{Sight, View};
use crate::{Fault, KeyTree, Keys, Query, Reading, Reply};
use core::fmt;
use thiserror::Error;
use tongtong_types::{Address, Asset, Chain};

/// An asset of the profile, as its chain must know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetOnChain {
    /// The code that people see.
    pub code: Asset,
    /// Its id on the chain (a mint, a contract); none for the chain's own coin.
    pub id: Option<String>,
    /// Places behind the point.
    pub decimals: u8,
}

/// What is wrong with a chain's part of a profile: the field is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the profile's {0} cannot be")]
pub struct ConfigError(pub &'static str);

/// The rules of one chain on one network. Pure; knows the network and the assets that the profile gave it.
pub trait Rules: Send + Sync + fmt::Debug {
    /// Which chain.
    fn chain(&self) -> Chain;

    /// The network's id as the chain counts it, such as a chain id or the hash of the first block.
    fn network_id(&self) -> Vec<u8>;

    /// The keys that the account hangs on.
    fn key_tree(&self) -> KeyTree;

    /// What a text means here.
    fn read(&self, text: &str) -> Reading;

    /// An address to be shown to whoever wants to pay, and what to remember. The same one until it was paid,
    /// where addresses can be fresh.
    ///
    /// # Errors
    /// [`Fault::NoKey`], [`Fault::Unreadable`].
    fn receive(&self, keys: &dyn Keys, state: &[u8]) -> Result<(Address, Vec<u8>), Fault>;

    /// Whether whoever is paid has another address each time. Where it stays, a contact's new one is worth a warning.
    fn has_fresh_addresses(&self) -> bool {
        false
    }

    /// What must still be asked before [`Rules::saw`] can tell; nothing when the answers suffice. Asked again
    /// with all answers so far, at most [`ROUNDS`] times.
    ///
    /// # Errors
    /// [`Fault`] by what is wrong with an answer.
    fn look(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Vec<Query>, Fault>;

    /// What the answers show.
    ///
    /// # Errors
    /// [`Fault`] by what is wrong with an answer; nothing then changes.
    fn saw(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Sight, Fault>;

    /// What must still be asked before [`Rules::draft`] can price an order; nothing when the answers suffice.
    ///
    /// # Errors
    /// [`Fault`] already here for what needs no network.
    fn ask(&self, order: &Order<'_>, answers: &[(Query, Reply)]) -> Result<Vec<Query>, Fault>;

    /// Prices an order and puts it into bytes.
    ///
    /// # Errors
    /// [`Fault`] by the first rule that it breaks.
    fn draft(&self, order: &Order<'_>, answers: &[(Query, Reply)]) -> Result<Draft, Fault>;

    /// Reads a draft back: what its bytes do. Whatever else they would do is refused.
    ///
    /// # Errors
    /// [`Fault::Unreadable`].
    fn effects(&self, draft: &Draft, keys: &dyn Keys) -> Result<Effects, Fault>;

    /// What must be signed, in the order in which [`Rules::seal`] wants the signatures.
    ///
    /// # Errors
    /// [`Fault::Unreadable`], [`Fault::NoKey`].
    fn to_sign(&self, draft: &Draft, keys: &dyn Keys) -> Result<Vec<ToSign>, Fault>;

    /// Puts signatures into their places.
    ///
    /// # Errors
    /// [`Fault::WrongKey`] if one is missing or of the wrong curve.
    fn seal(&self, draft: &Draft, signatures: &[Signature]) -> Result<Sealed, Fault>;
}

/// The most rounds of questions before an answer must be there.
pub const ROUNDS: usize = 4;
