//! TTCL.

use crate::coin::{SOL, TTC, TTCL};
use crate::device::Device;
use crate::faults;
use crate::story;
use crate::world::World;
use serde_json::json;

/// What is deposited for a token account, in lamports.
const RENT: u128 = 2_039_280;

#[tokio::test]
async fn what_arrives_is_an_event_a_row_and_a_balance() {
    story::is_received(TTCL, 123_456_789).await;
}

#[tokio::test]
async fn a_payment_is_right_to_the_last_unit_on_both_sides() {
    story::is_sent(TTCL, 5 * TTCL.units("1"), TTCL.units("1.2345") + 7).await;
}

#[tokio::test]
async fn everything_can_be_sent_and_nothing_is_left() {
    story::is_sent_to_the_last_unit(TTCL, TTCL.units("1.2345") + 7).await;
}

#[tokio::test]
async fn a_payment_killed_before_it_was_sent_is_paid_once() {
    story::is_paid_once_after_a_kill(TTCL, 5 * TTCL.units("1"), TTCL.units("1.2345") + 7).await;
}

#[tokio::test]
async fn the_account_of_a_payee_is_made_and_priced_once() {
    let world = World::of(TTCL).await;
    let (an, bo) =
        (story::funded(&world, "an", TTCL, TTCL.units("5")).await, Device::new(&world, "bo").await);
    let to = bo.address("TTCL").await;
    let purse = an.balance(SOL).await.confirmed;
    let (review, id) = an.pay("TTCL", "1", &to).await;
    assert_eq!(review["costs"], json!([{"asset": "SOL", "amount": SOL.text(RENT)}]));
    an.becomes(&world, &id, "confirmed").await;
    let first = story::units(SOL, &review["fee"]) + RENT;
    assert_eq!(
        (an.balance(SOL).await, an.truth(&world, SOL).await),
        (story::quiet(purse - first), purse - first)
    );

    let (review, id) = an.pay("TTCL", "1", &to).await;
    assert_eq!(review["costs"], json!([]), "it is there now");
    an.becomes(&world, &id, "confirmed").await;
    let left = purse - first - story::units(SOL, &review["fee"]);
    assert_eq!((an.balance(SOL).await, an.truth(&world, SOL).await), (story::quiet(left), left));
    assert_eq!(
        (an.balance(TTCL).await, world.truth(TTCL, &to).await),
        (story::quiet(TTCL.units("3")), TTCL.units("2"))
    );
}

#[tokio::test]
async fn without_sol_the_missing_fee_is_told_and_with_exactly_that_it_is_paid() {
    let world = World::of(TTCL).await;
    let (an, bo) = (Device::new(&world, "an").await, Device::new(&world, "bo").await);
    let to = bo.address("TTCL").await;
    story::give(&world, &an, TTCL, TTCL.units("5")).await;
    let refused = an.refusal("TTCL", "2", &to).await;
    assert_eq!((&refused["code"], &refused["asset"]), (&"not_enough_for_fee".into(), &"SOL".into()));
    let missing = story::units(SOL, &refused["missing"]);
    assert!(missing > RENT);
    story::give(&world, &an, SOL, missing).await;
    let (review, id) = an.pay("TTCL", "2", &to).await;
    assert_eq!(story::units(SOL, &review["fee"]) + story::costs(TTCL, &review), missing);
    an.becomes(&world, &id, "confirmed").await;
    assert_eq!((an.balance(SOL).await, an.truth(&world, SOL).await), (story::quiet(0), 0));
    assert_eq!(world.truth(TTCL, &to).await, TTCL.units("2"));

    let more = an.refusal("TTCL", "3.000000001", &to).await;
    assert_eq!((&more["code"], &more["missing"]), (&"not_enough".into(), &"0.000000001".into()));
}

