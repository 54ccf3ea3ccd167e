//! `address`: where a phrase or a key is paid on a chain.

use super::fault::Fault;
use super::fields::Fields;
use super::ttc;
use serde_json::{Value, json};
use tongtong_crypto::keys::SpendingRoot;
use tongtong_crypto::secret::PassPhrase;
use tongtong_crypto::signer::{PublicKey, Signer};
use tongtong_crypto::words::Phrase;
use tongtong_ttchain::{Network, Owner};
use tongtong_types::{KeyPath, SecpPublicKey};

/// What can be asked of a phrase.
const OF_WORDS: [&str; 5] = ["chain", "words", "passphrase", "account", "index"];

/// The address, its public key, and where the key lies in the tree.
pub(super) fn address(fields: Fields<'_>) -> Result<Value, Fault> {
    let chain = fields.text("chain")?;
    if chain == "ttc" && fields.has("key") {
        return ttc::address_of_key(fields);
    }
    let fields = fields.only(&OF_WORDS)?;
    let path = path(chain, step(fields, "account")?, step(fields, "index")?)?;
    let phrase = Phrase::parse(fields.text("words")?)?;
    let passphrase = match fields.text_or("passphrase", "")? {
        "" => None,
        text => Some(PassPhrase::new(text)?),
    };
    let public = SpendingRoot::new(phrase, passphrase).keys().public_key(&path)?;
    let (address, public_key) = match (chain, public) {
        ("ttc", PublicKey::Secp(key)) => (Some(ttchain(&key)), hex::encode(key.compressed)),
        ("btc", PublicKey::Secp(key)) => {
            (tongtong_bitcoin::address_of(&key, "main"), hex::encode(key.compressed))
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

fn path(chain: &str, account: u32, index: u32) -> Result<KeyPath, Fault> {
    let hard = |step: u32| step | KeyPath::HARDENED;
    let below = |purpose: u32, coin: u32| KeyPath::new(&[hard(purpose), hard(coin), hard(account), 0, index]);
    match chain {
        "ttc" => Ok(below(44, 666)),
        "btc" => Ok(below(84, 0)),
        "eth" => Ok(below(44, 60)),
        "sol" if index == 0 => Ok(KeyPath::new(&[hard(44), hard(501), hard(account), hard(0)])),
        "sol" => Err(Fault::value("index", "must be 0: an account of Solana has one address")),
        _ => Err(no_chain()),
    }
}

/// A step of a path before it is hardened.
fn step(fields: Fields<'_>, name: &str) -> Result<u32, Fault> {
    let step = fields.number_or_zero(name)?;
    if step < KeyPath::HARDENED { Ok(step) } else { Err(Fault::value(name, "is out of range")) }
}

fn ttchain(key: &SecpPublicKey) -> String {
    Network::main_net().address(&Owner::of(key)).text().to_owned()
}

fn no_chain() -> Fault {
    Fault::new("chain_unknown", "`chain` is none of ttc, btc, eth, sol")
}
