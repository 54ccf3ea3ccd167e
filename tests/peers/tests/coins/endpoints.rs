//! The first of two endpoints is wrong for good: the other one does, and nobody notices.

use crate::coin::Coin;
use crate::device::Device;
use crate::story::{costs, give, quiet, units};
use crate::world::World;
use serde_json::json;

/// More requests than anybody makes.
const FOR_GOOD: u32 = 1_000_000;

/// A new device sees what arrives and pays, whatever is wrong with the first endpoint. `kinds` are the faults that
/// are not believed; each of them is met from the start of a device that knows of no endpoint which is better.
pub(crate) async fn the_other_does(coin: Coin, kinds: &[&str]) {
    assert_eq!(coin, coin.fee_coin());
    let world = World::with(coin, 2).await;
    let spoil = async |kind: &str| {
        world.heal().await;
        world.fault(json!({"kind": kind, "count": FOR_GOOD, "endpoint": 0})).await;
    };
    spoil(kinds[0]).await;
    let (mut an, bo) = (Device::new(&world, "an").await, Device::new(&world, "bo").await);
    let to = bo.address(coin.code).await;
    bo.look().await;
    let (mut held, mut arrived) = (0, 0);
    for kind in kinds {
        spoil(kind).await;
        an.wake(&[]).await;
        give(&world, &an, coin, coin.units("1")).await;
        let amount = coin.units("0.3");
        let (_, id) = an.pay(coin.code, &coin.text(amount), &to).await;
        let row = an.becomes(&world, &id, "confirmed").await;
        held += coin.units("1") - amount - units(coin, &row["fee"]) - costs(coin, &row);
        arrived += amount;
        assert_eq!((an.balance(coin).await, an.truth(&world, coin).await), (quiet(held), held), "{kind}");
        bo.look().await;
        assert_eq!(
            (bo.balance(coin).await, world.truth(coin, &to).await),
            (quiet(arrived), arrived),
            "{kind}"
        );
        let met = world.met().await;
        assert!(met.get(*kind).is_some_and(|times| *times > 0), "{kind} was met: {met:?}");
    }
    assert_eq!(an.payments(coin, "out").await.len(), kinds.len());
    assert_eq!(bo.payments(coin, "in").await.len(), kinds.len());
}
