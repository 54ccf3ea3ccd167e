//! A draft's bytes: a PSBT of version 0 (BIP-174).
//!
//! Every input carries the whole transaction that it spends from, without its witness. The id of that transaction
//! stands in what is signed, so the amount is proven and not believed. Every input and the change carry the path
//! of their key. There is one way to write each payment: what is read is written again, and must be the same bytes.

use crate::address;
use crate::listing::id_of;
use crate::query::Point;
use crate::select::{MAX_INPUTS, dust};
use crate::state::{CHANGE, MAX_INDEX, MAX_MONEY};
use crate::window::Home;
use bitcoin::absolute::LockTime;
use bitcoin::bip32::{ChildNumber, DerivationPath, Fingerprint, KeySource};
use bitcoin::transaction::Version;
use bitcoin::{Amount, OutPoint, Psbt, ScriptBuf, Sequence, Transaction, TxIn, TxOut, Witness, secp256k1};
use std::collections::BTreeMap;
use tongtong_chain::{Fault, Keys};
use tongtong_types::{KeyPath, SecpPublicKey};

/// The longest draft that is read, in bytes.
const MAX_DRAFT: usize = 1 << 26;

/// A payment that is not signed yet.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Form {
    /// In the order of their points (BIP-69).
    pub(crate) inputs: Vec<Input>,
    pub(crate) payee: ScriptBuf,
    pub(crate) amount: u64,
    pub(crate) change: Option<Change>,
}

/// A coin that is spent.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Input {
    pub(crate) output: u32,
    /// The transaction that the coin comes from, without its witness.
    pub(crate) previous: Transaction,
    pub(crate) home: Home,
    pub(crate) key: SecpPublicKey,
}

/// What comes back.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) value: u64,
    pub(crate) index: u32,
    pub(crate) key: SecpPublicKey,
}

impl Input {
    /// The coin, once it is known to be of the key.
    pub(crate) fn coin(&self) -> Result<&TxOut, Fault> {
        let place = usize::try_from(self.output).map_err(|_| Fault::Unreadable)?;
        let coin = self.previous.output.get(place).ok_or(Fault::Unreadable)?;
        let good = coin.script_pubkey == address::own_script(&self.key) && coin.value.to_sat() <= MAX_MONEY;
        if good { Ok(coin) } else { Err(Fault::Unreadable) }
    }

    pub(crate) fn point(&self) -> Result<Point, Fault> {
        Ok(Point { tx: id_of(&self.previous)?, output: self.output })
    }
}

impl Form {
    /// What all inputs bring.
    pub(crate) fn brought(&self) -> Result<u64, Fault> {
        let mut sum: u64 = 0;
        for input in &self.inputs {
            sum = sum.checked_add(input.coin()?.value.to_sat()).ok_or(Fault::Unreadable)?;
        }
        if sum <= MAX_MONEY { Ok(sum) } else { Err(Fault::Unreadable) }
    }

    /// What the network takes.
    pub(crate) fn fee(&self) -> Result<u64, Fault> {
        let back = self.change.as_ref().map_or(0, |change| change.value);
        let out = self.amount.checked_add(back).ok_or(Fault::Unreadable)?;
        self.brought()?.checked_sub(out).ok_or(Fault::Unreadable)
    }

    /// Whether every key is the account's at its path.
    pub(crate) fn check_keys(&self, keys: &dyn Keys) -> Result<(), Fault> {
        let inputs = self.inputs.iter().map(|input| (input.home, &input.key));
        let change = self.change.iter().map(|c| (Home { branch: CHANGE, index: c.index }, &c.key));
        for (home, key) in inputs.chain(change) {
            if keys.secp(home.branch, home.index)?.compressed != key.compressed {
                return Err(Fault::Unreadable);
            }
        }
        Ok(())
    }

    /// What is signed, its outputs in the order of BIP-69, and the place of the change among them.
    pub(crate) fn transaction(&self) -> Result<(Transaction, Option<usize>), Fault> {
        let mut input = Vec::with_capacity(self.inputs.len());
        for spent in &self.inputs {
            input.push(TxIn {
                previous_output: OutPoint { txid: spent.previous.compute_txid(), vout: spent.output },
                script_sig: ScriptBuf::new(),
                // Without a lock, and open for a higher fee (BIP-125).
                sequence: Sequence::ENABLE_RBF_NO_LOCKTIME,
                witness: Witness::new(),
            });
        }
        let mut output = vec![(self.amount, self.payee.clone(), false)];
        if let Some(change) = &self.change {
            output.push((change.value, address::own_script(&change.key), true));
        }
        output.sort();
        let place = output.iter().position(|(_, _, change)| *change);
        let output = output
            .into_iter()
            .map(|(value, script_pubkey, _)| TxOut { value: Amount::from_sat(value), script_pubkey })
            .collect();
        Ok((Transaction { version: Version::TWO, lock_time: LockTime::ZERO, input, output }, place))
    }

