//! A transfer as an EIP-1559 transaction: its bytes, what they do, and what is signed.

use crate::address::{is_nobodys, shown};
use crate::facts::{Facts, Terms};
use crate::network::Network;
use crate::state::Track;
use alloy_consensus::transaction::{RlpEcdsaDecodableTx, RlpEcdsaEncodableTx};
use alloy_consensus::{SignableTransaction, TxEip1559};
use alloy_primitives::{Address as Bytes20, B256, Bytes, Signature, TxKind, U256, keccak256};
use tongtong_chain::{Draft, Effects, Fault, Note, Sealed};
use tongtong_types::{Address, Amount, RecoverableSignature, TxId};

/// The first byte of an EIP-1559 transaction (EIP-2718).
const TYPE: u8 = 2;

/// A payment of the coin to somebody: no data, no access list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Transfer {
    pub(crate) nonce: u64,
    pub(crate) to: Bytes20,
    pub(crate) value: Amount,
    pub(crate) terms: Terms,
}

impl Transfer {
    /// The transaction.
    fn transaction(&self, network: &Network) -> TxEip1559 {
        let Terms { gas_limit, max_fee_per_gas, max_priority_fee_per_gas, fee: _ } = self.terms;
        TxEip1559 {
            chain_id: network.chain_id,
            nonce: self.nonce,
            gas_limit,
            max_fee_per_gas: max_fee_per_gas.units(),
            max_priority_fee_per_gas: max_priority_fee_per_gas.units(),
            to: TxKind::Call(self.to),
            value: U256::from(self.value.units()),
            access_list: Default::default(),
            input: Bytes::new(),
        }
    }

    /// The bytes that are hashed and signed: `0x02 || rlp([..])`.
    pub(crate) fn unsigned(&self, network: &Network) -> Vec<u8> {
        let transaction = self.transaction(network);
        let mut bytes = Vec::with_capacity(transaction.payload_len_for_signature());
        transaction.encode_for_signing(&mut bytes);
        bytes
    }

    /// Reads such bytes: canonical, on this network, and nothing but a transfer.
    ///
    /// # Errors
    /// [`Fault::Unreadable`].
    pub(crate) fn read(bytes: &[u8], network: &Network) -> Result<Self, Fault> {
        let Some((&TYPE, mut rest)) = bytes.split_first() else {
            return Err(Fault::Unreadable);
        };
        let transaction = TxEip1559::rlp_decode(&mut rest).map_err(|_| Fault::Unreadable)?;
        let TxKind::Call(to) = transaction.to else {
            return Err(Fault::Unreadable);
        };
        let value: u128 = transaction.value.try_into().map_err(|_| Fault::Unreadable)?;
        let max_fee_per_gas = Amount::from_units(transaction.max_fee_per_gas);
        let fee = max_fee_per_gas.checked_ratio(transaction.gas_limit.into(), 1).ok_or(Fault::Unreadable)?;
        let terms = Terms {
            gas_limit: transaction.gas_limit,
            max_fee_per_gas,
            max_priority_fee_per_gas: Amount::from_units(transaction.max_priority_fee_per_gas),
            fee,
        };
        let transfer = Self { nonce: transaction.nonce, to, value: Amount::from_units(value), terms };
        let paid = !is_nobodys(&to) && value != 0;
        // Written again it must be the same: with data, an access list, another chain id, a number in a longer
        // form or bytes behind the end it is not.
        if paid && transfer.unsigned(network) == bytes { Ok(transfer) } else { Err(Fault::Unreadable) }
    }

    /// Reads a draft: bytes that are what its facts ask for.
    ///
    /// # Errors
    /// [`Fault::Unreadable`], and what [`Facts::terms`] refuses.
    pub(crate) fn of(draft: &Draft, network: &Network) -> Result<(Self, Facts), Fault> {
        let transfer = Self::read(&draft.unsigned, network)?;
        let facts = Facts::read(&draft.facts)?;
        let terms = facts.terms(network)?;
        let total = transfer.total()?;
        let covered = if facts.all { total == facts.spendable() } else { total <= facts.spendable() };
        let same = transfer.nonce == facts.nonce && transfer.terms == terms && covered;
        if same { Ok((transfer, facts)) } else { Err(Fault::Unreadable) }
    }

    /// What leaves the account at most.
    fn total(&self) -> Result<Amount, Fault> {
        self.value.checked_add(self.terms.fee).ok_or(Fault::Unreadable)
    }

    /// What it does, if `from` signs it.
    pub(crate) fn effects(&self, facts: &Facts, from: Address, network: &Network) -> Result<Effects, Fault> {
        let notes = [
            (facts.payee_has_code, Note::PayeeHasCode),
            (!facts.fee_is_exact(), Note::FeeAtMost),
            (!facts.estimated, Note::FeeNotEstimated),
        ];
        Ok(Effects {
            to: shown(&self.to),
            asset: network.coin.clone(),
            amount: self.value,
            fee: self.terms.fee,
            fee_asset: network.coin.clone(),
            costs: Vec::new(),
            sources: vec![(from, self.total()?)],
            change: None,
            notes: notes.into_iter().filter_map(|(holds, note)| holds.then_some(note)).collect(),
            expires: None,
        })
    }

    /// The digest that is signed.
    pub(crate) fn digest(&self, network: &Network) -> [u8; 32] {
        self.transaction(network).signature_hash().into()
    }

    /// The signed payment.
    pub(crate) fn sealed(
        &self,
        facts: &Facts,
        signature: &RecoverableSignature,
        network: &Network,
    ) -> Result<Sealed, Fault> {
        let (bytes, id) = sealed(&self.transaction(network), signature)?;
        let id = TxId::new(&id).map_err(|_| Fault::Unreadable)?;
        let track = Track::new(self.nonce, self.value, self.terms.fee, self.to, facts.block).row()?;
        Ok(Sealed { bytes, id, body: self.digest(network), track })
    }
}

/// A signed transaction of any kind and its hash.
///
/// # Errors
/// [`Fault::WrongKey`] for a signature that Ethereum has no form for.
pub(crate) fn sealed<T: RlpEcdsaEncodableTx>(
    transaction: &T,
    signature: &RecoverableSignature,
) -> Result<(Vec<u8>, [u8; 32]), Fault> {
    let RecoverableSignature { r, s, recovery_id } = signature;
    let parity = match recovery_id {
        0 => false,
        1 => true,
        _ => return Err(Fault::WrongKey),
    };
    let signature = Signature::from_scalars_and_parity(B256::from(*r), B256::from(*s), parity);
    let mut raw = Vec::with_capacity(transaction.eip2718_encoded_length(&signature));
    transaction.eip2718_encode(&signature, &mut raw);
    let hash = hash_of(&raw);
    Ok((raw, hash))
}

/// The hash of a signed transaction's bytes, by which the network knows it.
#[must_use]
pub fn hash_of(raw: &[u8]) -> [u8; 32] {
    keccak256(raw).into()
}
