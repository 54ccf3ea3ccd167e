//! A network whose profile names no other chain.

use crate::coin::{BTC, ETH, TTCL};
use crate::device::Device;
use crate::world::World;

#[tokio::test]
async fn a_coin_whose_chain_the_profile_leaves_out_is_not_configured() {
    let world = World::bare().await;
    let device = Device::new(&world, "an").await;
    for coin in [BTC, ETH, TTCL] {
        let balance = device.balance(coin).await;
        assert_eq!((balance.state.as_str(), balance.confirmed), ("not_configured", 0), "{}", coin.code);
        let asked = serde_json::json!({"asset": coin.code});
        assert_eq!(device.ask("address", asked).await.unwrap_err()["code"], "chain_not_configured");
    }
    let to = "bcrt1q50rtrmj2f8vl9tem8qpfw36ylw5jg9j2dkku3w";
    assert_eq!(device.refusal("BTC", "0.1", to).await["code"], "chain_not_configured");
}
