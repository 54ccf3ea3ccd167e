//! The one way in: read, decide, commit, hand out, tell.

use crate::engine::Shared;
use crate::parts::Step;
use crate::{EngineError, Event};
use std::sync::Arc;
use tongtong_chat as chat;
use tongtong_chat::rows::{ContactRow, ContactState};
use tongtong_ports::{Changes, Level};
use tongtong_types::note::PaymentSigned;
use tongtong_types::{Address, RowId};
use tongtong_wallet as wallet;

/// What a step of the messenger left for its caller, after the commit.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// Frames for the session that the command came from.
    pub(crate) send: Vec<chat::Outgoing>,
    /// Whether what was sent before must be sent again: the other side takes it now.
    pub(crate) resend: bool,
    /// The first message row written.
    pub(crate) row: Option<RowId>,
}

/// What a step of the wallet left for its caller, after the commit.
#[derive(Debug, Default)]
pub(crate) struct Moved {
    /// The address to show.
    pub(crate) shown: Option<Address>,
    /// The addresses for a contact.
    pub(crate) sheet: Option<wallet::sheet::Sheet>,
}

impl Shared {
    /// Runs a command of the messenger.
    pub(crate) async fn chat(self: &Arc<Self>, command: chat::Command) -> Result<Said, EngineError> {
        self.in_turn(move |shared| shared.chat_step(&command)).await
    }

    /// Runs a command of the wallet.
    pub(crate) async fn wallet(self: &Arc<Self>, command: wallet::Command) -> Result<Moved, EngineError> {
        self.in_turn(move |shared| shared.wallet_step(&command, None)).await
    }

    /// Runs a command of the wallet that carries a signed payment, under a raised generation: first in
    /// the transaction, then in the vault, and only then is the first byte sent.
    pub(crate) async fn pay(self: &Arc<Self>, command: wallet::Command) -> Result<Moved, EngineError> {
        self.in_turn(move |shared| {
            let generation = shared.parts.store.generation()?.saturating_add(1);
            shared.wallet_step(&command, Some(generation))
        })
        .await
    }

    /// Runs blocking work as the one writer. The turn is held until the work has ended, even if whoever
    /// waits for it goes away in between.
    pub(crate) async fn in_turn<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Arc<Self>) -> Result<T, EngineError> + Send + 'static,
    ) -> Result<T, EngineError> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        self.blocking(move |shared| {
            let _turn = turn;
            work(shared)
        })
        .await
    }

    fn chat_step(self: &Arc<Self>, command: &chat::Command) -> Result<Said, EngineError> {
        let parts = &self.parts;
        let me = self.me()?;
        let facts = parts.store.read_chat(&command.needs(me))?;
        parts.probe.reached(Step::Read, false);
        let now = parts.clock.now();
        let step = chat::step(command, &facts, now, parts.entropy.as_ref())?;
        let mut changes = Changes { chat: step.changes, ..Changes::default() };
        let mut events: Vec<Event> = step.events.into_iter().map(Event::Chat).collect();
        for note in step.notes {
            events.extend(self.hear(note, &mut changes)?);
        }
        parts.probe.reached(Step::Decided, false);
        let said = Said {
            row: changes.chat.messages.first().map(|message| message.row),
            send: step.send,
            resend: step.resend,
        };
        self.commit(&changes, false)?;
        let owed_a_card = |row: &ContactRow| row.state == ContactState::Accepted && row.my_card_counter == 0;
        if changes.chat.contacts.iter().any(owed_a_card) {
            self.hand_cards_soon();
        }
        for peer in step.deliver {
            self.seek(peer);
        }
        self.tell(events, false);
        Ok(said)
    }

    /// Lets the wallet hear an announced payment inside the messenger's transaction.
    fn hear(
        &self,
        note: tongtong_types::note::PaymentAnnounced,
        changes: &mut Changes,
    ) -> Result<Vec<Event>, EngineError> {
        let command = wallet::Command::Announced(note);
        let facts = self.parts.store.read_wallet(&command.needs())?;
        let now = self.parts.clock.now();
        match wallet::step(&command, &self.profile, &facts, now, self.parts.entropy.as_ref()) {
            Ok(step) => {
                changes.wallet = step.changes;
                Ok(step.events.into_iter().map(Event::Wallet).collect())
            }
            // An announcement that the wallet cannot use (no wallet yet, another's address) changes nothing
            // in the wallet; the message stays in the chat as what it is, a claim.
            Err(_) => Ok(Vec::new()),
        }
    }

    fn wallet_step(
        self: &Arc<Self>,
        command: &wallet::Command,
        generation: Option<u64>,
    ) -> Result<Moved, EngineError> {
        let parts = &self.parts;
        let pays = generation.is_some();
        let facts = parts.store.read_wallet(&command.needs())?;
        parts.probe.reached(Step::Read, pays);
        let now = parts.clock.now();
        let step = wallet::step(command, &self.profile, &facts, now, parts.entropy.as_ref())?;
        let mut changes = Changes { wallet: step.changes, ..Changes::default() };
        changes.keys.generation = generation;
        let mut events: Vec<Event> = step.events.into_iter().map(Event::Wallet).collect();
        let mut deliver = Vec::new();
        for note in step.notes {
            let (peers, told) = self.announce(note, &mut changes)?;
            deliver.extend(peers);
            events.extend(told);
        }
        parts.probe.reached(Step::Decided, pays);
        self.commit(&changes, pays)?;
        if let Some(generation) = generation {
            // The payment is durable: from here on it is made, whatever the safe says. A marker that stays
            // behind by one is what a crash at this place leaves too.
            if let Err(error) = self.mark(generation) {
                self.log(Level::Error, error.code(), None);
            }
        }
        if !step.broadcast.is_empty() {
            self.broadcast.notify_one();
        }
        for peer in deliver {
            self.seek(peer);
        }
        self.tell(events, pays);
        Ok(Moved { shown: step.shown, sheet: step.sheet })
    }

    /// Lets the messenger write the message of a payment inside the wallet's transaction.
    fn announce(
        &self,
        note: PaymentSigned,
        changes: &mut Changes,
    ) -> Result<(Vec<tongtong_types::PeerId>, Vec<Event>), EngineError> {
        let payment = note.payment;
        let command = chat::Command::Paid(note);
        let facts = self.parts.store.read_chat(&command.needs(self.me()?))?;
        let now = self.parts.clock.now();
        let step = chat::step(&command, &facts, now, self.parts.entropy.as_ref())?;
        let row = step.changes.messages.first().map(|message| message.row);
        for paid in changes.wallet.payments.iter_mut().filter(|row| row.id == payment) {
            paid.message = row;
        }
        changes.chat = step.changes;
        Ok((step.deliver, step.events.into_iter().map(Event::Chat).collect()))
    }

    fn commit(&self, changes: &Changes, pays: bool) -> Result<(), EngineError> {
        if *changes != Changes::default() {
            self.parts.store.commit(changes)?;
        }
        self.parts.probe.reached(Step::Committed, pays);
        Ok(())
    }

    fn tell(&self, events: Vec<Event>, pays: bool) {
        self.parts.probe.reached(Step::Handed, pays);
        for event in events {
            // Nobody listening is fine: the rows say it too.
            let _heard = self.events.send(event);
        }
        self.parts.probe.reached(Step::Told, pays);
    }
}
