//! ETH.

use crate::coin::ETH;
use crate::device::Device;
use crate::endpoints;
use crate::faults;
use crate::story;
use crate::world::World;
use serde_json::{Value, json};

#[tokio::test]
async fn what_arrives_is_an_event_a_row_and_a_balance() {
    story::is_received(ETH, 123_456_789).await;
}

#[tokio::test]
async fn a_payment_is_right_to_the_last_unit_on_both_sides() {
    story::is_sent(ETH, 5 * ETH.units("1"), ETH.units("1.2345") + 7).await;
}

#[tokio::test]
async fn everything_can_be_sent_and_nothing_is_left() {
    story::is_sent_to_the_last_unit(ETH, ETH.units("1.2345") + 7).await;
}

#[tokio::test]
async fn a_payment_killed_before_it_was_sent_is_paid_once() {
    story::is_paid_once_after_a_kill(ETH, 5 * ETH.units("1"), ETH.units("1.2345") + 7).await;
}

#[tokio::test]
async fn what_is_missing_is_told() {
    let world = World::of(ETH).await;
    let held = ETH.units("1");
    let (an, bo) = (story::funded(&world, "an", ETH, held).await, Device::new(&world, "bo").await);
    let to = bo.address("ETH").await;
    let some = an.review("ETH", "0.5", &to).await.unwrap();
    let whole = an.refusal("ETH", "1", &to).await;
    assert_eq!((&whole["code"], &whole["missing"]), (&"not_enough_for_fee".into(), &some["fee"]));
    let more = an.refusal("ETH", "1.000000000000000001", &to).await;
    assert_eq!((&more["code"], story::units(ETH, &more["missing"])), (&"not_enough".into(), 1));
    assert_eq!(an.refusal("ETH", "0", &to).await["code"], "amount_zero");
    assert_eq!(an.balance(ETH).await, story::quiet(held));
}

#[tokio::test]
async fn a_wrong_address_is_refused_by_its_name() {
    let world = World::of(ETH).await;
    let (an, bo) = (story::funded(&world, "an", ETH, ETH.units("1")).await, Device::new(&world, "bo").await);
    let to = bo.address("ETH").await;
    let swap = |c: char| if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
    let wrong: String = to.trim_start_matches("0x").chars().map(swap).collect();
    let payees = [
        (&*format!("0x{wrong}"), "address_capitals"),
        (&to[..41], "address_length"),
        ("0x0000000000000000000000000000000000000000", "address_nobody"),
        (&*bo.address("TTC").await, "payee_other_chain"),
        (&*an.address("ETH").await, "payee_own_address"),
        ("not an address", "address_unknown"),
    ];
    story::are_refused(&an, ETH, &payees).await;
    // Without capitals there is no checksum to be wrong; what is shown has one.
    let review = an.review("ETH", "0.1", &to.to_lowercase()).await.unwrap();
    assert_eq!(review["to"], to);
}

#[tokio::test]
async fn a_contract_is_warned_of_and_its_gas_is_estimated() {
    let world = World::of(ETH).await;
    let an = story::funded(&world, "an", ETH, ETH.units("1")).await;
    let plain = an.review("ETH", "0.1", "0x1111111111111111111111111111111111111111").await.unwrap();
    let warned = |review: &Value| review["warnings"].as_array().unwrap().contains(&"payee_has_code".into());
    assert!(!warned(&plain));
    let counts = world.obey(json!({"cmd": "deploy", "contract": "counts"})).await["address"].clone();
    let counts = counts.as_str().unwrap();
    let review = an.review("ETH", "0.1", counts).await.unwrap();
    assert!(warned(&review), "{review}");
    assert!(story::units(ETH, &review["fee"]) > story::units(ETH, &plain["fee"]));
    let id = an.approve(&review).await.unwrap();
    an.becomes(&world, &id, "confirmed").await;
    assert_eq!(world.truth(ETH, counts).await, ETH.units("0.1"));
    assert_eq!(an.truth(&world, ETH).await, an.balance(ETH).await.confirmed);

    let refuses = world.obey(json!({"cmd": "deploy", "contract": "refuses"})).await["address"].clone();
    let refused = an.refusal("ETH", "0.1", refuses.as_str().unwrap()).await;
    assert_eq!(refused["code"], "payee_account");
}

#[tokio::test]
async fn a_payment_whose_place_another_took_fails_when_that_is_final_and_not_before() {
    let world = World::of(ETH).await;
    let (an, bo) = (story::funded(&world, "an", ETH, ETH.units("5")).await, Device::new(&world, "bo").await);
    let to = bo.address("ETH").await;
    world.fault(json!({"kind": "dropped_broadcast", "count": 1_000})).await;
    let (_, id) = an.pay("ETH", "1.5", &to).await;
    // Another device with the same words pays half a coin.
    let own = an.address("ETH").await;
    world.call("anvil_impersonateAccount", json!([own])).await;
    let elsewhere = json!({"from": own, "to": to, "value": format!("{:#x}", ETH.units("0.5"))});
    assert!(world.call("eth_sendTransaction", json!([elsewhere])).await.is_string());
    world.heal().await;
    for _ in 0..8 {
        an.look().await;
        assert_eq!(an.payment(&id).await["state"], "sent", "nobody knows it, and that says nothing");
    }
    world.obey(json!({"cmd": "mine", "chain": "ethereum", "blocks": 64})).await;
    an.becomes(&world, &id, "failed").await;
    let left = an.truth(&world, ETH).await;
    assert!(left < ETH.units("4.5") && left > ETH.units("4.4"));
    assert_eq!(an.balance(ETH).await, story::quiet(left));
    assert_eq!(world.truth(ETH, &to).await, ETH.units("0.5"));
    let came = an.payments(ETH, "in").await;
    assert_eq!((came.len(), &came[0]["state"]), (1, &"confirmed".into()), "what had come is no less true");
}

#[tokio::test]
async fn faults_of_the_endpoints_lose_nothing_and_pay_nothing_twice() {
    faults::are_survived(ETH).await;
}

#[tokio::test]
async fn a_first_endpoint_that_is_wrong_for_good_hides_nothing_and_stops_nothing() {
    endpoints::the_other_does(ETH, &["wrong_chain", "server_error", "time_out"]).await;
}
