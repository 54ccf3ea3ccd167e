//! The client against a server that answers as a test tells it, over real HTTP.

use super::*;
use axum::Router;
use std::sync::{Arc, Mutex};

const OWN: &str = "0x9858EfFD232B4033E47d90003D41EC34EcaEda94";
const PAYEE: &str = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

/// A node with fixed answers, and what it was asked, in order.
struct Server {
    node: EthNode,
    asked: Arc<Mutex<Vec<(String, Value)>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// `answers` are by method; an answer that has a `code` is an error. Further answers come with each call of
    /// the method, the last one stays. A method without an answer is not known. Blocks are by their tag or number, too.
    async fn new(answers: &[(&str, Value)]) -> Self {
        let asked: Arc<Mutex<Vec<(String, Value)>>> = Arc::default();
        let answers: Vec<(String, Value)> =
            answers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let log = asked.clone();
        let respond = move |request: String| async move {
            let request: Value = serde_json::from_str(&request).unwrap();
            let method = request["method"].as_str().unwrap().to_owned();
            let mut log = log.lock().unwrap();
            let before = log.iter().filter(|(name, _)| *name == method).count();
            log.push((method.clone(), request["params"].clone()));
            let method = match (&*method, &request["params"][0]) {
                ("eth_getBlockByNumber", tag) => format!("{method} {}", tag.as_str().unwrap()),
                _ => method,
            };
            let of_method: Vec<&Value> =
                answers.iter().filter(|(name, _)| *name == method).map(|(_, value)| value).collect();
            let answer = of_method.get(before).or(of_method.last()).copied().cloned();
            let answer = answer.unwrap_or(json!({"code": -32601, "message": "the method does not exist"}));
            let name = if answer.get("code").is_some() { "error" } else { "result" };
            let mut body = json!({"jsonrpc": "2.0", "id": request["id"]});
            body[name] = answer;
            body.to_string()
        };
        Self::with(asked, respond).await
    }

    async fn with<F: Future<Output = String> + Send + 'static>(
        asked: Arc<Mutex<Vec<(String, Value)>>>,
        respond: impl FnOnce(String) -> F + Clone + Send + Sync + 'static,
    ) -> Self {
        let router = Router::new().route("/", axum::routing::post(respond));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { node: EthNode::new(Http::new().unwrap(), url), asked, task }
    }

    async fn answer<T: serde::de::DeserializeOwned>(&self, question: &Question) -> Result<T, NetworkError> {
        let replies = self.node.ask(&[Query::new(question).unwrap()]).await?;
        let [reply] = replies.as_slice() else { panic!("one reply for each query") };
        Ok(reply.read().unwrap())
    }

    fn asked(&self) -> Vec<(String, Value)> {
        self.asked.lock().unwrap().clone()
    }
}

fn address(text: &str) -> Address {
    Address::checked(tongtong_ethereum::CHAIN, text.to_owned())
}

fn id(byte: u8) -> TxId {
    TxId::new(&[byte; 32]).unwrap()
}

fn look(ids: &[TxId]) -> Question {
    Question::Look { address: address(OWN), transactions: ids.to_vec() }
}

fn price() -> Question {
    Question::Price { from: address(OWN), to: address(PAYEE) }
}

fn gas() -> Question {
    Question::Gas { from: address(OWN), to: address(PAYEE), value: Amount::from_units(255) }
}

fn newest() -> Value {
    json!({"number": "0x10", "timestamp": "0x65000000", "hash": "0x00"})
}

/// An account's answers, of a node that knows nothing final.
fn account() -> Vec<(&'static str, Value)> {
    vec![
        ("eth_chainId", json!("0x7a69")),
        ("eth_getBlockByNumber latest", newest()),
        ("eth_getTransactionCount", json!("0x3")),
        ("eth_getBalance", json!("0xffffffffffffffffffffffffffffffff")),
        ("eth_getBlockByNumber finalized", Value::Null),
    ]
}

fn receipt() -> Value {
    json!({
        "transactionHash": format!("0x{}", id(1)), "blockNumber": "0xf", "status": "0x1", "gasUsed": "0x5208",
        "effectiveGasPrice": "0x3b9aca07", "logs": [], "type": "0x2",
    })
}

