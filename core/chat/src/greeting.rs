//! Greeting and welcome: how two devices tell each other, inside a handshake, who they are.
//!
//! The initiator's [`Greeting`] is the payload of handshake message 3; the responder's [`Welcome`] is its
//! first frame. Before both are checked, nothing else of the other side is read. Wire formats:
//! `docs/protocol.md`, 2.4.

use crate::card::{CardError, PublicCard};
use crate::rows::SelfRow;
use crate::step::{Facts, Needs};
use thiserror::Error;
use tongtong_types::cbor::{CborError, Value, decode, encode};
use tongtong_types::hash::domain_hash;
use tongtong_types::{PeerId, StaticKey, Timestamp};

/// Why the other side's greeting or welcome is refused: the connection is closed, nothing is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GreetingError {
    /// Not a greeting's bytes.
    #[error("malformed greeting")]
    Malformed,
    /// This device has not signed up.
    #[error("not signed up yet")]
    NotSignedUp,
    /// The card is not valid.
    #[error("the card is not valid: {0}")]
    Card(CardError),
    /// It is my own identity.
    #[error("that is you")]
    Myself,
    /// The session's static key is not the card's.
    #[error("the session key is not the card's")]
    ForeignKey,
    /// Another known identity has this static key.
    #[error("the session key belongs to someone else")]
    StolenKey,
    /// It was meant for, or comes from, another identity than this connection is for.
    #[error("meant for someone else")]
    WrongPeer,
    /// The welcome answers another card than the one shown.
    #[error("the welcome answers another card")]
    WrongCard,
}

impl GreetingError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "greeting_malformed",
            Self::NotSignedUp => "not_signed_up",
            Self::Card(error) => error.code(),
            Self::Myself => "that_is_you",
            Self::ForeignKey => "greeting_foreign_key",
            Self::StolenKey => "greeting_stolen_key",
            Self::WrongPeer => "greeting_wrong_peer",
            Self::WrongCard => "greeting_wrong_card",
        }
    }
}

impl From<CborError> for GreetingError {
    fn from(_: CborError) -> Self {
        Self::Malformed
    }
}

impl From<CardError> for GreetingError {
    fn from(error: CardError) -> Self {
        Self::Card(error)
    }
}

/// A peer whose identity this session has proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// Who.
    pub peer: PeerId,
    /// Their card, as shown; [`crate::Command::SessionOpened`] takes it.
    pub card: Vec<u8>,
}

/// What the initiator says in handshake message 3: `{1: its card, 2: the identity it means}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting {
    /// The initiator's public card.
    pub card: Vec<u8>,
    /// Whom it means.
    pub to: PeerId,
}

/// What the responder says in its first frame:
/// `{1: its card, 2: hash of the initiator's card, 3: the initiator's identity, 4: its own identity}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Welcome {
    /// The responder's public card.
    pub card: Vec<u8>,
    /// The hash of the initiator's card, [`card_hash`].
    pub answers: [u8; 32],
    /// The initiator.
    pub to: PeerId,
    /// The responder.
    pub from: PeerId,
}

/// How a welcome names the card it answers.
#[must_use]
pub fn card_hash(card: &[u8]) -> [u8; 32] {
    domain_hash("tongtong/v1/card", &[card])
}

impl Greeting {
    /// My greeting for a peer.
    #[must_use]
    pub fn new(me: &SelfRow, to: PeerId) -> Self {
        Self { card: me.card.clone(), to }
    }

