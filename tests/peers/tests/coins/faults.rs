//! Faults of the endpoints in a random order: whatever they do to a payment, it is made once or not at all.

use crate::coin::{Coin, SOL, TTCL};
use crate::device::Device;
use crate::story::{costs, funded, give, units};
use crate::world::World;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::sleep;

/// How many payments are attempted at least, and how many are made at least.
const ATTEMPTS: usize = 8;
const MADE: usize = 3;
/// How many endpoints the wallet has.
const ENDPOINTS: usize = 2;
/// What was held back is let go after this.
const HELD: Duration = Duration::from_secs(2);
const KINDS: [&str; 6] =
    ["time_out", "server_error", "wrong_chain", "lying_balance", "dropped_broadcast", "lost_answer"];
/// What a payment may be refused for while endpoints are faulty. A node that hides all accounts hides the mint, too.
const HONEST: [&str; 7] = [
    "node_offline",
    "node_protocol",
    "wrong_chain",
    "node_contradicts",
    "not_enough",
    "not_enough_for_fee",
    "asset_unknown",
];

/// Payments through faults. `TONGTONG_SEED` repeats a run.
pub(crate) async fn are_survived(coin: Coin) {
    let mut dice = Dice::thrown();
    println!("{}: seed {}", coin.code, dice.seed);
    let world = World::with(coin, ENDPOINTS).await;
    let (an, bo) = (rich(&world, coin).await, Device::new(&world, "bo").await);
    let to = bo.address(coin.code).await;
    bo.look().await;
    let start = an.balance(coin).await.confirmed;
    let purse = an.balance(coin.fee_coin()).await.confirmed;

    let mut made: Vec<(String, u128)> = Vec::new();
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let mut attempted = 0;
    while attempted < ATTEMPTS || made.len() < MADE {
        attempted += 1;
        for _ in 0..dice.below(4) {
            arm(&world, &mut dice).await;
        }
        let amount = start / 100 + u128::from(dice.below(1_000_000));
        match attempt(&world, &an, coin, amount, &to).await {
            Ok(id) => made.push((id, amount)),
            Err(why) => {
                let code = why["code"].as_str().unwrap();
                assert!(HONEST.contains(&code), "{why}");
                *refused.entry(code.to_owned()).or_default() += 1;
            }
        }
        match dice.below(4) {
            0 => world.heal().await,
            1 => world.block().await,
            2 => healing(&world, bo.look()).await,
            _ => {}
        }
    }

    world.heal().await;
    let mut spent = 0;
    let mut taken = 0;
    for (id, amount) in &made {
        let row = an.becomes(&world, id, "confirmed").await;
        assert_eq!(units(coin, &row["amount"]), *amount);
        spent += amount;
        taken += units(coin.fee_coin(), &row["fee"]) + costs(coin, &row);
    }
    an.look().await;
    bo.look().await;
    let met = world.met().await;
    println!(
        "{}: {attempted} attempted, {} made, refused {refused:?}, faults met {met:?}",
        coin.code,
        made.len()
    );
    assert_eq!(made.len() + refused.values().sum::<usize>(), attempted);
    assert_eq!(an.payments(coin, "out").await.len(), made.len(), "what was refused was not made");
    assert_eq!(world.truth(coin, &to).await, spent, "each once");
    assert_eq!(bo.balance(coin).await.confirmed, spent);
    if coin == coin.fee_coin() {
        assert_eq!(an.truth(&world, coin).await, start - spent - taken);
    } else {
        assert_eq!(an.truth(&world, coin).await, start - spent);
        assert_eq!(an.truth(&world, coin.fee_coin()).await, purse - taken);
    }
    for coin in [coin, coin.fee_coin()] {
        let balance = an.balance(coin).await;
        assert_eq!(
            (balance.confirmed, balance.coming, balance.leaving),
            (an.truth(&world, coin).await, 0, 0)
        );
    }

    // Nothing of it is left in the way of the next one.
    let (_, id) = an.pay(coin.code, &coin.text(start / 100), &to).await;
    an.becomes(&world, &id, "confirmed").await;
    assert_eq!(world.truth(coin, &to).await, spent + start / 100);
}

/// A device with enough for all, in many pieces where money lies in pieces.
async fn rich(world: &World, coin: Coin) -> Device {
    let device = funded(world, "an", coin, coin.units("1")).await;
    if coin == TTCL {
        give(world, &device, SOL, SOL.units("1")).await;
    }
    for _ in 1..ATTEMPTS {
        give(world, &device, coin, coin.units("1")).await;
    }
    device
}

async fn arm(world: &World, dice: &mut Dice) {
    let mut fault = json!({"kind": KINDS[dice.place(KINDS.len())], "count": 1 + dice.below(3)});
    if let place @ 0..2 = dice.below(3) {
        fault["endpoint"] = json!(place);
    }
    if dice.below(2) == 0 {
        fault["lie"] = json!("nothing");
    }
    world.fault(fault).await;
}

/// Review and approval, while what is held is let go after a time.
async fn attempt(
    world: &World,
    device: &Device,
    coin: Coin,
    amount: u128,
    to: &str,
) -> Result<String, Value> {
    let text = coin.text(amount);
    healing(world, async {
        let review = device.review(coin.code, &text, to).await?;
        assert_eq!((review["to"].as_str(), units(coin, &review["amount"])), (Some(to), amount));
        device.approve(&review).await
    })
    .await
}

/// Does something, and heals the endpoints if that takes long.
async fn healing<T>(world: &World, deed: impl Future<Output = T>) -> T {
    tokio::pin!(deed);
    loop {
        tokio::select! {
            done = &mut deed => return done,
            () = sleep(HELD) => world.heal().await,
        }
    }
}

/// Numbers from a seed (SplitMix64).
struct Dice {
    seed: u64,
    state: u64,
}

impl Dice {
    fn thrown() -> Self {
        let named = std::env::var("TONGTONG_SEED").ok().map(|text| text.parse().expect("a seed is a number"));
        let now = || u64::from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos());
        let seed = named.unwrap_or_else(now);
        Self { seed, state: seed }
    }

    fn place(&mut self, places: usize) -> usize {
        usize::try_from(self.below(places.try_into().unwrap())).unwrap()
    }

    fn below(&mut self, end: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}
