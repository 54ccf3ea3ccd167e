use super::DirectoryError;
use super::codes::{Codes, MOST_NUMBERS, SmsCode};
use super::number::NumberKey;
use super::refusal::Refusal;
use super::table::Table;
use std::fs;
use std::path::Path;
use tokio::sync::mpsc;
use tongtong_chat::card::{CardError, NumberClaim, PublicCard};
use tongtong_crypto::entropy::OsEntropy;
use tongtong_types::{Duration, Phone, Timestamp};

/// A busy sender of messages is asked again after this.
const SENDER_WAIT: Duration = Duration::from_secs(5);

/// The rules of the directory over its table, its codes and its key.
pub(super) struct Book {
    key: NumberKey,
    table: Table,
    codes: Codes,
    sender: mpsc::Sender<SmsCode>,
    entropy: OsEntropy,
}

impl Book {
    pub(super) fn open(
        dir: &Path,
        sender: mpsc::Sender<SmsCode>,
        entropy: OsEntropy,
    ) -> Result<Self, DirectoryError> {
        fs::create_dir_all(dir).map_err(|_| DirectoryError::Database)?;
        let database = dir.join("directory.db");
        // The key first: a database without its key is worth nothing.
        let key = NumberKey::open(&dir.join("number.key"), !database.exists(), &entropy)?;
        let table = Table::open(&database).map_err(|_| DirectoryError::Database)?;
        let codes = Codes::new(&entropy, MOST_NUMBERS)?;
        Ok(Self { key, table, codes, sender, entropy })
    }

    /// Sends a code to a number. What cannot be handed to the sender is not counted.
    pub(super) fn request_code(&mut self, phone: &Phone, now: Timestamp) -> Result<(), Refusal> {
        let place = self.sender.try_reserve().map_err(|_| Refusal::Busy { wait: SENDER_WAIT })?;
        let code = self.codes.issue(self.key.hash(phone), phone, now, &self.entropy)?;
        place.send(code);
        Ok(())
    }

    /// Hangs a card under a number that its code proves and its identity claims. Card and claim are judged
    /// before the code is spent, the holder after it: who has no code learns nothing of the number.
    pub(super) fn register(
        &mut self,
        phone: &Phone,
        code: &str,
        bytes: &[u8],
        claim: &[u8; 64],
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let (card, _) = self.judge(bytes, now)?;
        NumberClaim::verify(&card.identity, phone, code, claim).map_err(Refusal::Card)?;
        let number = self.key.hash(phone);
        self.codes.redeem(number, code, now)?;
        let held = self.table.by_number(number).map_err(|_| Refusal::Internal)?;
        if held.is_some_and(|held| held.identity != *card.identity.bytes()) {
            return Err(Refusal::NumberHeld);
        }
        self.table.put(Some(number), &card, bytes).map_err(|_| Refusal::Internal)
    }

    /// Replaces the card of an identity by a newer one. The same bytes again are no fault.
    pub(super) fn publish(&mut self, bytes: &[u8], now: Timestamp) -> Result<(), Refusal> {
        let (card, known) = self.judge(bytes, now)?;
        if !known {
            return Err(Refusal::NotFound);
        }
        self.table.put(None, &card, bytes).map_err(|_| Refusal::Internal)
    }

    /// The card under a number, as it was published.
    pub(super) fn look_up(&self, phone: &Phone) -> Result<Vec<u8>, Refusal> {
        let held = self.table.by_number(self.key.hash(phone)).map_err(|_| Refusal::Internal)?;
        held.map(|held| held.card).ok_or(Refusal::NotFound)
    }

    /// A card that is whole, signed by its identity, of now, and not older than the one known of it; and
    /// whether one is known.
    fn judge(&self, bytes: &[u8], now: Timestamp) -> Result<(PublicCard, bool), Refusal> {
        let card = PublicCard::decode(bytes).map_err(Refusal::Card)?;
        card.check_time(now).map_err(Refusal::Card)?;
        if i64::try_from(card.counter).is_err() {
            return Err(Refusal::Card(CardError::Malformed));
        }
        match self.table.by_identity(card.identity.bytes()).map_err(|_| Refusal::Internal)? {
            Some(known) if known.counter >= card.counter && known.card != bytes => {
                Err(Refusal::Card(CardError::Older))
            }
            known => Ok((card, known.is_some())),
        }
    }
}

#[cfg(test)]
mod tests;