    /// The payload of handshake message 3.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        encode(&Value::map([(1, Value::bytes(&self.card)), (2, Value::bytes(self.to.bytes()))]))
    }

    /// Reads a payload. Nothing of the card is verified yet.
    ///
    /// # Errors
    /// [`GreetingError::Malformed`].
    pub fn decode(bytes: &[u8]) -> Result<Self, GreetingError> {
        let mut fields = decode(bytes)?.into_fields()?;
        Ok(Self { card: fields.bytes(1)?, to: PeerId::new(fields.array(2)?) })
    }

    /// What [`Self::check`] must know.
    ///
    /// # Errors
    /// [`GreetingError`] if the card is no card at all.
    pub fn needs(&self) -> Result<Needs, GreetingError> {
        needs(&self.card)
    }

    /// The responder's check: the initiator is who its card says.
    ///
    /// `proven` is the initiator's static key, as the handshake proved it.
    ///
    /// # Errors
    /// [`GreetingError`] by the first rule that is broken; close and say nothing.
    pub fn check(&self, proven: &StaticKey, facts: &Facts, now: Timestamp) -> Result<Met, GreetingError> {
        let me = facts.me.as_ref().ok_or(GreetingError::NotSignedUp)?;
        let card = PublicCard::decode(&self.card)?;
        if card.identity == me.identity {
            return Err(GreetingError::Myself);
        }
        if self.to != me.identity {
            return Err(GreetingError::WrongPeer);
        }
        if card.static_key != *proven {
            return Err(GreetingError::ForeignKey);
        }
        check_known(&card, &self.card, facts, now)?;
        Ok(Met { peer: card.identity, card: self.card.clone() })
    }
}

impl Welcome {
    /// My welcome for whom I have met.
    #[must_use]
    pub fn new(me: &SelfRow, met: &Met) -> Self {
        Self { card: me.card.clone(), answers: card_hash(&met.card), to: met.peer, from: me.identity }
    }

    /// The body of the frame.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        encode(&Value::map([
            (1, Value::bytes(&self.card)),
            (2, Value::bytes(&self.answers)),
            (3, Value::bytes(self.to.bytes())),
            (4, Value::bytes(self.from.bytes())),
        ]))
    }

    /// Reads the body of a frame. Nothing of the card is verified yet.
    ///
    /// # Errors
    /// [`GreetingError::Malformed`].
    pub fn decode(bytes: &[u8]) -> Result<Self, GreetingError> {
        let mut fields = decode(bytes)?.into_fields()?;
        Ok(Self {
            card: fields.bytes(1)?,
            answers: fields.array(2)?,
            to: PeerId::new(fields.array(3)?),
            from: PeerId::new(fields.array(4)?),
        })
    }

    /// What [`Self::check`] must know.
    ///
    /// # Errors
    /// [`GreetingError`] if the card is no card at all.
    pub fn needs(&self) -> Result<Needs, GreetingError> {
        needs(&self.card)
    }

    /// The initiator's check: the responder is whom `shown` meant, and has read it.
    ///
    /// `dialled` is the static key that the handshake proved for the responder: the one of the card I
    /// dialled by. The responder's own card may be newer and name the next key, but only if the key
    /// dialled is that of the card known here.
    ///
    /// # Errors
    /// [`GreetingError`] by the first rule that is broken; close and say nothing.
    pub fn check(
        &self,
        shown: &Greeting,
        dialled: &StaticKey,
        facts: &Facts,
        now: Timestamp,
    ) -> Result<Met, GreetingError> {
        let me = facts.me.as_ref().ok_or(GreetingError::NotSignedUp)?;
        let card = PublicCard::decode(&self.card)?;
        if card.identity == me.identity {
            return Err(GreetingError::Myself);
        }
        if self.to != me.identity || self.from != shown.to || card.identity != shown.to {
            return Err(GreetingError::WrongPeer);
        }
        if self.answers != card_hash(&shown.card) {
            return Err(GreetingError::WrongCard);
        }
        let known = facts.contacts.iter().find(|contact| contact.peer == card.identity);
        let rotated =
            known.is_some_and(|known| known.static_key == *dialled && known.card_counter < card.counter);
        if card.static_key != *dialled && !rotated {
            return Err(GreetingError::ForeignKey);
        }
        check_known(&card, &self.card, facts, now)?;
        Ok(Met { peer: card.identity, card: self.card.clone() })
    }
}

fn needs(card: &[u8]) -> Result<Needs, GreetingError> {
    let card = PublicCard::decode(card)?;
    let by_static_key = Some(card.static_key);
    Ok(Needs { contacts: vec![card.identity], by_static_key, ..Needs::default() })
}

/// A static key of someone else is a fault of its own here: the handshake has proven it.
fn check_known(card: &PublicCard, bytes: &[u8], facts: &Facts, now: Timestamp) -> Result<(), GreetingError> {
    card.check_known(bytes, &facts.contacts, now).map_err(|error| match error {
        CardError::Another => GreetingError::StolenKey,
        error => GreetingError::Card(error),
    })
}

#[cfg(test)]
mod tests;
