//! The ledger on disk: what survives, what is cut off, what is refused.

use super::wire_client::{call, result, running};
use super::{Key, World, config};
use crate::node::chain::Chain;
use crate::node::{NodeConfig, NodeError, start};
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;

/// A chain with three blocks: two payments and a mint between them.
fn lived() -> World {
    let mut world = World::new();
    let (one, two) = (Key::new(1), Key::new(2));
    let first = world.payment(&one, &two, 1_000_000, 10_000, 1);
    world.chain.submit(first, false).unwrap();
    world.chain.make_block().unwrap();
    world.chain.faucet(Key::new(3).address(), 0, 777).unwrap();
    world.chain.make_block().unwrap();
    world.chain.faults.high_s_twin = true;
    let second = world.payment(&two, &one, 5, 1, 2);
    world.chain.submit(second, false).unwrap();
    world.chain.make_block().unwrap();
    world
}

fn file(dir: &tempfile::TempDir) -> PathBuf {
    dir.path().join("ledger.jsonl")
}

#[test]
fn a_restart_replays_to_the_same_blocks_and_state() {
    let World { dir, chain } = lived();
    let (blocks, state, genesis) = (chain.blocks.clone(), chain.state.clone(), chain.genesis.clone());
    drop(chain);
    for _ in 0..2 {
        let chain = Chain::open(&config(&dir)).unwrap();
        assert_eq!((&chain.blocks, &chain.state, &chain.genesis), (&blocks, &state, &genesis));
    }
}

#[test]
fn a_faucet_after_a_restart_makes_a_new_transaction() {
    let World { dir, chain } = lived();
    let minted = chain.blocks[1].transactions[0].id;
    drop(chain);
    let mut chain = Chain::open(&config(&dir)).unwrap();
    assert_ne!(chain.faucet(Key::new(3).address(), 0, 777).unwrap(), minted);
}

#[test]
fn a_torn_last_line_is_cut_off_at_every_length_and_the_chain_goes_on() {
    let World { dir, chain } = lived();
    let blocks = chain.blocks.clone();
    drop(chain);
    let whole = std::fs::read(file(&dir)).unwrap();
    let last = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    for length in (last..whole.len()).step_by(7) {
        std::fs::write(file(&dir), &whole[..length]).unwrap();
        let mut chain = Chain::open(&config(&dir)).unwrap();
        assert_eq!(chain.blocks[..], blocks[..2], "cut after {length} bytes");
        chain.faucet(Key::new(3).address(), 0, 1).unwrap();
        assert!(chain.make_block().unwrap());
        drop(chain);
        assert_eq!(Chain::open(&config(&dir)).unwrap().blocks.len(), 3);
    }
}

#[test]
fn a_last_line_that_is_whole_but_wrong_is_cut_off() {
    let World { dir, chain } = lived();
    drop(chain);
    let mut open = std::fs::OpenOptions::new().append(true).open(file(&dir)).unwrap();
    open.write_all(b"0000000000000000 {\"block\":{}}\n").unwrap();
    assert_eq!(Chain::open(&config(&dir)).unwrap().blocks.len(), 3);
}

#[test]
fn damage_before_the_last_line_is_reported_and_changes_nothing() {
    let World { dir, chain } = lived();
    drop(chain);
    let mut bytes = std::fs::read(file(&dir)).unwrap();
    bytes[40] ^= 1;
    std::fs::write(file(&dir), &bytes).unwrap();
    assert!(matches!(Chain::open(&config(&dir)), Err(NodeError::Damaged)));
    assert_eq!(std::fs::read(file(&dir)).unwrap(), bytes);
}

#[test]
fn a_ledger_of_another_chain_or_held_by_another_node_is_not_opened() {
    let World { dir, chain } = lived();
    assert!(matches!(Chain::open(&config(&dir)), Err(NodeError::Held)));
    drop(chain);
    let mut other = config(&dir);
    other.chain_id = Some([7; 32]);
    assert!(matches!(Chain::open(&other), Err(NodeError::OtherChain)));
}

#[tokio::test]
async fn a_fresh_node_has_a_chain_id_of_its_own_and_keeps_it() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = start(NodeConfig::new(dir.path().to_owned())).await.unwrap();
    let second = start(NodeConfig::new(other.path().to_owned())).await.unwrap();
    assert_ne!(first.chain_id, second.chain_id);
    let chain_id = first.chain_id;
    first.shutdown().await;
    let again = start(NodeConfig::new(dir.path().to_owned())).await.unwrap();
    assert_eq!(again.chain_id, chain_id);
}

#[tokio::test]
async fn a_node_that_was_stopped_answers_the_same_and_has_forgotten_what_was_pending() {
    let dir = tempfile::tempdir().unwrap();
    let mut quiet = config(&dir);
    quiet.block_after = core::time::Duration::from_secs(3600);
    let node = running(quiet.clone()).await;
    let to = crate::wire::text::hash20_text(&Key::new(3).address());
    result(&node, "devnet_faucet", json!([to, 1000])).await;
    result(&node, "devnet_block", json!([])).await;
    let pending = result(&node, "devnet_faucet", json!([to, 5])).await;
    let seen = result(&node, "blockchain_list_address_balances", json!([to])).await;
    node.shutdown().await;
    let node = running(quiet).await;
    assert_eq!(result(&node, "blockchain_list_address_balances", json!([to])).await, seen);
    assert_eq!(result(&node, "blockchain_list_pending_transactions", json!([])).await, json!([]));
    assert_eq!(call(&node, "blockchain_get_transaction", json!([pending])).await.status, 500);
}