#[tokio::test]
async fn a_look_is_of_one_block() {
    let mut answers = vec![
        ("eth_getBlockByNumber finalized", json!({"number": "0xc", "transactions": []})),
        ("eth_getTransactionCount", json!("0x2")),
    ];
    answers.extend(account());
    answers.extend([("eth_getTransactionReceipt", receipt()), ("eth_getTransactionReceipt", Value::Null)]);
    answers
        .extend([("eth_getTransactionByHash", json!({"hash": format!("0x{}", id(2)), "blockNumber": null}))]);
    answers.extend([("eth_getTransactionByHash", Value::Null)]);
    let server = Server::new(&answers).await;
    let looked: Looked = server.answer(&look(&[id(1), id(2), id(3)])).await.unwrap();
    let receipt =
        Receipt { block: 15, done: true, gas_used: 21_000, price: Amount::from_units(1_000_000_007) };
    let now = looked.account.now;
    assert!(now > looked.account.time, "the clock of this device");
    assert_eq!(
        looked,
        Looked {
            account: Account {
                chain_id: 31_337,
                block: 16,
                time: 0x6500_0000,
                now,
                nonce: 3,
                balance: Amount::from_units(u128::MAX)
            },
            finalized: Some(Finalized { block: 12, nonce: Some(2) }),
            transactions: vec![Fate::Receipt(receipt), Fate::Known, Fate::Unknown],
        }
    );
    let hash = |byte| json!([format!("0x{}", id(byte))]);
    let expected = [
        ("eth_getBlockByNumber", json!(["finalized", false])),
        ("eth_getTransactionCount", json!([OWN, "0xc"])),
        ("eth_chainId", json!([])),
        ("eth_getBlockByNumber", json!(["latest", false])),
        ("eth_getTransactionCount", json!([OWN, "0x10"])),
        ("eth_getBalance", json!([OWN, "0x10"])),
        ("eth_getTransactionReceipt", hash(1)),
        ("eth_getTransactionReceipt", hash(2)),
        ("eth_getTransactionByHash", hash(2)),
        ("eth_getTransactionReceipt", hash(3)),
        ("eth_getTransactionByHash", hash(3)),
    ];
    let expected: Vec<_> = expected.into_iter().map(|(name, params)| (name.to_owned(), params)).collect();
    assert_eq!(server.asked(), expected);
}

#[tokio::test]
async fn what_is_final_is_told_by_nodes_that_know_it() {
    let of = |answer: Value, ids: Vec<TxId>| async move {
        let mut answers = account();
        answers
            .extend([("eth_getTransactionReceipt", Value::Null), ("eth_getTransactionByHash", Value::Null)]);
        answers.retain(|(name, _)| *name != "eth_getBlockByNumber finalized");
        answers.push(("eth_getBlockByNumber finalized", answer));
        let looked = Server::new(&answers).await.answer::<Looked>(&look(&ids)).await;
        looked.map(|looked| looked.finalized)
    };
    let block = json!({"number": "0xc", "hash": "0x00"});
    assert_eq!(of(block.clone(), vec![]).await, Ok(Some(Finalized { block: 12, nonce: None })));
    assert_eq!(of(block, vec![id(1)]).await, Ok(Some(Finalized { block: 12, nonce: Some(3) })));
    for none in [Value::Null, json!({"code": -39_001, "message": "Unknown block"}), json!({"code": -32_602})]
    {
        assert_eq!(of(none.clone(), vec![id(1)]).await, Ok(None), "{none}");
    }
    for code in [-32_601, -32_005, -32_029, -32_603, 429] {
        let busy = json!({"code": code, "message": "too many requests"});
        assert_eq!(of(busy, vec![id(1)]).await, Err(NetworkError::Refused { code }));
    }
    for wrong in [json!({}), json!({"number": null}), json!({"number": 12}), json!("0xc")] {
        assert_eq!(of(wrong.clone(), vec![]).await, Err(NetworkError::Protocol), "{wrong}");
    }
}

#[tokio::test]
async fn a_node_that_has_forgotten_its_final_state_tells_no_nonce_of_it() {
    let forgotten = json!({"code": -32_000, "message": "missing trie node"});
    let mut answers = vec![
        ("eth_getBlockByNumber finalized", json!({"number": "0xc"})),
        ("eth_getTransactionCount", forgotten),
    ];
    answers.extend(account());
    answers.extend([("eth_getTransactionReceipt", Value::Null), ("eth_getTransactionByHash", Value::Null)]);
    let looked: Looked = Server::new(&answers).await.answer(&look(&[id(1)])).await.unwrap();
    assert_eq!((looked.finalized, looked.account.nonce), (Some(Finalized { block: 12, nonce: None }), 3));
}

