//! Pay addresses for contacts: signed while the spending root is open, sent in new contact cards.

use crate::EngineError;
use crate::engine::Shared;
use std::sync::Arc;
use tongtong_chat::card::{ContactDetails, PaySheet};
use tongtong_chat::rows::{ContactRow, ContactState};
use tongtong_chat::{Command as ChatCommand, Refused as ChatRefused};
use tongtong_crypto::keys::SpendingKeys;
use tongtong_ports::Level;
use tongtong_wallet::rows::{AddressRow, AddressState, HandedTo};
use tongtong_wallet::{Command, Facts, sheet};

impl Shared {
    /// The same beside a step that is done already: what fails here is made up for at the next approval.
    pub(crate) async fn hand_sheets_or_log(self: &Arc<Self>, keys: &SpendingKeys) {
        if let Err(error) = self.hand_sheets(keys).await {
            self.log(Level::Warn, error.code(), None);
        }
    }

    /// Signs new sheets of pay addresses, while the spending root is open anyway, for accepted contacts who
    /// have too few unpaid ones left, and sends them in new contact cards.
    pub(crate) async fn hand_sheets(self: &Arc<Self>, keys: &SpendingKeys) -> Result<(), EngineError> {
        if self.need_link().is_err() {
            return Ok(());
        }
        let contacts = self.blocking(|shared| Ok(shared.parts.store.contacts()?)).await?;
        for contact in contacts.iter().filter(|contact| contact.state == ContactState::Accepted) {
            // One who cannot be given any now does not hinder the next.
            if let Err(error) = self.hand_sheet(keys, contact).await {
                self.log(Level::Info, error.code(), None);
            }
        }
        Ok(())
    }

    /// Whether a contact should get a new sheet: few unpaid addresses are left, or some that were set aside
    /// for them were never signed, because this device died in between.
    pub(crate) fn needs_sheet(&self, facts: &Facts, contact: &ContactRow) -> bool {
        let signed = contact.my_pay.as_deref().and_then(|sheet| PaySheet::decode(sheet).ok());
        let signed = signed.map(|sheet| sheet.addresses).unwrap_or_default();
        let unsigned = |row: &AddressRow| {
            row.handed == HandedTo::Contact(contact.peer)
                && row.state == AddressState::Fresh
                && !signed.iter().any(|address| address == row.address.text())
        };
        let now = self.parts.clock.now();
        sheet::runs_short(facts, contact.peer, now)
            || !sheet::still_good(facts, &signed)
            || facts.addresses.iter().any(unsigned)
    }

    async fn hand_sheet(
        self: &Arc<Self>,
        keys: &SpendingKeys,
        contact: &ContactRow,
    ) -> Result<(), EngineError> {
        let peer = contact.peer;
        if !self.needs_sheet(&self.addresses().await?, contact) {
            return Ok(());
        }
        let moved = self.wallet(Command::HandToContact { peer }).await?;
        let Some(list) = moved.sheet else { return Ok(()) };
        let signed = PaySheet {
            pay_key: keys.pay_key().public(),
            network: list.network,
            counter: list.counter,
            valid_until: list.until,
            addresses: list.addresses.iter().map(|address| address.text().to_owned()).collect(),
        }
        .issue(&keys.pay_key())
        .map_err(ChatRefused::Card)?;
        let mine = ContactDetails { pay: Some(signed), ..self.details().await? };
        self.chat(ChatCommand::CardChanged { peer, mine }).await.map(drop)
    }
}
