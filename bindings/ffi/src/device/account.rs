//! Set up, unlocked, signed up, locked.

use crate::runtime::run;
use crate::secrets::PassPhrase;
use crate::{Device, TongTongError};
use std::sync::Arc;
use tongtong_chat::rows::SelfRow;
use tongtong_engine::usual_work;
use tongtong_types::{DisplayName, PeerId, Phone};

/// Who I am, once signed up.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Own {
    /// My identity.
    pub peer: PeerId,
    /// The name that my contacts see.
    pub name: String,
    /// My public card as published: for a QR code, or to pass on. It holds nothing private.
    pub card: Vec<u8>,
}

impl From<SelfRow> for Own {
    fn from(row: SelfRow) -> Self {
        let SelfRow { identity, device: _, name, epoch: _, card_counter: _, card } = row;
        Self { peer: identity, name: name.text().to_owned(), card }
    }
}

#[uniffi::export]
impl Device {
    /// Whether this device has its keys, and so needs unlocking instead of setting up.
    ///
    /// # Errors
    /// Kind `Storage`.
    pub async fn is_set_up(&self) -> Result<bool, TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.is_set_up().await }).await
    }

    /// Makes the keys of a new device under a pass phrase, and leaves it unlocked.
    ///
    /// # Errors
    /// `set_up_already`; `pass_phrase_weak` where the key vault is no hardware.
    pub async fn set_up(&self, pass: Arc<PassPhrase>) -> Result<(), TongTongError> {
        let (engine, pass) = (self.engine()?, pass.take()?);
        run(async move { engine.set_up(pass, usual_work(engine.profile())).await }).await
    }

    /// Opens the device: the messenger goes online, and whatever was owed goes on. Being offline is no error.
    ///
    /// # Errors
    /// `pass_phrase_wrong` with the facts `failures` and `wait_seconds`; `pass_phrase_wait`; `old_copy`.
    pub async fn unlock(&self, pass: Arc<PassPhrase>) -> Result<(), TongTongError> {
        let (engine, pass) = (self.engine()?, pass.take()?);
        run(async move { engine.unlock(pass).await }).await
    }

    /// Opens a device that answered `old_copy`, because the user says that a backup of the folder was put back.
    /// Nothing that the copy does not know is used twice.
    ///
    /// # Errors
    /// As `unlock`.
    pub async fn unlock_old_copy(&self, pass: Arc<PassPhrase>) -> Result<(), TongTongError> {
        let (engine, pass) = (self.engine()?, pass.take()?);
        run(async move { engine.unlock_old_copy(pass).await }).await
    }

    /// Wipes every key from memory and goes offline, until `unlock`.
    ///
    /// # Errors
    /// None that an app could mend.
    pub async fn lock(&self) -> Result<(), TongTongError> {
        let engine = self.engine()?;
        run(async move {
            engine.lock().await;
            Ok::<_, TongTongError>(())
        })
        .await
    }

    /// Asks for a code to be sent to this number, written as people write it.
    ///
    /// # Errors
    /// Kind `Input` if it is no number; `Wait`.
    pub async fn request_code(&self, phone: String) -> Result<(), TongTongError> {
        let (engine, phone) = (self.engine()?, phone.parse::<Phone>()?);
        run(async move { engine.request_code(&phone).await }).await
    }

    /// Signs up: proves the number by its code, publishes the public card, and goes online.
    ///
    /// # Errors
    /// `sms_code_wrong` with the fact `left`; `sms_code_expired`; `number_held`; `signed_up_already`.
    pub async fn sign_up(&self, phone: String, code: String, name: String) -> Result<PeerId, TongTongError> {
        let (engine, phone) = (self.engine()?, phone.parse::<Phone>()?);
        let name = DisplayName::new(&name)?;
        run(async move { engine.sign_up(&phone, code.trim(), name).await }).await
    }

    /// Who I am, once signed up.
    ///
    /// # Errors
    /// Kind `Locked`.
    pub async fn own(&self) -> Result<Option<Own>, TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.own().await.map(|own| own.map(Own::from)) }).await
    }

    /// Allows or forbids direct paths, which show IP addresses to accepted contacts. Sessions begin anew.
    ///
    /// # Errors
    /// Kind `Offline`.
    pub async fn allow_direct(&self, allowed: bool) -> Result<(), TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.allow_direct(allowed).await }).await
    }
}
