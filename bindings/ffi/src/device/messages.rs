//! Conversations and messages.

use crate::records::contact::Conversation;
use crate::records::message::{Message, Place};
use crate::runtime::run;
use crate::{Device, TongTongError};
use tongtong_engine::EngineError;
use tongtong_ports::store::Before;
use tongtong_types::{PeerId, RowId};

#[uniffi::export]
impl Device {
    /// Everyone I know with what was said last, the newest first.
    ///
    /// # Errors
    /// Kind `Locked`.
    pub async fn conversations(&self) -> Result<Vec<Conversation>, TongTongError> {
        let engine = self.engine()?;
        run(async move {
            let lines = engine.conversations().await?;
            Ok::<_, EngineError>(lines.into_iter().map(|line| Conversation::of(line, &engine)).collect())
        })
        .await
    }

    /// Says something to a contact. It is kept when this returns, and waits until it is delivered.
    ///
    /// # Errors
    /// `text_length` with the fact `max`; `contact_not_accepted`.
    pub async fn say(&self, peer: PeerId, text: String) -> Result<RowId, TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.say(peer, &text).await }).await
    }

    /// I have seen everything up to this message; the other side is told.
    ///
    /// # Errors
    /// Kind `Contact` if there is no such message.
    pub async fn seen(&self, peer: PeerId, row: RowId) -> Result<(), TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.seen(peer, row).await }).await
    }

    /// A page of a conversation, newest first, older than `before`.
    ///
    /// # Errors
    /// Kind `Locked`.
    pub async fn messages(
        &self,
        peer: PeerId,
        before: Option<Place>,
        limit: u32,
    ) -> Result<Vec<Message>, TongTongError> {
        let engine = self.engine()?;
        let before = before.map(|Place { sent, row }| Before { order: sent.millis(), row });
        run(async move {
            let rows = engine.messages(peer, before, limit).await?;
            Ok::<_, EngineError>(rows.into_iter().map(|row| Message::of(row, engine.profile())).collect())
        })
        .await
    }

    /// One message, if it is there.
    ///
    /// # Errors
    /// Kind `Locked`.
    pub async fn message(&self, row: RowId) -> Result<Option<Message>, TongTongError> {
        let engine = self.engine()?;
        run(async move {
            let found = engine.message(row).await?;
            Ok::<_, EngineError>(found.map(|row| Message::of(row, engine.profile())))
        })
        .await
    }
}
