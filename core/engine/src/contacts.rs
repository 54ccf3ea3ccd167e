//! People: found by number, asked, accepted, verified.

use crate::engine::Shared;
use crate::{Engine, EngineError};
use std::sync::Arc;
use tongtong_chat::card::{ContactDetails, PublicCard};
use tongtong_chat::rows::{ContactRow, ContactState};
use tongtong_chat::{Command, Needs, Refused};
use tongtong_crypto::safety::SafetyNumber;
use tongtong_ports::{Door, Level, LinkError};
use tongtong_types::{PeerId, Phone};

impl Engine {
    /// Looks a number up in the phone directory and keeps the card that was found there.
    ///
    /// # Errors
    /// [`EngineError::Directory`] if nobody has it or the directory does not answer; [`EngineError::Chat`]
    /// if the card is not valid or is my own.
    pub async fn find(&self, phone: &Phone) -> Result<ContactRow, EngineError> {
        let card = self.shared.parts.directory.look_up(phone).await?;
        self.meet(card).await
    }

    /// Takes a public card that came by another way than the directory: scanned, or passed on. It is
    /// checked as any card is.
    ///
    /// # Errors
    /// [`EngineError::Chat`] if the card is not valid, older than the known one, or my own.
    pub async fn meet(&self, card: Vec<u8>) -> Result<ContactRow, EngineError> {
        let peer = PublicCard::decode(&card).map_err(Refused::Card)?.identity;
        self.shared.chat(Command::Meet { card }).await?;
        self.contact(peer).await
    }

    /// Asks someone to be a contact. The request waits in the outbox until their device has it.
    ///
    /// # Errors
    /// [`EngineError::Chat`] if the text is too long or the peer is a contact already.
    pub async fn ask(&self, peer: PeerId, text: &str) -> Result<(), EngineError> {
        self.shared.chat(Command::Ask { peer, text: text.to_owned() }).await.map(drop)
    }

    /// Accepts someone who asked; they get my contact card.
    ///
    /// # Errors
    /// [`EngineError::Chat`] if they have not asked.
    pub async fn accept(&self, peer: PeerId) -> Result<(), EngineError> {
        let mine = self.shared.details().await?;
        self.shared.chat(Command::Accept { peer, mine }).await.map(drop)
    }

    /// States that the safety numbers were compared and agree.
    ///
    /// # Errors
    /// [`EngineError::Chat`] if they are no contact.
    pub async fn verify(&self, peer: PeerId) -> Result<(), EngineError> {
        self.shared.chat(Command::Verify { peer }).await.map(drop)
    }

    /// The safety number of me and this person: the same 60 digits on both screens.
    ///
    /// # Errors
    /// [`EngineError::Locked`].
    pub fn safety_number(&self, peer: PeerId) -> Result<SafetyNumber, EngineError> {
        Ok(SafetyNumber::of(&self.shared.me()?, &peer))
    }

    /// Everyone I know.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn contacts(&self) -> Result<Vec<ContactRow>, EngineError> {
        self.shared.blocking(|shared| Ok(shared.parts.store.contacts()?)).await
    }

    /// One of them.
    ///
    /// # Errors
    /// [`EngineError::Chat`] with [`Refused::UnknownContact`].
    pub async fn contact(&self, peer: PeerId) -> Result<ContactRow, EngineError> {
        self.shared.contact(peer).await
    }

    /// Who is online just now, and by which path: a verified session is live.
    #[must_use]
    pub fn online(&self) -> Vec<(PeerId, tongtong_ports::Path)> {
        let table = self.shared.sessions();
        let path = |peer: PeerId| table.of(&peer).map(|entry| (peer, entry.handle.path()));
        table.peers().into_iter().filter_map(path).collect()
    }
}

impl Shared {
    /// One contact.
    pub(crate) async fn contact(self: &Arc<Self>, peer: PeerId) -> Result<ContactRow, EngineError> {
        let needs = Needs { contacts: vec![peer], ..Needs::default() };
        let facts = self.blocking(move |shared| Ok(shared.parts.store.read_chat(&needs)?)).await?;
        let found = facts.contacts.into_iter().find(|contact| contact.peer == peer);
        found.ok_or(EngineError::Chat(Refused::UnknownContact))
    }

    /// What my contact cards say now. The pay addresses stay as they were signed last.
    pub(crate) async fn details(self: &Arc<Self>) -> Result<ContactDetails, EngineError> {
        let conversation = self.link().ok_or(LinkError::Endpoint)?.address(Door::Conversation);
        let me = self.blocking(|shared| Ok(shared.parts.store.read_chat(&Needs::default())?.me)).await?;
        let name = me.ok_or(EngineError::NotSignedUp)?.name;
        Ok(ContactDetails { conversation, name, pay: None })
    }

    /// Sends my contact card to every accepted contact whose copy is older than my public card: they have
    /// none yet, or my addresses changed. A crash on the way is mended at the next start.
    pub(crate) async fn hand_cards(self: &Arc<Self>) -> Result<(), EngineError> {
        let me = self.own().await?.ok_or(EngineError::NotSignedUp)?;
        let contacts = self.blocking(|shared| Ok(shared.parts.store.contacts()?)).await?;
        let accepted = contacts.iter().filter(|contact| contact.state == ContactState::Accepted);
        for contact in accepted.filter(|contact| contact.my_card_counter < me.card_counter) {
            let mine = self.details().await?;
            self.chat(Command::CardChanged { peer: contact.peer, mine }).await?;
        }
        Ok(())
    }

    /// The same, in a task of its own: after a step in which someone became a contact.
    pub(crate) fn hand_cards_soon(self: &Arc<Self>) {
        let shared = Arc::clone(self);
        tokio::spawn(async move {
            if let Err(error) = shared.hand_cards().await {
                shared.log(Level::Info, error.code(), None);
            }
        });
    }
}
