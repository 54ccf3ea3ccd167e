//! A draft is read strictly: whatever is changed in it is refused, or does something else that is said.

use super::*;
use alloy_consensus::{SignableTransaction, TxEip1559, TxLegacy};
use alloy_eips::eip2930::{AccessList, AccessListItem};
use alloy_primitives::{TxKind, U256};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Mutex;

fn transaction(draft: &Draft) -> TxEip1559 {
    let mut rest = &draft.unsigned[1..];
    alloy_consensus::transaction::RlpEcdsaDecodableTx::rlp_decode(&mut rest).unwrap()
}

fn with(draft: &Draft, change: impl FnOnce(&mut TxEip1559)) -> Draft {
    let mut transaction = transaction(draft);
    change(&mut transaction);
    Draft { unsigned: transaction.encoded_for_signing(), ..draft.clone() }
}

/// Each field of the transaction changed in each way that a reader could miss.
fn changes(draft: &Draft) -> Vec<(&'static str, Draft)> {
    let item = AccessListItem { address: Default::default(), storage_keys: vec![] };
    vec![
        ("chain id", with(draft, |tx| tx.chain_id += 1)),
        ("chain id 0", with(draft, |tx| tx.chain_id = 0)),
        ("nonce", with(draft, |tx| tx.nonce += 1)),
        ("nonce below", with(draft, |tx| tx.nonce -= 1)),
        ("gas", with(draft, |tx| tx.gas_limit += 1)),
        ("gas below", with(draft, |tx| tx.gas_limit -= 1)),
        ("gas without end", with(draft, |tx| tx.gas_limit = u64::MAX)),
        ("fee", with(draft, |tx| tx.max_fee_per_gas += 1)),
        ("fee below", with(draft, |tx| tx.max_fee_per_gas -= 1)),
        ("fee without end", with(draft, |tx| tx.max_fee_per_gas = u128::MAX)),
        ("priority", with(draft, |tx| tx.max_priority_fee_per_gas += 1)),
        ("priority below", with(draft, |tx| tx.max_priority_fee_per_gas -= 1)),
        ("payee", with(draft, |tx| tx.to = TxKind::Call([9; 20].into()))),
        ("zero payee", with(draft, |tx| tx.to = TxKind::Call(Default::default()))),
        ("no payee", with(draft, |tx| tx.to = TxKind::Create)),
        ("value", with(draft, |tx| tx.value += U256::from(1))),
        ("value below", with(draft, |tx| tx.value -= U256::from(1))),
        ("no value", with(draft, |tx| tx.value = U256::ZERO)),
        ("value of 129 bits", with(draft, |tx| tx.value += U256::from(1) << 128)),
        ("data", with(draft, |tx| tx.input = vec![0].into())),
        ("access list", with(draft, |tx| tx.access_list = AccessList::from(vec![item]))),
    ]
}

#[test]
fn any_field_changed_is_refused_or_says_so() {
    let mut told = BTreeMap::<&str, usize>::new();
    for wish in
        [Wish::of(ETHER), Wish::max(), Wish::of(1).paying_code(40_000), Wish::max().paying_code(40_000)]
    {
        let draft = wish.draft().unwrap();
        let effects = rules().effects(&draft, &keys()).unwrap();
        for (name, changed) in changes(&draft) {
            assert_ne!(changed, draft, "{name}");
            match rules().effects(&changed, &keys()) {
                Err(fault) => {
                    assert_eq!(fault, Fault::Unreadable, "{name}");
                    assert_eq!(rules().to_sign(&changed, &keys()), Err(Fault::Unreadable), "{name}");
                    *told.entry("refused").or_default() += 1;
                }
                Ok(other) => {
                    assert_ne!(other, effects, "{name}");
                    *told.entry("says so").or_default() += 1;
                }
            }
        }
    }
    println!("changed fields: {told:?}");
    assert!(told["refused"] > 60 && told["says so"] >= 4);
}

#[test]
fn everything_that_leaves_something_behind() {
    for wish in [Wish::max(), Wish::max().paying_code(40_000)] {
        let less = with(&wish.draft().unwrap(), |tx| tx.value -= U256::from(1));
        assert_eq!(rules().effects(&less, &keys()), Err(Fault::Unreadable));
    }
}

