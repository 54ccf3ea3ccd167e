//! Messages: said, paged, seen.

use crate::{Engine, EngineError};
use tongtong_chat::rows::{ContactRow, MessageRow, MessageState};
use tongtong_chat::{Command, Content};
use tongtong_ports::store::Before;
use tongtong_types::{PeerId, RowId};

/// How many of a conversation's newest rows are looked at for its line in the list.
const LOOKED_AT: u32 = 100;

/// The most rows of one page: each is opened and held in memory.
const MOST_ROWS: u32 = 1_000;

/// The rows of a page, within its bounds.
pub(crate) fn page(limit: u32) -> u32 {
    limit.clamp(1, MOST_ROWS)
}

/// A line of the list of conversations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// With whom.
    pub contact: ContactRow,
    /// The newest message that is shown.
    pub last: Option<MessageRow>,
    /// How many shown messages of theirs I have not seen, among the newest hundred rows.
    pub unread: u32,
}

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

    /// A page of a conversation, newest first, older than `before`: at least one row, at most 1,000.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn messages(
        &self,
        peer: PeerId,
        before: Option<Before>,
        limit: u32,
    ) -> Result<Vec<MessageRow>, EngineError> {
        self.shared.blocking(move |shared| Ok(shared.parts.store.messages(peer, before, page(limit))?)).await
    }

    /// Everyone I know with what was said last, the newest first; those to whom nothing was said come last.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn conversations(&self) -> Result<Vec<Conversation>, EngineError> {
        self.shared
            .blocking(|shared| {
                let store = shared.parts.store.as_ref();
                let mut list = Vec::new();
                for contact in store.contacts()? {
                    let rows = store.messages(contact.peer, None, LOOKED_AT)?;
                    list.push(line(contact, rows));
                }
                let newest = |line: &Conversation| line.last.as_ref().map(|message| message.order);
                list.sort_by_key(|line| std::cmp::Reverse(newest(line)));
                Ok(list)
            })
            .await
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

fn line(contact: ContactRow, rows: Vec<MessageRow>) -> Conversation {
    let mut shown = rows.into_iter().filter(|row| row.content() != Content::Silent).peekable();
    let last = shown.peek().cloned();
    let unseen = shown.filter(|row| matches!(row.state, MessageState::Received { .. }));
    Conversation { contact, last, unread: u32::try_from(unseen.count()).unwrap_or(LOOKED_AT) }
}
