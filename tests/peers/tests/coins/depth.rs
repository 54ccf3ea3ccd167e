//! How deep a payment lies, on both sides, until its chain takes nothing back any more.

use crate::coin::{Coin, ETH, SOL, TTCL};
use crate::device::Device;
use crate::story::{self, quiet};
use crate::world::World;
use serde_json::{Value, json};

/// Where a payment lies by the history of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Depth {
    block: u64,
    confirmations: u64,
    is_final: bool,
}

impl Depth {
    fn of(row: &Value) -> Self {
        let included = &row["included"];
        let number = |name: &str| included[name].as_u64().unwrap_or_else(|| panic!("no {name}: {row}"));
        let is_final = included["is_final"].as_bool().unwrap();
        Self { block: number("block"), confirmations: number("confirmations"), is_final }
    }
}

async fn mine(world: &World, coin: Coin, blocks: u64) {
    world.obey(json!({"cmd": "mine", "chain": coin.chain, "blocks": blocks})).await;
}

/// A payment is confirmed, deeper with every block, and final where `last` blocks say so, for who paid and for who was
/// paid alike.
async fn becomes_final(coin: Coin, last: u64) {
    let world = World::of(coin).await;
    let (an, bo) =
        (story::funded(&world, "an", coin, coin.units("5")).await, Device::new(&world, "bo").await);
    let to = bo.address(coin.code).await;
    bo.look().await;
    let (_, id) = an.pay(coin.code, "1.5", &to).await;
    an.becomes(&world, &id, "confirmed").await;
    let paid = async || {
        an.look().await;
        Depth::of(&an.payment(&id).await)
    };
    let came = async || {
        bo.look().await;
        let rows = bo.payments(coin, "in").await;
        assert_eq!((rows.len(), &rows[0]["state"]), (1, &"confirmed".into()), "{rows:?}");
        Depth::of(&rows[0])
    };
    let (first, theirs) = (paid().await, came().await);
    assert!(!first.is_final && !theirs.is_final, "{first:?} {theirs:?}");
    assert!(first.confirmations >= 1 && theirs.block >= first.block, "{first:?} {theirs:?}");

    mine(&world, coin, 1).await;
    let deeper = |depth: Depth, blocks| Depth { confirmations: depth.confirmations + blocks, ..depth };
    assert_eq!((paid().await, came().await), (deeper(first, 1), deeper(theirs, 1)));

    let left = last - 2 - first.confirmations;
    mine(&world, coin, left).await;
    assert_eq!(paid().await, deeper(first, left + 1), "one block is missing");
    mine(&world, coin, 1).await;
    let found = paid().await;
    assert_eq!(found, Depth { is_final: true, ..deeper(first, left + 2) });
    assert_eq!(found.confirmations, last);
    // Theirs may have been seen a little later than it was there.
    mine(&world, coin, theirs.block - first.block).await;
    let found = came().await;
    assert_eq!((found.block, found.is_final), (theirs.block, true));
    assert_eq!(
        (bo.balance(coin).await, world.truth(coin, &to).await),
        (quiet(coin.units("1.5")), coin.units("1.5"))
    );
}

mod ethereum {
    use super::*;

    /// anvil calls final what lies two epochs of 32 blocks behind its newest one.
    #[tokio::test]
    async fn a_payment_is_confirmed_and_then_final_on_both_sides() {
        becomes_final(ETH, 65).await;
    }

    #[tokio::test]
    async fn money_that_the_chain_took_back_is_no_payment_any_more() {
        let world = World::of(ETH).await;
        let bo = story::funded(&world, "bo", ETH, ETH.units("2")).await;
        let before = world.call("evm_snapshot", json!([])).await;
        story::give(&world, &bo, ETH, ETH.units("1")).await;
        let rows = bo.payments(ETH, "in").await;
        assert_eq!(rows.len(), 2);
        let gone = rows.iter().find(|row| row["amount"] == "1").unwrap()["id"].as_str().unwrap().to_owned();

        assert_eq!(world.call("evm_revert", json!([before])).await, true);
        mine(&world, ETH, 3).await;
        bo.look().await;
        let row = bo.payment(&gone).await;
        assert_eq!((&row["state"], &row["included"]), (&"failed".into(), &Value::Null));
        assert_eq!(bo.balance(ETH).await, quiet(ETH.units("2")));
        let mut states: Vec<Value> =
            bo.payments(ETH, "in").await.iter().map(|row| row["state"].clone()).collect();
        states.sort_by_key(ToString::to_string);
        assert_eq!(states, ["confirmed", "failed"]);
    }
}

mod solana {
    use super::*;

    /// What is final lies 31 blocks behind what is confirmed.
    #[tokio::test]
    async fn a_payment_is_confirmed_and_then_final_on_both_sides() {
        becomes_final(SOL, 32).await;
    }

    #[tokio::test]
    async fn tokens_are_confirmed_and_then_final_on_both_sides() {
        becomes_final(TTCL, 32).await;
    }
}