#[test]
fn bytes_that_are_no_transfer() {
    let draft = Wish::of(ETHER).draft().unwrap();
    let refused = |unsigned: Vec<u8>| {
        let changed = Draft { unsigned, ..draft.clone() };
        assert_eq!(rules().effects(&changed, &keys()), Err(Fault::Unreadable));
        assert_eq!(rules().seal(&changed, &[]), Err(Fault::Unreadable));
    };
    refused(vec![]);
    refused(vec![2]);
    refused([&draft.unsigned[..], &[0]].concat());
    refused(draft.unsigned[..draft.unsigned.len() - 1].to_vec());
    refused(draft.unsigned[1..].to_vec());
    refused([&[1], &draft.unsigned[1..]].concat());
    let legacy =
        TxLegacy { chain_id: Some(CHAIN_ID), to: TxKind::Call([9; 20].into()), ..Default::default() };
    refused(legacy.encoded_for_signing());
    // The nonce 5 with a leading zero, the list's head made longer by one.
    let at = draft.unsigned.windows(4).position(|four| four == [0x82, 0x7a, 0x69, 5]).unwrap() + 3;
    let mut longer = draft.unsigned.clone();
    longer.splice(at..=at, [0x82, 0, 5]);
    longer[1] += 2;
    refused(longer);
}

#[test]
fn facts_that_are_not_those_of_the_bytes() {
    let draft = Wish::of(ETHER).draft().unwrap();
    for other in [Wish::max(), Wish::of(ETHER).paying_code(21_000), Wish::of(ETHER).holding(5)] {
        let facts = other.draft().map(|draft| draft.facts).unwrap_or_default();
        let changed = Draft { facts, ..draft.clone() };
        assert_eq!(rules().effects(&changed, &keys()), Err(Fault::Unreadable));
    }
    let longer = Draft { facts: [&draft.facts[..], &[0]].concat(), ..draft };
    assert_eq!(rules().effects(&longer, &keys()), Err(Fault::Unreadable));
}

#[test]
fn a_seal_takes_one_signature_of_the_right_kind() {
    let draft = Wish::of(ETHER).draft().unwrap();
    let good = RecoverableSignature { r: [1; 32], s: [2; 32], recovery_id: 1 };
    let wrong = |signatures: &[Signature]| assert_eq!(rules().seal(&draft, signatures), Err(Fault::WrongKey));
    wrong(&[]);
    wrong(&[Signature::Ed25519([0; 64])]);
    wrong(&[Signature::Secp(good), Signature::Secp(good)]);
    wrong(&[Signature::Secp(RecoverableSignature { recovery_id: 2, ..good })]);
    assert!(rules().seal(&draft, &[Signature::Secp(good)]).is_ok());
}

#[test]
fn what_is_sealed_is_what_was_signed_and_the_same_every_time() {
    let draft = Wish::of(ETHER).draft().unwrap();
    let sealed = seal(&draft);
    assert_eq!(sealed, seal(&draft));
    assert_eq!(sealed.id.bytes(), crate::hash_of(&sealed.bytes));
    assert_eq!(sealed.body, crate::hash_of(&draft.unsigned));
    let signed = alloy_signer_read(&sealed.bytes);
    assert_eq!(signed.0, transaction(&draft));
    let signature = sign(&our_key(), sealed.body);
    assert_eq!(signed.1, (signature.r, signature.s, signature.recovery_id == 1));
}

/// The transaction and its signature, as alloy reads signed bytes.
fn alloy_signer_read(raw: &[u8]) -> (TxEip1559, ([u8; 32], [u8; 32], bool)) {
    let mut rest = raw;
    let signed = <TxEip1559 as alloy_consensus::transaction::RlpEcdsaDecodableTx>::eip2718_decode(&mut rest);
    let signed = signed.unwrap();
    assert!(rest.is_empty());
    let signature = *signed.signature();
    let (r, s) = (signature.r().to_be_bytes(), signature.s().to_be_bytes());
    (signed.strip_signature(), (r, s, signature.v()))
}

#[test]
fn a_key_that_the_account_has_not() {
    struct None;
    impl Keys for None {
        fn secp(&self, _: u32, _: u32) -> Result<SecpPublicKey, Fault> {
            Err(Fault::NoKey)
        }
        fn ed25519(&self) -> Result<[u8; 32], Fault> {
            Err(Fault::NoKey)
        }
    }
    let draft = Wish::of(1).draft().unwrap();
    assert_eq!(rules().effects(&draft, &None), Err(Fault::NoKey));
    assert_eq!(rules().to_sign(&draft, &None), Err(Fault::NoKey));
    assert_eq!(rules().receive(&None, &[]), Err(Fault::NoKey));
}

/// What came of the random wishes and of the random bytes.
static REACHED: Mutex<BTreeMap<&str, usize>> = Mutex::new(BTreeMap::new());

fn reach(branch: &'static str) {
    *REACHED.lock().unwrap().entry(branch).or_default() += 1;
}

