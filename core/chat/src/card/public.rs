use super::{CardError, signed};
use crate::rows::ContactRow;
use tongtong_crypto::statement::{IdentityKey, IdentityPurpose};
use tongtong_types::cbor::{Value, encode};
use tongtong_types::{DeviceId, Duration, EndpointAddress, PeerId, StaticKey, Timestamp};

/// The version of all cards and sheets.
pub(super) const VERSION: u64 = 1;

/// What everyone may know of a device: whose it is, its session key, its door for first contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicCard {
    /// Whose device it is; the key that signs the card.
    pub identity: PeerId,
    /// Which device.
    pub device: DeviceId,
    /// Rises with every card; a lower one is refused.
    pub counter: u64,
    /// The device's static session key.
    pub static_key: StaticKey,
    /// Where first contact is made.
    pub rendezvous: EndpointAddress,
    /// From when it counts.
    pub valid_from: Timestamp,
    /// Until when it counts, at most [`PublicCard::LIFETIME`] later.
    pub valid_until: Timestamp,
}

impl PublicCard {
    /// The largest card, in bytes.
    pub const MAX_BYTES: usize = 1024;
    /// How long a card counts at most.
    pub const LIFETIME: Duration = Duration::from_days(90);
    /// How far ahead of ours the clock of a card's author may be.
    pub const LEEWAY: Duration = Duration::from_days(1);

    /// The card's bytes, signed by the identity it names.
    ///
    /// # Errors
    /// [`CardError::Another`] if `key` is not the key of the card's identity, [`CardError::Malformed`] if
    /// the card breaks a limit: counter 0, a time longer than [`Self::LIFETIME`], too large.
    pub fn issue(&self, key: &IdentityKey) -> Result<Vec<u8>, CardError> {
        if key.peer() != self.identity {
            return Err(CardError::Another);
        }
        self.check_limits()?;
        let body = encode(&Value::map([
            (1, Value::Uint(VERSION)),
            (2, Value::bytes(self.identity.bytes())),
            (3, Value::bytes(self.device.bytes())),
            (4, Value::Uint(self.counter)),
            (5, Value::bytes(self.static_key.bytes())),
            (6, self.rendezvous.to_value()),
            (7, Value::Uint(self.valid_from.millis())),
            (8, Value::Uint(self.valid_until.millis())),
        ]));
        let card = signed::seal(&body, &key.sign(IdentityPurpose::PublicCard, &body));
        if card.len() > Self::MAX_BYTES { Err(CardError::Malformed) } else { Ok(card) }
    }

    /// Reads a card and verifies all of it but the clock ([`Self::check_time`]).
    ///
    /// # Errors
    /// [`CardError::Malformed`] or [`CardError::Signature`].
    pub fn decode(bytes: &[u8]) -> Result<Self, CardError> {
        let mut identity = None;
        let mut fields = signed::open(bytes, Self::MAX_BYTES, IdentityPurpose::PublicCard, |fields| {
            let named = PeerId::new(fields.array(2)?);
            identity = Some(named);
            Ok(named)
        })?;
        let card = Self {
            identity: identity.ok_or(CardError::Malformed)?,
            device: DeviceId::new(fields.array(3)?),
            counter: fields.uint(4)?,
            static_key: StaticKey::new(fields.array(5)?),
            rendezvous: EndpointAddress::from_value(fields.take(6)?)?,
            valid_from: Timestamp::from_millis(fields.uint(7)?),
            valid_until: Timestamp::from_millis(fields.uint(8)?),
        };
        card.check_limits()?;
        Ok(card)
    }

    /// Whether the card counts now.
    ///
    /// # Errors
    /// [`CardError::Expired`] if its time is over or lies more than [`Self::LEEWAY`] ahead.
    pub fn check_time(&self, now: Timestamp) -> Result<(), CardError> {
        if now >= self.valid_until || now.after(Self::LEEWAY) < self.valid_from {
            return Err(CardError::Expired);
        }
        Ok(())
    }

    /// What every card from outside must pass, whatever brought it: its time, its key, its counter.
    /// `contacts` holds the one that the card names and whoever has its static key.
    ///
    /// # Errors
    /// [`CardError::Expired`]; [`CardError::Another`] if another contact has the static key;
    /// [`CardError::Older`] if the counter is below the known card's, or the same with other bytes.
    pub(crate) fn check_known(
        &self,
        bytes: &[u8],
        contacts: &[ContactRow],
        now: Timestamp,
    ) -> Result<(), CardError> {
        self.check_time(now)?;
        for known in contacts {
            if known.peer != self.identity && known.static_key == self.static_key {
                return Err(CardError::Another);
            }
            let same_counter = self.counter == known.card_counter;
            if known.peer == self.identity
                && (self.counter < known.card_counter || same_counter && bytes != known.card)
            {
                return Err(CardError::Older);
            }
        }
        Ok(())
    }

    fn check_limits(&self) -> Result<(), CardError> {
        let span = self.valid_until.since(self.valid_from);
        if self.counter == 0 || span == Duration::default() || span > Self::LIFETIME {
            return Err(CardError::Malformed);
        }
        Ok(())
    }
}
