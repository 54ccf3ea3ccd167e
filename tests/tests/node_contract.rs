//! The client of TTChain nodes keeps the contract of its port, over HTTP against a node.

#![allow(clippy::unwrap_used, reason = "test code: a fault of the world must stop the test at once")]

use std::net::TcpListener;
use tongtong_crypto::secret::Secret;
use tongtong_crypto::signer::{RawKey, Signer, ToSign};
use tongtong_net::{Chains, Http};
use tongtong_ports::contract::network::{Facts, check, check_offline};
use tongtong_ports::{Network as _, NetworkError};
use tongtong_tests::{World, wait_for};
use tongtong_ttchain::{Condition, Network, Operation, Owner, Transaction};
use tongtong_types::{Amount, Chain, KeyPath};
use tongtong_wallet::profile::ChainInfo;
use tongtong_wallet::{Answer, AssetRecord, BalanceRecord, Question, TransactionRecord};

fn key(fill: u8) -> RawKey {
    RawKey::new(&Secret::init_with(|buf| buf.fill(fill))).unwrap()
}

/// A payment of everything on the key's address but the fee, signed by `signer`.
fn payment(network: &Network, key: &RawKey, signer: &RawKey, expiration: u32) -> Vec<u8> {
    let owner = Owner::of(&key.public());
    let mut transaction = Transaction::new(expiration);
    transaction.operations = vec![
        Operation::withdraw(Condition::signature(owner, 0).balance_id(), 1_000_000),
        Operation::pay(Owner::new([7; 20]), 0, 990_000),
    ];
    let digest = *transaction.body_digest(&network.chain_id).bytes();
    let path = KeyPath::new(&[]);
    let signature = signer.sign(&path, &ToSign::SecpDigestCanonical(digest)).unwrap().secp().unwrap();
    transaction.with_signatures(&[signature]).unwrap().pack()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_of_ttchain_keeps_the_contract_of_the_port() {
    let world = World::start().await;
    let mut profile = world.profile();
    let network = profile.ttchain.clone();
    let key = key(3);
    let owner = Owner::of(&key.public());
    let address = network.address(&owner).text().to_owned();
    world.faucet(&address, 1_000_000).await;
    wait_for("the coins are there", || async { world.holds(&address).await == 1_000_000 }).await;

    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let expiration = u32::try_from(now.as_secs()).unwrap() + 3_600;
    let good = payment(&network, &key, &key, expiration);
    let bad = payment(&network, &key, &self::key(4), expiration + 1);
    let unknown = Condition::signature(Owner::new([9; 20]), 0).balance_id();
    let known = [
        (Question::TtcChainId, Answer::TtcChainId(network.chain_id)),
        (
            Question::TtcBalance(Condition::signature(owner, 0).balance_id()),
            Answer::TtcBalance(BalanceRecord::Holds(Amount::from_units(1_000_000))),
        ),
        (Question::TtcBalance(unknown), Answer::TtcBalance(BalanceRecord::Unknown)),
        (Question::TtcAsset("TTM".to_owned()), Answer::TtcAsset(AssetRecord::Is { number: 1, decimals: 5 })),
        (Question::TtcAsset("TTX".to_owned()), Answer::TtcAsset(AssetRecord::Unknown)),
        (Question::TtcTransaction([1; 20].into()), Answer::TtcTransaction(TransactionRecord::Unknown)),
    ];
    profile.endpoints.ttchain.extend(profile.endpoints.ttchain.clone());
    let client = Chains::new(&Http::new().unwrap(), &profile).unwrap();
    check(&client, Facts { known: &known, good: &good, bad: &bad }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_not_there_is_told_as_offline() {
    let world = World::start().await;
    let mut profile = world.profile();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    profile.endpoints.ttchain = vec![format!("http://{nobody}/rpc")];
    let signed = payment(&profile.ttchain, &key(3), &key(3), 1_700_000_000);
    let client = Chains::new(&Http::new().unwrap(), &profile).unwrap();
    check_offline(&client, Question::TtcChainId, &signed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_endpoint_that_is_named_answers_and_no_other() {
    let world = World::start().await;
    let mut profile = world.profile();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = format!("http://{nobody}/rpc");
    profile.endpoints.ttchain.insert(0, nobody.clone());
    let esplora = ChainInfo {
        chain: Chain::named("bitcoin"),
        network: serde_json::json!({"network": "regtest"}),
        endpoints: vec![nobody.clone(), nobody],
    };
    profile.chains = vec![esplora];
    let client = Chains::new(&Http::new().unwrap(), &profile).unwrap();
    let counts = [Chain::TTCHAIN, Chain::named("bitcoin"), Chain::named("solana")];
    assert_eq!(counts.map(|chain| client.endpoints(chain)), [2, 2, 0]);
    let question = [Question::TtcChainId];
    assert_eq!(client.ask(0, &question).await, Err(NetworkError::Offline));
    assert_eq!(client.ask(1, &question).await, Ok(vec![Answer::TtcChainId(profile.ttchain.chain_id)]));
    assert_eq!(client.ask(2, &question).await, Err(NetworkError::NotConfigured));
}
