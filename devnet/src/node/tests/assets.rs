//! Assets that the genesis issues: found by name and number, minted, paid with a fee in the base asset.

use super::shapes::capture;
use super::wire_client::{call, result, running};
use super::{Key, body, config};
use crate::node::chain::Chain;
use crate::node::refusal::Refusal;
use crate::node::{GenesisAsset, NodeConfig, NodeError};
use crate::wire::condition::Condition;
use crate::wire::operation::Operation;
use crate::wire::text::hash20_text;
use crate::wire::transaction::Transaction;
use core::time::Duration;
use serde_json::{Value, json};

const MONEY: i32 = 1;
const MILE: i32 = 2;

fn issued(symbol: &str) -> GenesisAsset {
    GenesisAsset { symbol: symbol.into(), name: symbol.into(), decimals: 5 }
}

fn with(dir: &tempfile::TempDir, assets: &[&str]) -> NodeConfig {
    let mut config = config(dir);
    config.genesis.assets = assets.iter().map(|symbol| issued(symbol)).collect();
    config.block_after = Duration::from_secs(600);
    config
}

fn of(key: &Key, asset: i32) -> crate::wire::hash::Hash20 {
    Condition::of_owner(key.address(), asset).balance_id()
}

fn members(value: &Value) -> Vec<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

#[tokio::test]
async fn an_asset_is_found_by_symbol_and_by_id_in_the_captured_form() {
    let dir = tempfile::tempdir().unwrap();
    let node = running(with(&dir, &["TTM", "TTMI"])).await;
    let captured = capture("C2_blockchain_get_asset_gold").result().unwrap();
    for (symbol, id) in [("TTM", MONEY), ("TTMI", MILE)] {
        let found = result(&node, "blockchain_get_asset", json!([symbol])).await;
        assert_eq!(found, result(&node, "blockchain_get_asset", json!([id])).await);
        assert_eq!((&found["id"], &found["symbol"]), (&json!(id), &json!(symbol)));
        assert_eq!(found["precision"], 100_000);
        assert_eq!(members(&found), members(&captured));
    }
    assert_eq!(result(&node, "blockchain_get_asset", json!(["TTX"])).await, Value::Null);
    let listed = result(&node, "blockchain_list_assets", json!(["", 10])).await;
    let symbols: Vec<_> = listed.as_array().unwrap().iter().map(|asset| asset["symbol"].clone()).collect();
    assert_eq!(symbols, ["TTCOIN", "TTM", "TTMI"]);
}

#[tokio::test]
async fn the_faucet_mints_what_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let node = running(with(&dir, &["TTM", "TTMI"])).await;
    let three = Key::new(3);
    let to = hash20_text(&three.address());
    for named in [json!([to, 7, "TTMI"]), json!([to, 5, 2]), json!([to, 3]), json!([to, 1, null])] {
        result(&node, "devnet_faucet", named).await;
    }
    assert_eq!(result(&node, "devnet_block", json!([])).await, true);
    for (asset, units) in [(0, 4), (MILE, 12)] {
        let id = hash20_text(&of(&three, asset));
        let balance = result(&node, "blockchain_get_balance", json!([id])).await;
        assert_eq!((&balance["balance"], &balance["condition"]["asset_id"]), (&json!(units), &json!(asset)));
    }
    let supply = result(&node, "blockchain_get_asset", json!(["TTMI"])).await["current_share_supply"].take();
    assert_eq!(supply, 12);
    let reply = call(&node, "devnet_faucet", json!([to, 1, "TTX"])).await;
    assert_eq!(reply.status, 500, "nobody issued it");
}

/// Withdraws from one and deposits, in the order given: who, asset, units.
fn moved(chain: &Chain, from: &[(i32, i64)], to: &[(u32, i32, i64)], number: u64) -> Transaction {
    let one = Key::new(1);
    let take = |(asset, amount): &(i32, i64)| Operation::Withdraw {
        balance: of(&one, *asset),
        amount: *amount,
        claim: Vec::new(),
    };
    let give = |(to, asset, amount): &(u32, i32, i64)| Operation::Deposit {
        amount: *amount,
        condition: Condition::of_owner(Key::new(*to).address(), *asset),
    };
    let operations = from.iter().map(take).chain(to.iter().map(give)).collect();
    let mut transaction = body(operations, number);
    let digest = transaction.digest(&chain.genesis.chain_id);
    transaction.signatures = vec![one.sign(&digest)];
    transaction
}

#[test]
fn an_asset_moves_with_its_fee_in_the_base_asset_and_stays_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let config = with(&dir, &["TTM", "TTMI"]);
    let mut chain = Chain::open(&config).unwrap();
    chain.faucet(Key::new(1).address(), MONEY, 1_000).unwrap();
    chain.make_block().unwrap();
    let base = chain.state.balances[&of(&Key::new(1), 0)].units;
    let from = [(MONEY, 1_000), (0, base)];
    let twice = [(2, MONEY, 300), (3, MONEY, 700), (3, 0, base - 10_000)];
    let twice = moved(&chain, &from, &twice, 1);
    assert_eq!(chain.submit(twice, false).err(), Some(Refusal::DepositToOneAddressTwice));
    let paid = moved(&chain, &from, &[(2, MONEY, 300), (3, MONEY, 700), (4, 0, base - 10_000)], 2);
    chain.submit(paid, false).unwrap();
    chain.make_block().unwrap();
    let state = chain.state.clone();
    assert_eq!(state.balances[&of(&Key::new(3), MONEY)].units, 700);
    assert_eq!((state.assets[&0].collected_fees, state.assets[&MONEY].collected_fees), (10_000, 0));
    drop(chain);
    assert_eq!(Chain::open(&config).unwrap().state, state);
}

#[test]
fn a_genesis_with_an_asset_that_cannot_be() {
    for assets in [&["TTM", "TTM"][..], &["ttm"], &["TT"], &["TTCOIN"], &["AVERYLONGSYMBOLXX"]] {
        let dir = tempfile::tempdir().unwrap();
        let refused = Chain::open(&with(&dir, assets)).err().unwrap();
        assert!(matches!(refused, NodeError::Genesis), "{assets:?}");
    }
}
