//! Bytes and JSON that are refused, each by the name of its fault.

use super::{bytes, list, network, read_json};
use crate::json::{JsonError, read_i64, read_time, read_u64, write_i64, write_time, write_u64};
use crate::reader::Reader;
use crate::{
    AddressError, AssetAmount, BalanceId, Condition, Layout, Network, Operation, Owner, ResultType, Signed,
    Transaction, Unreadable, WireError, effects, limits, signature_bytes,
};
use serde_json::{Value, json};
use tongtong_types::RecoverableSignature;

fn transfer() -> Vec<u8> {
    bytes(&list(&read_json("vectors.json"), "transactions")[0], "raw")
}

/// Where the parts of [`transfer`] begin.
const RESERVED_FLAG: usize = 4;
const OPERATION_COUNT: usize = 23;
const WITHDRAW: usize = 24;
const DEPOSIT: usize = 55;
const CONDITION: usize = DEPOSIT + 10;
const RESULT_TYPE: usize = 98;
const SIGNATURE_COUNT: usize = RESULT_TYPE + 21;

fn refusal(bytes: &[u8]) -> WireError {
    Signed::unpack(bytes, Layout::V2).unwrap_err()
}

fn with(at: usize, value: u8) -> WireError {
    let mut bytes = transfer();
    assert_ne!(bytes[at], value);
    bytes[at] = value;
    refusal(&bytes)
}

#[test]
fn bytes_are_refused_by_name() {
    assert!(Signed::unpack(&transfer(), Layout::V2).is_ok());
    assert_eq!(with(RESERVED_FLAG, 2), WireError::Flag);
    assert_eq!(with(WITHDRAW, 80), WireError::Operation(80));
    assert_eq!(with(DEPOSIT, 3), WireError::Truncated);
    // A longer run takes in what stands behind it; a shorter one cuts its last field.
    assert_eq!(with(WITHDRAW + 1, 30), WireError::InnerTrailing);
    assert_eq!(with(WITHDRAW + 1, 28), WireError::Truncated);
    assert_eq!(with(CONDITION + 9, 6), WireError::Condition(6));
    assert_eq!(with(CONDITION + 10, 3), WireError::BalanceType(3));
    assert_eq!(with(CONDITION + 32, 1), WireError::StealthMemo);
    assert_eq!(with(CONDITION + 32, 2), WireError::Flag);
    assert_eq!(with(RESULT_TYPE, 3), WireError::ResultType(3));
    assert_eq!(with(SIGNATURE_COUNT, 0), WireError::Trailing);
    assert_eq!(with(SIGNATURE_COUNT, 2), WireError::Truncated);
    for length in 0..transfer().len() {
        assert_eq!(refusal(&transfer()[..length]), WireError::Truncated, "{length}");
    }
    assert_eq!(refusal(&[transfer(), vec![0]].concat()), WireError::Trailing);
}

#[test]
fn a_count_in_a_longer_form_is_refused() {
    let mut bytes = transfer();
    bytes.splice(OPERATION_COUNT..=OPERATION_COUNT, [0x82, 0x00]);
    assert_eq!(refusal(&bytes), WireError::VarintNotMinimal);
    let varint = |bytes: &[u8]| Reader::new(bytes, 9).unwrap().varint();
    assert_eq!(varint(&[0x80, 0x00]), Err(WireError::VarintNotMinimal));
    assert_eq!(varint(&[0xff, 0xff, 0xff, 0xff, 0x1f]), Err(WireError::VarintRange));
    assert_eq!(varint(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x01]), Err(WireError::VarintRange));
    assert_eq!(varint(&[0x80]), Err(WireError::Truncated));
}

#[test]
fn more_than_a_limit_is_refused() {
    let over = |limit| Err(WireError::TooMany { limit });
    let transaction = |operations| Transaction { operations, ..Transaction::new(0) };
    let unpack = |operations| Transaction::unpack(&transaction(operations).pack(), Layout::V2);
    let memo = |length| vec![Operation::Memo { text: "m".repeat(length) }];
    assert!(unpack(memo(limits::MEMO)).is_ok());
    assert_eq!(unpack(memo(limits::MEMO + 1)), over(limits::MEMO));

    let deposit =
        |amount| Operation::Deposit { amount, condition: Condition::signature(Owner::new([1; 20]), 0) };
    let deposits = |count: i64| (0..count).map(deposit).collect::<Vec<_>>();
    assert!(unpack(deposits(100)).is_ok());
    assert_eq!(unpack(deposits(101)), over(limits::DEPOSITS));

    let slate = |count| vec![Operation::DefineSlate { slate: vec![1; count] }];
    assert_eq!(unpack(slate(limits::SLATE + 1)), over(limits::SLATE));
    let empty = vec![Operation::Memo { text: String::new() }; limits::OPERATIONS + 1];
    assert_eq!(unpack(empty), over(limits::OPERATIONS));

    let signed = |count| Signed { transaction: Transaction::new(0), signatures: vec![[31; 65]; count] };
    assert!(Signed::unpack(&signed(limits::SIGNATURES).pack(), Layout::V2).is_ok());
    assert_eq!(
        Signed::unpack(&signed(limits::SIGNATURES + 1).pack(), Layout::V2),
        Err(WireError::TooMany { limit: limits::SIGNATURES })
    );
    let huge = vec![0; limits::TRANSACTION + 1];
    assert_eq!(refusal(&huge), WireError::TooMany { limit: limits::TRANSACTION });
}

