//! Step 1: a world in a process of its own.

use crate::demo::child::Child;
use crate::demo::fault::{Fault, ensure, same};
use crate::demo::node::Node;
use crate::demo::stage::{Stage, World, text};
use crate::demo::{Facts, facts, http};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

/// How long the world may take to come up.
const START: Duration = Duration::from_secs(20);
/// A number that nobody has signed up with.
const NOBODY: &str = "+821000000000";

/// Starts it and asks each part of it.
pub(in crate::demo) async fn run(stage: &mut Stage) -> Result<Facts, Fault> {
    let dir = stage.dir.join("world");
    let log = stage.dir.join("log");
    std::fs::create_dir_all(&log).map_err(|_| Fault::new("dir_not_writable"))?;
    let (dir, errors) = (dir.display().to_string(), log.join("world.stderr"));
    let child = Child::start(&["--json", "devnet", "--dir", &dir, "--attached"], &errors)?;
    let ready = child.event(START, |event| text(event, "event") == "ready").await;
    let ready = ready.ok_or_else(|| Fault::new("world_not_started"))?;
    let spoiled = stage.is_spoiled();
    let world = stage.set_world(World {
        child,
        node: Node::new(text(&ready, "node")),
        directory: text(&ready, "directory").to_owned(),
        profile: PathBuf::from(text(&ready, "profile")),
    });
    if spoiled {
        world.child.kill().await;
    }

    let (node, relay, directory) = (text(&ready, "node"), text(&ready, "relay"), text(&ready, "directory"));
    let loopback = |url: &&str| url.starts_with("http://127.0.0.1:");
    ensure([node, relay, directory].iter().all(loopback), "world_not_on_loopback")?;
    let chain_id = world.node.chain_id().await?;
    let profile = std::fs::read(&world.profile).map_err(|_| Fault::new("profile_unreadable"))?;
    let profile: Value = serde_json::from_slice(&profile).map_err(|_| Fault::new("profile_unreadable"))?;
    let named = profile.pointer("/ttchain/chain_id").and_then(Value::as_str).unwrap_or_default();
    same("node_of_another_chain", &chain_id.as_str(), &named)?;
    let relayed = http::call("GET", &format!("{relay}/ping"), None).await;
    ensure(relayed.is_some_and(|(status, _)| status == 200), "relay_silent")?;
    let looked = http::call("POST", &format!("{directory}/v1/lookup"), Some(&json!({"phone": NOBODY}))).await;
    ensure(looked.is_some_and(|(status, _)| status == 404), "directory_silent")?;

    stage.show.fact("world.node", node);
    stage.show.fact("world.relay", relay);
    stage.show.fact("world.directory", directory);
    stage.show.fact("world.chain", &chain_id);
    stage.show.checked("world.checked", &[]);
    Ok(facts(json!({ "node": node, "relay": relay, "directory": directory, "chain_id": chain_id })))
}
