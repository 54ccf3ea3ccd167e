//! The client against a server that answers as Esplora does, over real HTTP.

use super::*;
use axum::http::{Method, StatusCode, Uri};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use tongtong_chain::{AssetOnChain, Fault, Keys, View};
use tongtong_crypto::keys::{SpendingKeys, SpendingRoot};
use tongtong_crypto::signer::Signer;
use tongtong_crypto::words::Phrase;
use tongtong_types::SecpPublicKey;

const GENESIS: &str = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206";
const ADDRESS: &str = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
/// A block at the height 120: its hash, its header with the path to its first transaction, and that one.
const TIP: [&str; 3] = [
    "0e32f22e827dea78cf4881d2d99e5c43415dd099ec942905959252a1d2d21786",
    "0200000008080808080808080808080808080808080808080808080808080808080808086b2037b65ee5f4664df70d69e4401821332b40f2d796cac42fb14b1603554aee00000000ffff7f20000000000200000002735cc95ff218e02e4f8363e18cc160697214e233db7ff88cbbc7d1cf93cdd77b09090909090909090909090909090909090909090909090909090909090909090103",
    "02000000010000000000000000000000000000000000000000000000000000000000000000ffffffff0401780100ffffffff0132000000000000000000000000",
];
/// The id of its first transaction.
const FIRST: &str = "7bd7cd93cfd1c7bb8cf87fdb33e214726960c18ce163834f2ee018f25fc95c73";
/// BIP-143's first example, signed.
const SIGNED: &str = "01000000000102fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f00000000494830450221008b9d1dc26ba6a9cb62127b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1c0a19c0489bc22ede944ccf4ecbab4cc618ef3ed01eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac000247304402203609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c4518331561406f90300e8f3358f51928d43c212a8caed02de67eebee0121025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee635711000000";

/// What the server answers: by path, in turn; the last answer stays.
#[derive(Clone, Default)]
struct Pages {
    answers: Arc<Mutex<BTreeMap<String, Answers>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

type Answers = VecDeque<(u16, String)>;

impl Pages {
    fn put(&self, path: &str, status: u16, body: impl ToString) -> &Self {
        let mut pages = self.answers.lock().unwrap();
        pages.entry(format!("/api/{path}")).or_default().push_back((status, body.to_string()));
        self
    }

    fn answer(&self, path: &str) -> (u16, String) {
        self.asked.lock().unwrap().push(path.to_owned());
        let mut pages = self.answers.lock().unwrap();
        let Some(answers) = pages.get_mut(path) else { return (404, "not found".to_owned()) };
        if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0].clone() }
    }

    fn asked(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| **asked == format!("/api/{path}")).count()
    }
}

