//! A chain in memory that answers as Esplora does: a coin that a waiting transaction spends is listed no more.

use crate::query::{Ask, Coin, Found, Place, Point, Purse, Seen, Spend, Spender, Work};
use crate::state::MAX_MONEY;
use bitcoin::absolute::LockTime;
use bitcoin::block::Header;
use bitcoin::consensus::encode::{deserialize, serialize_hex};
use bitcoin::hashes::Hash;
use bitcoin::script::Builder;
use bitcoin::transaction::Version;
use bitcoin::{Amount, MerkleBlock, OutPoint, ScriptBuf, Sequence, Transaction, TxIn, TxOut, Witness};
use tongtong_chain::{Query, Reply};
use tongtong_types::{Address, TxId};

pub(super) struct Ledger {
    pub(super) genesis: Vec<u8>,
    pub(super) height: u32,
    /// Which of several blocks there are at each height.
    pub(super) branch: u8,
    pub(super) rate: Option<u64>,
    pub(super) transactions: Vec<Entry>,
    made: u32,
}

pub(super) struct Entry {
    id: TxId,
    transaction: Transaction,
    spends: Vec<Point>,
    /// The height of its block, once it is in one.
    pub(super) height: Option<u32>,
}

impl Entry {
    fn new(transaction: Transaction, height: Option<u32>) -> Self {
        let point = |input: &TxIn| Point {
            tx: crate::listing::shown(input.previous_output.txid).unwrap(),
            output: input.previous_output.vout,
        };
        let spends = transaction.input.iter().map(point).collect();
        Self { id: crate::listing::id_of(&transaction).unwrap(), transaction, spends, height }
    }
}

impl Ledger {
    pub(super) fn new(genesis: Vec<u8>) -> Self {
        Self { genesis, height: 100, branch: 0, rate: Some(1000), transactions: Vec::new(), made: 0 }
    }

    /// Pays an address out of nowhere, in a block of its own.
    pub(super) fn fund(&mut self, to: &Address, value: u64) -> TxId {
        self.made += 1;
        let from = bitcoin::Txid::from_byte_array([7; 32]);
        self.put(OutPoint { txid: from, vout: self.made }, to, value)
    }

    /// Pays an address what a miner earns.
    pub(super) fn mine_to(&mut self, to: &Address, value: u64) -> TxId {
        self.made += 1;
        self.put(OutPoint::null(), to, value)
    }

    fn put(&mut self, from: OutPoint, to: &Address, value: u64) -> TxId {
        assert!(value <= MAX_MONEY);
        let script = script(to);
        let transaction = Transaction {
            version: Version::TWO,
            lock_time: LockTime::from_consensus(self.made),
            input: vec![TxIn {
                previous_output: from,
                script_sig: ScriptBuf::new(),
                sequence: Sequence::MAX,
                // A witness, so that a test sees what becomes of it.
                witness: Witness::from_slice(&[[1; 70]]),
            }],
            output: vec![
                TxOut { value: Amount::from_sat(546), script_pubkey: ScriptBuf::from_bytes(vec![0x51]) },
                TxOut { value: Amount::from_sat(value), script_pubkey: script },
            ],
        };
        self.height += 1;
        let entry = Entry::new(transaction, Some(self.height));
        let id = entry.id.clone();
        self.transactions.push(entry);
        id
    }

    /// Takes a transaction that then waits for a block.
    pub(super) fn take(&mut self, signed: &[u8]) {
        self.transactions.push(Entry::new(deserialize(signed).unwrap(), None));
    }

    pub(super) fn forget(&mut self) {
        self.transactions.retain(|entry| entry.height.is_some());
    }

    /// Puts everything that waits into a block.
    pub(super) fn mine(&mut self) {
        self.height += 1;
        for entry in &mut self.transactions {
            entry.height.get_or_insert(self.height);
        }
    }

    pub(super) fn answer(&self, query: &Query) -> Reply {
        Reply::new(&self.found(&query.read().unwrap())).unwrap()
    }

