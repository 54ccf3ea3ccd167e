//! Random transactions: what is packed is read back, and what is read packs to the same bytes.

use crate::asking::{ask, code, text};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Numbers that look random and are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }

    /// Small and large, as a node writes it.
    fn amount(&mut self) -> Value {
        let bits = self.below(63) + 1;
        let amount = self.roll() >> (64 - bits);
        if amount > u64::from(u32::MAX) { json!(amount.to_string()) } else { json!(amount) }
    }

    fn asset(&mut self) -> Value {
        json!({ "amount": self.amount(), "asset_id": self.below(1 << 31) })
    }
}

const OWNERS: [&str; 4] = [
    "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk",
    "TTCHMTK9AYrh24YQLyuuSHYY1eyFYprhefrA",
    "TTCMWNNDw64d43tYjNB1Ye1HKZRq7Z79BGFc",
    "TTCLydro9yxFXyVopT58rZhqP1dNhLYgjuV1",
];
const KEY: &str = "TTC5or51K5Wu5Hrv72kY1apDfqf6YvuGaNSnbMHcEH2g27XN4iABe";
const MEMOS: [&str; 5] = ["", "memo", "통통 memo", "점심값 고마워요", "\u{1F35C} \"quoted\" \\ \n"];

fn condition(dice: &mut Dice) -> Value {
    let (kind, data) = if dice.below(4) == 0 {
        // In the order of their bytes.
        let owners = [OWNERS[0], OWNERS[1], OWNERS[2]];
        ("withdraw_multisig_type", json!({ "required": dice.below(4), "owners": owners }))
    } else {
        ("withdraw_signature_type", json!({ "owner": *dice.one_of(&OWNERS) }))
    };
    let types = ["withdraw_common_type", "withdraw_contract_type", "withdraw_margin_type"];
    let slate = if dice.below(3) == 0 { dice.amount() } else { json!(0) };
    json!({
        "asset_id": dice.below(9), "slate_id": slate, "type": kind,
        "balance_type": *dice.one_of(&types), "data": data,
    })
}

fn operation(dice: &mut Dice) -> Value {
    let balances = json!([[OWNERS[0], dice.amount()], [OWNERS[1], dice.amount()]]);
    let (name, data) = match dice.below(9) {
        0 | 1 => (
            "withdraw_op_type",
            json!({ "balance_id": *dice.one_of(&OWNERS), "amount": dice.amount(), "claim_input_data": *dice.one_of(&["", "00ff"]) }),
        ),
        2 | 3 => ("deposit_op_type", json!({ "amount": dice.amount(), "condition": condition(dice) })),
        4 => ("imessage_memo_op_type", json!({ "imessage": *dice.one_of(&MEMOS) })),
        5 => ("define_slate_op_type", json!({ "slate": [dice.below(100), dice.below(1 << 31)] })),
        6 => (
            "call_contract_op_type",
            json!({
                "caller": KEY, "balances": balances, "contract": OWNERS[2], "costlimit": dice.asset(),
                "transaction_fee": dice.asset(), "method": "transfer_to", "args": *dice.one_of(&MEMOS),
            }),
        ),
        7 => (
            "transfer_contract_op_type",
            json!({
                "from": KEY, "costlimit": dice.asset(), "transaction_fee": dice.asset(),
                "transfer_amount": dice.asset(), "balances": balances, "contract_id": OWNERS[3],
            }),
        ),
        _ => (
            "register_account_op_type",
            json!({
                "name": "tongtong", "public_data": if dice.below(2) == 0 { Value::Null } else { json!("x") },
                "owner_key": KEY, "active_key": KEY, "delegate_pay_rate": dice.below(256),
                "meta_data": { "type": "public_account", "data": "" },
            }),
        ),
    };
    json!({ "type": name, "data": data })
}

fn transaction(dice: &mut Dice) -> Value {
    let operations: Vec<Value> = (0..dice.below(5)).map(|_| operation(dice)).collect();
    let sub_address = format!("{}{}", OWNERS[0], "0".repeat(32));
    let mut tx = json!({
        "expiration": format!("20{:02}-{:02}-{:02}T{:02}:00:59", dice.below(80) + 10, dice.below(12) + 1, dice.below(28) + 1, dice.below(24)),
        "alp_account": *dice.one_of(&["", sub_address.as_str()]),
        "alp_inport_asset": dice.asset(),
        "operations": operations,
        "result_trx_type": "origin_transaction",
        "result_trx_id": "0".repeat(40),
    });
    if dice.below(2) == 0 {
        tx["reserved"] = dice.amount();
    }
    tx
}

fn pack(tx: &Value) -> Value {
    json!({ "op": "ttc.pack", "tx": tx })
}

fn unpack(hex: &str) -> Value {
    json!({ "op": "ttc.unpack", "hex": hex, "signed": false })
}

#[test]
fn what_is_packed_is_read_back() {
    let mut dice = Dice(20_261_121);
    let transactions: Vec<Value> = (0..500).map(|_| transaction(&mut dice)).collect();
    let packed = ask(&transactions.iter().map(pack).collect::<Vec<_>>());
    let read = ask(&packed.iter().map(|answer| unpack(text(answer, "unsigned"))).collect::<Vec<_>>());
    let mut operations: BTreeMap<String, usize> = BTreeMap::new();
    for (tx, answer) in transactions.iter().zip(&read) {
        assert_eq!(answer["tx"], *tx);
        for operation in tx["operations"].as_array().unwrap() {
            *operations.entry(text(operation, "type").to_owned()).or_default() += 1;
        }
    }
    println!("random: {} transactions, {operations:?}", transactions.len());
    assert_eq!(operations.len(), 7);
}

#[test]
fn bytes_that_were_changed_are_refused_or_pack_to_themselves() {
    let mut dice = Dice(5);
    let transactions: Vec<Value> = (0..40).map(|_| transaction(&mut dice)).collect();
    let packed = ask(&transactions.iter().map(pack).collect::<Vec<_>>());
    let mut changed = Vec::new();
    for _ in 0..2_000 {
        let hex = text(dice.one_of(&packed), "unsigned");
        let at = usize::try_from(dice.below(hex.len() as u64 / 2)).unwrap() * 2;
        let (head, tail) = hex.split_at(at);
        changed.push(match dice.below(4) {
            0 => head.to_owned(),
            1 => format!("{head}{}", &tail[2..]),
            2 => format!("{head}{:02x}{tail}", dice.below(256)),
            _ => format!("{head}{:02x}{}", dice.one_of(&[0_u8, 1, 2, 127, 128, 255]), &tail[2..]),
        });
    }
    let read = ask(&changed.iter().map(|hex| unpack(hex)).collect::<Vec<_>>());
    let mut codes: BTreeMap<String, usize> = BTreeMap::new();
    let mut accepted = Vec::new();
    for (hex, answer) in changed.iter().zip(&read) {
        match answer.get("tx") {
            Some(tx) => accepted.push((hex, pack(tx))),
            None => *codes.entry(code(answer).to_owned()).or_default() += 1,
        }
    }
    let again = ask(&accepted.iter().map(|(_, question)| question.clone()).collect::<Vec<_>>());
    for ((hex, _), answer) in accepted.iter().zip(&again) {
        assert_eq!(text(answer, "unsigned"), hex.as_str());
    }
    println!("changed bytes: {} taken, refused: {codes:?}", accepted.len());
    assert!(accepted.len() > 100 && codes.len() >= 5);
}