    /// The PSBT.
    pub(crate) fn pack(&self, account: &KeyPath) -> Result<Vec<u8>, Fault> {
        let (transaction, change) = self.transaction()?;
        let mut psbt = Psbt::from_unsigned_tx(transaction).map_err(|_| Fault::Unreadable)?;
        for (slot, input) in psbt.inputs.iter_mut().zip(&self.inputs) {
            slot.witness_utxo = Some(input.coin()?.clone());
            slot.non_witness_utxo = Some(input.previous.clone());
            slot.bip32_derivation = derivation(&input.key, input.home, account)?;
        }
        if let (Some(place), Some(back)) = (change, &self.change)
            && let Some(slot) = psbt.outputs.get_mut(place)
        {
            slot.bip32_derivation =
                derivation(&back.key, Home { branch: CHANGE, index: back.index }, account)?;
        }
        Ok(psbt.serialize())
    }

    /// Reads a PSBT. Whatever is not in a [`Form`] is refused.
    pub(crate) fn read(bytes: &[u8], account: &KeyPath) -> Result<Self, Fault> {
        if bytes.len() > MAX_DRAFT {
            return Err(Fault::Unreadable);
        }
        let psbt = Psbt::deserialize(bytes).map_err(|_| Fault::Unreadable)?;
        let mut inputs = Vec::with_capacity(psbt.inputs.len());
        for (spent, slot) in psbt.unsigned_tx.input.iter().zip(&psbt.inputs) {
            let previous = slot.non_witness_utxo.clone().ok_or(Fault::Unreadable)?;
            let (home, key) = derived(&slot.bip32_derivation, account)?;
            inputs.push(Input { output: spent.previous_output.vout, previous, home, key });
        }
        let (mut payee, mut change) = (None, None);
        for (output, slot) in psbt.unsigned_tx.output.iter().zip(&psbt.outputs) {
            let value = output.value.to_sat();
            let taken = if slot.bip32_derivation.is_empty() {
                payee.replace((output.script_pubkey.clone(), value)).is_some()
            } else {
                let (home, key) = derived(&slot.bip32_derivation, account)?;
                home.branch != CHANGE || change.replace(Change { value, index: home.index, key }).is_some()
            };
            if taken {
                return Err(Fault::Unreadable);
            }
        }
        let (payee, amount) = payee.ok_or(Fault::Unreadable)?;
        let form = Self { inputs, payee, amount, change };
        form.check()?;
        if form.pack(account)? == bytes { Ok(form) } else { Err(Fault::Unreadable) }
    }

    /// What no payment of ours breaks.
    fn check(&self) -> Result<(), Fault> {
        let points = self.inputs.iter().map(Input::point).collect::<Result<Vec<_>, _>>()?;
        let sorted = points.iter().zip(points.iter().skip(1)).all(|(one, next)| one < next);
        let bare = self.inputs.iter().all(|input| input.previous.input.iter().all(|i| i.witness.is_empty()));
        let change = self.change.iter().all(|change| change.value >= dust(&crate::select::own_script()));
        let good = !points.is_empty()
            && points.len() <= MAX_INPUTS
            && sorted
            && bare
            && change
            && self.amount >= dust(&self.payee)
            && self.amount > 0;
        if good { self.fee().map(|_| ()) } else { Err(Fault::Unreadable) }
    }
}

/// A transaction without its witness: its id says all of it.
pub(crate) fn bare(mut transaction: Transaction) -> Transaction {
    for input in &mut transaction.input {
        input.witness = Witness::new();
    }
    transaction
}

type Derivation = BTreeMap<secp256k1::PublicKey, KeySource>;

/// The path of a key. The root's fingerprint is not known here: zeros, as BIP-174 has it for that.
fn derivation(key: &SecpPublicKey, home: Home, account: &KeyPath) -> Result<Derivation, Fault> {
    let key = secp256k1::PublicKey::from_slice(&key.compressed).map_err(|_| Fault::NoKey)?;
    let steps = account.child(home.branch).child(home.index);
    let path: DerivationPath = steps.steps().iter().map(|step| ChildNumber::from(*step)).collect();
    Ok(BTreeMap::from([(key, (Fingerprint::default(), path))]))
}

fn derived(derivation: &Derivation, account: &KeyPath) -> Result<(Home, SecpPublicKey), Fault> {
    let mut all = derivation.iter();
    let (Some((key, (_, path))), None) = (all.next(), all.next()) else { return Err(Fault::Unreadable) };
    let steps = path.to_u32_vec();
    match steps.strip_prefix(account.steps()) {
        Some([branch, index]) if *branch <= CHANGE && *index < MAX_INDEX => {
            let key =
                SecpPublicKey { compressed: key.serialize(), uncompressed: key.serialize_uncompressed() };
            Ok((Home { branch: *branch, index: *index }, key))
        }
        _ => Err(Fault::Unreadable),
    }
}