    pub(super) fn found(&self, ask: &Ask) -> Found {
        let look = match ask {
            Ask::Look(look) => look,
            Ask::Transactions(ids) => {
                let text = |id: &TxId| serialize_hex(&self.entry(id).unwrap().transaction);
                return Found::Transactions(ids.iter().map(text).collect());
            }
        };
        if look.genesis != self.genesis {
            let (purses, payments, spends) = (Vec::new(), Vec::new(), Vec::new());
            let genesis = self.genesis.clone();
            let tip = Vec::new();
            return Found::Look(Seen {
                genesis,
                tip,
                height: 0,
                work: None,
                purses,
                payments,
                spends,
                rate: None,
            });
        }
        let purses: Vec<Purse> = look.addresses.iter().map(|address| self.purse(address)).collect();
        let listed =
            |point: &&Point| !purses.iter().any(|purse| purse.coins.iter().any(|coin| coin.point == **point));
        let spend = |point: &Point| {
            let by = self.spender(point);
            let made = by.is_none().then(|| self.place(&point.tx));
            Spend { point: point.clone(), by, made }
        };
        let (tip, work) = tip(self.height, self.branch);
        Found::Look(Seen {
            genesis: self.genesis.clone(),
            work: (tip != look.tip).then_some(work),
            tip,
            height: self.height,
            payments: look.payments.iter().map(|id| self.place(id)).collect(),
            spends: look.points.iter().filter(listed).map(spend).collect(),
            rate: look.estimate.and(self.rate),
            purses,
        })
    }

    fn entry(&self, id: &TxId) -> Option<&Entry> {
        self.transactions.iter().find(|entry| entry.id == *id)
    }

    fn place(&self, id: &TxId) -> Place {
        match self.entry(id).map(|entry| entry.height) {
            None => Place::Unknown,
            Some(None) => Place::Waiting,
            Some(Some(height)) => Place::Block { height },
        }
    }

    fn spender(&self, point: &Point) -> Option<Spender> {
        let entry = self.transactions.iter().find(|entry| entry.spends.contains(point))?;
        Some(Spender { tx: entry.id.clone(), height: entry.height })
    }

    fn purse(&self, address: &str) -> Purse {
        let script = script(&Address::checked(crate::CHAIN, address.to_owned()));
        let mut purse = Purse { address: address.to_owned(), used: false, coins: Vec::new() };
        for entry in &self.transactions {
            for (output, paid) in (0..).zip(&entry.transaction.output) {
                if paid.script_pubkey != script {
                    continue;
                }
                purse.used = true;
                let point = Point { tx: entry.id.clone(), output };
                if let Some(height) = entry.height
                    && self.spender(&point).is_none()
                {
                    purse.coins.push(Coin { point, value: paid.value.to_sat(), height });
                }
            }
        }
        purse
    }
}

/// A block of regtest: its hash, and the work behind it.
pub(super) fn tip(height: u32, branch: u8) -> (Vec<u8>, Work) {
    let transactions = [first(height, branch), first(0, 9), first(0, 10)];
    let (hash, block) = mined(&transactions, 0);
    (hash, Work { block, first: serialize_hex(&transactions[0]) })
}

/// What a block of a height begins with.
pub(super) fn first(height: u32, branch: u8) -> Transaction {
    Transaction {
        version: Version::TWO,
        lock_time: LockTime::ZERO,
        input: vec![TxIn {
            previous_output: OutPoint::null(),
            script_sig: Builder::new().push_int(height.into()).push_slice([branch]).into_script(),
            ..TxIn::default()
        }],
        output: vec![TxOut { value: Amount::from_sat(50), script_pubkey: ScriptBuf::new() }],
    }
}

/// A block with these transactions: its hash, and its header with the path to one of them.
pub(super) fn mined(transactions: &[Transaction], place: usize) -> (Vec<u8>, String) {
    let ids: Vec<bitcoin::Txid> = transactions.iter().map(Transaction::compute_txid).collect();
    let root = bitcoin::merkle_tree::calculate_root(ids.iter().map(|id| id.to_raw_hash())).unwrap();
    let mut header = Header {
        version: bitcoin::block::Version::TWO,
        prev_blockhash: bitcoin::BlockHash::from_byte_array([8; 32]),
        merkle_root: bitcoin::TxMerkleNode::from_raw_hash(root),
        time: 0,
        bits: bitcoin::CompactTarget::from_consensus(0x207f_ffff),
        nonce: 0,
    };
    while !header.target().is_met_by(header.block_hash()) {
        header.nonce += 1;
    }
    let block = MerkleBlock::from_header_txids_with_predicate(&header, &ids, |id| *id == ids[place]);
    (header.block_hash().to_byte_array().into_iter().rev().collect(), serialize_hex(&block))
}

fn script(address: &Address) -> ScriptBuf {
    let address: bitcoin::Address<_> = address.text().parse().unwrap();
    address.assume_checked().script_pubkey()
}