#[tokio::test]
async fn a_receipt_without_a_block_is_none() {
    let mut pending = receipt();
    pending["blockNumber"] = Value::Null;
    let mut answers = account();
    answers.push(("eth_getTransactionReceipt", pending));
    answers.push(("eth_getTransactionByHash", json!({"hash": format!("0x{}", id(1))})));
    let looked: Looked = Server::new(&answers).await.answer(&look(&[id(1)])).await.unwrap();
    assert_eq!(looked.transactions, [Fate::Known]);
}

#[tokio::test]
async fn receipts_that_are_none_spoil_the_look() {
    for (name, value) in [
        ("transactionHash", json!(format!("0x{}", id(2)))),
        ("transactionHash", json!("0x01")),
        ("transactionHash", Value::Null),
        ("status", json!("0x2")),
        ("status", Value::Null),
        ("gasUsed", json!(21_000)),
        ("effectiveGasPrice", Value::Null),
        ("blockNumber", json!("16")),
    ] {
        let mut bad = receipt();
        bad[name] = value.clone();
        let mut answers = account();
        answers.push(("eth_getTransactionReceipt", bad));
        let looked = Server::new(&answers).await.answer::<Looked>(&look(&[id(1)])).await;
        assert_eq!(looked, Err(NetworkError::Protocol), "{name}: {value}");
    }
}

#[tokio::test]
async fn quantities_are_read_strictly() {
    for bad in ["", "0x", "10", "0x010", "0x00", "0x+1", "0x-1", "0xg", "0x1ffffffffffffffffffffffffffffffff"]
    {
        for name in ["eth_chainId", "eth_getTransactionCount", "eth_getBalance"] {
            let mut answers = account();
            answers.retain(|(method, _)| *method != name);
            answers.push((name, json!(bad)));
            let looked = Server::new(&answers).await.answer::<Looked>(&look(&[])).await;
            assert_eq!(looked, Err(NetworkError::Protocol), "{name}: {bad:?}");
        }
    }
    for name in ["number", "timestamp"] {
        for bad in [json!("16"), json!(16), Value::Null] {
            let mut answers = account();
            answers[1].1[name] = bad.clone();
            let looked = Server::new(&answers).await.answer::<Looked>(&look(&[])).await;
            assert_eq!(looked, Err(NetworkError::Protocol), "{name}: {bad}");
        }
    }
    let mut answers = account();
    answers[2].1 = json!("0x10000000000000000");
    let looked = Server::new(&answers).await.answer::<Looked>(&look(&[])).await;
    assert_eq!(looked, Err(NetworkError::Protocol), "a nonce of 65 bits");
}

