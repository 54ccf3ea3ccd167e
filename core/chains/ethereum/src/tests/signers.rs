//! A signer of the field and ours, over random transactions.

use super::*;
use crate::Unsigned;
use alloy_consensus::{SignableTransaction, TxEip1559};
use alloy_primitives::{B256, Bytes, TxKind, U256};
use alloy_signer_local::PrivateKeySigner;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn both_sign_the_same_bytes(
        key in proptest::array::uniform32(1u8..),
        chain_id in 1u64..,
        nonce: u64,
        gas_limit: u64,
        max_fee_per_gas: u128,
        max_priority_fee_per_gas: u128,
        to in proptest::option::of(any::<[u8; 20]>()),
        value in any::<[u64; 4]>(),
        input in proptest::collection::vec(any::<u8>(), 1..200),
    ) {
        let transaction = TxEip1559 {
            chain_id, nonce, gas_limit, max_fee_per_gas, max_priority_fee_per_gas,
            to: to.map_or(TxKind::Create, |to| TxKind::Call(to.into())),
            value: U256::from_limbs(value),
            access_list: Default::default(),
            input: Bytes::from(input.clone()),
        };
        let signer = PrivateKeySigner::from_bytes(&B256::from(key)).unwrap();
        let theirs = alloy_signer_local_sign(&signer, transaction.clone());
        let mut json = json!({
            "type": "0x2",
            "chainId": format!("{chain_id:#x}"),
            "nonce": format!("{nonce:#x}"),
            "gas": format!("{gas_limit:#x}"),
            "maxFeePerGas": format!("{max_fee_per_gas:#x}"),
            "maxPriorityFeePerGas": format!("{max_priority_fee_per_gas:#x}"),
            "value": format!("{:#x}", transaction.value),
            "input": format!("0x{}", hex::encode(&input)),
        });
        if let Some(to) = to {
            json["to"] = json!(format!("0x{}", hex::encode(to)));
        }
        let ours = raw_key(key);
        prop_assert_eq!(crate::address_of(&ours.public()), signer.address().to_checksum(None));
        let unsigned = Unsigned::from_json(&json, chain_id).unwrap();
        prop_assert_eq!(unsigned.signing_hash(), <[u8; 32]>::from(transaction.signature_hash()));
        let (raw, hash) = unsigned.sealed(&sign(&ours, unsigned.signing_hash())).unwrap();
        prop_assert_eq!(hex::encode(&raw), hex::encode(&theirs.0));
        prop_assert_eq!(hash, theirs.1);
    }
}

/// The raw transaction and its hash, as alloy's own signer makes them.
fn alloy_signer_local_sign(signer: &PrivateKeySigner, transaction: TxEip1559) -> (Vec<u8>, [u8; 32]) {
    use alloy_eips::eip2718::Encodable2718;
    use alloy_signer::SignerSync;
    let signature = signer.sign_hash_sync(&transaction.signature_hash()).unwrap();
    let signed = transaction.into_signed(signature);
    (signed.encoded_2718(), (*signed.hash()).into())
}
