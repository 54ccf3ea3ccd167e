use super::ledger::{Ledger, Unspent};
use crate::refusal::Refusal;
use bitcoin::absolute::LockTime;
use bitcoin::consensus::encode::serialize_hex;
use bitcoin::key::CompressedPublicKey;
use bitcoin::secp256k1::{All, Message, Secp256k1, SecretKey};
use bitcoin::sighash::{EcdsaSighashType, SighashCache};
use bitcoin::transaction::Version;
use bitcoin::{Address, Amount, KnownHrp, Network, ScriptBuf, Sequence, Transaction, TxIn, TxOut, Witness};
use serde_json::json;
use std::str::FromStr;

/// A key of a network whose coins are worth nothing.
const KEY: [u8; 32] = [7; 32];

/// A coin of a block can be spent this many blocks later.
const MATURITY: u64 = 100;

/// What a payment costs: so much, and so much for each input. A few satoshi per byte.
const FEE: u64 = 400;
const FEE_PER_INPUT: u64 = 300;

/// The least change that is worth an output.
const LEAST_CHANGE: u64 = 1_000;

/// Who the blocks are made for, and who pays with their coins.
pub(crate) struct Faucet {
    secp: Secp256k1<All>,
    key: SecretKey,
    address: Address,
}

impl Faucet {
    /// The one there is.
    pub(crate) fn new() -> Result<Self, Refusal> {
        let secp = Secp256k1::new();
        let key = SecretKey::from_slice(&KEY).map_err(Refusal::nonsense)?;
        let public = CompressedPublicKey(key.public_key(&secp));
        let address = Address::p2wpkh(&public, KnownHrp::Regtest);
        Ok(Self { secp, key, address })
    }

    /// Where it is paid.
    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// Pays, and gives the payment's id. It waits for a block.
    pub(crate) async fn pay(&self, ledger: &Ledger, to: &str, units: u128) -> Result<String, Refusal> {
        let to = address(to)?;
        let amount = u64::try_from(units).map_err(|_| Refusal::new("unreadable", "too much"))?;
        let next = ledger.tip().await?.height.saturating_add(1);
        let mut coins = Ledger::unspent(&self.address.script_pubkey(), &ledger.history(&self.address).await?);
        coins.retain(|coin| is_ripe(coin, next));
        coins.sort_by_key(|coin| std::cmp::Reverse(coin.output.value));
        let (chosen, change) = choose(coins, amount)
            .ok_or_else(|| Refusal::new("not_enough", "the faucet holds too little: mine more blocks"))?;
        let mut output = vec![TxOut { value: Amount::from_sat(amount), script_pubkey: to.script_pubkey() }];
        if change >= LEAST_CHANGE {
            let script_pubkey = self.address.script_pubkey();
            output.push(TxOut { value: Amount::from_sat(change), script_pubkey });
        }
        let payment = self.sign(&chosen, output)?;
        ledger.rpc().text("sendrawtransaction", json!([serialize_hex(&payment)])).await
    }

    fn sign(&self, coins: &[Unspent], output: Vec<TxOut>) -> Result<Transaction, Refusal> {
        let input = coins.iter().map(|coin| TxIn {
            previous_output: coin.outpoint,
            script_sig: ScriptBuf::new(),
            sequence: Sequence::ENABLE_RBF_NO_LOCKTIME,
            witness: Witness::new(),
        });
        let unsigned =
            Transaction { version: Version::TWO, lock_time: LockTime::ZERO, input: input.collect(), output };
        let mut cache = SighashCache::new(unsigned);
        let public = self.key.public_key(&self.secp);
        for (index, coin) in coins.iter().enumerate() {
            let (script, value) = (&coin.output.script_pubkey, coin.output.value);
            let digest = cache
                .p2wpkh_signature_hash(index, script, value, EcdsaSighashType::All)
                .map_err(Refusal::nonsense)?;
            let signature = self.secp.sign_ecdsa(&Message::from(digest), &self.key);
            let signature = bitcoin::ecdsa::Signature::sighash_all(signature);
            if let Some(witness) = cache.witness_mut(index) {
                *witness = Witness::p2wpkh(&signature, &public);
            }
        }
        Ok(cache.into_transaction())
    }
}

/// Reads an address of this network.
pub(super) fn address(text: &str) -> Result<Address, Refusal> {
    Address::from_str(text)
        .ok()
        .and_then(|address| address.require_network(Network::Regtest).ok())
        .ok_or_else(|| Refusal::new("unreadable", "not an address of regtest"))
}

/// Whether the next block may spend it.
fn is_ripe(coin: &Unspent, next: u64) -> bool {
    match (&coin.place, coin.is_coinbase) {
        (Some(place), true) => next.saturating_sub(place.height) >= MATURITY,
        (_, is_coinbase) => !is_coinbase,
    }
}

/// The first coins that are enough, and what is left over.
fn choose(coins: Vec<Unspent>, amount: u64) -> Option<(Vec<Unspent>, u64)> {
    let (mut chosen, mut held, mut needed) = (Vec::new(), 0_u64, amount.checked_add(FEE)?);
    for coin in coins {
        held = held.checked_add(coin.output.value.to_sat())?;
        needed = needed.checked_add(FEE_PER_INPUT)?;
        chosen.push(coin);
        if let Some(change) = held.checked_sub(needed) {
            return Some((chosen, change));
        }
    }
    None
}