/// What a node says of the block in which nonce 4 passed, asked of blocks 1 to 9. `next` are its counts at each block,
/// the first one at block 0.
async fn passed(next: [Option<u64>; 10], block: Value) -> Result<Option<Passed>, NetworkError> {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let respond = move |request: String| async move {
        let request: Value = serde_json::from_str(&request).unwrap();
        let place = |param: &Value| {
            usize::from_str_radix(param.as_str().unwrap().strip_prefix("0x").unwrap(), 16).unwrap()
        };
        let forgotten = json!({"error": {"code": -32_000, "message": "missing trie node"}});
        let mut body = match request["method"].as_str().unwrap() {
            "eth_getTransactionCount" => {
                next[place(&request["params"][1])].map_or(forgotten, |next| json!({"result": text(next)}))
            }
            "eth_getBlockByNumber" => {
                asked.lock().unwrap().push(request["params"].to_string());
                assert_eq!(asked.lock().unwrap().concat(), r#"["0x7",false]"#);
                block
            }
            other => panic!("{other}"),
        };
        body["jsonrpc"] = json!("2.0");
        body["id"] = request["id"].clone();
        body.to_string()
    };
    let server = Server::with(Arc::default(), respond).await;
    let question =
        Question::Passed { address: address(OWN), nonce: 4, transaction: id(1), from: 1, until: 9 };
    server.answer(&question).await
}

fn of_block(bytes: &[u8]) -> Value {
    let hashes: Vec<_> = bytes.iter().map(|byte| format!("0x{}", id(*byte))).collect();
    json!({"result": {"number": "0x7", "transactions": hashes}})
}

/// Three nonces pass in block 7, the 4th to the 6th.
const COUNTS: [Option<u64>; 10] = {
    let (four, seven) = (Some(4), Some(7));
    [Some(0), four, four, four, four, four, four, seven, seven, seven]
};

#[tokio::test]
async fn the_block_in_which_a_nonce_passed_shows_by_what() {
    let found = |within| Ok(Some(Passed { block: 7, within }));
    assert_eq!(passed(COUNTS, of_block(&[3, 1, 2])).await, found(true));
    assert_eq!(passed(COUNTS, of_block(&[2, 3])).await, found(false));
    let mut forgotten = COUNTS;
    forgotten[..6].fill(None);
    assert_eq!(passed(forgotten, of_block(&[2])).await, found(false), "what is older is not needed");
}

#[tokio::test]
async fn a_node_that_does_not_keep_that_block_shows_nothing() {
    let block = || of_block(&[2]);
    let mut forgotten = COUNTS;
    forgotten[..7].fill(None);
    assert_eq!(passed(forgotten, block()).await, Ok(None), "free before it, or not");
    assert_eq!(passed([None; 10], block()).await, Ok(None));
    assert_eq!(passed([Some(4); 10], block()).await, Ok(None), "it has not passed");
    assert_eq!(passed([Some(9); 10], block()).await, Ok(None), "it had passed before");
    for block in [json!({"result": null}), json!({"error": {"code": 4_444}})] {
        assert_eq!(passed(COUNTS, block).await, Ok(None));
    }
    for wrong in [
        json!({"result": {}}),
        json!({"result": {"number": "0x8", "transactions": [format!("0x{}", id(2))]}}),
        json!({"result": {"number": "0x7", "transactions": []}}),
        json!({"result": {"number": "0x7", "transactions": ["0x01"]}}),
    ] {
        assert_eq!(passed(COUNTS, wrong.clone()).await, Err(NetworkError::Protocol), "{wrong}");
    }
}

fn priced(code: &str, history: Value) -> Vec<(&'static str, Value)> {
    let mut answers = account();
    answers.extend([("eth_getCode", json!(code)), ("eth_feeHistory", history)]);
    answers
}

#[tokio::test]
async fn a_price_is_what_the_last_blocks_paid_and_the_next_one_asks_for() {
    let history = json!({
        "oldestBlock": "0xf", "baseFeePerGas": ["0x5", "0x6", "0x7"], "gasUsedRatio": [0.1, 0],
        "reward": [["0x9"], ["0x0"]],
    });
    let server = Server::new(&priced("0x", history)).await;
    let found: Priced = server.answer(&price()).await.unwrap();
    assert_eq!((found.account.block, found.payee_has_code), (16, false));
    assert_eq!((found.base_fee.units(), found.rewards.len(), found.rewards[0].units()), (7, 2, 9));
    let asked = server.asked();
    assert!(asked.contains(&("eth_getCode".to_owned(), json!([PAYEE, "0x10"]))));
    assert!(asked.contains(&("eth_feeHistory".to_owned(), json!(["0xa", "0x10", [50]]))));
}

#[tokio::test]
async fn a_payee_with_code_and_a_node_that_tells_no_rewards() {
    for history in [json!({"baseFeePerGas": ["0x7"]}), json!({"baseFeePerGas": ["0x7"], "reward": null})] {
        let found: Priced = Server::new(&priced("0xef01", history)).await.answer(&price()).await.unwrap();
        assert_eq!((found.payee_has_code, found.rewards), (true, vec![]));
    }
}

#[tokio::test]
async fn a_price_that_cannot_be_read() {
    for (code, history) in [
        ("0x", json!({})),
        ("0x", json!({"baseFeePerGas": []})),
        ("0x", json!({"baseFeePerGas": [7]})),
        ("0x", json!({"baseFeePerGas": ["0x7"], "reward": [[]]})),
        ("0x", json!({"baseFeePerGas": ["0x7"], "reward": [["0x1", "0x2"]]})),
        ("0x", json!({"baseFeePerGas": ["0x7"], "reward": ["0x1"]})),
        ("", json!({"baseFeePerGas": ["0x7"]})),
    ] {
        let found = Server::new(&priced(code, history.clone())).await.answer::<Priced>(&price()).await;
        assert_eq!(found, Err(NetworkError::Protocol), "{code} {history}");
    }
}

#[tokio::test]
async fn gas_is_estimated_for_the_very_payment() {
    let server = Server::new(&[("eth_estimateGas", json!("0x5208"))]).await;
    assert_eq!(server.answer(&gas()).await, Ok(Gas::Units(21_000)));
    let payment = json!([{"from": OWN, "to": PAYEE, "value": "0xff"}]);
    assert_eq!(server.asked(), [("eth_estimateGas".to_owned(), payment)]);
}

#[tokio::test]
async fn a_payment_that_would_be_turned_back_is_told_from_a_node_that_cannot_say() {
    for code in [3, -32_000, -32_015] {
        let server = Server::new(&[("eth_estimateGas", json!({"code": code, "message": "reverted"}))]).await;
        assert_eq!(server.answer(&gas()).await, Ok(Gas::Refused), "{code}");
    }
    let server = Server::new(&[("eth_estimateGas", json!({"code": -32_005, "message": "limit"}))]).await;
    assert_eq!(server.answer::<Gas>(&gas()).await, Err(NetworkError::Refused { code: -32_005 }));
}

#[tokio::test]
async fn every_query_is_answered_in_order_or_none() {
    let mut answers = account();
    answers.push(("eth_estimateGas", json!("0x5208")));
    let server = Server::new(&answers).await;
    let queries = [Query::new(&gas()).unwrap(), Query::new(&look(&[])).unwrap()];
    let replies = server.node.ask(&queries).await.unwrap();
    assert_eq!(replies[0].read::<Gas>(), Ok(Gas::Units(21_000)));
    assert_eq!(replies[1].read::<Looked>().unwrap().account.nonce, 3);
    let foreign = Query::new(&"no question of this chain").unwrap();
    assert_eq!(server.node.ask(&[queries[0].clone(), foreign]).await, Err(NetworkError::Protocol));
}

const SIGNED: [u8; 3] = [2, 0xc1, 0x80];

fn own_id() -> TxId {
    TxId::new(&hash_of(&SIGNED)).unwrap()
}

#[tokio::test]
async fn bytes_that_a_node_takes() {
    let server = Server::new(&[("eth_sendRawTransaction", json!(format!("0x{}", own_id())))]).await;
    assert_eq!(server.node.broadcast(&SIGNED).await, Ok(own_id()));
    assert_eq!(server.asked(), [("eth_sendRawTransaction".to_owned(), json!(["0x02c180"]))]);
}

#[tokio::test]
async fn a_node_that_answers_another_id() {
    for answer in [json!(format!("0x{}", id(1))), json!("0x"), json!(true)] {
        let server = Server::new(&[("eth_sendRawTransaction", answer)]).await;
        assert_eq!(server.node.broadcast(&SIGNED).await, Err(NetworkError::Protocol));
    }
}

#[tokio::test]
async fn bytes_that_a_node_has_already_are_taken() {
    for (code, message) in [(-32_000, "already known"), (-32_000, "nonce too low"), (-32_003, "rejected")] {
        let server = Server::new(&[
            ("eth_sendRawTransaction", json!({"code": code, "message": message})),
            ("eth_getTransactionByHash", json!({"hash": format!("0x{}", own_id())})),
        ])
        .await;
        assert_eq!(server.node.broadcast(&SIGNED).await, Ok(own_id()), "{message}");
    }
}

#[tokio::test]
async fn bytes_that_a_node_refuses_and_does_not_have() {
    let refusal = json!({"code": -32_000, "message": "insufficient funds"});
    let server = Server::new(&[
        ("eth_sendRawTransaction", refusal.clone()),
        ("eth_getTransactionByHash", Value::Null),
    ])
    .await;
    assert_eq!(server.node.broadcast(&SIGNED).await, Err(NetworkError::Refused { code: -32_000 }));
    let lying = json!({"hash": format!("0x{}", id(1))});
    let server =
        Server::new(&[("eth_sendRawTransaction", refusal), ("eth_getTransactionByHash", lying)]).await;
    assert_eq!(server.node.broadcast(&SIGNED).await, Err(NetworkError::Protocol));
}