fn wishes() -> impl Strategy<Value = Wish> {
    let amount = prop_oneof![
        2 => (0u128..12 * ETHER).prop_map(|units| Wanted::Exactly(wei(units))),
        1 => (0u128..5).prop_map(|units| Wanted::Exactly(wei(units))),
        1 => Just(Wanted::Exactly(wei(u128::MAX))),
        2 => Just(Wanted::Max),
    ];
    let balance = prop_oneof![0..12 * ETHER, 0..1_000_000 * GWEI, Just(u128::MAX)];
    let base_fee = prop_oneof![8 => 0..300 * GWEI, 4 => 0..10u128, 1 => Just(u128::MAX)];
    let rewards = proptest::collection::vec(prop_oneof![0..3 * GWEI, Just(0)], 0..5);
    let gas = prop_oneof![
        3 => Just(Gas::Units(21_000)), 2 => (20_990u64..100_000).prop_map(Gas::Units), 1 => (0u64..21_000).prop_map(Gas::Units),
        1 => (1u64 << 23..1 << 25).prop_map(Gas::Units), 1 => Just(Gas::Refused),
    ];
    (amount, balance, base_fee, rewards, gas, any::<bool>()).prop_map(
        |(amount, balance, base_fee, rewards, gas, code)| {
            let mut wish = Wish { gas, ..Wish::new(amount).holding(balance) };
            wish.priced.base_fee = wei(base_fee);
            wish.priced.rewards = rewards.into_iter().map(wei).collect();
            wish.priced.payee_has_code = code;
            wish
        },
    )
}

fn any_order_is_priced_as_it_says_or_refused_by_name() {
    proptest!(ProptestConfig::with_cases(2_000), |(wish in wishes())| {
        let draft = match wish.draft() {
            Ok(draft) => draft,
            Err(fault) => return { reach(fault.code()); Ok(()) },
        };
        let effects = rules().effects(&draft, &keys()).unwrap();
        let transaction = transaction(&draft);
        let held = wish.priced.account.balance.units();
        let most = transaction.max_fee_per_gas * u128::from(transaction.gas_limit);
        prop_assert_eq!(effects.fee.units(), most);
        prop_assert!(transaction.max_priority_fee_per_gas <= transaction.max_fee_per_gas);
        prop_assert!(transaction.max_fee_per_gas >= wish.priced.base_fee.units());
        prop_assert!(transaction.max_fee_per_gas <= 500 * GWEI);
        prop_assert_eq!(effects.to.text(), PAYEE);
        let left = held - effects.amount.units() - most;
        match wish.amount {
            Wanted::Exactly(amount) => { prop_assert_eq!(effects.amount, amount); reach("exactly"); }
            Wanted::Max if wish.priced.payee_has_code || wish.gas != Gas::Units(21_000) => {
                prop_assert_eq!(left, 0);
                reach("everything, but for what the fee does not take");
            }
            Wanted::Max => {
                // Whatever base fee the block has, all that was offered is taken.
                let price = transaction.max_fee_per_gas.min(
                    wish.priced.base_fee.units() + transaction.max_priority_fee_per_gas);
                prop_assert_eq!(held - effects.amount.units() - price * 21_000, 0);
                reach("everything, to nothing");
            }
        }
    });
}

fn any_bytes_are_read_or_refused_and_never_panic() {
    let draft = Wish::of(ETHER).draft().unwrap();
    let effects = rules().effects(&draft, &keys()).unwrap();
    let bytes = || proptest::collection::vec(any::<u8>(), 0..120);
    let config = ProptestConfig::with_cases(2_000);
    proptest!(config, |(noise in bytes(), at: prop::sample::Index, bit in 0u8..8, in_facts: bool, whole: bool)| {
        let mut changed = draft.clone();
        let part = if in_facts { &mut changed.facts } else { &mut changed.unsigned };
        if whole {
            *part = noise;
        } else {
            part[at.index(draft.unsigned.len().min(draft.facts.len()))] ^= 1 << bit;
        }
        let _any = (rules().to_sign(&changed, &keys()), rules().seal(&changed, &[]));
        match rules().effects(&changed, &keys()) {
            Err(fault) => {
                prop_assert!(matches!(fault, Fault::Unreadable | Fault::FeeTooHigh | Fault::Contradiction), "{}", fault);
                reach(if whole { "noise refused" } else { "a bit refused" });
            }
            // The block number and a higher balance change nothing that is done; they are approved as bytes.
            Ok(_) if in_facts => reach("a fact that the bytes do not depend on"),
            Ok(other) => { prop_assert_ne!(other, effects.clone()); reach("a bit says something else"); }
        }
    });
}

#[test]
fn random_orders_and_random_bytes_reach_every_branch() {
    any_order_is_priced_as_it_says_or_refused_by_name();
    any_bytes_are_read_or_refused_and_never_panic();
    let reached = REACHED.lock().unwrap();
    println!("reached: {reached:#?}");
    for branch in [
        "exactly",
        "everything, to nothing",
        "everything, but for what the fee does not take",
        "not_enough",
        "not_enough_for_fee",
        "amount_too_little",
        "fee_unreasonable",
        "node_contradicts",
        "payee_account",
        "node_unanswered",
        "amount_too_large",
        "noise refused",
        "a bit refused",
        "a fact that the bytes do not depend on",
        "a bit says something else",
    ] {
        assert!(reached.contains_key(branch), "{branch}");
    }
}
