//! The captured broadcasts, judged again in their order, each at its own time.

use super::World;
use crate::captures::{Capture, captures};
use crate::node::refusal::Refusal;
use crate::node::{Clock, Mode};
use crate::wire::form::read_transaction;
use crate::wire::transaction::Transaction;
use serde_json::Value;
use std::collections::BTreeSet;

/// The captures were sent with an expiration so many seconds ahead.
const AHEAD: u32 = 3000;

/// Judged alike: the same verdict, the same id or code. In the order of their times.
const ALIKE: [&str; 30] = [
    "C1_hand_create_asset_fee100000",
    "C3_hand_issue_asset",
    "C5_hand_asset_transfer_no_fee",
    "C6_hand_asset_transfer_ttc_fee",
    "K1_multisig",
    "40_broadcast_transfer",
    "41_broadcast_same_again",
    "42_broadcast_no_reserved",
    "43_broadcast_utf8_memo_big_reserved",
    "44_wrong_key",
    "45_no_signature",
    "46_wrong_chain_id",
    "49_zero_fee",
    "50_negative_fee",
    "52_zero_amount",
    "53_one_unit_fee_one_unit",
    "58_memo_100",
    "58_memo_1025",
    "58_memo_2048",
    "58_memo_2049",
    "63_replay_same_id_after_block",
    "73_deposit_to_new_owner",
    "75_batch",
    "76_two_inputs_two_keys",
    "77_sub_address",
    "78_multisig_deposit",
    "79_multisig_spend_one_sig",
    "81_vote",
    "Z_smoke_A",
    "Z_smoke_B",
];

/// What version 2.0 does and rule set v1 does not, or what waits to be judged by the 2.0 rule set as
/// a whole: capture, why, and what v1 says instead (nothing where it takes it as well).
const WAITING_FOR_2_0: [(&str, &str, Option<Refusal>); 11] = [
    ("47_expired", "2.0 does not look at the expiration", Some(Refusal::Expired)),
    ("48_expiration_too_far", "2.0 does not look at the expiration", Some(Refusal::ExpirationTooFar)),
    ("54_high_s_signature", "2.0's malleable signatures; 1.0 recovers keys alike", None),
    ("56_extra_signature", "2.0's malleable signatures; 1.0 recovers keys alike", None),
    ("57_same_signature_twice", "2.0's malleable signatures; 1.0 recovers keys alike", None),
    ("61_replay_same_body_high_s", "2.0 pays a body again", Some(Refusal::DuplicateTransaction)),
    ("62_replay_same_body_sig_twice", "2.0 pays a body again", Some(Refusal::DuplicateTransaction)),
    (
        "71_client_node_B_broadcast_wrong_key",
        "an ordinary 2.0 node judges nothing; here mode B",
        Some(Refusal::MissingSignature),
    ),
    (
        "72_client_node_B_broadcast_insufficient",
        "an ordinary 2.0 node judges nothing; here mode B",
        Some(Refusal::InsufficientFunds),
    ),
    ("L0_replay_via_B_low_s", "a replay by way of a 2.0 node; its first copy was not captured", None),
    ("L2_expired_via_B", "an ordinary 2.0 node judges nothing; here mode B", Some(Refusal::Expired)),
];

/// Contract operations: read, packed and identified, not judged; there is no contract machine here.
const CONTRACTS: [&str; 9] = [
    "A0_hand_call_transfer_to",
    "A1_hand_call_costlimit_2000",
    "A2_hand_call_costlimit_2000_fee1000",
    "A3_hand_call_costlimit_100",
    "A5_hand_call_unknown_method",
    "A6_hand_call_balances_too_low",
    "A7_hand_call_from_key2",
    "B4_hand_upgrade_fee0",
    "B7_hand_destroy",
];

struct Replay {
    world: World,
    captures: Vec<Capture>,
}

impl Replay {
    fn new() -> Self {
        Self { world: World::new(), captures: captures() }
    }

    fn find(&self, name: &str) -> (Transaction, Value) {
        let capture = self.captures.iter().find(|capture| capture.name == name).unwrap();
        (read_transaction(&capture.transaction().unwrap()).unwrap(), capture.answer().unwrap())
    }

