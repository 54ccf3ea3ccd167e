use crate::node::judge::Evaluation;
use crate::wire::bytes::Writer;
use crate::wire::hash::{Hash20, hash20};
use crate::wire::transaction::Transaction;
use serde_json::{Value, json};

/// Where a transaction comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A wallet's.
    Signed,
    /// The faucet's.
    Mint,
}

/// A transaction in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Confirmed {
    pub(crate) kind: Kind,
    pub(crate) id: Hash20,
    pub(crate) digest: [u8; 32],
    pub(crate) transaction: Transaction,
    pub(crate) evaluation: Evaluation,
}

/// A block. This chain is a line: every block has one parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) number: u32,
    pub(crate) timestamp: u32,
    pub(crate) id: Hash20,
    pub(crate) parent: Option<Hash20>,
    pub(crate) transactions: Vec<Confirmed>,
}

impl Block {
    pub(crate) fn new(parent: Option<&Self>, timestamp: u32, transactions: Vec<Confirmed>) -> Self {
        let number = parent.map_or(0, |parent| parent.number).saturating_add(1);
        let mut header = Writer::default();
        header.u32(number);
        header.u32(timestamp);
        header.raw(&parent.map_or(Hash20::default(), |parent| parent.id).0);
        for transaction in &transactions {
            header.raw(&transaction.id.0);
        }
        Self {
            number,
            timestamp,
            id: hash20(&header.finish()),
            parent: parent.map(|parent| parent.id),
            transactions,
        }
    }

    pub(crate) fn time(&self) -> u32 {
        self.timestamp
    }

    /// The block as the ledger keeps it.
    pub(crate) fn record(&self) -> Value {
        let transactions: Vec<_> = self
            .transactions
            .iter()
            .map(|entry| {
                let kind = match entry.kind {
                    Kind::Signed => "signed",
                    Kind::Mint => "mint",
                };
                json!({ "kind": kind, "raw": hex::encode(entry.transaction.bytes()) })
            })
            .collect();
        json!({ "block": {
            "number": self.number,
            "timestamp": self.timestamp,
            "transactions": transactions,
        }})
    }

    /// Time and transactions of a recorded block that follows `parent`.
    pub(crate) fn read(record: &Value, parent: Option<&Self>) -> Option<(u32, Vec<(Kind, Transaction)>)> {
        let block = record.get("block")?;
        let number = parent.map_or(0, |parent| parent.number).saturating_add(1);
        if block.get("number")?.as_u64()? != u64::from(number) {
            return None;
        }
        let mut transactions = Vec::new();
        for entry in block.get("transactions")?.as_array()? {
            let kind = match entry.get("kind")?.as_str()? {
                "signed" => Kind::Signed,
                "mint" => Kind::Mint,
                _ => return None,
            };
            let raw = hex::decode(entry.get("raw")?.as_str()?).ok()?;
            transactions.push((kind, Transaction::read(&raw).ok()?));
        }
        Some((u32::try_from(block.get("timestamp")?.as_u64()?).ok()?, transactions))
    }
}
