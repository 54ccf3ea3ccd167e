//! A store in memory, for tests of what stands above it. It keeps the contract, not the data.

use crate::store::{Before, Changes, Outbox, Store, StoreError};
use core::fmt;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tongtong_chat::rows::{ContactRow, ContactState, LogRow, MessageRow, MessageState, SelfRow};
use tongtong_types::{PaymentId, PeerId, RowId, Tier, Timestamp};
use tongtong_wallet::PaymentsNeeded;
use tongtong_wallet::rows::{AccountRow, AddressRow, AddressState, Branch, Direction, PaymentRow};

/// A [`Store`] whose disk is memory. [`MemoryStore::reopened`] is what a restart finds.
pub struct MemoryStore {
    disk: Arc<Mutex<Disk>>,
    key: Mutex<Option<[u8; 32]>>,
}

#[derive(Clone)]
struct Disk {
    id: RowId,
    generation: u64,
    envelopes: BTreeMap<Tier, Vec<u8>>,
    key: Option<[u8; 32]>,
    me: Option<SelfRow>,
    contacts: Vec<ContactRow>,
    logs: Vec<LogRow>,
    messages: Vec<MessageRow>,
    account: Option<AccountRow>,
    addresses: BTreeMap<(Branch, u32), AddressRow>,
    payments: BTreeMap<PaymentId, PaymentRow>,
}

impl MemoryStore {
    /// An empty store with this id.
    #[must_use]
    pub fn new(id: RowId) -> Self {
        let disk = Disk {
            id,
            generation: 0,
            envelopes: BTreeMap::new(),
            key: None,
            me: None,
            contacts: Vec::new(),
            logs: Vec::new(),
            messages: Vec::new(),
            account: None,
            addresses: BTreeMap::new(),
            payments: BTreeMap::new(),
        };
        Self { disk: Arc::new(Mutex::new(disk)), key: Mutex::new(None) }
    }

    /// The same disk after a restart: what was committed, and locked.
    #[must_use]
    pub fn reopened(&self) -> Self {
        Self { disk: Arc::clone(&self.disk), key: Mutex::new(None) }
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn key(&self) -> MutexGuard<'_, Option<[u8; 32]>> {
        self.key.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unlocked(&self) -> Result<MutexGuard<'_, Disk>, StoreError> {
        let key = *self.key();
        let disk = self.disk();
        if key.is_some() { Ok(disk) } else { Err(StoreError::Locked) }
    }
}

impl Disk {
    fn write_chat(&mut self, changes: &tongtong_chat::Changes) {
        if let Some(me) = &changes.me {
            self.me = Some(me.clone());
        }
        for row in &changes.contacts {
            replace(&mut self.contacts, row, |kept| kept.peer == row.peer);
        }
        for row in &changes.logs {
            let same = |kept: &LogRow| {
                (kept.conversation, kept.author, kept.log) == (row.conversation, row.author, row.log)
            };
            replace(&mut self.logs, row, same);
        }
        for row in &changes.messages {
            replace(&mut self.messages, row, |kept| kept.row == row.row);
        }
    }

    fn write_wallet(&mut self, changes: &tongtong_wallet::Changes) -> Result<(), StoreError> {
        if let Some(account) = &changes.account {
            let kept = self.account.replace(account.clone());
            rises(kept.map(|kept| kept.revision), account.revision)?;
        }
        for row in &changes.addresses {
            let kept = self.addresses.insert((row.branch, row.index), row.clone());
            rises(kept.map(|kept| kept.revision), row.revision)?;
        }
        for row in &changes.payments {
            let kept = self.payments.insert(row.id, row.clone());
            rises(kept.map(|kept| kept.revision), row.revision)?;
        }
        Ok(())
    }

    fn payments_by_age(&self) -> Vec<PaymentRow> {
        let mut rows: Vec<_> = self.payments.values().cloned().collect();
        rows.sort_by_key(|row| (row.at, row.id));
        rows
    }

    fn is_open(&self, payment: &PaymentRow) -> bool {
        let alive = || {
            let alive = |row: &&AddressRow| row.state != AddressState::Dead;
            self.addresses.values().filter(alive).any(|row| row.address == payment.to)
        };
        !payment.is_settled() || (payment.direction == Direction::In && alive())
    }
}

impl Store for MemoryStore {
    fn id(&self) -> Result<RowId, StoreError> {
        Ok(self.disk().id)
    }

    fn generation(&self) -> Result<u64, StoreError> {
        Ok(self.disk().generation)
    }

