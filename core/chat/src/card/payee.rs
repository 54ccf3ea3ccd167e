use super::ContactCard;
use crate::rows::{Alert, ContactRow, ContactState};
use core::fmt;
use thiserror::Error;
use tongtong_crypto::statement::PayPublicKey;
use tongtong_types::{Chain, Timestamp};

/// Where a contact is paid next. `Debug` hides the address.
#[derive(Clone, PartialEq, Eq)]
pub struct PayTarget {
    /// The address, as the contact's pay key signed it; a chain's parser has not seen it yet.
    pub address: String,
    /// The key that signed it.
    pub pay_key: PayPublicKey,
    /// Until when they keep it for me.
    pub until: Timestamp,
    /// How many unpaid addresses are left, this one included. On chains besides TTChain it is the one, which may be
    /// paid again.
    pub left: usize,
}

/// Why a contact cannot be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoPayee {
    /// They are no accepted contact.
    #[error("not an accepted contact")]
    NotAccepted,
    /// They gave no address, or all of TTChain are paid: ask them for a new address.
    #[error("no unpaid address left: ask them for a new address")]
    NoAddresses,
    /// They gave no address on this chain: their wallet has none there, or their app is of an older version.
    #[error("they gave no address on {chain}")]
    NoAddressOn {
        /// Which chain.
        chain: Chain,
    },
    /// The addresses' time is over: ask them for a new address.
    #[error("their addresses have expired")]
    Expired,
    /// Another key signs their addresses now: blocked until the safety numbers are compared.
    #[error("their pay key changed: compare safety numbers first")]
    PayKeyChanged,
    /// Their addresses are of another network.
    #[error("their addresses are of another network")]
    OtherNetwork,
}

impl NoPayee {
    /// The stable code of this refusal.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAccepted => "contact_not_accepted",
            Self::NoAddresses => "contact_no_addresses",
            Self::NoAddressOn { .. } => "contact_no_address_on_chain",
            Self::Expired => "contact_addresses_expired",
            Self::PayKeyChanged => "contact_pay_key_changed",
            Self::OtherNetwork => "contact_other_network",
        }
    }
}

impl ContactRow {
    /// Their newest contact card, if they sent one.
    #[must_use]
    pub fn contact_card(&self) -> Option<ContactCard> {
        self.contact_card.as_deref().and_then(|card| ContactCard::decode(card).ok())
    }

    /// Their address on a chain. On TTChain it is the first that was not paid yet; on any other the one that they
    /// signed, however often it was paid.
    ///
    /// # Errors
    /// [`NoPayee`], in the order of its variants' weight: a changed key before anything about addresses.
    pub fn payee(&self, chain: Chain, network: &[u8], now: Timestamp) -> Result<PayTarget, NoPayee> {
        if self.state != ContactState::Accepted {
            return Err(NoPayee::NotAccepted);
        }
        let sheet = self.contact_card().and_then(|card| card.pay);
        let changed = sheet.as_ref().is_some_and(|sheet| self.pay_key != Some(sheet.pay_key.0));
        if changed || self.alerts.contains(&Alert::PayKeyChanged) {
            return Err(NoPayee::PayKeyChanged);
        }
        let sheet = sheet.ok_or(NoPayee::NoAddresses)?;
        let coin = sheet.coins.iter().find(|coin| coin.chain == chain);
        let theirs = match coin {
            _ if chain == Chain::TTCHAIN => &sheet.network,
            Some(coin) => &coin.network,
            None => return Err(NoPayee::NoAddressOn { chain }),
        };
        if theirs != network {
            return Err(NoPayee::OtherNetwork);
        }
        if now >= sheet.valid_until {
            return Err(NoPayee::Expired);
        }
        let (address, left) = match coin {
            Some(coin) => (coin.address.clone(), 1),
            None => {
                let mut unpaid = sheet.addresses.into_iter().filter(|address| !self.paid.contains(address));
                let address = unpaid.next().ok_or(NoPayee::NoAddresses)?;
                (address, unpaid.count() + 1)
            }
        };
        Ok(PayTarget { address, pay_key: sheet.pay_key, until: sheet.valid_until, left })
    }
}

impl fmt::Debug for PayTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address: _, pay_key, until, left } = self;
        write!(f, "PayTarget({pay_key:?}, {until:?}, {left} left)")
    }
}
