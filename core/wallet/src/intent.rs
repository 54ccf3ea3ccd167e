//! Intent: what the user asked for, with everything refused that no network needs to be asked about.

use crate::rows::PaymentRow;
use crate::{Profile, Refused, fee, route};
use core::fmt;
use tongtong_types::{Address, Asset, Chain, PaymentId, PeerId, Timestamp};

/// The longest memo in bytes of UTF-8. The chain takes more, but producers leave those pending for ever.
pub const MEMO_LIMIT: usize = 40;

/// How many bytes of a memo are left.
///
/// # Errors
/// [`Refused::MemoTooLong`] says how many are over.
pub fn memo_left(memo: &str) -> Result<usize, Refused> {
    MEMO_LIMIT
        .checked_sub(memo.len())
        .ok_or(Refused::MemoTooLong { over: memo.len().saturating_sub(MEMO_LIMIT), limit: MEMO_LIMIT })
}

pub use tongtong_chain::Wanted;

/// Who is to be paid. `Debug` hides the texts.
#[derive(Clone, PartialEq, Eq)]
pub enum Payee {
    /// An address as typed, pasted or scanned; a sub-address is fine.
    Address(String),
    /// A contact, by an address out of their contact card.
    Contact(ContactAddress),
}

/// An address that a contact's pay key vouches for. Never taken from the text of a message.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactAddress {
    /// Who.
    pub peer: PeerId,
    /// Which chain it is on.
    pub chain: Chain,
    /// The address.
    pub address: String,
    /// The id of the network it is on, as the chain counts it.
    pub network: Vec<u8>,
    /// The pay key that signed it.
    pub pay_key: [u8; 32],
    /// Until when the contact keeps it for us.
    pub until: Timestamp,
}

impl ContactAddress {
    /// Whether it is on this network of this chain, and is kept for us still.
    ///
    /// # Errors
    /// [`Refused::PayeeOtherChain`], [`Refused::PayeeOtherNetwork`], [`Refused::PayeeExpired`].
    pub(crate) fn check(&self, chain: Chain, network: &[u8], now: Timestamp) -> Result<(), Refused> {
        if self.chain != chain {
            return Err(Refused::PayeeOtherChain { chain: self.chain });
        }
        if self.network != network {
            return Err(Refused::PayeeOtherNetwork);
        }
        if self.until < now { Err(Refused::PayeeExpired) } else { Ok(()) }
    }
}

/// The chain that carries an asset, and its network's id, as the chain counts it: where whoever is to be paid must
/// have an address.
///
/// # Errors
/// [`Refused::AssetUnknown`], [`Refused::ChainNotConfigured`].
pub fn network_of(profile: &Profile, asset: &Asset) -> Result<(Chain, Vec<u8>), Refused> {
    let chain = profile.asset(asset).ok_or(Refused::AssetUnknown)?.chain;
    if chain == Chain::TTCHAIN {
        return Ok((chain, profile.ttchain.chain_id.bytes().to_vec()));
    }
    Ok((chain, crate::coin::rules(profile, chain)?.network_id()))
}

impl fmt::Debug for Payee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(_) => f.write_str("Address(..)"),
            Self::Contact(contact) => write!(f, "Contact({contact:?})"),
        }
    }
}

impl fmt::Debug for ContactAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { peer, chain, address: _, network: _, pay_key: _, until } = self;
        write!(f, "ContactAddress({peer:?}, {chain:?}, .., {until:?})")
    }
}

/// What the user wants done with money. Made by [`Intent::pay`],
/// [`Intent::rescue`] or [`Intent::cancel`] only.
#[derive(Clone, PartialEq, Eq)]
pub struct Intent {
    pub(crate) kind: Kind,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Pay { asset: Asset, amount: Wanted, payee: Payee, memo: Option<String>, text: Option<String> },
    Rescue { asset: Asset, address: Address },
    Cancel { asset: Asset, payment: PaymentId },
}

