//! The rules against published vectors, and against a chain that is played in memory.

mod arrivals;
mod depth;
mod ledger;
mod lies;
mod parsers;
mod payment;
mod properties;
mod tip;
mod vectors;

use crate::CHAIN;
use ledger::Ledger;
use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};
use tongtong_chain::{
    AssetOnChain, Draft, Effects, Fault, Flight, Keys, Order, Query, ROUNDS, Reply, Rules, Sealed, Sight,
    Signable, Signature, View, Wanted,
};
use tongtong_crypto::keys::{SpendingKeys, SpendingRoot};
use tongtong_crypto::signer::{PublicKey, Signer, ToSign};
use tongtong_crypto::words::Phrase;
use tongtong_types::{Address, Amount, Asset, Duration, KeyPath, PaymentId, SecpPublicKey, Timestamp};

const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

/// The keys of the best known words.
struct Account {
    keys: SpendingKeys,
    path: KeyPath,
    known: Mutex<BTreeMap<(u32, u32), SecpPublicKey>>,
}

/// The account of most tests: its keys are derived once.
static REGTEST: LazyLock<Account> = LazyLock::new(|| Account::of("regtest"));

impl Account {
    fn of(network: &str) -> Self {
        let keys = SpendingRoot::new(Phrase::parse(WORDS).unwrap(), None).keys();
        Self { keys, path: crate::account_path(network).unwrap(), known: Mutex::default() }
    }

    fn address(&self, branch: u32, index: u32, network: &str) -> Address {
        let key = self.secp(branch, index).unwrap();
        Address::checked(CHAIN, crate::address_of(&key, network).unwrap())
    }

    fn sign(&self, what: &[tongtong_chain::ToSign]) -> Vec<Signature> {
        let sign = |wanted: &tongtong_chain::ToSign| {
            let Signable::Secp { digest, key } = &wanted.what else { panic!("of another curve") };
            let signed = self.keys.sign(&wanted.path, &ToSign::SecpDigest(*digest)).unwrap().secp().unwrap();
            assert_eq!(tongtong_crypto::secp::recover(digest, &signed).unwrap(), *key);
            Signature::Secp(signed)
        };
        what.iter().map(sign).collect()
    }
}

impl Keys for Account {
    fn secp(&self, branch: u32, index: u32) -> Result<SecpPublicKey, Fault> {
        let mut known = self.known.lock().unwrap();
        Ok(*known.entry((branch, index)).or_insert_with(|| {
            match self.keys.public_key(&self.path.child(branch).child(index)).unwrap() {
                PublicKey::Secp(key) => key,
                PublicKey::Ed25519(_) => panic!("of another curve"),
            }
        }))
    }

    fn ed25519(&self) -> Result<[u8; 32], Fault> {
        Err(Fault::NoKey)
    }
}

fn btc() -> Asset {
    "BTC".parse().unwrap()
}

fn coin() -> Vec<AssetOnChain> {
    vec![AssetOnChain { code: btc(), id: None, decimals: 8 }]
}

fn units(units: u64) -> Amount {
    Amount::from_units(u128::from(units))
}

fn rules(network: &str) -> Box<dyn Rules> {
    crate::open(&serde_json::json!({"network": network, "floor": 1, "target": 6}), &coin()).unwrap()
}

/// A wallet on a played chain.
struct Wallet {
    rules: Box<dyn Rules>,
    account: &'static Account,
    state: Vec<u8>,
    flights: Vec<Flight>,
    watched: Vec<Flight>,
    ledger: Ledger,
}

/// The payee of most payments, a P2SH address.
const PAYEE: &str = "2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc";

fn payee(text: &str) -> Address {
    Address::checked(CHAIN, text.to_owned())
}

impl Wallet {
    fn new() -> Self {
        let account = &*REGTEST;
        let rules = rules("regtest");
        let ledger = Ledger::new(rules.network_id());
        Self { rules, account, state: Vec::new(), flights: Vec::new(), watched: Vec::new(), ledger }
    }

