//! The chain: blocks, what they add up to, and what waits for the next one.

mod block;

use super::genesis::GenesisRecord;
use super::judge::{Evaluation, admissible, judge, mint};
use super::ledger::Ledger;
use super::refusal::Refusal;
use super::state::State;
use super::{Clock, Mode, NodeConfig, NodeError};
use crate::wire::condition::Condition;
use crate::wire::hash::Hash20;
use crate::wire::operation::{AssetAmount, Operation};
use crate::wire::transaction::Transaction;
pub(crate) use block::{Block, Confirmed, Kind};
use std::collections::{HashMap, HashSet};

/// Longest memo that a producer puts into a block; a longer one stays pending until it expires.
const PRODUCERS_MEMO: usize = 40;
/// How long a faucet's transaction may wait, in seconds.
const MINT_EXPIRES: u32 = 3600;

/// What the devnet does wrong on purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    /// Blocks carry the high-s twin of every transaction in its place.
    pub(crate) high_s_twin: bool,
    /// So many of the next broadcasts are answered and forgotten.
    pub(crate) drop_broadcasts: u32,
    /// Added to the time until a block.
    pub(crate) delay_block_ms: u64,
}

/// A transaction that passed the rules and waits.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) kind: Kind,
    pub(crate) id: Hash20,
    pub(crate) digest: [u8; 32],
    pub(crate) transaction: Transaction,
}

/// The node's whole state. Pending transactions are in memory only, as on the real node.
pub(crate) struct Chain {
    pub(crate) genesis: GenesisRecord,
    pub(crate) clock: Clock,
    pub(crate) mode: Mode,
    pub(crate) faults: Faults,
    /// After the last block.
    pub(crate) state: State,
    pub(crate) blocks: Vec<Block>,
    pub(crate) pending: Vec<Pending>,
    /// After the pending transactions, in their order.
    tentative: State,
    /// Sent to a node B: not judged before a block is made.
    inbox: Vec<Pending>,
    places: HashMap<Hash20, (usize, usize)>,
    bodies: HashSet<[u8; 32]>,
    minted: u64,
    ledger: Ledger,
}

impl Chain {
    /// Opens the ledger of `config.dir` and replays it, or starts a new chain there.
    pub(crate) fn open(config: &NodeConfig) -> Result<Self, NodeError> {
        let (mut ledger, records) = Ledger::open(&config.dir)?;
        let genesis = match records.first() {
            Some(record) => GenesisRecord::read(record).ok_or(NodeError::Damaged)?,
            None => {
                let genesis = GenesisRecord::new(config, config.clock.now())?;
                ledger.append(&genesis.record())?;
                genesis
            }
        };
        if config.chain_id.is_some_and(|wanted| wanted != genesis.chain_id) {
            return Err(NodeError::OtherChain);
        }
        let state = genesis.state();
        let mut chain = Self {
            clock: config.clock,
            mode: config.mode,
            faults: Faults::default(),
            tentative: state.clone(),
            state,
            blocks: Vec::new(),
            pending: Vec::new(),
            inbox: Vec::new(),
            places: HashMap::new(),
            bodies: HashSet::new(),
            minted: 0,
            genesis,
            ledger,
        };
        for record in records.iter().skip(1) {
            chain.replay(record).ok_or(NodeError::Damaged)?;
        }
        chain.tentative = chain.state.clone();
        Ok(chain)
    }

    /// Takes a transaction from a wallet; `always_judge` is for the call that judges on any node.
    pub(crate) fn submit(&mut self, transaction: Transaction, always_judge: bool) -> Result<Hash20, Refusal> {
        let entry = self.pending_of(Kind::Signed, transaction);
        let id = entry.id;
        if self.places.contains_key(&id) || self.pending.iter().any(|other| other.id == id) {
            return Ok(id);
        }
        let unjudged = self.inbox.iter().position(|other| other.id == id);
        if !always_judge && self.mode == Mode::B {
            if unjudged.is_none() && !self.dropped() {
                self.inbox.push(entry);
            }
            return Ok(id);
        }
        let mut after = self.tentative.clone();
        self.apply(&mut after, &entry, self.clock.now(), self.body_waits(&entry))?;
        if !self.dropped() {
            if let Some(place) = unjudged {
                self.inbox.remove(place);
            }
            self.tentative = after;
            self.pending.push(entry);
        }
        Ok(id)
    }

    /// Mints `units` of `asset` for `owner`; they are there with the next block.
    pub(crate) fn faucet(&mut self, owner: Hash20, asset: i32, units: i64) -> Result<Hash20, Refusal> {
        let now = self.clock.now();
        let entry = self.pending_of(
            Kind::Mint,
            Transaction {
                expiration: now.saturating_add(MINT_EXPIRES),
                reserved: Some(self.minted),
                sub_address: String::new(),
                sub_amount: AssetAmount::default(),
                operations: vec![Operation::Deposit {
                    amount: units,
                    condition: Condition::of_owner(owner, asset),
                }],
                result_kind: 0,
                result_id: Hash20::default(),
                signatures: Vec::new(),
            },
        );
        let mut after = self.tentative.clone();
        self.apply(&mut after, &entry, now, false)?;
        self.minted = self.minted.saturating_add(1);
        self.tentative = after;
        let id = entry.id;
        self.pending.push(entry);
        Ok(id)
    }

