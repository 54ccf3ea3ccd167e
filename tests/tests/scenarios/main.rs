//! Scenarios: behaviour as data, in `tests/scenarios`, run here in Rust. The same files are run in Kotlin and in
//! Swift; their README is the vocabulary.

#![allow(clippy::unwrap_used, reason = "test code: a fault of the world must stop the test at once")]

mod file;
mod json;
mod methods;
mod pattern;
mod peers;
mod runner;
mod surface;

use runner::Runner;
use std::collections::BTreeSet;
use surface::Surface;

/// Each scenario is a test of its own, named as its file.
macro_rules! scenarios {
    (#[$how:meta] $names:ident in $module:ident: $($name:ident),* $(,)?) => {
        const $names: &[&str] = &[$(stringify!($name)),*];

        #[$how]
        mod $module {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    crate::run(stringify!($name)).await;
                }
            )*
        }
    };
}

scenarios! {
    /// On a devnet alone.
    NAMES in scenario:
    chat,
    coins,
    direct_path,
    lock,
    meet,
    old_copy,
    pay,
    pay_address,
    pay_addresses,
    pay_asset,
    refusals,
    refusals_chat,
    refusals_payment,
    refusals_words,
    rescue,
    restart,
    restore,
    sign_up,
}

scenarios! {
    #[cfg(feature = "peers")]
    NAMES_WITH_PEERS in with_peers:
    pay_bitcoin,
    pay_ethereum,
    pay_solana,
    pay_solana_ttcl,
}

async fn run(name: &str) {
    let ran = match file::read(name, &Surface::read()) {
        Ok(scenario) => Runner::start(&scenario.peers).await.run(&scenario.steps).await,
        Err(fault) => Err(fault),
    };
    assert!(ran.is_ok(), "{}", ran.unwrap_err());
}

#[test]
fn every_scenario_of_the_folder_is_run() {
    let surface = Surface::read();
    let needs_peers = |name: &String| !file::read(name, &surface).unwrap().peers.is_empty();
    let (with, without): (BTreeSet<_>, BTreeSet<_>) = file::listed().into_iter().partition(needs_peers);
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!((with, without), (named(NAMES_WITH_PEERS), named(NAMES)));
}

#[test]
fn every_exported_method_and_function_is_called_by_a_scenario() {
    let surface = Surface::read();
    let called = file::listed()
        .iter()
        .flat_map(|name| file::called(&file::read(name, &surface).unwrap().steps, &surface))
        .collect();
    assert_eq!(surface.missing(&called), Vec::<String>::new(), "no scenario calls these");
}

#[test]
fn every_kind_of_event_is_awaited_by_a_scenario() {
    let surface = Surface::read();
    let steps = file::listed().into_iter().flat_map(|name| file::read(&name, &surface).unwrap().steps);
    let kind = |step: file::Step| match step.action {
        file::Action::Event { kind, .. } => Some(kind),
        _ => None,
    };
    let awaited: BTreeSet<String> = steps.filter_map(kind).collect();
    assert_eq!(awaited, file::EVENTS.iter().map(|kind| (*kind).to_owned()).collect());
}
