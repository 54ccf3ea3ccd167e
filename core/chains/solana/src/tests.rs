//! What Solana's rules promise, as a specification.

mod bytes;
mod known;
mod looking;
mod money;
mod paying;
mod profile;
mod reading;
mod world;

use crate::network::Solana;
use solana_address::Address as Key;
use solana_keypair::{Keypair, Signer};
use std::sync::LazyLock;
use tongtong_chain::{
    AssetOnChain, Draft, Fault, Flight, Keys, Order, Query, ROUNDS, Reply, Rules, Sealed, Sight, Signable,
    Signature, View, Wanted,
};
use tongtong_types::{Address, Amount, Asset, Duration, PaymentId, SecpPublicKey, Timestamp};
use world::World;

const GENESIS: &str = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
const DECIMALS: u8 = 6;

fn asset(code: &str) -> Asset {
    code.parse().unwrap()
}

/// A key of the tests, the same every time.
fn pair(number: u8) -> Keypair {
    Keypair::new_from_array([number; 32])
}

fn key(number: u8) -> Key {
    static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| (0..=255).map(|n| pair(n).pubkey()).collect());
    KEYS[usize::from(number)]
}

/// The mint of TTCL, and of a second token.
fn ttcl() -> Key {
    key(200)
}

fn usd() -> Key {
    key(201)
}

fn address(key: &Key) -> Address {
    crate::address::shown(key)
}

/// The account of the tests.
struct Ours(Keypair);

impl Keys for &Ours {
    fn secp(&self, _: u32, _: u32) -> Result<SecpPublicKey, Fault> {
        Err(Fault::NoKey)
    }

    fn ed25519(&self) -> Result<[u8; 32], Fault> {
        Ok(self.0.pubkey().to_bytes())
    }
}

fn us() -> &'static Ours {
    static US: LazyLock<Ours> = LazyLock::new(|| Ours(pair(1)));
    &US
}

fn on_chain(code: &str, id: Option<String>, decimals: u8) -> AssetOnChain {
    AssetOnChain { code: asset(code), id, decimals }
}

fn assets() -> Vec<AssetOnChain> {
    vec![
        on_chain("SOL", None, 9),
        on_chain("TTCL", Some(ttcl().to_string()), DECIMALS),
        on_chain("USDX", Some(usd().to_string()), 2),
    ]
}

fn solana() -> &'static Solana {
    static SOLANA: LazyLock<Solana> =
        LazyLock::new(|| Solana::new(&serde_json::json!({"genesis": GENESIS}), &assets()).unwrap());
    &SOLANA
}

/// Asks the world until nothing more must be known.
fn told(
    world: &World,
    mut ask: impl FnMut(&[(Query, Reply)]) -> Result<Vec<Query>, Fault>,
) -> Result<Vec<(Query, Reply)>, Fault> {
    let mut answers = Vec::new();
    for _ in 0..=ROUNDS {
        let queries = ask(&answers)?;
        if queries.is_empty() {
            return Ok(answers);
        }
        answers.extend(queries.into_iter().map(|query| (query.clone(), world.reply(&query))));
    }
    panic!("more rounds than are allowed");
}

/// One payment of the tests: asset, amount, payee.
struct Pay<'a> {
    code: &'a str,
    amount: Wanted,
    to: Key,
    flights: &'a [Flight],
    now: Timestamp,
}

impl<'a> Pay<'a> {
    fn new(code: &'a str, units: u64, to: Key) -> Self {
        let amount = Wanted::Exactly(Amount::from_units(u128::from(units)));
        Self { code, amount, to, flights: &[], now: Timestamp::from_millis(0) }
    }

    fn max(code: &'a str, to: Key) -> Self {
        Self { amount: Wanted::Max, ..Self::new(code, 0, to) }
    }

    fn at(self, millis: u64) -> Self {
        Self { now: Timestamp::from_millis(millis), ..self }
    }

    fn draft(&self, world: &World) -> Result<Draft, Fault> {
        let (keys, chain) = (us(), solana());
        let (asset, to) = (asset(self.code), address(&self.to));
        let order = Order {
            keys: &keys,
            state: &[],
            asset: &asset,
            amount: self.amount,
            to: &to,
            flights: self.flights,
            now: self.now,
        };
        let answers = told(world, |answers| chain.ask(&order, answers))?;
        chain.draft(&order, &answers)
    }
}

/// Signs a draft with our key, as the wallet does.
fn sealed(draft: &Draft) -> Sealed {
    let (keys, chain) = (us(), solana());
    let to_sign = chain.to_sign(draft, &keys).unwrap();
    let [one] = to_sign.as_slice() else { panic!("one signature") };
    let Signable::Ed25519 { message, key } = &one.what else { panic!("Ed25519") };
    assert_eq!((one.path.to_string().as_str(), *key), ("m/44'/501'/0'/0'", keys.0.pubkey().to_bytes()));
    let signature = keys.0.sign_message(message);
    chain.seal(draft, &[Signature::Ed25519(signature.as_ref().try_into().unwrap())]).unwrap()
}

/// A payment on its way, old enough that the heights of its blocks alone tell whether it is over.
fn flight(number: u8, sealed: &Sealed) -> Flight {
    Flight {
        payment: PaymentId::new([number; 16]),
        id: sealed.id.clone(),
        track: sealed.track.clone(),
        age: Duration::from_secs(151),
    }
}

fn seen(world: &World, flights: &[Flight]) -> Result<Sight, Fault> {
    seen_after(&[], world, flights)
}

fn seen_after(state: &[u8], world: &World, flights: &[Flight]) -> Result<Sight, Fault> {
    seen_of(state, world, flights, &[])
}

fn seen_of(state: &[u8], world: &World, flights: &[Flight], watched: &[Flight]) -> Result<Sight, Fault> {
    let (keys, chain) = (us(), solana());
    let view = View { keys: &keys, state, flights, watched };
    let answers = told(world, |answers| chain.look(&view, answers))?;
    chain.saw(&view, &answers)
}

fn held(sight: &Sight, code: &str) -> u64 {
    let of = |holding: &&tongtong_chain::Holding| holding.asset == asset(code);
    let units: u128 = sight.holdings.iter().filter(of).map(|holding| holding.amount.units()).sum();
    u64::try_from(units).unwrap()
}
