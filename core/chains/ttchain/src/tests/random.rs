//! Random transactions, and what becomes of them when a byte is changed.

use super::strategies::{owner, signed};
use crate::{
    BalanceId, Condition, Layout, Network, Operation, Owner, ResultType, Signed, Transaction, effects,
    operation,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// How often each branch was taken, printed at the end.
#[derive(Default)]
struct Counts(RefCell<BTreeMap<&'static str, usize>>);

impl Counts {
    fn note(&self, branch: &'static str) {
        *self.0.borrow_mut().entry(branch).or_default() += 1;
    }

    fn of(&self, branch: &str) -> usize {
        self.0.borrow().get(branch).copied().unwrap_or_default()
    }
}

/// A run of `count` cases; what fails is printed, and nothing is written beside the source.
fn cases(count: u32) -> Config {
    Config { failure_persistence: None, ..Config::with_cases(count) }
}

const OPERATIONS: [&str; 11] = [
    operation::name::WITHDRAW,
    operation::name::DEPOSIT,
    operation::name::MEMO,
    operation::name::DEFINE_SLATE,
    operation::name::REGISTER_ACCOUNT,
    operation::name::CREATE_ASSET,
    operation::name::ISSUE_ASSET,
    operation::name::UPGRADE_CONTRACT,
    operation::name::DESTROY_CONTRACT,
    operation::name::CALL_CONTRACT,
    operation::name::TRANSFER_CONTRACT,
];

#[test]
fn what_is_packed_or_written_comes_back() {
    let counts = Counts::default();
    let main = Network::main_net();
    let test = |signed: Signed| {
        let Signed { transaction, .. } = &signed;
        transaction.operations.iter().for_each(|operation| counts.note(operation::name::of(operation)));
        counts.note(if transaction.reserved.is_some() { "reserved" } else { "no reserved" });

        prop_assert_eq!(&Signed::unpack(&signed.pack(), Layout::V2).unwrap(), &signed);
        prop_assert_eq!(&Transaction::unpack(&transaction.pack(), Layout::V2).unwrap(), transaction);
        prop_assert_eq!(&Signed::from_json(&signed.to_json(&main), &main).unwrap(), &signed);
        prop_assert_eq!(&Transaction::from_json(&transaction.to_json(&main), &main).unwrap(), transaction);
        // The older layout reads it just when it carries no reserved number.
        prop_assert_eq!(Signed::unpack(&signed.pack(), Layout::V1).is_ok(), transaction.reserved.is_none());
        // Result fields are not part of the id; everything else is.
        let mut origin = signed.clone();
        (origin.transaction.result_trx_type, origin.transaction.result_trx_id) =
            (ResultType::Origin, [0; 20]);
        prop_assert_eq!(origin.id(), signed.id());
        let mut later = signed.clone();
        later.transaction.expiration ^= 1;
        prop_assert_ne!(later.id(), signed.id());
        Ok(())
    };
    TestRunner::new(cases(512)).run(&signed(), test).unwrap();
    println!("round trips: {:?}", counts.0.borrow());
    for branch in OPERATIONS.iter().chain(&["reserved", "no reserved"]) {
        assert!(counts.of(branch) > 0, "{branch} never came up");
    }
}

/// One change of a run of bytes.
#[derive(Clone, Debug)]
enum Change {
    Set(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Remove(prop::sample::Index),
    Insert(prop::sample::Index, u8),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Set(at, value) => {
                let at = at.index(bytes.len());
                bytes[at] = *value;
            }
            Self::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Self::Remove(at) => {
                bytes.remove(at.index(bytes.len()));
            }
            Self::Insert(at, value) => bytes.insert(at.index(bytes.len() + 1), *value),
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>;
    let value = || prop_oneof![any::<u8>(), Just(0), Just(1), Just(2), Just(0x80), Just(0xff)];
    prop_oneof![
        4 => (at(), value()).prop_map(|(at, value)| Change::Set(at, value)),
        1 => at().prop_map(Change::Cut),
        1 => at().prop_map(Change::Remove),
        1 => (at(), value()).prop_map(|(at, value)| Change::Insert(at, value)),
    ]
}

#[test]
fn changed_bytes_are_refused_or_pack_to_themselves() {
    let counts = Counts::default();
    let test = |(signed, change): (Signed, Change)| {
        let mut bytes = signed.pack();
        change.apply(&mut bytes);
        match Signed::unpack(&bytes, Layout::V2) {
            Ok(read) => {
                counts.note("accepted");
                prop_assert_eq!(read.pack(), bytes);
            }
            Err(error) => counts.note(error.code()),
        }
        Ok(())
    };
    TestRunner::new(cases(6000)).run(&(signed(), change()), test).unwrap();
    println!("changed bytes: {:?}", counts.0.borrow());
    for branch in ["accepted", "transaction_truncated", "transaction_trailing", "transaction_inner_trailing"]
    {
        assert!(counts.of(branch) > 0, "{branch} never came up");
    }
}

#[test]
fn changed_json_is_refused_or_means_what_it_says() {
    let counts = Counts::default();
    let main = Network::main_net();
    let test = |(signed, change): (Signed, Change)| {
        let mut text = signed.to_json(&main).to_string().into_bytes();
        change.apply(&mut text);
        let Ok(value) = serde_json::from_slice(&text) else {
            counts.note("not JSON");
            return Ok(());
        };
        match Signed::from_json(&value, &main) {
            Ok(read) => {
                counts.note("accepted");
                prop_assert_eq!(Signed::from_json(&read.to_json(&main), &main).unwrap(), read);
            }
            Err(error) => counts.note(error.code()),
        }
        Ok(())
    };
    TestRunner::new(cases(2000)).run(&(signed(), change()), test).unwrap();
    println!("changed JSON: {:?}", counts.0.borrow());
    for branch in ["accepted", "not JSON", "address_checksum", "json_value"] {
        assert!(counts.of(branch) > 0, "{branch} never came up");
    }
}

#[test]
fn effects_leave_nothing_out() {
    let counts = Counts::default();
    // Few owners, so that one is met twice; amounts around nothing.
    let owner = (0_u8..6).prop_map(|n| Owner::new([n; 20]));
    let step = prop_oneof![
        (any::<[u8; 20]>(), 0_i64..9).prop_map(|(id, amount)| Operation::Withdraw {
            balance: BalanceId::new(id),
            amount,
            claim_input: Vec::new()
        }),
        (owner, 0_i32..2, 1_i64..9, prop_oneof![9 => Just(0_u64), 1 => Just(7)]).prop_map(
            |(owner, asset_id, amount, slate_id)| Operation::Deposit {
                amount,
                condition: Condition { slate_id, ..Condition::signature(owner, asset_id) }
            }
        ),
        "[a-z]{0,5}".prop_map(|text| Operation::Memo { text }),
        Just(Operation::DefineSlate { slate: vec![3] }),
    ];
    let test = |operations: Vec<Operation>| {
        let count = operations.len();
        let transaction = Transaction { operations, ..Transaction::new(0) };
        match effects(&transaction) {
            Ok(read) => {
                counts.note("read");
                let memo = usize::from(read.memo.is_some());
                let listed = read.withdraws.len()
                    + read.deposits.len()
                    + read.conditional.len()
                    + read.others.len()
                    + memo;
                prop_assert_eq!(listed, count);
                match read.fees(|_| Some(0)) {
                    Ok(fees) => {
                        counts.note("fees");
                        let taken: i64 = read.withdraws.iter().map(|(_, amount)| amount).sum();
                        let given: i64 = read.deposits.iter().map(|(.., amount)| amount).sum();
                        let held: i64 = read.conditional.iter().map(|(_, amount)| amount).sum();
                        prop_assert_eq!(fees.values().sum::<i64>(), taken - given - held);
                        prop_assert!(fees.values().all(|fee| *fee > 0));
                    }
                    Err(error) => counts.note(error.code()),
                }
            }
            Err(error) => counts.note(error.code()),
        }
        Ok(())
    };
    TestRunner::new(cases(2000)).run(&vec(step, 0..5), test).unwrap();
    println!("effects: {:?}", counts.0.borrow());
    let branches = [
        "read",
        "fees",
        "effects_amount_not_positive",
        "effects_payee_twice",
        "effects_memo_twice",
        "effects_negative_fee",
        "effects_not_a_transfer",
    ];
    for branch in branches {
        assert!(counts.of(branch) > 0, "{branch} never came up");
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn any_bytes_are_refused_or_pack_to_themselves(bytes in vec(any::<u8>(), 0..200)) {
        if let Ok(read) = Transaction::unpack(&bytes, Layout::V2) {
            prop_assert_eq!(read.pack(), bytes);
        }
    }

    #[test]
    fn one_changed_character_is_never_another_address(
        owner in owner(),
        at: prop::sample::Index,
        letter in "[1-9A-HJ-NP-Za-km-z]",
    ) {
        let main = Network::main_net();
        let address = main.address(&owner);
        let mut text = address.text().to_owned();
        let at = at.index(text.len());
        prop_assume!(text[at..=at] != letter);
        text.replace_range(at..=at, &letter);
        prop_assert!(main.parse_address(&text).is_err());
        prop_assert_eq!(main.parse_address(address.text()), Ok(owner));
    }

    #[test]
    fn every_second_has_its_time(seconds: u32) {
        let text = crate::json::write_time(seconds);
        prop_assert_eq!(crate::json::read_time(&text), Some(seconds));
    }
}