    fn envelope(&self, tier: Tier) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.disk().envelopes.get(&tier).cloned())
    }

    fn unlock(&self, master: &[u8; 32]) -> Result<(), StoreError> {
        if self.disk().key.is_some_and(|key| key != *master) {
            return Err(StoreError::WrongKey);
        }
        *self.key() = Some(*master);
        Ok(())
    }

    fn lock(&self) {
        *self.key() = None;
    }

    fn read_chat(&self, needs: &tongtong_chat::Needs) -> Result<tongtong_chat::Facts, StoreError> {
        let disk = self.unlocked()?;
        let contact = |row: &&ContactRow| {
            needs.contacts.contains(&row.peer)
                || needs.by_static_key == Some(row.static_key)
                || (needs.accepted && row.state == ContactState::Accepted)
        };
        let message = |row: &&MessageRow| needs.messages.contains(&row.id) || needs.rows.contains(&row.row);
        let waiting = |row: &&MessageRow| {
            needs.waiting.is_some_and(|(peer, _)| row.peer == peer)
                && matches!(row.state, MessageState::Waiting { .. })
        };
        let unseen = |row: &&MessageRow| {
            needs.unseen.is_some_and(|(of, up_to, _)| row.conversation == of && row.order <= up_to)
                && matches!(row.state, MessageState::Received { .. })
        };
        let sorted = |mut rows: Vec<MessageRow>| {
            rows.sort_by_key(|row| (row.order, row.id.seq));
            rows
        };
        let mut facts = tongtong_chat::Facts {
            me: disk.me.clone(),
            contacts: disk.contacts.iter().filter(contact).cloned().collect(),
            logs: disk.logs.iter().filter(|row| needs.logs.contains(&row.conversation)).cloned().collect(),
            messages: disk.messages.iter().filter(message).cloned().collect(),
            waiting: sorted(disk.messages.iter().filter(waiting).cloned().collect()),
            unseen: sorted(disk.messages.iter().filter(unseen).cloned().collect()),
        };
        facts.waiting.truncate(needs.waiting.map_or(0, |(_, limit)| limit as usize));
        facts.unseen.truncate(needs.unseen.map_or(0, |(.., limit)| limit as usize));
        Ok(facts)
    }

    fn read_wallet(&self, needs: &tongtong_wallet::Needs) -> Result<tongtong_wallet::Facts, StoreError> {
        let disk = self.unlocked()?;
        let addresses = if needs.addresses { disk.addresses.values().cloned().collect() } else { Vec::new() };
        let mut payments = disk.payments_by_age();
        payments.retain(|row| match needs.payments {
            PaymentsNeeded::None => false,
            PaymentsNeeded::One(id) => row.id == id,
            PaymentsNeeded::Open => disk.is_open(row),
            PaymentsNeeded::All => true,
        });
        Ok(tongtong_wallet::Facts { account: disk.account.clone(), addresses, payments })
    }

    fn commit(&self, changes: &Changes) -> Result<(), StoreError> {
        let key = *self.key();
        let Changes { wallet, chat, keys } = changes;
        if key.is_none() && (*wallet != Default::default() || *chat != Default::default()) {
            return Err(StoreError::Locked);
        }
        let mut disk = self.disk();
        let mut next = disk.clone();
        next.key = next.key.or(key);
        next.envelopes.extend(keys.envelopes.iter().cloned());
        next.generation = keys.generation.unwrap_or(next.generation);
        next.write_wallet(wallet)?;
        next.write_chat(chat);
        *disk = next;
        Ok(())
    }

    fn outbox(&self) -> Result<Outbox, StoreError> {
        let disk = self.unlocked()?;
        let waits = |row: &&MessageRow| matches!(row.state, MessageState::Waiting { .. });
        let mut seen = BTreeSet::new();
        let peers = disk.messages.iter().filter(waits).map(|row| row.peer);
        let deliver = peers.filter(|peer| seen.insert(*peer)).collect();
        let payments = disk.payments_by_age();
        let broadcast = payments.iter().filter(|row| row.is_in_flight()).map(|row| row.id).collect();
        Ok(Outbox { deliver, broadcast })
    }

    fn contacts(&self) -> Result<Vec<ContactRow>, StoreError> {
        Ok(self.unlocked()?.contacts.clone())
    }

    fn messages(
        &self,
        peer: PeerId,
        before: Option<Before>,
        limit: u32,
    ) -> Result<Vec<MessageRow>, StoreError> {
        let disk = self.unlocked()?;
        let shown = |row: &&MessageRow| {
            row.peer == peer && before.is_none_or(|before| (row.order, row.row) < (before.order, before.row))
        };
        let mut rows: Vec<_> = disk.messages.iter().filter(shown).cloned().collect();
        rows.sort_by_key(|row| core::cmp::Reverse((row.order, row.row)));
        rows.truncate(limit as usize);
        Ok(rows)
    }

    fn message(&self, row: RowId) -> Result<Option<MessageRow>, StoreError> {
        Ok(self.unlocked()?.messages.iter().find(|kept| kept.row == row).cloned())
    }

    fn payments(
        &self,
        before: Option<(Timestamp, PaymentId)>,
        limit: u32,
    ) -> Result<Vec<PaymentRow>, StoreError> {
        let mut rows = self.unlocked()?.payments_by_age();
        rows.reverse();
        rows.retain(|row| before.is_none_or(|before| (row.at, row.id) < before));
        rows.truncate(limit as usize);
        Ok(rows)
    }

    fn payment(&self, id: PaymentId) -> Result<Option<PaymentRow>, StoreError> {
        Ok(self.unlocked()?.payments.get(&id).cloned())
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { disk: _, key: _ } = self;
        f.write_str("MemoryStore(..)")
    }
}

fn replace<T: Clone>(rows: &mut Vec<T>, row: &T, same: impl Fn(&T) -> bool) {
    match rows.iter_mut().find(|kept| same(kept)) {
        Some(kept) => *kept = row.clone(),
        None => rows.push(row.clone()),
    }
}

fn rises(kept: Option<u64>, revision: u64) -> Result<(), StoreError> {
    if kept.is_some_and(|kept| revision <= kept) { Err(StoreError::Stale) } else { Ok(()) }
}