#[test]
fn a_set_out_of_order_or_a_wrong_key_is_refused() {
    let file = read_json("vectors.json");
    let entry = |index: usize| bytes(&list(&file, "transactions")[index], "unsigned");
    let unpack = |bytes: &[u8]| Transaction::unpack(bytes, Layout::V2).unwrap_err();

    let multisig = entry(5);
    let owners = multisig.windows(20).position(|w| w.starts_with(&[0xa7, 0x02, 0x4f])).unwrap();
    let mut swapped = multisig.clone();
    swapped.copy_within(owners..owners + 20, owners + 20);
    assert_eq!(unpack(&swapped), WireError::NotSorted, "the same owner twice");
    swapped[owners] = 0xff;
    assert_eq!(unpack(&swapped), WireError::NotSorted);

    // Two balances that pay for a call: as written, in the other order, and one of them twice.
    let mut call = Transaction::unpack(&entry(6), Layout::V2).unwrap();
    let Operation::CallContract(operation) = &mut call.operations[0] else { panic!() };
    operation.balances = [(BalanceId::new([1; 20]), 7), (BalanceId::new([2; 20]), 7)].into();
    let packed = call.pack();
    assert_eq!(Transaction::unpack(&packed, Layout::V2), Ok(call));
    let first = packed.windows(20).position(|w| w == [1; 20]).unwrap();
    let paid_by = |a: u8, b: u8| {
        let mut bytes = packed.clone();
        bytes[first..first + 20].fill(a);
        bytes[first + 28..first + 48].fill(b);
        bytes
    };
    assert_eq!(paid_by(1, 2), packed);
    assert_eq!(unpack(&paid_by(2, 1)), WireError::NotSorted);
    assert_eq!(unpack(&paid_by(1, 1)), WireError::NotSorted);

    let mut call = entry(6);
    let caller = call.windows(3).position(|w| w == [0x02, 0x79, 0x27]).unwrap();
    call[caller] = 4;
    assert_eq!(unpack(&call), WireError::PublicKey);

    let mut memo = entry(2);
    let hangul = memo.windows(3).position(|w| w == "통".as_bytes()).unwrap();
    memo[hangul] = 0xff;
    assert_eq!(unpack(&memo), WireError::NotText);
}