    /// With coins of these values on its first addresses, in a block.
    fn with(values: &[u64]) -> Self {
        let mut wallet = Self::new();
        for (index, value) in (0..).zip(values) {
            wallet.ledger.fund(&wallet.account.address(0, index % 5, "regtest"), *value);
        }
        wallet.look().unwrap();
        wallet
    }

    fn view(&self) -> View<'_> {
        View { keys: self.account, state: &self.state, flights: &self.flights, watched: &self.watched }
    }

    fn look_answers(&self) -> Result<Vec<(Query, Reply)>, Fault> {
        let view = self.view();
        let mut answers = Vec::new();
        for _ in 0..ROUNDS {
            let queries = self.rules.look(&view, &answers)?;
            if queries.is_empty() {
                return Ok(answers);
            }
            answers.extend(queries.into_iter().map(|query| (query.clone(), self.ledger.answer(&query))));
        }
        panic!("more rounds than there are");
    }

    fn saw(&self, answers: &[(Query, Reply)]) -> Result<Sight, Fault> {
        let view = self.view();
        self.rules.saw(&view, answers)
    }

    /// One look, kept.
    fn look(&mut self) -> Result<Sight, Fault> {
        let sight = self.saw(&self.look_answers()?)?;
        self.state.clone_from(&sight.state);
        Ok(sight)
    }

    fn order<'a>(&'a self, to: &'a Address, amount: Wanted, asset: &'a Asset) -> Order<'a> {
        Order {
            keys: self.account,
            state: &self.state,
            asset,
            amount,
            to,
            flights: &self.flights,
            now: Timestamp::from_millis(0),
        }
    }

    fn ask(&self, order: &Order<'_>) -> Result<Vec<(Query, Reply)>, Fault> {
        let mut answers = Vec::new();
        for _ in 0..ROUNDS {
            let queries = self.rules.ask(order, &answers)?;
            if queries.is_empty() {
                return Ok(answers);
            }
            answers.extend(queries.into_iter().map(|query| (query.clone(), self.ledger.answer(&query))));
        }
        panic!("more rounds than there are");
    }

    fn draft(&self, to: &str, amount: Wanted) -> Result<Draft, Fault> {
        let (to, asset) = (payee(to), btc());
        let order = self.order(&to, amount, &asset);
        self.rules.draft(&order, &self.ask(&order)?)
    }

    fn effects(&self, draft: &Draft) -> Result<Effects, Fault> {
        self.rules.effects(draft, self.account)
    }

    fn seal(&self, draft: &Draft) -> Result<Sealed, Fault> {
        let wanted = self.rules.to_sign(draft, self.account)?;
        self.rules.seal(draft, &self.account.sign(&wanted))
    }

    /// Seals a payment and remembers it as one that is on its way. Nothing is sent.
    fn fly(&mut self, draft: &Draft) -> Sealed {
        let sealed = self.seal(draft).unwrap();
        let payment = PaymentId::try_from(sealed.id.bytes().get(..16).unwrap()).unwrap();
        let age = Duration::from_secs(0);
        let flight = Flight { payment, id: sealed.id.clone(), track: sealed.track.clone(), age };
        self.flights.push(flight);
        sealed
    }
}

/// n - s is as good a signature, and no node relays it.
fn negated(s: [u8; 32]) -> [u8; 32] {
    let order = hex::decode("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141").unwrap();
    let (mut high, mut borrow) = (s, 0i16);
    for place in (0..32).rev() {
        let difference = i16::from(order[place]) - i16::from(s[place]) - borrow;
        borrow = i16::from(difference < 0);
        high[place] = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    high
}

fn exactly(value: u64) -> Wanted {
    Wanted::Exactly(units(value))
}

fn total(sight: &Sight) -> u128 {
    sight.holdings.iter().map(|holding| holding.amount.units()).sum()
}
