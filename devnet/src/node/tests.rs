//! The node against the captures of the real one, against restarts, faults and random markets.

mod assets;
mod captured;
mod faults;
mod ledger;
mod money;
mod rules;
mod shapes;
pub(crate) mod wire_client;

use super::chain::Chain;
use super::{Clock, Genesis, GenesisAccount, GenesisBalance, Mode, NodeConfig};
use crate::wire::condition::Condition;
use crate::wire::hash::{Hash20, hash20, sha256};
use crate::wire::operation::{AssetAmount, Operation};
use crate::wire::text::hash20_text;
use crate::wire::transaction::{Signature, Transaction};
use k256::ecdsa::SigningKey;

/// The clock of most tests.
const NOW: u32 = 1_795_240_000;

/// One of the captures' keys: sha256("ttchain test key N").
struct Key(SigningKey);

impl Key {
    fn new(number: u32) -> Self {
        let secret = sha256(format!("ttchain test key {number}").as_bytes());
        Self(SigningKey::from_slice(&secret).unwrap())
    }

    fn address(&self) -> Hash20 {
        hash20(self.0.verifying_key().to_sec1_point(true).as_bytes())
    }

    fn balance(&self) -> Hash20 {
        Condition::of_owner(self.address(), 0).balance_id()
    }

    fn sign(&self, digest: &[u8; 32]) -> Signature {
        let (signature, id) = self.0.sign_prehash_recoverable(digest);
        let mut bytes = [0; 65];
        bytes[0] = 31 + id.to_byte();
        bytes[1..].copy_from_slice(&signature.to_bytes());
        bytes
    }
}

/// A chain in a folder that goes with it.
struct World {
    dir: tempfile::TempDir,
    chain: Chain,
}

impl World {
    /// Keys 1 and 2 own what they owned at the captures' genesis.
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let chain = Chain::open(&config(&dir)).unwrap();
        Self { dir, chain }
    }

    fn units(&self, key: &Key) -> i64 {
        self.chain.state.balances.get(&key.balance()).map_or(0, |balance| balance.units)
    }

    fn signed(&self, mut transaction: Transaction, keys: &[&Key]) -> Transaction {
        let digest = transaction.digest(&self.chain.genesis.chain_id);
        transaction.signatures = keys.iter().map(|key| key.sign(&digest)).collect();
        transaction
    }

    /// A signed payment with a body of its own by `number`.
    fn payment(&self, from: &Key, to: &Key, amount: i64, fee: i64, number: u64) -> Transaction {
        let operations = vec![withdraw(from, amount + fee), deposit(to, amount)];
        self.signed(body(operations, number), &[from])
    }
}

/// The captured chain: its id, its genesis as captures 10 and 23 show it, its one account.
fn config(dir: &tempfile::TempDir) -> NodeConfig {
    let mut config = NodeConfig::new(dir.path().to_owned());
    let mut chain_id = [0; 32];
    hex::decode_to_slice("7c16eb237d5ccb3763644b6356ba529fdbdf76d2e17cc59ce0247e05041a1213", &mut chain_id)
        .unwrap();
    config.chain_id = Some(chain_id);
    config.clock = Clock::Fixed(NOW);
    config.mode = Mode::A;
    let owner = |number| hash20_text(&Key::new(number).address());
    config.genesis = Genesis {
        timestamp: crate::wire::time::read_time("2026-11-01T00:00:00"),
        balances: vec![
            GenesisBalance { owner: owner(1), units: 1_000_000_000_000 },
            GenesisBalance { owner: owner(2), units: 100_000_000 },
        ],
        accounts: vec![GenesisAccount { id: 100, active: owner(1) }],
        assets: Vec::new(),
    };
    config
}

fn body(operations: Vec<Operation>, number: u64) -> Transaction {
    Transaction {
        expiration: NOW + 3000,
        reserved: Some(number),
        sub_address: String::new(),
        sub_amount: AssetAmount::default(),
        operations,
        result_kind: 0,
        result_id: Hash20::default(),
        signatures: Vec::new(),
    }
}

fn withdraw(from: &Key, amount: i64) -> Operation {
    Operation::Withdraw { balance: from.balance(), amount, claim: Vec::new() }
}

fn deposit(to: &Key, amount: i64) -> Operation {
    Operation::Deposit { amount, condition: Condition::of_owner(to.address(), 0) }
}