#[test]
fn what_nobody_could_read_has_no_effects() {
    let owner = Owner::new([1; 20]);
    let withdraw =
        |claim_input| Operation::Withdraw { balance: BalanceId::new([2; 20]), amount: 9, claim_input };
    let deposit =
        |amount, asset| Operation::Deposit { amount, condition: Condition::signature(owner, asset) };
    let memo = || Operation::Memo { text: "m".to_owned() };
    let of = |operations: Vec<Operation>| effects(&Transaction { operations, ..Transaction::new(0) });

    assert_eq!(of(vec![withdraw(vec![1])]), Err(Unreadable::ClaimInput));
    assert_eq!(of(vec![deposit(0, 0)]), Err(Unreadable::AmountNotPositive));
    assert_eq!(of(vec![deposit(-1, 0)]), Err(Unreadable::AmountNotPositive));
    assert_eq!(of(vec![memo(), memo()]), Err(Unreadable::MemoTwice));
    assert_eq!(of(vec![deposit(1, 0), deposit(1, 1)]), Err(Unreadable::PayeeTwice));

    let result = Transaction { result_trx_type: ResultType::Complete, ..Transaction::new(0) };
    assert_eq!(effects(&result), Err(Unreadable::ResultTransaction));
    let id = Transaction { result_trx_id: [1; 20], ..Transaction::new(0) };
    assert_eq!(effects(&id), Err(Unreadable::ResultTransaction));

    let sent = |amount| AssetAmount { amount, asset_id: 0 };
    let sub = |text: &str, amount| Transaction {
        alp_account: text.to_owned(),
        alp_inport_asset: sent(amount),
        operations: vec![deposit(5, 0)],
        ..Transaction::new(0)
    };
    assert_eq!(effects(&sub("whole text", 5)).unwrap().sub_address.as_deref(), Some("whole text"));
    assert_eq!(effects(&sub("whole text", 4)), Err(Unreadable::SubAddress));
    assert_eq!(effects(&sub("", 5)), Err(Unreadable::SubAddress));
    let mut other_asset = sub("whole text", 5);
    other_asset.alp_inport_asset.asset_id = 1;
    assert_eq!(effects(&other_asset), Err(Unreadable::SubAddress));

    let read = of(vec![withdraw(Vec::new()), deposit(5, 0)]).unwrap();
    assert_eq!(read.fees(|_| None), Err(Unreadable::BalanceUnknown));
    assert_eq!(read.fees(|_| Some(1)), Err(Unreadable::NegativeFee));
    let least = of(vec![withdraw(Vec::new()), deposit(8, 0)]).unwrap();
    assert_eq!(least.fees(|_| Some(0)).unwrap().get(&0), Some(&1));
    let even = of(vec![withdraw(Vec::new()), deposit(9, 0)]).unwrap();
    assert!(even.fees(|_| Some(0)).unwrap().is_empty());
    let huge =
        Operation::Withdraw { balance: BalanceId::new([2; 20]), amount: i64::MAX, claim_input: Vec::new() };
    let read = of(vec![huge.clone(), huge]).unwrap();
    assert_eq!(read.fees(|_| Some(0)), Err(Unreadable::OutOfRange));
}

#[test]
fn a_signature_without_a_form_is_refused() {
    let signature = RecoverableSignature { r: [1; 32], s: [2; 32], recovery_id: 4 };
    assert_eq!(signature_bytes(&signature).unwrap_err().code(), "signature_recovery_id");
    for first in [0, 26, 35, 255] {
        assert_eq!(crate::recoverable(&[first; 65]).unwrap_err().code(), "signature_first_byte");
    }
    for (first, id) in [(27, 0), (30, 3), (31, 0), (34, 3)] {
        assert_eq!(crate::recoverable(&[first; 65]).unwrap().recovery_id, id);
    }
}

fn json_refusal(edit: impl FnOnce(&mut Value)) -> JsonError {
    let file = read_json("vectors.json");
    let mut value = list(&file, "transactions")[0]["json"].clone();
    let main = Network::main_net();
    assert!(Signed::from_json(&value, &main).is_ok());
    edit(&mut value);
    Signed::from_json(&value, &main).unwrap_err()
}

#[test]
fn json_is_refused_by_name() {
    let withdraw = "/operations/0/data";
    let condition = "/operations/1/data/condition";
    let set = |pointer: String, to: Value| {
        json_refusal(|value| *value.pointer_mut(&pointer).expect("no such member") = to)
    };
    assert_eq!(set("/expiration".into(), json!("2026-01-01 00:00:00")), JsonError::Value("expiration"));
    assert_eq!(set("/reserved".into(), json!(-1)), JsonError::Value("reserved"));
    assert_eq!(set("/reserved".into(), json!("007")), JsonError::Value("reserved"));
    assert_eq!(set(format!("{withdraw}/amount"), json!(1.5)), JsonError::Value("amount"));
    assert_eq!(set(format!("{withdraw}/amount"), json!("9223372036854775808")), JsonError::Value("amount"));
    assert_eq!(set(format!("{withdraw}/claim_input_data"), json!("0")), JsonError::Value("claim_input_data"));
    let wrong = json!("TTC3SrPRih4xpCvNnjrf7vw56BMwt6wff5b2");
    let fault = JsonError::Text("balance_id", AddressError::Checksum);
    assert_eq!(set(format!("{withdraw}/balance_id"), wrong), fault);
    let sibling = json!("ACTHMTK9AYrh24YQLyuuSHYY1eyFYprhefrA");
    let fault = JsonError::Text("owner", AddressError::SiblingChain);
    assert_eq!(set(format!("{condition}/data/owner"), sibling), fault);
    assert_eq!(set(format!("{condition}/asset_id"), json!(2_147_483_648_u32)), JsonError::Value("asset_id"));
    assert_eq!(set(format!("{condition}/type"), json!("withdraw_escrow_type")), JsonError::Condition);
    assert_eq!(set(format!("{condition}/balance_type"), json!("?")), JsonError::Value("balance_type"));
    assert_eq!(set("/operations/0/type".into(), json!("withdraw_contract_op_type")), JsonError::Operation);
    assert_eq!(set("/signatures/0".into(), json!("1f")), JsonError::Value("signatures"));
    assert_eq!(set("/result_trx_type".into(), json!("?")), JsonError::Value("result_trx_type"));

    let memo = |value: &mut Value| value["operations"][1]["data"]["condition"]["data"]["memo"] = json!({});
    assert_eq!(json_refusal(memo), JsonError::UnknownMember("data"));
    let member = |value: &mut Value| value["another"] = json!(1);
    assert_eq!(json_refusal(member), JsonError::UnknownMember("transaction"));
    let missing = |value: &mut Value| drop(value.as_object_mut().unwrap().remove("alp_account"));
    assert_eq!(json_refusal(missing), JsonError::Missing("alp_account"));
    assert_eq!(json_refusal(|value| *value = json!([])), JsonError::Value("transaction"));

    let file = read_json("vectors.json");
    let older = Network { layout: Layout::V1, ..network("TTC", &"00".repeat(32)) };
    let value = &list(&file, "transactions")[0]["json"];
    assert_eq!(Signed::from_json(value, &older), Err(JsonError::UnknownMember("transaction")));
}