    /// Sends it to node A at `now`: the id, or the code.
    fn send(&mut self, transaction: &Transaction, now: u32) -> Result<String, u32> {
        self.world.chain.clock = Clock::Fixed(now);
        let verdict = self.world.chain.submit(transaction.clone(), false);
        verdict.map(|id| hex::encode(id.0)).map_err(|refusal| refusal.facts().0)
    }

    fn in_block(&self, transaction: &Transaction) -> bool {
        self.world.chain.confirmed(&transaction.id()).is_some()
    }
}

fn captured_verdict(answer: &Value) -> Result<String, u32> {
    match answer["result"].as_str() {
        Some(id) => Ok(id.to_owned()),
        None => Err(u32::try_from(answer["error"]["code"].as_u64().unwrap()).unwrap()),
    }
}

#[test]
fn every_captured_transaction_stands_in_exactly_one_list() {
    let all: BTreeSet<_> =
        captures().into_iter().filter(|capture| capture.transaction().is_some()).map(|c| c.name).collect();
    let listed: Vec<_> =
        ALIKE.into_iter().chain(WAITING_FOR_2_0.map(|(name, ..)| name)).chain(CONTRACTS).collect();
    assert_eq!(listed.len(), 50);
    assert_eq!(listed.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), all);
}

#[test]
fn what_version_1_0_judges_alike_gets_the_captured_verdict_and_code() {
    let mut replay = Replay::new();
    for name in ALIKE {
        let (transaction, answer) = replay.find(name);
        replay.world.chain.mode = if name == "Z_smoke_B" { Mode::B } else { Mode::A };
        let verdict = replay.send(&transaction, transaction.expiration - AHEAD);
        assert_eq!(verdict, captured_verdict(&answer), "{name}");
        replay.world.chain.make_block().unwrap();
        let takes = verdict.is_ok() && transaction.memo_length() <= 40;
        assert_eq!(replay.in_block(&transaction), takes, "{name}");
    }
    let stuck: Vec<_> =
        replay.world.chain.pending.iter().map(|entry| entry.transaction.memo_length()).collect();
    assert_eq!(stuck, [100, 1025, 2048], "memos of more than 40 bytes stay pending");
}

#[test]
fn what_waits_for_the_2_0_rules_is_judged_as_version_1_0_does() {
    let mut replay = Replay::new();
    let (original, _) = replay.find("63_replay_same_id_after_block");
    replay.send(&original, original.expiration - AHEAD).unwrap();
    replay.world.chain.make_block().unwrap();
    for (name, why, refusal) in WAITING_FOR_2_0 {
        let (transaction, answer) = replay.find(name);
        let now = match name {
            // Sent ten seconds after it had expired, two days and ten minutes ahead, a day late.
            "47_expired" => transaction.expiration + 10,
            "48_expiration_too_far" => transaction.expiration - 2 * 86_400 - 600,
            "L2_expired_via_B" => transaction.expiration + 86_400,
            _ => transaction.expiration - AHEAD,
        };
        let captured = captured_verdict(&answer).unwrap();
        assert_eq!(captured, hex::encode(transaction.id().0), "{name}: 2.0 gave an id");
        let expected = refusal.as_ref().map_or(Ok(captured.clone()), |refusal| Err(refusal.facts().0));
        assert_eq!(replay.send(&transaction, now), expected, "{name}: {why}");
        replay.world.chain.mode = Mode::B;
        assert_eq!(replay.send(&transaction, now), Ok(captured), "{name}: node B answers an id");
        replay.world.chain.mode = Mode::A;
        replay.world.chain.make_block().unwrap();
        assert_eq!(replay.in_block(&transaction), refusal.is_none(), "{name}: {why}");
    }
}

#[test]
fn contract_operations_are_refused_by_name_and_change_nothing() {
    let mut replay = Replay::new();
    for name in CONTRACTS {
        let (transaction, _) = replay.find(name);
        let before = replay.world.chain.state.clone();
        let code = Refusal::UnsupportedChainOperation.facts().0;
        assert_eq!(replay.send(&transaction, transaction.expiration - AHEAD), Err(code), "{name}");
        assert!(!replay.world.chain.make_block().unwrap());
        assert_eq!(replay.world.chain.state, before);
    }
}
