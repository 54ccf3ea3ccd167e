//! The room's specification: published vectors, orders and their prices, what a draft does, what a look shows.

mod addresses;
mod chain;
mod drafts;
mod json;
mod looks;
mod orders;
mod profile;
mod signers;

use crate::question::{Account, Gas, Priced, Question};
use crate::{CHAIN, open};
use serde_json::{Value, json};
use std::path::PathBuf;
use tongtong_chain::{
    AssetOnChain, Draft, Fault, Flight, Keys, Order, Query, Reply, Rules, Sealed, Signable, Signature, Wanted,
};
use tongtong_crypto::secret::Secret;
use tongtong_crypto::signer::{RawKey, Signer, ToSign};
use tongtong_types::{
    Address, Amount, Asset, Duration, PaymentId, RecoverableSignature, SecpPublicKey, Timestamp,
};

const CHAIN_ID: u64 = 31_337;
const GWEI: u128 = 1_000_000_000;
const ETHER: u128 = 1_000_000_000_000_000_000;
const PAYEE: &str = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

fn vectors(name: &str) -> Value {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/vectors/ethereum");
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name}"))
}

fn raw_key(bytes: [u8; 32]) -> RawKey {
    RawKey::new(&Secret::init_with(|out| *out = bytes)).unwrap()
}

fn sign(key: &RawKey, digest: [u8; 32]) -> RecoverableSignature {
    key.sign(&crate::account_path(), &ToSign::SecpDigest(digest)).unwrap().secp().unwrap()
}

fn wei(units: u128) -> Amount {
    Amount::from_units(units)
}

fn eth() -> Asset {
    "ETH".parse().unwrap()
}

fn coin() -> AssetOnChain {
    AssetOnChain { code: eth(), id: None, decimals: 18 }
}

fn rules() -> Box<dyn Rules> {
    open(&json!({"chain_id": CHAIN_ID, "cap_gwei": 500}), &[coin()]).unwrap()
}

/// An account at a block, as a node shows it as soon as the block is made: one each second.
fn account(block: u64, nonce: u64, balance: u128) -> Account {
    Account { chain_id: CHAIN_ID, block, time: block, now: block, nonce, balance: wei(balance) }
}

/// One key, as the wallet keeps its public half.
struct OneKey(SecpPublicKey);

impl Keys for OneKey {
    fn secp(&self, branch: u32, index: u32) -> Result<SecpPublicKey, Fault> {
        if (branch, index) == (0, 0) { Ok(self.0) } else { Err(Fault::NoKey) }
    }

    fn ed25519(&self) -> Result<[u8; 32], Fault> {
        Err(Fault::NoKey)
    }
}

fn our_key() -> RawKey {
    raw_key([7; 32])
}

fn keys() -> OneKey {
    OneKey(our_key().public())
}

fn own_address() -> Address {
    Address::checked(CHAIN, crate::address_of(&our_key().public()))
}

fn payee() -> Address {
    Address::checked(CHAIN, PAYEE.to_owned())
}

/// An order's changing parts, and what a node answers to it.
#[derive(Clone, Debug)]
struct Wish {
    amount: Wanted,
    state: Vec<u8>,
    flights: Vec<Flight>,
    asset: Asset,
    to: Address,
    priced: Priced,
    gas: Gas,
}

impl Wish {
    /// 10 coins in an account at block 100 with nonce 5; base fee 8 gwei, 2 gwei on top are usual.
    fn new(amount: Wanted) -> Self {
        Self {
            amount,
            state: Vec::new(),
            flights: Vec::new(),
            asset: eth(),
            to: payee(),
            priced: Priced {
                account: account(100, 5, 10 * ETHER),
                payee_has_code: false,
                base_fee: wei(8 * GWEI),
                rewards: vec![wei(2 * GWEI); 3],
            },
            gas: Gas::Units(21_000),
        }
    }

    fn of(amount: u128) -> Self {
        Self::new(Wanted::Exactly(wei(amount)))
    }

    fn max() -> Self {
        Self::new(Wanted::Max)
    }

    /// Sends to a contract that needs so much gas.
    fn paying_code(mut self, gas: u64) -> Self {
        self.priced.payee_has_code = true;
        self.gas = Gas::Units(gas);
        self
    }

    fn holding(mut self, units: u128) -> Self {
        self.priced.account.balance = wei(units);
        self
    }

    fn draft(&self) -> Result<Draft, Fault> {
        self.asked().map(|(draft, _)| draft)
    }

    /// The draft, and every question that was asked for it.
    fn asked(&self) -> Result<(Draft, Vec<Question>), Fault> {
        let keys = keys();
        let order = Order {
            keys: &keys,
            state: &self.state,
            asset: &self.asset,
            amount: self.amount,
            to: &self.to,
            flights: &self.flights,
            now: Timestamp::from_millis(0),
        };
        let mut answers: Vec<(Query, Reply)> = Vec::new();
        let mut questions = Vec::new();
        for _ in 0..=tongtong_chain::ROUNDS {
            let queries = rules().ask(&order, &answers)?;
            if queries.is_empty() {
                return rules().draft(&order, &answers).map(|draft| (draft, questions));
            }
            assert_eq!(rules().draft(&order, &answers), Err(Fault::Unanswered));
            for query in queries {
                let question: Question = query.read().unwrap();
                let reply = match &question {
                    Question::Price { .. } => Reply::new(&self.priced),
                    Question::Gas { .. } => Reply::new(&self.gas),
                    other => panic!("an order does not ask {other:?}"),
                };
                questions.push(question);
                answers.push((query, reply.unwrap()));
            }
        }
        panic!("more questions than the wallet answers")
    }
}

/// Signs a draft as the wallet does.
fn seal(draft: &Draft) -> Sealed {
    let to_sign = rules().to_sign(draft, &keys()).unwrap();
    let [tongtong_chain::ToSign { path, what: Signable::Secp { digest, key } }] = to_sign.as_slice() else {
        panic!("a transfer has one signature");
    };
    assert_eq!((path.to_string().as_str(), *key), ("m/44'/60'/0'/0/0", our_key().public()));
    let signature = Signature::Secp(sign(&our_key(), *digest));
    rules().seal(draft, &[signature]).unwrap()
}

/// A payment on its way, as the wallet knows it.
fn flight(number: u8, sealed: &Sealed) -> Flight {
    Flight {
        payment: PaymentId::new([number; PaymentId::LEN]),
        id: sealed.id.clone(),
        track: sealed.track.clone(),
        age: Duration::from_secs(1),
    }
}