#[test]
fn json_that_repeats_or_is_over_a_limit_is_refused() {
    let owners = |owners: Value| {
        json_refusal(|value| {
            let condition = &mut value["operations"][1]["data"]["condition"];
            condition["type"] = json!("withdraw_multisig_type");
            condition["data"] = json!({ "required": 1, "owners": owners });
        })
    };
    let address = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";
    assert_eq!(owners(json!([address, address])), JsonError::Twice("owners"));
    assert_eq!(owners(json!(vec![address; limits::OWNERS + 1])), JsonError::TooMany("owners"));

    let balances = |pairs: Value| {
        json_refusal(|value| {
            let zero = json!({ "amount": 0, "asset_id": 0 });
            value["operations"] = json!([{ "type": "destroy_contract_op_type", "data": {
                "id": address, "exec_limit": zero, "transaction_fee": zero, "balances": pairs,
            } }]);
        })
    };
    assert_eq!(balances(json!([[address, 1], [address, 1]])), JsonError::Twice("balances"));
    assert_eq!(balances(json!([[address]])), JsonError::Value("balances"));

    let proof = |length: usize| {
        json_refusal(|value| value["operations"][0]["data"]["claim_input_data"] = json!("0".repeat(length)))
    };
    assert_eq!(proof(2 * limits::TEXT + 1), JsonError::TooMany("claim_input_data"));
    assert_eq!(proof(2 * limits::TEXT - 1), JsonError::Value("claim_input_data"));
    let account = |value: &mut Value| value["alp_account"] = json!("a".repeat(limits::TRANSACTION));
    assert_eq!(json_refusal(account), JsonError::TooMany("transaction"));
}

#[test]
fn numbers_and_times_are_read_in_one_form_each() {
    for text in ["", "-", "+1", "01", "1.0", "1e3", " 1", "0x1", "１"] {
        assert_eq!((read_i64(&json!(text)), read_u64(&json!(text))), (None, None), "{text:?}");
    }
    for value in [i64::MIN, -1, 0, 4_294_967_295, 4_294_967_296, i64::MAX] {
        assert_eq!(read_i64(&write_i64(value)), Some(value));
        assert_eq!(write_i64(value).is_string(), value > 4_294_967_295);
        assert_eq!(read_i64(&json!(value.to_string())), Some(value));
    }
    for value in [0, 4_294_967_295, 4_294_967_296, u64::MAX] {
        assert_eq!(read_u64(&write_u64(value)), Some(value));
        assert_eq!(write_u64(value).is_string(), value > 4_294_967_295);
    }
    assert_eq!(read_u64(&json!("18446744073709551615")), Some(u64::MAX));
    assert_eq!(read_u64(&json!(-1)), None);

    assert_eq!(write_time(1_767_225_600), "2026-01-01T00:00:00");
    assert_eq!(write_time(u32::MAX), "2106-02-07T06:28:15");
    assert_eq!(read_time("2024-02-29T23:59:59"), Some(1_709_251_199));
    let faults = [
        "2023-02-29T00:00:00",
        "2026-13-01T00:00:00",
        "2026-01-00T00:00:00",
        "2026-01-01T24:00:00",
        "2026-01-01T00:60:00",
        "2026-01-01T00:00:60",
        "2026-01-01T00:00:00Z",
        "2026-01-01 00:00:00",
        "1969-12-31T23:59:59",
        "2106-02-07T06:28:16",
        "2026/01/01T00:00:00",
        "+026-01-01T00:00:00",
    ];
    for text in faults {
        assert_eq!(read_time(text), None, "{text}");
    }
}
