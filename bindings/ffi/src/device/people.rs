//! People: found, asked, accepted, verified.

use crate::records::contact::Contact;
use crate::runtime::run;
use crate::{Device, TongTongError};
use tongtong_engine::EngineError;
use tongtong_ports::Path;
use tongtong_types::{PeerId, Phone};

/// Someone who is online just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Presence {
    /// Who.
    pub peer: PeerId,
    /// By which path.
    pub path: Path,
}

#[uniffi::export]
impl Device {
    /// Looks a number up in the phone directory.
    ///
    /// # Errors
    /// `number_not_found`; `that_is_you`; kind `Input` if it is no number.
    pub async fn find(&self, phone: String) -> Result<Contact, TongTongError> {
        let (engine, phone) = (self.engine()?, phone.parse::<Phone>()?);
        run(async move { engine.find(&phone).await.map(|row| Contact::of(row, &engine)) }).await
    }

    /// Takes a public card that came by another way, such as a QR code.
    ///
    /// # Errors
    /// Kind `Contact` if the card is not valid, or my own.
    pub async fn meet(&self, card: Vec<u8>) -> Result<Contact, TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.meet(card).await.map(|row| Contact::of(row, &engine)) }).await
    }

    /// Asks someone to be a contact. The request waits here until their device has it.
    ///
    /// # Errors
    /// `text_length` with the fact `max`; `already_done`; `contact_unknown`.
    pub async fn ask(&self, peer: PeerId, text: String) -> Result<(), TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.ask(peer, &text).await }).await
    }

    /// Accepts someone who asked.
    ///
    /// # Errors
    /// Kind `Contact` if they have not asked.
    pub async fn accept(&self, peer: PeerId) -> Result<(), TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.accept(peer).await }).await
    }

    /// States that the safety numbers were compared by voice and agree.
    ///
    /// # Errors
    /// `contact_unknown`.
    pub async fn verify(&self, peer: PeerId) -> Result<(), TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.verify(peer).await }).await
    }

    /// The safety number of me and this person: the same 60 digits on both screens.
    ///
    /// # Errors
    /// Kind `Locked`.
    pub async fn safety_number(&self, peer: PeerId) -> Result<String, TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.safety_number(peer).map(|number| number.digits().to_owned()) }).await
    }

    /// Everyone I know.
    ///
    /// # Errors
    /// Kind `Locked`.
    pub async fn contacts(&self) -> Result<Vec<Contact>, TongTongError> {
        let engine = self.engine()?;
        run(async move {
            let rows = engine.contacts().await?;
            Ok::<_, EngineError>(rows.into_iter().map(|row| Contact::of(row, &engine)).collect())
        })
        .await
    }

    /// One of them.
    ///
    /// # Errors
    /// `contact_unknown`.
    pub async fn contact(&self, peer: PeerId) -> Result<Contact, TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.contact(peer).await.map(|row| Contact::of(row, &engine)) }).await
    }

    /// Who is online just now.
    ///
    /// # Errors
    /// `shut_down`.
    pub async fn online(&self) -> Result<Vec<Presence>, TongTongError> {
        let engine = self.engine()?;
        run(async move {
            let online = engine.online();
            Ok::<_, EngineError>(online.into_iter().map(|(peer, path)| Presence { peer, path }).collect())
        })
        .await
    }

    /// Seeks a live session with a contact even if nothing waits: their profile is on the screen.
    ///
    /// # Errors
    /// `shut_down`.
    pub async fn connect(&self, peer: PeerId) -> Result<(), TongTongError> {
        let engine = self.engine()?;
        run(async move {
            engine.connect(peer);
            Ok::<_, EngineError>(())
        })
        .await
    }
}
