//! What every coin must do, told once.

use crate::coin::{Coin, SOL, TTCL};
use crate::device::{Balance, Device};
use crate::world::World;
use serde_json::Value;

/// A balance of which nothing moves.
pub(crate) fn quiet(units: u128) -> Balance {
    Balance { state: "seen".to_owned(), confirmed: units, ..Balance::default() }
}

/// A device that holds this much of a coin, and enough for the fees if they are paid in another.
pub(crate) async fn funded(world: &World, name: &'static str, coin: Coin, units: u128) -> Device {
    let device = Device::new(world, name).await;
    if coin == TTCL {
        give(world, &device, SOL, 10_000_000).await;
    }
    give(world, &device, coin, units).await;
    device
}

/// Pays a device and lets it see that.
pub(crate) async fn give(world: &World, device: &Device, coin: Coin, units: u128) {
    let before = device.balance(coin).await.confirmed;
    world.fund(coin, &device.address(coin.code).await, units).await;
    device.look().await;
    assert_eq!(device.balance(coin).await, quiet(before + units));
}

/// Units of a text in an object.
pub(crate) fn units(coin: Coin, told: &Value) -> u128 {
    coin.units(told.as_str().unwrap_or_else(|| panic!("no amount: {told}")))
}

/// What it costs besides, in the coin of the fee.
pub(crate) fn costs(coin: Coin, told: &Value) -> u128 {
    let costs = told["costs"].as_array().unwrap();
    costs.iter().map(|cost| units(coin.fee_coin(), &cost["amount"])).sum()
}

/// A payment of the coin arrives: nothing before a block has it, then an event without anybody asking, a row, and
/// the balance to the last unit.
pub(crate) async fn is_received(coin: Coin, amount: u128) {
    let world = World::of(coin).await;
    let device = Device::new(&world, "an").await;
    let address = device.address(coin.code).await;
    device.look().await;
    assert_eq!(device.balance(coin).await, quiet(0));
    world.stop_blocks().await;
    world.fund_later(coin, &address, amount).await;
    device.look().await;
    assert_eq!(device.balance(coin).await, quiet(0));
    world.block().await;
    let event = device.event(|line| line["event"] == "payment").await;
    assert_eq!(
        (&event["payment"]["asset"], &event["payment"]["direction"]),
        (&coin.code.into(), &"in".into())
    );
    assert_eq!(device.balance(coin).await, quiet(amount));
    assert_eq!(device.truth(&world, coin).await, amount);
    let rows = device.payments(coin, "in").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(units(coin, &rows[0]["amount"]), amount);
    assert_eq!((rows[0]["to"].as_str(), rows[0]["state"].as_str()), (Some(&*address), Some("confirmed")));
    // Seen once is seen.
    world.block().await;
    device.look().await;
    assert_eq!(device.payments(coin, "in").await.len(), 1);
}

/// A payment of the coin goes from one device to another: the review is right, nobody counts it before a block has
/// it, and then both sides are right to the last unit.
pub(crate) async fn is_sent(coin: Coin, held: u128, amount: u128) {
    let world = World::of(coin).await;
    let (an, bo) = (funded(&world, "an", coin, held).await, Device::new(&world, "bo").await);
    let to = bo.address(coin.code).await;
    bo.look().await;
    world.stop_blocks().await;
    let purse = an.balance(coin.fee_coin()).await.confirmed;

    let (review, id) = an.pay(coin.code, &coin.text(amount), &to).await;
    let (fee, rent) = (units(coin.fee_coin(), &review["fee"]), costs(coin, &review));
    assert_eq!((review["to"].as_str(), review["asset"].as_str()), (Some(&*to), Some(coin.code)));
    assert_eq!((units(coin, &review["amount"]), review["fee_asset"].as_str()), (amount, Some(coin.fee)));
    assert!(fee > 0);

    world.until("handed in", async || (an.payment(&id).await["state"] == "sent").then_some(())).await;
    let flying = an.balance(coin).await;
    assert_eq!(flying.confirmed + flying.coming + flying.leaving, held, "{flying:?}");
    assert!(flying.leaving >= amount, "{flying:?}");
    bo.look().await;
    assert_eq!(bo.balance(coin).await, quiet(0));

    let row = an.becomes(&world, &id, "confirmed").await;
    let paid = units(coin.fee_coin(), &row["fee"]);
    assert!(paid > 0 && paid <= fee, "{row}");
    assert_eq!((units(coin, &row["amount"]), row["to"].as_str()), (amount, Some(&*to)));
    assert_eq!(costs(coin, &row), rent);
    let taken = paid + rent;
    if coin == coin.fee_coin() {
        assert_eq!(an.balance(coin).await, quiet(held - amount - taken));
    } else {
        assert_eq!(an.balance(coin).await, quiet(held - amount));
        assert_eq!(an.balance(coin.fee_coin()).await, quiet(purse - taken));
        assert_eq!(an.truth(&world, coin.fee_coin()).await, purse - taken);
    }
    assert_eq!(an.truth(&world, coin).await, an.balance(coin).await.confirmed);

    bo.look().await;
    assert_eq!(bo.balance(coin).await, quiet(amount));
    assert_eq!(world.truth(coin, &to).await, amount);
    let (sent, came) = (an.payments(coin, "out").await, bo.payments(coin, "in").await);
    assert_eq!((sent.len(), came.len()), (1, 1), "{sent:?} {came:?}");
    assert_eq!(units(coin, &came[0]["amount"]), amount);
    assert_eq!(an.payments(coin, "in").await.len(), 1, "change is no income");
    bo.event(|line| line["event"] == "payment" && line["payment"]["direction"] == "in").await;
}

