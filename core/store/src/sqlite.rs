use crate::durable;
use crate::lease::Lease;
use crate::opening::{self, Access, failed};
use crate::seal::Keys;
use crate::table::Rows;
use core::fmt;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tongtong_chat::rows::{ContactRow, MessageRow};
use tongtong_crypto::entropy::{self, Entropy};
use tongtong_ports::store::Before;
use tongtong_ports::{Changes, KeyChanges, Outbox, Store, StoreError};
use tongtong_types::{PaymentId, PeerId, RowId, Tier, Timestamp};
use tongtong_wallet::rows::PaymentRow;

/// The database of a device: `store.db` in its folder, every row sealed.
///
/// One process writes at a time; it holds `writer.lock` for as long as it lives. Others read beside it.
pub struct SqliteStore {
    // Closed before the lease goes.
    inner: Mutex<Inner>,
    entropy: Arc<dyn Entropy>,
    access: Access,
    _lease: Option<Lease>,
}

struct Inner {
    conn: Connection,
    keys: Option<Keys>,
}

impl SqliteStore {
    /// Opens the store in a folder, and makes both if this is the writer and there are none.
    ///
    /// # Errors
    /// [`StoreError::Held`] if another process writes here; [`StoreError::Foreign`] if what was there was
    /// no store or was damaged: it is kept under the name given, and the next opening makes a new store.
    /// A reader moves nothing and says [`StoreError::Damaged`]. [`StoreError::Newer`]; [`StoreError::Io`],
    /// also when there are no random bytes.
    pub fn open(dir: &Path, access: Access, entropy: Arc<dyn Entropy>) -> Result<Self, StoreError> {
        let fresh = RowId::new(entropy::array(entropy.as_ref()).map_err(|_| StoreError::Io)?);
        let (lease, conn) = match access {
            Access::Write => {
                durable::make_dir(dir).map_err(|_| StoreError::Io)?;
                let lease = Lease::take(dir)?;
                (Some(lease), opening::for_writing(dir, fresh)?)
            }
            Access::Read => (None, opening::for_reading(dir, fresh)?),
        };
        let inner = Mutex::new(Inner { conn, keys: None });
        Ok(Self { inner, entropy, access, _lease: lease })
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads rows as they were at one moment.
    fn read<T>(&self, read: impl FnOnce(Rows<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let inner = self.inner();
        let keys = inner.keys.as_ref().ok_or(StoreError::Locked)?;
        let moment = inner.conn.unchecked_transaction().map_err(failed)?;
        read(Rows { conn: &moment, keys })
    }
}

impl Inner {
    fn store(&self) -> Result<RowId, StoreError> {
        let id = self.conn.query_row("SELECT store FROM meta", [], |row| row.get(0)).map_err(failed)?;
        Ok(RowId::new(id))
    }

    fn proof(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.conn.query_row("SELECT proof FROM meta", [], |row| row.get(0)).map_err(failed)
    }

    fn write_keys(&self, changes: &KeyChanges) -> Result<(), StoreError> {
        for (tier, bytes) in &changes.envelopes {
            let sql = "INSERT INTO envelope (tier, bytes) VALUES (?1, ?2) \
                       ON CONFLICT (tier) DO UPDATE SET bytes = excluded.bytes";
            self.conn.execute(sql, (tier.tag(), bytes)).map_err(failed)?;
        }
        if let Some(generation) = changes.generation {
            let generation = i64::try_from(generation).map_err(|_| StoreError::Damaged)?;
            self.conn.execute("UPDATE meta SET generation = ?1", [generation]).map_err(failed)?;
        }
        Ok(())
    }
}

impl Store for SqliteStore {
    fn id(&self) -> Result<RowId, StoreError> {
        self.inner().store()
    }

    fn generation(&self) -> Result<u64, StoreError> {
        let inner = self.inner();
        let generation: i64 =
            inner.conn.query_row("SELECT generation FROM meta", [], |row| row.get(0)).map_err(failed)?;
        u64::try_from(generation).map_err(|_| StoreError::Damaged)
    }

    fn envelope(&self, tier: Tier) -> Result<Option<Vec<u8>>, StoreError> {
        let inner = self.inner();
        let sql = "SELECT bytes FROM envelope WHERE tier = ?1";
        inner.conn.query_row(sql, [tier.tag()], |row| row.get(0)).optional().map_err(failed)
    }

    /// The first commit after the first unlock binds the store to its key.
    fn unlock(&self, master: &[u8; 32]) -> Result<(), StoreError> {
        let mut inner = self.inner();
        let keys = Keys::new(master, inner.store()?, Arc::clone(&self.entropy));
        if inner.proof()?.is_some_and(|proof| !keys.proves(&proof)) {
            return Err(StoreError::WrongKey);
        }
        inner.keys = Some(keys);
        Ok(())
    }

    fn lock(&self) {
        self.inner().keys = None;
    }

    fn read_chat(&self, needs: &tongtong_chat::Needs) -> Result<tongtong_chat::Facts, StoreError> {
        self.read(|rows| rows.read_chat(needs))
    }

    fn read_wallet(&self, needs: &tongtong_wallet::Needs) -> Result<tongtong_wallet::Facts, StoreError> {
        self.read(|rows| rows.read_wallet(needs))
    }

    /// While locked only envelopes and the generation can change.
    fn commit(&self, changes: &Changes) -> Result<(), StoreError> {
        if self.access == Access::Read {
            return Err(StoreError::ReadOnly);
        }
        let inner = self.inner();
        let Changes { wallet, chat, keys: key_changes } = changes;
        let sealed =
            *wallet != tongtong_wallet::Changes::default() || *chat != tongtong_chat::Changes::default();
        if sealed && inner.keys.is_none() {
            return Err(StoreError::Locked);
        }
        let tx = Transaction::new_unchecked(&inner.conn, TransactionBehavior::Immediate).map_err(failed)?;
        inner.write_keys(key_changes)?;
        if let Some(keys) = &inner.keys {
            if inner.proof()?.is_none() {
                tx.execute("UPDATE meta SET proof = ?1", [keys.proof()?]).map_err(failed)?;
            }
            let rows = Rows { conn: &tx, keys };
            rows.write_wallet(wallet)?;
            rows.write_chat(chat)?;
        }
        tx.commit().map_err(failed)
    }

    fn outbox(&self) -> Result<Outbox, StoreError> {
        self.read(|rows| Ok(Outbox { deliver: rows.waiting_peers()?, broadcast: rows.payments_in_flight()? }))
    }

    fn contacts(&self) -> Result<Vec<ContactRow>, StoreError> {
        self.read(|rows| rows.contacts())
    }

    fn messages(
        &self,
        peer: PeerId,
        before: Option<Before>,
        limit: u32,
    ) -> Result<Vec<MessageRow>, StoreError> {
        self.read(|rows| rows.message_page(peer, before, limit))
    }

    fn message(&self, row: RowId) -> Result<Option<MessageRow>, StoreError> {
        self.read(|rows| rows.message(row))
    }

    fn payments(
        &self,
        before: Option<(Timestamp, PaymentId)>,
        limit: u32,
    ) -> Result<Vec<PaymentRow>, StoreError> {
        self.read(|rows| rows.payment_page(before, limit))
    }

    fn payment(&self, id: PaymentId) -> Result<Option<PaymentRow>, StoreError> {
        self.read(|rows| rows.payment(id))
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { inner: _, entropy: _, access, _lease: _ } = self;
        f.debug_struct("SqliteStore").field("access", access).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
