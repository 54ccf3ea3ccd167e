//! The wallet against a node that checks nothing, loses what it takes, or puts another encoding of the
//! same payment into the block. Whatever the node does, a payment is made once.

#![allow(clippy::unwrap_used, reason = "test code: a fault of the world must stop the test at once")]

use serde_json::json;
use tongtong_crypto::words::Language;
use tongtong_engine::EngineError;
use tongtong_tests::{Device, World};
use tongtong_types::{PeerId, PlanDigest};
use tongtong_wallet::rows::{Direction, PaymentRow};

struct Pair {
    world: World,
    a: Device,
    b: Device,
    jimin: PeerId,
}

async fn pair() -> Pair {
    let world = World::start().await;
    let a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    let b = Device::sign_up(&world, "지민", "010-8765-4321").await;
    let jimin = b.me().await;
    a.befriend(&b).await;
    b.engine.new_wallet(Device::pass(), Language::Korean).await.unwrap();
    a.fund(&world, 10_000_000).await;
    Pair { world, a, b, jimin }
}

fn is_out(row: &&PaymentRow) -> bool {
    row.direction == Direction::Out
}

/// One more payment of 1 TTC, seen once by everybody: the ledger, the payer, the payee.
async fn paid_once(pair: &Pair, in_all: usize) {
    let Pair { world, a, b, jimin } = pair;
    let payment = a.pay(*jimin, 100_000).await.unwrap();
    a.confirmed(payment).await;
    assert_eq!(world.signed_transactions().await.len(), in_all);
    let units = |each: u128| u128::try_from(in_all).unwrap() * each;
    a.holds(10_000_000 - units(110_000)).await;
    b.holds(units(100_000)).await;
    assert_eq!(a.engine.payments(None, 100).await.unwrap().iter().filter(is_out).count(), in_all);
    assert_eq!(b.engine.payments(None, 100).await.unwrap().len(), in_all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_judges_at_once_and_one_that_answers_anything() {
    let pair = pair().await;
    for (mode, in_all) in [("A", 1), ("B", 2)] {
        pair.world.node("devnet_mode", json!([mode])).await;
        paid_once(&pair, in_all).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_high_s_twin_in_the_block_confirms_the_payment_and_pays_nobody_twice() {
    let pair = pair().await;
    pair.world.node("devnet_fault", json!([{"high_s_twin": true}])).await;
    for (mode, in_all) in [("A", 1), ("B", 2)] {
        pair.world.node("devnet_mode", json!([mode])).await;
        paid_once(&pair, in_all).await;
    }
    let ledger = pair.world.signed_transactions().await;
    let in_ledger = |id: &String| ledger.iter().any(|tx| tx["id"] == id.as_str());
    for row in pair.a.engine.payments(None, 100).await.unwrap().iter().filter(is_out) {
        let ours: Vec<String> = row.txs.iter().map(ToString::to_string).collect();
        assert!(!ours.iter().any(in_ledger), "the block has the twin's id, which nobody told this wallet");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_a_node_loses_are_sent_again_the_same() {
    let pair = pair().await;
    pair.world.node("devnet_fault", json!([{"drop_broadcasts": 1}])).await;
    paid_once(&pair, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_signed_only_as_it_was_seen_and_once() {
    let pair = pair().await;
    let seen = pair.a.review(pair.jimin, 100_000).await.unwrap();
    let other = pair.a.review(pair.jimin, 200_000).await.unwrap();
    let mut foreign = *seen.digest.bytes();
    foreign[0] ^= 1;
    let refused = pair.a.engine.approve(PlanDigest::new(foreign), Device::pass()).await;
    assert!(matches!(refused, Err(EngineError::UnknownPlan)), "a digest that nobody saw");
    let payment = pair.a.engine.approve(seen.digest, Device::pass()).await.unwrap();
    pair.a.confirmed(payment).await;
    let again = pair.a.engine.approve(seen.digest, Device::pass()).await;
    assert!(matches!(again, Err(EngineError::UnknownPlan)), "an approval is used up");
    let stale = pair.a.engine.approve(other.digest, Device::pass()).await;
    assert!(matches!(stale, Err(EngineError::Wallet(_))), "its source is spent");
    assert_eq!(pair.world.signed_transactions().await.len(), 1);
}
