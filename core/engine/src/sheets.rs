//! Pay addresses for contacts: signed while the spending root is open, sent in new contact cards.

use crate::EngineError;
use crate::engine::Shared;
use std::sync::Arc;
use tongtong_chat::card::{CoinAddress, ContactDetails, PaySheet};
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
    /// for them were never signed, because this device died in between; or a chain is missing on it that the
    /// wallet has keys for.
    pub(crate) fn needs_sheet(&self, facts: &Facts, contact: &ContactRow) -> bool {
        let signed = contact.my_pay.as_deref().and_then(|sheet| PaySheet::decode(sheet).ok());
        let (signed, named) = signed.map(|sheet| (sheet.addresses, sheet.coins)).unwrap_or_default();
        let same_place = |coin: &sheet::CoinAddress| {
            named.iter().any(|named| named.chain == coin.address.chain() && named.network == coin.network)
        };
        let unsigned = |row: &AddressRow| {
            row.handed == HandedTo::Contact(contact.peer)
                && row.state == AddressState::Fresh
                && !signed.iter().any(|address| address == row.address.text())
        };
        let now = self.parts.clock.now();
        sheet::runs_short(facts, contact.peer, now)
            || !sheet::still_good(facts, &signed)
            || facts.addresses.iter().any(unsigned)
            || !sheet::coins(&self.profile, facts).iter().all(same_place)
    }

    /// Whether a contact's sheet names an address that another one has followed, because it was paid. It can be
    /// paid again, so nobody opens the wallet for this alone.
    fn names_used_address(&self, facts: &Facts, contact: &ContactRow) -> bool {
        let signed = contact.my_pay.as_deref().and_then(|sheet| PaySheet::decode(sheet).ok());
        let named = signed.map(|sheet| sheet.coins).unwrap_or_default();
        let newest = sheet::coins(&self.profile, facts).into_iter().map(on_sheet);
        newest.into_iter().any(|coin| !named.contains(&coin))
    }

    async fn hand_sheet(
        self: &Arc<Self>,
        keys: &SpendingKeys,
        contact: &ContactRow,
    ) -> Result<(), EngineError> {
        let peer = contact.peer;
        let facts = self.addresses().await?;
        if !self.needs_sheet(&facts, contact) && !self.names_used_address(&facts, contact) {
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
            coins: list.coins.into_iter().map(on_sheet).collect(),
        }
        .issue(&keys.pay_key())
        .map_err(ChatRefused::Card)?;
        let mine = ContactDetails { pay: Some(signed), ..self.details().await? };
        self.chat(ChatCommand::CardChanged { peer, mine }).await.map(drop)
    }
}

fn on_sheet(coin: sheet::CoinAddress) -> CoinAddress {
    let sheet::CoinAddress { network, address } = coin;
    CoinAddress { chain: address.chain(), network, address: address.text().to_owned() }
}