    /// Makes a block of what waits, if anything may go into one; returns whether it did.
    ///
    /// If the process dies before the ledger is synced there is no block and nothing was told.
    pub(crate) fn make_block(&mut self) -> Result<bool, NodeError> {
        let now = self.clock.now().max(self.blocks.last().map_or(self.genesis.timestamp, Block::time));
        for entry in core::mem::take(&mut self.inbox) {
            let mut after = self.tentative.clone();
            if self.apply(&mut after, &entry, now, self.body_waits(&entry)).is_ok() {
                self.tentative = after;
                self.pending.push(entry);
            }
        }
        let (mut after, mut included, mut rest) = (self.state.clone(), Vec::new(), Vec::new());
        for entry in &self.pending {
            let mut next = after.clone();
            let judged = if entry.transaction.memo_length() > PRODUCERS_MEMO {
                None
            } else {
                self.apply(&mut next, entry, now, false).ok()
            };
            match judged {
                Some(evaluation) => {
                    after = next;
                    included.push(self.confirm(entry, evaluation));
                }
                None => rest.push(entry.clone()),
            }
        }
        let made = !included.is_empty();
        if made {
            let block = Block::new(self.blocks.last(), now, included);
            self.ledger.append(&block.record())?;
            self.push(block, after);
        }
        self.tentative = self.state.clone();
        self.pending.clear();
        for entry in rest {
            let mut after = self.tentative.clone();
            if self.apply(&mut after, &entry, now, false).is_ok() {
                self.tentative = after;
                self.pending.push(entry);
            }
        }
        Ok(made)
    }

    /// The confirmed transaction with this id, its block and its place there.
    pub(crate) fn confirmed(&self, id: &Hash20) -> Option<(&Block, usize, &Confirmed)> {
        let (block, place) = *self.places.get(id)?;
        let block = self.blocks.get(block)?;
        Some((block, place, block.transactions.get(place)?))
    }

    fn apply(
        &self,
        state: &mut State,
        entry: &Pending,
        now: u32,
        waiting: bool,
    ) -> Result<Evaluation, Refusal> {
        admissible(&entry.transaction, now)?;
        if waiting || self.bodies.contains(&entry.digest) {
            return Err(Refusal::DuplicateTransaction);
        }
        match entry.kind {
            Kind::Mint => mint(state, &entry.transaction, now),
            Kind::Signed => judge(state, &entry.transaction, &entry.digest, now),
        }
    }

    fn confirm(&self, entry: &Pending, evaluation: Evaluation) -> Confirmed {
        let mut transaction = entry.transaction.clone();
        if self.faults.high_s_twin {
            for signature in &mut transaction.signatures {
                super::twin::flip(signature);
            }
        }
        Confirmed { kind: entry.kind, id: transaction.id(), digest: entry.digest, transaction, evaluation }
    }

    fn push(&mut self, block: Block, after: State) {
        for (place, transaction) in block.transactions.iter().enumerate() {
            self.places.insert(transaction.id, (self.blocks.len(), place));
            self.bodies.insert(transaction.digest);
        }
        self.blocks.push(block);
        self.state = after;
    }

    /// Judges a recorded block again, as of its own time.
    fn replay(&mut self, record: &serde_json::Value) -> Option<()> {
        let (time, entries) = Block::read(record, self.blocks.last())?;
        let (mut after, mut included) = (self.state.clone(), Vec::new());
        for (kind, transaction) in entries {
            let entry = self.pending_of(kind, transaction);
            let evaluation = self.apply(&mut after, &entry, time, false).ok()?;
            if kind == Kind::Mint {
                self.minted = self.minted.saturating_add(1);
            }
            let Pending { kind, id, digest, transaction } = entry;
            included.push(Confirmed { kind, id, digest, transaction, evaluation });
        }
        let block = Block::new(self.blocks.last(), time, included);
        self.push(block, after);
        Some(())
    }

    fn pending_of(&self, kind: Kind, transaction: Transaction) -> Pending {
        let digest = transaction.digest(&self.genesis.chain_id);
        Pending { kind, id: transaction.id(), digest, transaction }
    }

    fn body_waits(&self, entry: &Pending) -> bool {
        self.pending.iter().any(|other| other.digest == entry.digest)
    }

    fn dropped(&mut self) -> bool {
        let drops = self.faults.drop_broadcasts > 0;
        self.faults.drop_broadcasts = self.faults.drop_broadcasts.saturating_sub(1);
        drops
    }
}