struct Server {
    node: Esplora,
    pages: Pages,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn server() -> Server {
    let pages = Pages::default();
    let told = pages.clone();
    let answer = move |method: Method, uri: Uri, body: String| async move {
        let path =
            if method == Method::POST { format!("{}:{body}", uri.path()) } else { uri.path().to_owned() };
        let (status, body) = told.answer(&path);
        (StatusCode::from_u16(status).unwrap(), body)
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/api/", listener.local_addr().unwrap());
    let router = axum::Router::new().fallback(answer);
    let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let node = Esplora::new(Http::new().unwrap(), url.parse().unwrap());
    pages.put("block-height/0", 200, GENESIS).put("blocks/tip/height", 200, "120\n");
    for block in (0..20).map(hash).chain([TIP[0].to_owned()]) {
        pages.put(&format!("block/{block}/txid/0"), 200, FIRST);
    }
    pages.put(&format!("tx/{FIRST}/merkleblock-proof"), 200, format!("{}\n", TIP[1]));
    pages.put(&format!("tx/{FIRST}/hex"), 200, TIP[2]);
    Server { node, pages, task }
}

/// With a tip that does not move.
async fn still() -> Server {
    let server = server().await;
    server.pages.put("blocks/tip/hash", 200, TIP[0]);
    server
}

fn hash(byte: u8) -> String {
    hex::encode([byte; 32])
}

fn tx(byte: u8) -> TxId {
    hash(byte).parse().unwrap()
}

fn point(byte: u8, output: u32) -> Point {
    Point { tx: tx(byte), output }
}

async fn ask(server: &Server, ask: Ask) -> Result<Found, NetworkError> {
    let mut replies = server.node.ask(&[Query::new(&ask).unwrap()]).await?;
    assert_eq!(replies.len(), 1);
    Ok(replies.remove(0).read().unwrap())
}

async fn look(server: &Server, look: Look) -> Result<Seen, NetworkError> {
    match ask(server, Ask::Look(look)).await? {
        Found::Look(seen) => Ok(seen),
        Found::Transactions(_) => panic!("another answer"),
    }
}

fn at_all() -> Look {
    Look { genesis: hex::decode(GENESIS).unwrap(), ..Look::default() }
}

fn addresses() -> Look {
    Look { addresses: vec![ADDRESS.to_owned()], ..at_all() }
}

fn stats(chain: u64, mempool: u64) -> Value {
    json!({"address": ADDRESS, "chain_stats": {"tx_count": chain, "funded_txo_count": 1},
        "mempool_stats": {"tx_count": mempool}})
}

fn utxo(byte: u8, height: Option<u32>) -> Value {
    let status = match height {
        Some(height) => {
            json!({"confirmed": true, "block_height": height, "block_hash": hash(9), "block_time": 1})
        }
        None => json!({"confirmed": false}),
    };
    json!({"txid": hash(byte), "vout": 1, "value": 5_000_000_000u64, "status": status})
}

#[tokio::test]
async fn an_address_and_its_coins_that_are_in_blocks() {
    let server = still().await;
    server.pages.put(&format!("address/{ADDRESS}"), 200, stats(2, 1));
    server.pages.put(&format!("address/{ADDRESS}/utxo"), 200, json!([utxo(2, Some(119)), utxo(3, None)]));
    let seen = look(&server, addresses()).await.unwrap();
    assert_eq!((seen.height, hex::encode(seen.genesis), seen.rate), (120, GENESIS.to_owned(), None));
    let coin = Coin { point: point(2, 1), value: 5_000_000_000, height: 119 };
    assert!(seen.purses == [Purse { address: ADDRESS.to_owned(), used: true, coins: vec![coin] }]);
    assert_eq!(server.pages.asked("fee-estimates"), 0);
}

#[tokio::test]
async fn an_address_that_no_block_names_is_not_asked_for_coins() {
    for (mempool, used) in [(0, false), (1, true)] {
        let server = still().await;
        server.pages.put(&format!("address/{ADDRESS}"), 200, stats(0, mempool));
        let seen = look(&server, addresses()).await.unwrap();
        assert!(seen.purses == [Purse { address: ADDRESS.to_owned(), used, coins: vec![] }]);
        assert_eq!(server.pages.asked(&format!("address/{ADDRESS}/utxo")), 0);
    }
}

#[tokio::test]
async fn many_addresses_are_answered_in_their_order() {
    let server = still().await;
    let names: Vec<String> = (0..30).map(|number| format!("name{number}")).collect();
    for (number, name) in names.iter().enumerate() {
        server.pages.put(&format!("address/{name}"), 200, stats(0, u64::from(number % 3 == 0)));
    }
    let seen = look(&server, Look { addresses: names.clone(), ..at_all() }).await.unwrap();
    for (number, (purse, name)) in seen.purses.iter().zip(&names).enumerate() {
        assert_eq!((&purse.address, purse.used), (name, number % 3 == 0));
    }
    assert_eq!(seen.purses.len(), 30);
}

#[tokio::test]
async fn a_block_that_arrives_meanwhile_begins_the_look_again() {
    let server = server().await;
    for tip in [1, 2, 2, 2] {
        server.pages.put("blocks/tip/hash", 200, hash(tip));
    }
    let name = format!("address/{ADDRESS}");
    server.pages.put(&name, 200, stats(0, 0)).put(&name, 200, stats(0, 1));
    let seen = look(&server, addresses()).await.unwrap();
    assert!(seen.purses[0].used, "the answer of the later tip");
    assert_eq!(server.pages.asked(&name), 2);
}

#[tokio::test]
async fn blocks_that_never_cease_are_no_answer() {
    let server = server().await;
    for tip in 0..20 {
        server.pages.put("blocks/tip/hash", 200, hash(tip));
    }
    assert_eq!(look(&server, at_all()).await, Err(NetworkError::Offline));
}

#[tokio::test]
async fn the_work_behind_a_tip_that_is_not_known() {
    let server = still().await;
    let known = hex::decode(TIP[0]).unwrap();
    let seen = look(&server, at_all()).await.unwrap();
    let work = Work { block: TIP[1].to_owned(), first: TIP[2].to_owned() };
    assert!((seen.tip, seen.work) == (known.clone(), Some(work)));
    let asked = server.pages.asked.lock().unwrap().len();
    let seen = look(&server, Look { tip: known.clone(), ..at_all() }).await.unwrap();
    assert!((seen.tip, seen.work) == (known, None));
    assert_eq!(
        server.pages.asked.lock().unwrap().len() - asked,
        4,
        "its hash twice, its height, the genesis"
    );
    for path in [format!("block/{}/txid/0", TIP[0]), format!("tx/{FIRST}/merkleblock-proof")] {
        let server = still().await;
        server.pages.answers.lock().unwrap().remove(&format!("/api/{path}"));
        assert_eq!(look(&server, at_all()).await, Err(NetworkError::Protocol), "{path}");
    }
}

#[tokio::test]
async fn where_payments_are() {
    let server = still().await;
    let waits = json!({"confirmed": false});
    let block = json!({"confirmed": true, "block_height": 118, "block_hash": hash(9), "block_time": 1});
    server.pages.put(&format!("tx/{}/status", hash(2)), 200, &block);
    server.pages.put(&format!("tx/{}/status", hash(3)), 200, &waits);
    server.pages.put(&format!("tx/{}/hex", hash(3)), 200, "00");
    // Esplora answers so for an id that it never heard of.
    server.pages.put(&format!("tx/{}/status", hash(4)), 200, &waits);
    let payments = vec![tx(2), tx(3), tx(4), tx(5)];
    let seen = look(&server, Look { payments, ..at_all() }).await.unwrap();
    assert_eq!(seen.payments, [Place::Block { height: 118 }, Place::Waiting, Place::Unknown, Place::Unknown]);
}

#[tokio::test]
async fn only_points_that_are_no_coins_are_asked_for_their_spender() {
    let server = still().await;
    server.pages.put(&format!("address/{ADDRESS}"), 200, stats(2, 0));
    server.pages.put(&format!("address/{ADDRESS}/utxo"), 200, json!([utxo(2, Some(119))]));
    let by = |status: Value| json!({"spent": true, "txid": hash(8), "vin": 0, "status": status});
    server.pages.put(&format!("tx/{}/outspend/0", hash(3)), 200, by(json!({"confirmed": false})));
    let block = json!({"confirmed": true, "block_height": 120});
    server.pages.put(&format!("tx/{}/outspend/1", hash(3)), 200, by(block));
    server.pages.put(&format!("tx/{}/outspend/2", hash(3)), 200, json!({"spent": false}));
    server.pages.put(&format!("tx/{}/outspend/0", hash(5)), 200, json!({"spent": false}));
    let made = json!({"confirmed": true, "block_height": 117});
    server.pages.put(&format!("tx/{}/status", hash(3)), 200, made);
    server.pages.put(&format!("tx/{}/status", hash(5)), 200, json!({"confirmed": false}));
    let points = vec![point(2, 1), point(3, 0), point(3, 1), point(3, 2), point(4, 0), point(5, 0)];
    let seen = look(&server, Look { points: points.clone(), ..addresses() }).await.unwrap();
    let by = |height| Some(Spender { tx: tx(8), height });
    let spent = |place: usize, height| Spend { point: points[place].clone(), by: by(height), made: None };
    let unspent = |place: usize, made| Spend { point: points[place].clone(), by: None, made: Some(made) };
    assert_eq!(seen.spends[..2], [spent(1, None), spent(2, Some(120))]);
    let stays = unspent(3, Place::Block { height: 117 });
    // Esplora says of a transaction that it never heard of that nobody spends it and that it waits.
    assert_eq!(seen.spends[2..], [stays, unspent(4, Place::Unknown), unspent(5, Place::Unknown)]);
    assert_eq!(server.pages.asked(&format!("tx/{}/outspend/1", hash(2))), 0);
}

#[tokio::test]
async fn the_rate_for_a_target() {
    for (status, body, rate) in [
        (200, r#"{"1": 87.882, "6": 68.2851, "25": 4.0}"#, Some(68_286)),
        (200, r#"{"1": 87.882, "5": 70, "25": 4.0}"#, Some(70_000)),
        (200, r#"{"144": 1.027, "504": 1}"#, Some(1_027)),
        (200, r#"{"6": 1e300}"#, Some(u64::MAX)),
        (200, r#"{"6": -1, "3": 0}"#, None),
        (200, "{}", None),
        (404, "", None),
        (500, "cannot estimate", None),
    ] {
        let server = still().await;
        server.pages.put("fee-estimates", status, body);
        let seen = look(&server, Look { estimate: Some(6), ..at_all() }).await.unwrap();
        assert_eq!(seen.rate, rate, "{status} {body}");
    }
}

#[tokio::test]
async fn whole_transactions_in_their_order() {
    let server = still().await;
    server.pages.put(&format!("tx/{}/hex", hash(2)), 200, "0102\n").put(
        &format!("tx/{}/hex", hash(3)),
        200,
        "03",
    );
    let found = ask(&server, Ask::Transactions(vec![tx(3), tx(2)])).await.unwrap();
    assert!(found == Found::Transactions(vec!["03".to_owned(), "0102".to_owned()]));
    let missing = ask(&server, Ask::Transactions(vec![tx(3), tx(4)])).await;
    assert!(missing == Err(NetworkError::Protocol));
}

#[tokio::test]
async fn answers_that_are_none() {
    let name = format!("address/{ADDRESS}");
    let coins = format!("{name}/utxo");
    let long = format!("[{}]", " ".repeat(crate::http::MAX_ANSWER));
    let bad_height =
        json!([{"txid": hash(1), "vout": 0, "value": 1, "status": {"confirmed": true}}]).to_string();
    let bad_id = json!([{"txid": "00", "vout": 0, "value": 1, "status": {"confirmed": false}},
        {"txid": "00", "vout": 0, "value": 1, "status": {"confirmed": true, "block_height": 1}}])
    .to_string();
    for (path, status, body, error) in [
        (&name, 200, "", NetworkError::Protocol),
        (&name, 200, "[]", NetworkError::Protocol),
        (&name, 400, "Invalid Bitcoin address", NetworkError::Protocol),
        (&name, 302, "", NetworkError::Protocol),
        (&name, 404, "", NetworkError::Protocol),
        (&name, 500, "", NetworkError::Offline),
        (&name, 429, "", NetworkError::Offline),
        (&coins, 200, "{}", NetworkError::Protocol),
        (&coins, 200, long.as_str(), NetworkError::Protocol),
        (&coins, 200, bad_height.as_str(), NetworkError::Protocol),
        (&coins, 200, bad_id.as_str(), NetworkError::Protocol),
        (&coins, 200, r#"[{"txid":"0","vout":-1,"value":1.5}]"#, NetworkError::Protocol),
    ] {
        let server = still().await;
        server.pages.put(path, status, body).put(&name, 200, stats(1, 0));
        assert_eq!(look(&server, addresses()).await, Err(error), "{path} {status}");
    }
    for (path, body) in
        [("block-height/0", "no hash"), ("blocks/tip/height", "-1"), ("blocks/tip/hash", "00")]
    {
        let server = still().await;
        server.pages.answers.lock().unwrap().remove(&format!("/api/{path}"));
        server.pages.put(path, 200, body);
        assert_eq!(look(&server, at_all()).await, Err(NetworkError::Protocol), "{path}");
    }
    let server = still().await;
    assert!(server.node.ask(&[Query::new(&7).unwrap()]).await == Err(NetworkError::Protocol));
}

#[tokio::test]
async fn a_server_that_is_gone() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let node = Esplora::new(Http::new().unwrap(), url.parse().unwrap());
    assert_eq!(node.look(&at_all()).await, Err(NetworkError::Offline));
    assert_eq!(node.broadcast(&hex::decode(SIGNED).unwrap()).await, Err(NetworkError::Offline));
}

#[tokio::test]
async fn a_transaction_that_is_taken_and_what_nodes_say_otherwise() {
    let signed = hex::decode(SIGNED).unwrap();
    let id = id_of(&signed).unwrap();
    assert_eq!(id.to_string(), "e8151a2af31c368a35053ddd4bdb285a8595c769a3ad83e0fa02314a602d4609");
    let rpc = |text: &str| format!("sendrawtransaction RPC error: {text}");
    let known = |text: &str| (400, rpc(&format!(r#"{{"code":-26,"message":"{text}"}}"#)), Ok(id.clone()));
    let refused = |code| Err(NetworkError::Refused { code });
    for (status, body, outcome) in [
        (200, format!("{id}\n"), Ok(id.clone())),
        (200, hash(1), Err(NetworkError::Protocol)),
        (200, String::new(), Err(NetworkError::Protocol)),
        (400, rpc(r#"{"code":-27,"message":"Transaction already in block chain"}"#), Ok(id.clone())),
        (400, rpc(r#"{"code":-27,"message":"anything"}"#), Ok(id.clone())),
        (400, "RPC error -27: Transaction outputs already in utxo set".to_owned(), Ok(id.clone())),
        known("txn-already-known"),
        known("txn-already-in-mempool"),
        known("txn-same-nonwitness-data-in-mempool"),
        known("TX rejected: already have transaction abc"),
        (400, rpc(r#"{"code":-26,"message":"min relay fee not met, 0 < 141"}"#), refused(-26)),
        (400, rpc(r#"{"code": -25, "message":"bad-txns-inputs-missingorspent"}"#), refused(-25)),
        (400, rpc(r#"{"code":-26,"message":"txn-mempool-conflict"}"#), refused(-26)),
        (400, "no code at all".to_owned(), refused(400)),
        (400, r#"{"code":"#.to_owned(), refused(400)),
        (400, r#"{"code":-"#.to_owned(), refused(400)),
        (400, r#"{"code":99999999999999999999}"#.to_owned(), refused(400)),
        (500, String::new(), Err(NetworkError::Offline)),
        (503, String::new(), Err(NetworkError::Offline)),
        (302, String::new(), Err(NetworkError::Protocol)),
    ] {
        let server = server().await;
        server.pages.put(&format!("tx:{SIGNED}"), status, &body);
        assert_eq!(server.node.broadcast(&signed).await, outcome, "{status} {body}");
    }
    let server = server().await;
    assert_eq!(server.node.broadcast(b"no transaction").await, Err(NetworkError::Protocol));
    assert_eq!(server.pages.asked.lock().unwrap().len(), 0, "nothing was sent");
}

/// The account of the best known words.
struct Account(SpendingKeys);

impl Keys for Account {
    fn secp(&self, branch: u32, index: u32) -> Result<SecpPublicKey, Fault> {
        let account = tongtong_bitcoin::account_path("regtest").ok_or(Fault::NoKey)?;
        let key = self.0.public_key(&account.child(branch).child(index)).map_err(|_| Fault::NoKey)?;
        key.secp().ok_or(Fault::NoKey)
    }

    fn ed25519(&self) -> Result<[u8; 32], Fault> {
        Err(Fault::NoKey)
    }
}

#[tokio::test]
async fn the_rules_read_what_the_client_brings() {
    let words =
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    let account = Account(SpendingRoot::new(Phrase::parse(words).unwrap(), None).keys());
    let coin = AssetOnChain { code: "BTC".parse().unwrap(), id: None, decimals: 8 };
    let rules = tongtong_bitcoin::open(&json!({"network": "regtest"}), &[coin]).unwrap();
    let view = View { keys: &account, state: &[], flights: &[], watched: &[] };
    let queries = rules.look(&view, &[]).unwrap();
    let Ask::Look(asked) = queries[0].read().unwrap() else { panic!("no look") };
    let server = still().await;
    let mut answers = Vec::new();
    for _ in 0..2 {
        let queries = rules.look(&view, &answers).unwrap();
        let Ask::Look(wider) = queries[0].read().unwrap() else { panic!("no look") };
        for address in &wider.addresses {
            let used = u64::from(*address == asked.addresses[2]);
            server.pages.put(&format!("address/{address}"), 200, stats(used, 0));
            server.pages.put(&format!("address/{address}/utxo"), 200, json!([utxo(2, Some(100))]));
        }
        let replies = server.node.ask(&queries).await.unwrap();
        answers.extend(queries.into_iter().zip(replies));
    }
    assert!(rules.look(&view, &answers).unwrap().is_empty());
    let sight = rules.saw(&view, &answers).unwrap();
    assert_eq!(sight.holdings.len(), 1);
    assert_eq!(sight.holdings[0].address.text(), asked.addresses[2]);
    assert_eq!(sight.holdings[0].amount.units(), 5_000_000_000);
}

#[tokio::test]
async fn a_node_of_another_network_is_asked_for_no_address() {
    let server = still().await;
    let mut query = addresses();
    query.genesis[0] ^= 1;
    let seen = look(&server, query).await.unwrap();
    assert_eq!((hex::encode(seen.genesis), seen.purses.len()), (GENESIS.to_owned(), 0));
    assert_eq!(server.pages.asked.lock().unwrap().iter().filter(|path| path.contains("address")).count(), 0);
}
