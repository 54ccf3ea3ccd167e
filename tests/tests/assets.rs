//! TTM on real parts: to an address, to a contact, and when there is no coin for its fee.

#![allow(clippy::unwrap_used, reason = "test code: a fault of the world must stop the test at once")]

use tongtong_chat::Content;
use tongtong_crypto::words::Language;
use tongtong_engine::EngineError;
use tongtong_tests::{Device, World, wait_for};
use tongtong_types::{Amount, Asset};
use tongtong_wallet::Refused;
use tongtong_wallet::balance::Balance;
use tongtong_wallet::intent::{Intent, Payee, Wanted};
use tongtong_wallet::rows::{Direction, PaymentState};

fn ttm() -> Asset {
    "TTM".parse().unwrap()
}

fn units(units: u128) -> Amount {
    Amount::from_units(units)
}

async fn balance(device: &Device, asset: &Asset) -> Balance {
    let all = device.engine.wallet().await.unwrap().balances;
    all.into_iter().find(|balance| balance.asset == *asset).unwrap()
}

/// Waits until both can be spent, TTM and TTC.
async fn holds(device: &Device, money: u128, coins: u128) {
    wait_for("both are there", || async {
        balance(device, &ttm()).await.confirmed == units(money)
            && balance(device, &Asset::ttc()).await.confirmed == units(coins)
    })
    .await;
}

fn to(world: &World, address: &str, amount: Wanted) -> Intent {
    Intent::pay(&world.profile(), ttm(), amount, Payee::Address(address.to_owned()), None).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn money_goes_to_an_address_and_to_a_contact_and_the_coin_pays_the_fee() {
    let world = World::start().await;
    let a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    let b = Device::sign_up(&world, "지민", "010-8765-4321").await;
    let (alex, jimin) = (a.me().await, b.me().await);
    a.befriend(&b).await;
    a.fund(&world, 500_000).await;
    let address = a.engine.receive_address(Asset::ttc()).await.unwrap();
    world.faucet_of("TTM", address.text(), 10_000_000).await;
    holds(&a, 10_000_000, 500_000).await;
    b.engine.new_wallet(Device::pass(), Language::Korean).await.unwrap();

    let theirs = b.engine.receive_address(Asset::ttc()).await.unwrap();
    let intent = to(&world, theirs.text(), Wanted::Exactly(units(1_000_000)));
    let review = a.engine.review(intent).await.unwrap();
    assert_eq!((review.fee, review.fee_asset.clone()), (units(10_000), Some(Asset::ttc())));
    let (change, fee_change) = (review.change.clone().unwrap(), review.fee_change.clone().unwrap());
    assert_eq!((change.1, fee_change.1), (units(9_000_000), units(490_000)));
    assert_ne!(change.0, fee_change.0);
    let payment = a.engine.approve(review.digest, Device::pass()).await.unwrap();
    a.confirmed(payment).await;
    holds(&a, 9_000_000, 490_000).await;
    holds(&b, 1_000_000, 0).await;

    wait_for("the contact has given addresses", || async {
        a.engine.contact(jimin).await.unwrap().pay_key.is_some()
    })
    .await;
    let wanted = Wanted::Exactly(units(2_000_000));
    let review = a.engine.review_for_contact(jimin, ttm(), wanted, "점심").await.unwrap();
    let payment = a.engine.approve(review.digest, Device::pass()).await.unwrap();
    a.confirmed(payment).await;
    holds(&a, 7_000_000, 480_000).await;
    holds(&b, 3_000_000, 0).await;
    wait_for("the chat shows it on the other side", || async {
        let rows = b.rows(alex).await;
        rows.iter().any(|row| match row.content() {
            Content::Payment(paid) => paid.asset == ttm() && paid.amount == units(2_000_000),
            _ => false,
        })
    })
    .await;
    let came = b.engine.payments(None, 10).await.unwrap();
    assert_eq!(came.len(), 2);
    assert!(came.iter().all(|row| row.direction == Direction::In && row.asset == ttm()));
    assert_eq!(world.signed_transactions().await.len(), 2);

    // All of it, at last.
    let to_all = b.engine.receive_address(Asset::ttc()).await.unwrap();
    let review = a.engine.review(to(&world, to_all.text(), Wanted::Max)).await.unwrap();
    assert_eq!((review.amount, review.change.clone()), (units(7_000_000), None));
    let payment = a.engine.approve(review.digest, Device::pass()).await.unwrap();
    a.confirmed(payment).await;
    holds(&a, 0, 470_000).await;
    holds(&b, 10_000_000, 0).await;
    let row = a.engine.payment(payment).await.unwrap().unwrap();
    assert!(matches!(row.state, PaymentState::Confirmed { .. }));
    assert_eq!((row.fee, row.fee_in()), (units(10_000), &Asset::ttc()));
}

#[tokio::test(flavor = "multi_thread")]
async fn money_without_a_coin_for_its_fee_stays_and_says_what_is_missing() {
    let world = World::start().await;
    let a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    a.fund(&world, 4_000).await;
    let address = a.engine.receive_address(Asset::ttc()).await.unwrap();
    world.faucet_of("TTM", address.text(), 10_000_000).await;
    holds(&a, 10_000_000, 4_000).await;
    let intent = to(&world, "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", Wanted::Exactly(units(1)));
    let refused = a.engine.review(intent).await.unwrap_err();
    let (asset, missing, coming) = (Asset::ttc(), units(6_000), Amount::ZERO);
    let why = Refused::NotEnoughForFee { asset, missing, coming };
    assert!(matches!(&refused, EngineError::Wallet(refused) if *refused == why), "{refused:?}");
    assert_eq!(refused.code(), "not_enough_for_fee");
    assert!(world.signed_transactions().await.is_empty());
}
