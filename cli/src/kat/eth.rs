//! What Ethereum makes of a transaction and a key.

use super::fault::Fault;
use super::fields::{Fields, secret};
use super::world::World;
use serde_json::{Value, json};
use tongtong_crypto::signer::{RawKey, Signer, ToSign};
use tongtong_ethereum::{Unsigned, address_of};
use tongtong_types::KeyPath;

/// `eth.sign`: a transaction in the JSON-RPC form with its signature (RFC 6979, low s), and its hash.
pub(super) fn sign(_: &World, fields: Fields<'_>) -> Result<Value, Fault> {
    let chain_id: u64 = fields.number("chain_id")?;
    if chain_id == 0 {
        return Err(Fault::value("chain_id", "is out of range"));
    }
    let unsigned = Unsigned::from_json(fields.value("tx")?, chain_id)?;
    let digits = fields.text("key")?;
    let key = RawKey::new(&secret("key", digits.strip_prefix("0x").unwrap_or(digits))?)?;
    if unsigned.from().is_some_and(|from| from != address_of(&key.public())) {
        return Err(Fault::new("wrong_key", "`from` is not the address of `key`"));
    }
    // A key by itself answers for any path.
    let signature = key.sign(&KeyPath::new(&[]), &ToSign::SecpDigest(unsigned.signing_hash()))?;
    let signature = signature.secp().ok_or_else(|| Fault::new("sign_curve", "not of secp256k1"))?;
    let (raw, hash) = unsigned.sealed(&signature)?;
    let hex = |bytes: &[u8]| format!("0x{}", hex::encode(bytes));
    Ok(json!({ "hash": hex(&hash), "raw": hex(&raw) }))
}
