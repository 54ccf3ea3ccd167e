//! `address`: where a phrase or a key is paid on a chain.

use super::fault::Fault;
use super::fields::Fields;
use super::ttc;
use super::world::World;
use serde_json::{Value, json};
use tongtong_chain::KeyTree;
use tongtong_crypto::keys::SpendingRoot;
use tongtong_crypto::secret::PassPhrase;
use tongtong_crypto::signer::{PublicKey, Signer};
use tongtong_crypto::words::Phrase;
use tongtong_ttchain::Owner;
use tongtong_types::KeyPath;

/// What can be asked of a phrase.
const OF_WORDS: [&str; 5] = ["chain", "words", "passphrase", "account", "index"];

/// The address, its public key, and where the key lies in the tree.
pub(super) fn address(world: &World, fields: Fields<'_>) -> Result<Value, Fault> {
    let chain = fields.text("chain")?;
    if chain == "ttc" && fields.has("key") {
        return ttc::address_of_key(world, fields);
    }
    let fields = fields.only(&OF_WORDS)?;
    let path = path(world, chain, step(fields, "account")?, step(fields, "index")?)?;
    let phrase = Phrase::parse(fields.text("words")?)?;
    let passphrase = match fields.text_or("passphrase", "")? {
        "" => None,
        text => Some(PassPhrase::new(text)?),
    };
    let public = SpendingRoot::new(phrase, passphrase).keys().public_key(&path)?;
    let (address, public_key) = match (chain, public) {
        ("ttc", PublicKey::Secp(key)) => {
            let address = world.profile.ttchain.address(&Owner::of(&key));
            (Some(address.text().to_owned()), hex::encode(key.compressed))
        }
        ("btc", PublicKey::Secp(key)) => {
            let network = world.network(tongtong_bitcoin::CHAIN)?.get("network").and_then(Value::as_str);
            let address = network.and_then(|network| tongtong_bitcoin::address_of(&key, network));
            (address, hex::encode(key.compressed))
        }
        ("eth", PublicKey::Secp(key)) => {
            (Some(tongtong_ethereum::address_of(&key)), hex::encode(key.compressed))
        }
        ("sol", PublicKey::Ed25519(key)) => (Some(tongtong_solana::address_of(&key)), hex::encode(key)),
        _ => return Err(no_chain()),
    };
    let address = address.ok_or_else(no_chain)?;
    Ok(json!({ "address": address, "public_key": public_key, "path": path.to_string() }))
}

/// Where a key lies in the tree: where the wallet keeps the chain's keys, in another account.
fn path(world: &World, chain: &str, account: u32, index: u32) -> Result<KeyPath, Fault> {
    let hard = |step: u32| step | KeyPath::HARDENED;
    let tree = match chain {
        "ttc" => KeyTree::Secp { account: KeyPath::new(&[hard(44), hard(world.profile.coin_type), hard(0)]) },
        "btc" => world.rules(tongtong_bitcoin::CHAIN)?.key_tree(),
        "eth" => world.rules(tongtong_ethereum::CHAIN)?.key_tree(),
        "sol" => world.rules(tongtong_solana::CHAIN)?.key_tree(),
        _ => return Err(no_chain()),
    };
    let of_account = |path: &KeyPath| {
        let steps = path.steps().iter().enumerate();
        let steps: Vec<u32> =
            steps.map(|(at, step)| if at == ACCOUNT { hard(account) } else { *step }).collect();
        KeyPath::new(&steps)
    };
    match tree {
        KeyTree::Secp { account } => Ok(of_account(&account).child(0).child(index)),
        KeyTree::Ed25519 { key } if index == 0 => Ok(of_account(&key)),
        KeyTree::Ed25519 { .. } => {
            Err(Fault::value("index", "must be 0: an account of this chain has one address"))
        }
    }
}

/// Which step of a path is the account (BIP-44).
const ACCOUNT: usize = 2;

/// A step of a path before it is hardened.
fn step(fields: Fields<'_>, name: &str) -> Result<u32, Fault> {
    let step = fields.number_or_zero(name)?;
    if step < KeyPath::HARDENED { Ok(step) } else { Err(Fault::value(name, "is out of range")) }
}

fn no_chain() -> Fault {
    Fault::new("chain_unknown", "`chain` is none of ttc, btc, eth, sol")
}