#[tokio::test]
async fn a_frozen_account_or_one_that_was_handed_over_is_not_paid() {
    let world = World::of(TTCL).await;
    let (an, bo) =
        (story::funded(&world, "an", TTCL, TTCL.units("5")).await, Device::new(&world, "bo").await);
    let to = bo.address("TTCL").await;
    world.fund(TTCL, &to, 7).await;
    assert!(an.review("TTCL", "1", &to).await.is_ok());
    world.obey(json!({"cmd": "freeze", "owner": to})).await;
    assert_eq!(an.refusal("TTCL", "1", &to).await["code"], "payee_account");
    world.obey(json!({"cmd": "thaw", "owner": to})).await;
    assert!(an.review("TTCL", "1", &to).await.is_ok());
    let thief = Device::new(&world, "cy").await.address("SOL").await;
    world.obey(json!({"cmd": "hand_over", "owner": to, "to": thief})).await;
    assert_eq!(an.refusal("TTCL", "1", &to).await["code"], "payee_account");
    assert_eq!(an.balance(TTCL).await, story::quiet(TTCL.units("5")));
}

#[tokio::test]
async fn ttc_for_a_solana_address_goes_out_as_ttcl() {
    let world = World::of(TTCL).await;
    let (an, bo) =
        (story::funded(&world, "an", TTCL, TTCL.units("5")).await, Device::new(&world, "bo").await);
    let to = bo.address("TTCL").await;
    let (review, id) = an.pay("TTC", "1.23456", &to).await;
    assert_eq!(
        (&review["asset"], &review["amount"], &review["to"]),
        (&"TTCL".into(), &"1.23456".into(), &to.as_str().into())
    );
    assert_eq!(an.becomes(&world, &id, "confirmed").await["asset"], "TTCL");
    assert_eq!(world.truth(TTCL, &to).await, TTCL.units("1.23456"));
    bo.look().await;
    assert_eq!(bo.balance(TTCL).await, story::quiet(TTCL.units("1.23456")));
}

#[tokio::test]
async fn ttcl_for_an_address_of_ttchain_goes_out_as_ttc() {
    let world = World::of(TTCL).await;
    let (an, bo) = (Device::new(&world, "an").await, Device::new(&world, "bo").await);
    let to = bo.address("TTC").await;
    give_ttc(&world, &an).await;
    assert_eq!(an.refusal("TTCL", "1.000001", &to).await["code"], "amount_too_fine");
    let (review, id) = an.pay("TTCL", "1.23456", &to).await;
    assert_eq!(
        (&review["asset"], &review["amount"], &review["to"]),
        (&"TTC".into(), &"1.23456".into(), &to.as_str().into())
    );
    an.becomes(&world, &id, "confirmed").await;
    bo.look().await;
    assert_eq!(bo.balance(TTC).await, story::quiet(TTC.units("1.23456")));
}

#[tokio::test]
async fn if_only_the_twin_is_held_that_is_said() {
    let world = World::of(TTCL).await;
    let (an, bo) = (Device::new(&world, "an").await, Device::new(&world, "bo").await);
    give_ttc(&world, &an).await;
    story::give(&world, &bo, TTCL, TTCL.units("5")).await;
    let (sol, ttc) = (bo.address("SOL").await, an.address("TTC").await);
    for typed in ["TTC", "TTCL"] {
        for amount in ["3", "max"] {
            let refused = an.refusal(typed, amount, &sol).await;
            assert_eq!((&refused["code"], &refused["twin"]), (&"only_twin_held".into(), &"TTC".into()));
            let refused = bo.refusal(typed, amount, &ttc).await;
            assert_eq!((&refused["code"], &refused["twin"]), (&"only_twin_held".into(), &"TTCL".into()));
        }
        // The twin would not do either.
        assert_eq!(an.refusal(typed, "500", &sol).await["code"], "not_enough");
        assert_eq!(bo.refusal(typed, "500", &ttc).await["code"], "not_enough");
    }
}

/// 20 TTC, seen.
async fn give_ttc(world: &World, device: &Device) {
    world.mint("TTC", &device.address("TTC").await, "20").await;
    world
        .until("the coin of TTChain", async || {
            device.look().await;
            (device.balance(TTC).await.confirmed > 0).then_some(())
        })
        .await;
}

#[tokio::test]
async fn faults_of_the_endpoints_lose_nothing_and_pay_nothing_twice() {
    faults::are_survived(TTCL).await;
}
