//! BTC.

use crate::coin::BTC;
use crate::device::Device;
use crate::endpoints;
use crate::faults;
use crate::story;
use crate::world::World;
use serde_json::json;

#[tokio::test]
async fn what_arrives_is_an_event_a_row_and_a_balance() {
    story::is_received(BTC, 123_456_789).await;
}

#[tokio::test]
async fn a_payment_is_right_to_the_last_unit_on_both_sides() {
    story::is_sent(BTC, 5 * BTC.units("1"), BTC.units("1.2345") + 7).await;
}

#[tokio::test]
async fn everything_can_be_sent_and_nothing_is_left() {
    story::is_sent_to_the_last_unit(BTC, BTC.units("1.2345") + 7).await;
}

#[tokio::test]
async fn a_payment_killed_before_it_was_sent_is_paid_once() {
    story::is_paid_once_after_a_kill(BTC, 5 * BTC.units("1"), BTC.units("1.2345") + 7).await;
}

#[tokio::test]
async fn what_is_missing_is_told_with_its_fee() {
    let world = World::of(BTC).await;
    let held = BTC.units("1");
    let (an, bo) = (story::funded(&world, "an", BTC, held).await, Device::new(&world, "bo").await);
    let to = bo.address("BTC").await;
    let all = an.review("BTC", "max", &to).await.unwrap();
    // All but the fee is there; then a unit more is asked for.
    let whole = an.refusal("BTC", "1", &to).await;
    assert_eq!((&whole["code"], &whole["missing"]), (&"not_enough_for_fee".into(), &all["fee"]));
    let more = an.refusal("BTC", "1.00000001", &to).await;
    assert_eq!(more["code"], "not_enough");
    assert_eq!(story::units(BTC, &more["missing"]), story::units(BTC, &all["fee"]) + 1);
    let dust = an.refusal("BTC", "0.00000293", &to).await;
    assert_eq!((&dust["code"], &dust["least"]), (&"amount_too_little".into(), &"0.00000294".into()));
    assert_eq!(an.refusal("BTC", "0", &to).await["code"], "amount_zero");
    assert_eq!(an.balance(BTC).await, story::quiet(held));
}

#[tokio::test]
async fn a_wrong_address_is_refused_by_its_name() {
    let world = World::of(BTC).await;
    let (an, bo) = (story::funded(&world, "an", BTC, BTC.units("1")).await, Device::new(&world, "bo").await);
    let to = bo.address("BTC").await;
    let (head, last) = to.split_at(to.len() - 1);
    let swapped = format!("{head}{}", if last == "q" { "p" } else { "q" });
    let mixed = format!("bcrt1{}", to.trim_start_matches("bcrt1").to_uppercase());
    let payees = [
        (swapped.as_str(), "address_checksum"),
        (&mixed, "address_mixed_case"),
        // The first of BIP-173, of the main net and of the test net.
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "address_other_network"),
        ("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "address_other_network"),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "address_other_network"),
        (&bo.address("TTC").await, "payee_other_chain"),
        (&an.address("BTC").await, "payee_own_address"),
        ("not an address", "address_unknown"),
    ];
    story::are_refused(&an, BTC, &payees).await;
    // Capitals throughout are the same address.
    let review = an.review("BTC", "0.1", &to.to_uppercase()).await.unwrap();
    assert_eq!(review["to"], to);
}

#[tokio::test]
async fn a_payment_is_one_block_deep_when_it_is_in_one_and_final_with_five_more_on_both_sides() {
    let world = World::of(BTC).await;
    let (an, bo) = (story::funded(&world, "an", BTC, BTC.units("1")).await, Device::new(&world, "bo").await);
    let to = bo.address("BTC").await;
    bo.look().await;
    let (_, id) = an.pay("BTC", "0.25", &to).await;
    world.until("handed in", async || (an.payment(&id).await["state"] == "sent").then_some(())).await;
    assert!(an.payment(&id).await["included"].is_null(), "it is in no block");
    let mut block = None;
    for blocks in 1..=7 {
        world.block().await;
        // Nobody looks again at what is final.
        let (confirmations, is_final) = (blocks.min(6), blocks >= 6);
        for (device, direction) in [(&an, "out"), (&bo, "in")] {
            let what = format!("{direction} {confirmations}");
            let seen = world.until(&what, async || {
                device.look().await;
                let included = device.payments(BTC, direction).await.first()?["included"].clone();
                (included["confirmations"] == confirmations).then_some(included)
            });
            let included = seen.await;
            let block = block.get_or_insert(included["block"].clone());
            let expected = json!({"block": block, "confirmations": confirmations, "is_final": is_final});
            assert_eq!(included, expected, "{direction}");
        }
    }
}

#[tokio::test]
async fn faults_of_the_endpoints_lose_nothing_and_pay_nothing_twice() {
    faults::are_survived(BTC).await;
}

#[tokio::test]
async fn a_first_endpoint_that_is_wrong_for_good_hides_nothing_and_stops_nothing() {
    endpoints::the_other_does(BTC, &["wrong_chain", "server_error", "lying_balance"]).await;
}