impl Intent {
    /// Pays somebody. `memo` is public and on the chain for ever; an empty one is none.
    ///
    /// The address decides which of two coins of the same worth goes out: TTC to an address of Solana is TTCL, and
    /// the other way round.
    ///
    /// # Errors
    /// [`Refused::AssetUnknown`], [`Refused::AssetFeeUnknown`], [`Refused::ChainNotConfigured`],
    /// [`Refused::Payee`] by the fault of the text, [`Refused::PayeeOtherChain`], [`Refused::AmountZero`],
    /// [`Refused::AmountTooLarge`], [`Refused::AmountTooFine`], [`Refused::MemoTooLong`],
    /// [`Refused::MemoNotCarried`].
    pub fn pay(
        profile: &Profile,
        asset: Asset,
        amount: Wanted,
        payee: Payee,
        memo: Option<String>,
    ) -> Result<Self, Refused> {
        if profile.asset(&asset).is_none() {
            return Err(Refused::AssetUnknown);
        }
        let (asset, amount) = route::carried(profile, asset, amount, &payee)?;
        payable(profile, &asset)?;
        let home = profile.asset(&asset).is_some_and(|info| info.chain == Chain::TTCHAIN);
        if let Wanted::Exactly(amount) = amount {
            if amount.is_zero() {
                return Err(Refused::AmountZero);
            }
            if home {
                i64::try_from(amount.units()).map_err(|_| Refused::AmountTooLarge)?;
            }
        }
        let memo = memo.filter(|memo| !memo.is_empty());
        if memo.is_some() && !home {
            return Err(Refused::MemoNotCarried);
        }
        memo_left(memo.as_deref().unwrap_or_default())?;
        Ok(Self { kind: Kind::Pay { asset, amount, payee, memo, text: None } })
    }

    /// Words for the chat message beside a payment to a contact; they are not on the chain.
    #[must_use]
    pub fn with_text(mut self, words: &str) -> Self {
        if let Kind::Pay { text, .. } = &mut self.kind
            && !words.is_empty()
        {
            *text = Some(words.to_owned());
        }
        self
    }

    /// Moves what came late to a dead address of ours to a fresh one.
    ///
    /// # Errors
    /// [`Refused::AssetUnknown`], [`Refused::AssetFeeUnknown`].
    pub fn rescue(profile: &Profile, asset: Asset, address: Address) -> Result<Self, Refused> {
        payable(profile, &asset)?;
        Ok(Self { kind: Kind::Rescue { asset, address } })
    }

    /// Empties the sources of a payment that may still be paid to a fresh address of ours. Whichever of the two
    /// is paid first makes the other fail; nothing is sure before that.
    ///
    /// # Errors
    /// [`Refused::NothingToCancel`] if the payment is not ours or is settled.
    pub fn cancel(profile: &Profile, payment: &PaymentRow) -> Result<Self, Refused> {
        payable(profile, &payment.asset)?;
        if !payment.is_in_flight() || payment.coin.is_some() {
            return Err(Refused::NothingToCancel);
        }
        Ok(Self { kind: Kind::Cancel { asset: payment.asset.clone(), payment: payment.id } })
    }

    /// What it moves.
    #[must_use]
    pub fn asset(&self) -> &Asset {
        match &self.kind {
            Kind::Pay { asset, .. } | Kind::Rescue { asset, .. } | Kind::Cancel { asset, .. } => asset,
        }
    }
}

impl fmt::Debug for Intent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Pay { asset, amount, payee, memo: _, text: _ } => {
                write!(f, "Pay({asset:?}, {amount:?}, {payee:?}, ..)")
            }
            Kind::Rescue { asset, address } => write!(f, "Rescue({asset:?}, {address:?})"),
            Kind::Cancel { asset, payment } => write!(f, "Cancel({asset:?}, {payment:?})"),
        }
    }
}

/// Only what the profile names a fee for.
fn payable(profile: &Profile, asset: &Asset) -> Result<(), Refused> {
    match profile.asset(asset) {
        None => Err(Refused::AssetUnknown),
        Some(info) if info.chain != Chain::TTCHAIN => crate::coin::rules(profile, info.chain).map(drop),
        Some(_) => fee::cost(profile, asset).map(|_| ()),
    }
}

#[cfg(test)]
mod tests;
