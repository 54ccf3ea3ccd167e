//! What TTChain makes of keys, conditions and transactions.

use super::fault::Fault;
use super::fields::Fields;
use super::world::World;
use serde_json::{Value, json};
use tongtong_crypto::signer::{RawKey, Signer, ToSign};
use tongtong_ttchain::{ChainId, Condition, Layout, Owner, PublicKey, Signed, Transaction, limits, wif};
use tongtong_types::{Amount, Asset, KeyPath};
use tongtong_wallet::profile::AssetFee;

/// The texts of one key.
pub(super) fn address_of_key(world: &World, fields: Fields<'_>) -> Result<Value, Fault> {
    let network = &world.profile.ttchain;
    let secret = fields.only(&["chain", "key"])?.secret("key")?;
    let public = RawKey::new(&secret)?.public();
    Ok(json!({
        "address": network.address(&Owner::of(&public)).text(),
        "public_key": hex::encode(public.compressed),
        "public_key_text": network.public_key_text(&PublicKey::from(&public)),
        "wif": wif::encode(secret.expose()).as_str(),
    }))
}

/// `ttc.balance_id`: the balance that an owner's money of one asset lies in.
pub(super) fn balance_id(world: &World, fields: Fields<'_>) -> Result<Value, Fault> {
    let network = &world.profile.ttchain;
    let owner = network.parse_address(fields.text("owner")?)?;
    let slate_id = if fields.has("slate_id") { fields.count("slate_id")? } else { 0 };
    let condition = Condition { slate_id, ..Condition::signature(owner, fields.number("asset_id")?) };
    let id = condition.balance_id();
    Ok(json!({
        "balance_id": hex::encode(id.bytes()),
        "balance_id_text": network.balance_id_text(&id),
    }))
}

/// `ttc.pack`: the bytes that are signed, before the chain id.
pub(super) fn pack(world: &World, fields: Fields<'_>) -> Result<Value, Fault> {
    Ok(json!({ "unsigned": hex::encode(transaction(world, fields)?.pack()) }))
}

/// `ttc.unpack`: the node's JSON form of bytes.
pub(super) fn unpack(world: &World, fields: Fields<'_>) -> Result<Value, Fault> {
    let network = &world.profile.ttchain;
    let layout = match fields.text_or("layout", "")? {
        "v1" => Layout::V1,
        "v2" => Layout::V2,
        "" if !fields.has("layout") => network.layout,
        _ => return Err(Fault::value("layout", "is neither v1 nor v2")),
    };
    let bytes = fields.bytes("hex")?;
    let tx = if fields.flag("signed")? {
        Signed::unpack(&bytes, layout)?.to_json(network)
    } else {
        Transaction::unpack(&bytes, layout)?.to_json(network)
    };
    Ok(json!({ "tx": tx }))
}

/// `ttc.sign`: a transaction with one signature for each key, in the order of the keys.
pub(super) fn sign(world: &World, fields: Fields<'_>) -> Result<Value, Fault> {
    let chain = ChainId::new(fields.array("chain_id")?);
    let transaction = transaction(world, fields)?;
    let secrets = fields.secrets("keys")?;
    if secrets.len() > limits::SIGNATURES {
        return Err(Fault::value("keys", "are more than a transaction has signatures"));
    }
    let digest = transaction.body_digest(&chain);
    let what = ToSign::SecpDigestCanonical(*digest.bytes());
    let mut signatures = Vec::with_capacity(secrets.len());
    for secret in &secrets {
        // A key by itself answers for any path.
        let signature = RawKey::new(secret)?.sign(&KeyPath::new(&[]), &what)?;
        signatures.push(signature.secp().ok_or_else(|| Fault::new("sign_curve", "not of secp256k1"))?);
    }
    let signed = transaction.with_signatures(&signatures)?;
    let bytes = signed.pack();
    if bytes.len() > limits::TRANSACTION {
        return Err(Fault::new("transaction_too_many", "more bytes than a transaction may have"));
    }
    Ok(json!({
        "digest": digest.to_string(),
        "signatures": signed.signatures.iter().map(hex::encode).collect::<Vec<_>>(),
        "signed": hex::encode(bytes),
        "id": signed.id().to_string(),
    }))
}

/// `ttc.fee`: what a transfer costs by the profile, in units, and of which asset they are.
pub(super) fn fee(world: &World, fields: Fields<'_>) -> Result<Value, Fault> {
    let profile = &world.profile;
    let asset: Asset = fields.text("asset")?.parse()?;
    let info = profile
        .ttchain_assets()
        .find(|info| info.code == asset)
        .ok_or_else(|| Fault::new("asset_unknown", "TTChain has no such asset by the profile"))?;
    let policy = match &info.fee {
        None if info.id.is_none() => &profile.fee,
        Some(AssetFee::SecondDeposit { to: _, fee }) => fee,
        _ => return Err(Fault::new("asset_fee_unknown", "the profile does not say what its transfer costs")),
    };
    let amount = Amount::from_units(u128::from(fields.count("amount")?));
    let fee = policy.fee(amount).ok_or_else(|| Fault::value("amount", "is out of range"))?;
    Ok(json!({ "fee": fee.units().to_string(), "asset": asset.code() }))
}

/// The transaction of a line. Signatures that stand in it are read and left out: they are not part of what is
/// signed. What is over a limit of the chain is refused, so that whatever is packed here is also read.
fn transaction(world: &World, fields: Fields<'_>) -> Result<Transaction, Fault> {
    let (tx, network) = (fields.value("tx")?, &world.profile.ttchain);
    if !tx.is_object() {
        return Err(Fault::new("field_type", "`tx` must be an object"));
    }
    let transaction = if tx.get("signatures").is_some() {
        Signed::from_json(tx, network)?.transaction
    } else {
        Transaction::from_json(tx, network)?
    };
    Transaction::unpack(&transaction.pack(), network.layout)?;
    Ok(transaction)
}
