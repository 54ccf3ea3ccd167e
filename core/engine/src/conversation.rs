//! Messages: said, paged, seen.

use crate::{Engine, EngineError};
use tongtong_chat::Command;
use tongtong_chat::rows::MessageRow;
use tongtong_ports::store::Before;
use tongtong_types::{PeerId, RowId};

impl Engine {
    /// Says something to a contact. It is committed when this returns, and waits until it is delivered.
    ///
    /// # Errors
    /// [`EngineError::Chat`] if the text is empty or too long, or the contact has not accepted.
    pub async fn say(&self, peer: PeerId, text: &str) -> Result<RowId, EngineError> {
        let said = self.shared.chat(Command::Say { peer, text: text.to_owned() }).await?;
        said.row.ok_or(EngineError::Internal("message_row"))
    }

    /// I have seen everything up to this message; the other side is told.
    ///
    /// # Errors
    /// [`EngineError::Chat`] if there is no such message.
    pub async fn seen(&self, peer: PeerId, row: RowId) -> Result<(), EngineError> {
        // A step marks a bounded number of messages; the last one finds nothing left.
        while self.shared.chat(Command::Seen { peer, row }).await?.row.is_some() {}
        Ok(())
    }

    /// A page of a conversation, newest first, older than `before`.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn messages(
        &self,
        peer: PeerId,
        before: Option<Before>,
        limit: u32,
    ) -> Result<Vec<MessageRow>, EngineError> {
        self.shared.blocking(move |shared| Ok(shared.parts.store.messages(peer, before, limit)?)).await
    }

    /// One message.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn message(&self, row: RowId) -> Result<Option<MessageRow>, EngineError> {
        self.shared.blocking(move |shared| Ok(shared.parts.store.message(row)?)).await
    }

    /// Seeks a live session with a contact even if nothing waits.
    pub fn connect(&self, peer: PeerId) {
        self.shared.seek(peer);
    }
}