/// Everything is sent, and exactly nothing is left.
pub(crate) async fn is_sent_to_the_last_unit(coin: Coin, held: u128) {
    let world = World::of(coin).await;
    let (an, bo) = (funded(&world, "an", coin, held).await, Device::new(&world, "bo").await);
    let to = bo.address(coin.code).await;
    bo.look().await;
    let (review, id) = an.pay(coin.code, "max", &to).await;
    let fee = if coin == coin.fee_coin() { units(coin, &review["fee"]) } else { 0 };
    assert_eq!(units(coin, &review["amount"]), held - fee);
    an.becomes(&world, &id, "confirmed").await;
    bo.look().await;
    assert_eq!((an.balance(coin).await, bo.balance(coin).await), (quiet(0), quiet(held - fee)));
    assert_eq!((an.truth(&world, coin).await, world.truth(coin, &to).await), (0, held - fee));
}

/// The process is killed after the payment was committed and before it was sent: it is paid, and once.
pub(crate) async fn is_paid_once_after_a_kill(coin: Coin, held: u128, amount: u128) {
    let world = World::of(coin).await;
    let (mut an, bo) = (funded(&world, "an", coin, held).await, Device::new(&world, "bo").await);
    let to = bo.address(coin.code).await;
    bo.look().await;
    let purse = an.balance(coin.fee_coin()).await.confirmed;
    an.wake(&["--hold", "payment"]).await;
    let review = an.review(coin.code, &coin.text(amount), &to).await.unwrap();
    an.approve_and_leave(&review).await;
    an.event(|line| line["event"] == "held").await;
    an.kill().await;
    world.block().await;
    assert_eq!(world.truth(coin, &to).await, 0, "nothing was sent yet");

    an.wake(&[]).await;
    let rows = an.payments(coin, "out").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    let row = an.becomes(&world, rows[0]["id"].as_str().unwrap(), "confirmed").await;
    an.wake(&[]).await;
    for _ in 0..3 {
        world.block().await;
        an.look().await;
    }
    assert_eq!(an.payments(coin, "out").await.len(), 1);
    assert_eq!(world.truth(coin, &to).await, amount);
    let taken = units(coin.fee_coin(), &row["fee"]) + costs(coin, &row);
    let own = if coin == coin.fee_coin() { amount } else { 0 };
    assert_eq!(an.truth(&world, coin.fee_coin()).await, purse - own - taken);
    assert_eq!(an.truth(&world, coin).await, an.balance(coin).await.confirmed);
    bo.look().await;
    assert_eq!((bo.balance(coin).await, bo.payments(coin, "in").await.len()), (quiet(amount), 1));
}

/// Each text is refused as payee with its code.
pub(crate) async fn are_refused(device: &Device, coin: Coin, payees: &[(&str, &str)]) {
    for (to, code) in payees {
        assert_eq!(device.refusal(coin.code, "0.1", to).await["code"], *code, "{to}");
    }
    assert_eq!(device.payments(coin, "out").await.len(), 0);
}
