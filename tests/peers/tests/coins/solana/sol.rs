//! SOL.

use crate::coin::{SOL, TTCL};
use crate::device::Device;
use crate::endpoints;
use crate::faults;
use crate::story;
use crate::world::World;
use serde_json::json;

/// What an account must hold to stay, in lamports: for its 128 bytes beside the data, two years of rent.
const RENT: u128 = 890_880;

#[tokio::test]
async fn what_arrives_is_an_event_a_row_and_a_balance() {
    story::is_received(SOL, 123_456_789).await;
}

#[tokio::test]
async fn a_payment_is_right_to_the_last_unit_on_both_sides() {
    story::is_sent(SOL, 5 * SOL.units("1"), SOL.units("1.2345") + 7).await;
}

#[tokio::test]
async fn everything_can_be_sent_and_nothing_is_left() {
    story::is_sent_to_the_last_unit(SOL, SOL.units("1.2345") + 7).await;
}

#[tokio::test]
async fn a_payment_killed_before_it_was_sent_is_paid_once() {
    story::is_paid_once_after_a_kill(SOL, 5 * SOL.units("1"), SOL.units("1.2345") + 7).await;
}

#[tokio::test]
async fn what_is_missing_is_told() {
    let world = World::of(SOL).await;
    let held = SOL.units("1");
    let (an, bo) = (story::funded(&world, "an", SOL, held).await, Device::new(&world, "bo").await);
    let to = bo.address("SOL").await;
    let fee = story::units(SOL, &an.review("SOL", "0.5", &to).await.unwrap()["fee"]);
    for (amount, code, missing) in [("1", "not_enough_for_fee", fee), ("1.000000001", "not_enough", 1)] {
        let refused = an.refusal("SOL", amount, &to).await;
        assert_eq!((&refused["code"], story::units(SOL, &refused["missing"])), (&code.into(), missing));
    }
    // What would remain is too little for an account to stay, and the network would take no such payment.
    let refused = an.refusal("SOL", &SOL.text(held - fee - 1), &to).await;
    assert_eq!((&refused["code"], story::units(SOL, &refused["missing"])), (&"not_enough".into(), RENT - 1));
    // Too little for an account to begin.
    let refused = an.refusal("SOL", &SOL.text(RENT - 1), &to).await;
    assert_eq!(refused["code"], "amount_too_little");
    assert_eq!(story::units(SOL, &refused["least"]), RENT);
    assert_eq!(an.refusal("SOL", "0", &to).await["code"], "amount_zero");
    let (_, id) = an.pay("SOL", &SOL.text(held - fee - RENT), &to).await;
    an.becomes(&world, &id, "confirmed").await;
    assert_eq!(an.balance(SOL).await, story::quiet(RENT));
}

#[tokio::test]
async fn a_wrong_address_is_refused_by_its_name() {
    let world = World::of(SOL).await;
    let (an, bo) = (story::funded(&world, "an", SOL, SOL.units("1")).await, Device::new(&world, "bo").await);
    let to = bo.address("SOL").await;
    world.fund(TTCL, &to, 5).await;
    let account = world.obey(json!({"cmd": "account", "owner": to})).await["account"].clone();
    let payees = [
        (world.ready("mint"), "address_is_mint"),
        (account.as_str().unwrap(), "address_off_curve"),
        ("11111111111111111111111111111111", "address_is_program"),
        ("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "address_is_program"),
        (&*an.address("SOL").await, "payee_own_address"),
        ("not an address", "address_unknown"),
    ];
    story::are_refused(&an, SOL, &payees).await;
    story::are_refused(&an, TTCL, &payees).await;
    let ttc = bo.address("TTC").await;
    story::are_refused(&an, SOL, &[(&ttc, "payee_other_chain")]).await;
}

#[tokio::test]
async fn a_payment_that_no_block_took_in_time_has_failed_and_its_money_can_be_spent() {
    let world = World::of(SOL).await;
    let held = SOL.units("2");
    let (an, bo) = (story::funded(&world, "an", SOL, held).await, Device::new(&world, "bo").await);
    let to = bo.address("SOL").await;
    world.fault(json!({"kind": "dropped_broadcast", "count": 1_000_000})).await;
    let (_, id) = an.pay("SOL", "1.5", &to).await;
    world.until("handed in", async || (an.payment(&id).await["state"] == "sent").then_some(())).await;
    assert_eq!(an.refusal("SOL", "1.5", &to).await["code"], "not_enough", "it may still be paid");
    // As long as a block may take it, it has not failed.
    world.obey(json!({"cmd": "advance", "blocks": 100})).await;
    an.look().await;
    assert_eq!(an.payment(&id).await["state"], "sent");
    // Nor by the heights alone, which one node told: they are over now, and it fails when no hash lives so long.
    world.obey(json!({"cmd": "advance", "blocks": 100})).await;
    let row = an.becomes(&world, &id, "failed").await;
    assert_eq!(row["fee"], "0");
    world.heal().await;
    assert_eq!(an.balance(SOL).await, story::quiet(held));
    assert_eq!(an.truth(&world, SOL).await, held);

    let (review, id) = an.pay("SOL", "1.5", &to).await;
    an.becomes(&world, &id, "confirmed").await;
    assert_eq!(world.truth(SOL, &to).await, SOL.units("1.5"));
    let left = held - SOL.units("1.5") - story::units(SOL, &review["fee"]);
    assert_eq!((an.balance(SOL).await, an.truth(&world, SOL).await), (story::quiet(left), left));
}

#[tokio::test]
async fn faults_of_the_endpoints_lose_nothing_and_pay_nothing_twice() {
    faults::are_survived(SOL).await;
}

#[tokio::test]
async fn a_first_endpoint_that_is_wrong_for_good_hides_nothing_and_stops_nothing() {
    endpoints::the_other_does(SOL, &["wrong_chain", "server_error"]).await;
}
