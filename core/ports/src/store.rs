//! The database on the device: one writer, one commit, pages for the screens.

use thiserror::Error;
use tongtong_chat::rows::{ContactRow, MessageRow};
use tongtong_types::{PaymentId, PeerId, RowId, Tier, Timestamp};
use tongtong_wallet::rows::PaymentRow;

/// What one transaction changes: the sum of what each room decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The wallet's part.
    pub wallet: tongtong_wallet::Changes,
    /// The messenger's part. Its waiting messages and the wallet's unconfirmed payments are the outbox:
    /// a row owes its effect by its state, so that no second copy can disagree with it.
    pub chat: tongtong_chat::Changes,
    /// The envelopes' part.
    pub keys: KeyChanges,
}

/// What changes about the roots' envelopes and the store's generation. None of it is secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyChanges {
    /// New envelopes, whole.
    pub envelopes: Vec<(Tier, Vec<u8>)>,
    /// The new generation.
    pub generation: Option<u64>,
}

/// What still owes an effect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    /// Peers with messages of mine that they have not acknowledged.
    pub deliver: Vec<PeerId>,
    /// Payments signed and not yet seen in a block.
    pub broadcast: Vec<PaymentId>,
}

/// What went wrong with the store.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// The keys are not in memory: unlock first.
    #[error("the store is locked")]
    Locked,
    /// These keys do not open this store.
    #[error("the keys do not belong to this store")]
    WrongKey,
    /// Another process writes here.
    #[error("another process is using this data folder (process {pid})")]
    Held {
        /// Which.
        pid: u32,
    },
    /// Opened for reading only.
    #[error("opened for reading only")]
    ReadOnly,
    /// A row that moves money was decided from older facts than the store holds: read again and decide
    /// again. Nothing of the transaction was kept.
    #[error("decided from older facts than the store holds")]
    Stale,
    /// A row was changed from outside, or the file is damaged. Nothing was deleted.
    #[error("the store is damaged")]
    Damaged,
    /// The file was written by a newer version of this library.
    #[error("the store was written by a newer version")]
    Newer,
    /// The file is not a store of ours; it was moved aside and kept under this name.
    #[error("the file was not a store; it was kept as {kept}")]
    Foreign {
        /// The new name, without its folder.
        kept: String,
    },
    /// No room left on the device. Nothing of the transaction was kept.
    #[error("no room left on the device")]
    Full,
    /// The disk failed. Nothing of the transaction was kept.
    #[error("the storage failed")]
    Io,
}

impl StoreError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked => "store_locked",
            Self::WrongKey => "store_wrong_key",
            Self::Held { .. } => "store_held",
            Self::ReadOnly => "store_read_only",
            Self::Stale => "store_stale",
            Self::Damaged => "store_damaged",
            Self::Newer => "store_newer",
            Self::Foreign { .. } => "store_foreign",
            Self::Full => "store_full",
            Self::Io => "store_io",
        }
    }
}

/// Where a page of messages begins: older than this place on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    /// The order of the oldest row already shown.
    pub order: u64,
    /// That row.
    pub row: RowId,
}

/// Port: the database. Blocking; every method may touch the disk.
///
/// [`Store::commit`] is the only method that changes what is kept, and what it returned `Ok` for
/// survives a kill and a power cut.
pub trait Store: Send + Sync {
    /// This store's id, made when the file was made. Never secret.
    fn id(&self) -> Result<RowId, StoreError>;
    /// How often it was opened for writing or prepared for a payment. Readable while locked.
    fn generation(&self) -> Result<u64, StoreError>;
    /// A root's envelope. Readable while locked.
    fn envelope(&self, tier: Tier) -> Result<Option<Vec<u8>>, StoreError>;
    /// Puts the store's master key in memory.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] if it opens nothing here.
    fn unlock(&self, master: &[u8; 32]) -> Result<(), StoreError>;
    /// Wipes the keys from memory.
    fn lock(&self);
    /// Reads what a command of the messenger needs.
    fn read_chat(&self, needs: &tongtong_chat::Needs) -> Result<tongtong_chat::Facts, StoreError>;
    /// Reads what a command of the wallet needs.
    fn read_wallet(&self, needs: &tongtong_wallet::Needs) -> Result<tongtong_wallet::Facts, StoreError>;
    /// Writes all of it or nothing, durable when it returns.
    fn commit(&self, changes: &Changes) -> Result<(), StoreError>;
    /// What still owes an effect.
    fn outbox(&self) -> Result<Outbox, StoreError>;
    /// All contacts.
    fn contacts(&self) -> Result<Vec<ContactRow>, StoreError>;
    /// A page of the conversation with a contact, newest first.
    fn messages(
        &self,
        peer: PeerId,
        before: Option<Before>,
        limit: u32,
    ) -> Result<Vec<MessageRow>, StoreError>;
    /// One message.
    fn message(&self, row: RowId) -> Result<Option<MessageRow>, StoreError>;
    /// A page of payments, newest first, older than the given moment and payment.
    fn payments(
        &self,
        before: Option<(Timestamp, PaymentId)>,
        limit: u32,
    ) -> Result<Vec<PaymentRow>, StoreError>;
    /// One payment.
    fn payment(&self, id: PaymentId) -> Result<Option<PaymentRow>, StoreError>;
}
