//! Random markets: whatever is sent, no unit appears or disappears.

use super::{Key, World, body, config, deposit, withdraw};
use crate::node::Mode;
use crate::node::chain::Chain;
use crate::node::state::State;
use crate::wire::operation::Operation;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Act {
    /// From, payees with amounts, fee, memo length, and whether the right key signs.
    Pay(u32, Vec<(u32, i64)>, i64, usize, bool),
    /// To, which asset, how much.
    Faucet(u32, i32, i64),
    Block,
    Mode(bool),
    Twins(bool),
    Restart,
    SendAgain(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let amount = prop_oneof![8 => 1_i64..2_000_000, 1 => -5_i64..1, 1 => 90_000_000_i64..2_000_000_000_000];
    let payees = prop::collection::vec((1_u32..6, amount.clone()), 0..4);
    prop_oneof![
        8 => (1_u32..6, payees, -10_i64..20_000, 0_usize..60, prop::bool::weighted(0.9))
            .prop_map(|(from, to, fee, memo, right)| Act::Pay(from, to, fee, memo, right)),
        2 => (1_u32..6, 0_i32..2, amount).prop_map(|(to, asset, units)| Act::Faucet(to, asset, units)),
        3 => Just(Act::Block),
        1 => any::<bool>().prop_map(Act::Mode),
        1 => any::<bool>().prop_map(Act::Twins),
        1 => Just(Act::Restart),
        2 => (0_usize..40).prop_map(Act::SendAgain),
    ]
}

fn conserved(state: &State) {
    for (id, asset) in &state.assets {
        let of_asset = state.balances.values().filter(|balance| balance.condition.asset == *id);
        let held: i64 = of_asset.map(|balance| balance.units).sum();
        assert_eq!(held + asset.collected_fees, asset.supply);
    }
    assert!(state.balances.values().all(|balance| balance.units >= 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_sequences_conserve_money_and_every_body_is_paid_once(acts in prop::collection::vec(act(), 1..40)) {
        let mut world = World::new();
        let mut sent = Vec::new();
        for (number, act) in acts.into_iter().enumerate() {
            match act {
                Act::Pay(from, to, fee, memo, right) => {
                    let from = Key::new(from);
                    let total: i64 = to.iter().map(|(_, amount)| amount).sum();
                    let mut operations = vec![withdraw(&from, total + fee)];
                    operations.extend(to.iter().map(|(to, amount)| deposit(&Key::new(*to), *amount)));
                    if memo > 0 {
                        operations.push(Operation::Memo { text: "m".repeat(memo) });
                    }
                    let signer = if right { from } else { Key::new(9) };
                    let transaction = world.signed(body(operations, number as u64), &[&signer]);
                    // Refusals are part of the game.
                    let _verdict = world.chain.submit(transaction.clone(), false);
                    sent.push(transaction);
                }
                Act::Faucet(to, asset, units) => {
                    let _verdict = world.chain.faucet(Key::new(to).address(), asset, units);
                }
                Act::Block => {
                    world.chain.make_block().unwrap();
                }
                Act::Mode(b) => world.chain.mode = if b { Mode::B } else { Mode::A },
                Act::Twins(on) => world.chain.faults.high_s_twin = on,
                Act::Restart => {
                    let World { dir, chain } = world;
                    let (state, blocks) = (chain.state.clone(), chain.blocks.clone());
                    drop(chain);
                    let chain = Chain::open(&config(&dir)).unwrap();
                    prop_assert_eq!(&chain.state, &state);
                    prop_assert_eq!(&chain.blocks, &blocks);
                    world = World { dir, chain };
                }
                Act::SendAgain(which) => {
                    if let Some(transaction) = sent.get(which) {
                        let _verdict = world.chain.submit(transaction.clone(), false);
                    }
                }
            }
            conserved(&world.chain.state);
        }
        let mut bodies: Vec<_> =
            world.chain.blocks.iter().flat_map(|block| &block.transactions).map(|entry| entry.digest).collect();
        let count = bodies.len();
        bodies.sort_unstable();
        bodies.dedup();
        prop_assert_eq!(bodies.len(), count);
    }
}
