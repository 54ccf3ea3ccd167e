//! The client of a Solana node, over real HTTP, against a server that answers what a test tells it to.

use super::*;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use tongtong_solana::question::{Account, Status};

const GENESIS: &str = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
const OWNER: &str = "HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk";
const SYSTEM: &str = "11111111111111111111111111111111";

/// What the server answers, by method, one after the other (the last again and again), and what it was asked.
#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<BTreeMap<String, VecDeque<Value>>>>,
    asked: Arc<Mutex<Vec<Value>>>,
}

impl Script {
    fn new(answers: &[(&str, Value)]) -> Self {
        let script = Self::default();
        for (method, answer) in answers {
            script.answers.lock().unwrap().entry((*method).to_owned()).or_default().push_back(answer.clone());
        }
        script
    }

    fn methods(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|request| request["method"].as_str().unwrap().to_owned()).collect()
    }

    fn params(&self, method: &str) -> Value {
        let asked = self.asked.lock().unwrap();
        asked.iter().find(|request| request["method"] == method).unwrap()["params"].clone()
    }
}

async fn answer(State(script): State<Script>, request: String) -> (StatusCode, String) {
    let request: Value = serde_json::from_str(&request).unwrap();
    let method = request["method"].as_str().unwrap().to_owned();
    script.asked.lock().unwrap().push(request);
    let mut answers = script.answers.lock().unwrap();
    let Some(queue) = answers.get_mut(&method) else {
        let body =
            json!({"jsonrpc": "2.0", "id": 1, "error": {"code": NO_METHOD, "message": "Method not found"}});
        return (StatusCode::OK, body.to_string());
    };
    let told = if queue.len() > 1 { queue.pop_front() } else { queue.front().cloned() }.unwrap();
    let body = match told.get("error") {
        Some(error) => json!({"jsonrpc": "2.0", "id": 1, "error": error}),
        None => json!({"jsonrpc": "2.0", "id": 1, "result": told}),
    };
    (StatusCode::OK, body.to_string())
}

async fn node(script: &Script) -> (SolanaNode, tokio::task::JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    let router = Router::new().route("/", axum::routing::post(answer)).with_state(script.clone());
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (SolanaNode::new(Http::new().unwrap(), url), server)
}

async fn asked(script: &Script, question: &Question) -> Result<Answer, NetworkError> {
    let (node, server) = node(script).await;
    let replies = node.ask(&[Query::new(question).unwrap()]).await;
    server.abort();
    replies.map(|replies| replies[0].read().unwrap())
}

fn at(slot: u64, value: Value) -> Value {
    json!({"context": {"apiVersion": "4.1.0", "slot": slot}, "value": value})
}

fn wallet(lamports: u64) -> Value {
    json!({
        "data": ["", "base64"], "executable": false, "lamports": lamports, "owner": SYSTEM,
        "rentEpoch": 18_446_744_073_709_551_615u64, "space": 0,
    })
}

fn status(slot: u64, level: &str, err: Value) -> Value {
    json!({"slot": slot, "confirmations": 3, "err": err, "status": {"Ok": null}, "confirmationStatus": level})
}

fn look_script(more: &[(&str, Value)]) -> Script {
    let mut answers = vec![
        ("getGenesisHash", json!(GENESIS)),
        ("getEpochInfo", json!({"absoluteSlot": 90, "blockHeight": 80, "epoch": 1, "slotIndex": 1})),
        ("getFirstAvailableBlock", json!(5)),
    ];
    answers.extend_from_slice(more);
    Script::new(&answers)
}

fn look_question() -> Question {
    Question::Look {
        accounts: vec![OWNER.to_owned(), "token".to_owned()],
        signatures: vec!["sig".to_owned()],
    }
}

#[tokio::test]
async fn a_look_is_of_one_slot_and_searches_the_whole_history() {
    let script = look_script(&[
        ("getMultipleAccounts", at(100, json!([wallet(7), null]))),
        ("getSignatureStatuses", at(101, json!([status(99, "finalized", Value::Null)]))),
    ]);
    let Ok(Answer::Look(look)) = asked(&script, &look_question()).await else { panic!("no look") };
    let account =
        Account { lamports: 7, owner: SYSTEM.to_owned(), executable: false, space: 0, data: String::new() };
    let expected = Look {
        genesis: GENESIS.to_owned(),
        finalized: Final { slot: 90, block_height: 80, first_slot: 5 },
        slot: 100,
        accounts: vec![Some(account), None],
        status_slot: 101,
        statuses: vec![Some(Status { slot: 99, failed: false, settled: true })],
    };
    assert_eq!(look, expected);
    // What is final is asked before the accounts, and the payments after them.
    let order = [
        "getGenesisHash",
        "getEpochInfo",
        "getFirstAvailableBlock",
        "getMultipleAccounts",
        "getSignatureStatuses",
    ];
    assert_eq!(script.methods(), order);
    assert_eq!(script.params("getSignatureStatuses"), json!([["sig"], {"searchTransactionHistory": true}]));
    let how =
        json!({"encoding": "base64", "commitment": "confirmed", "dataSlice": {"offset": 0, "length": 166}});
    assert_eq!(script.params("getMultipleAccounts"), json!([[OWNER, "token"], how]));
    assert_eq!(script.params("getEpochInfo"), json!([{"commitment": "finalized"}]));
}

#[tokio::test]
async fn a_look_without_payments_asks_for_none() {
    let script = look_script(&[("getMultipleAccounts", at(100, json!([wallet(7)])))]);
    let question = Question::Look { accounts: vec![OWNER.to_owned()], signatures: Vec::new() };
    let Ok(Answer::Look(look)) = asked(&script, &question).await else { panic!("no look") };
    assert_eq!((look.slot, look.status_slot, look.finalized.slot, look.statuses.len()), (100, 100, 90, 0));
    let order = ["getGenesisHash", "getEpochInfo", "getFirstAvailableBlock", "getMultipleAccounts"];
    assert_eq!(script.methods(), order);
}

#[tokio::test]
async fn a_payment_newer_than_the_accounts_has_them_asked_again() {
    let script = look_script(&[
        ("getMultipleAccounts", at(100, json!([wallet(7), null]))),
        ("getMultipleAccounts", at(103, json!([wallet(2), null]))),
        ("getSignatureStatuses", at(102, json!([status(102, "confirmed", Value::Null)]))),
        ("getSignatureStatuses", at(104, json!([status(102, "confirmed", Value::Null)]))),
    ]);
    let Ok(Answer::Look(look)) = asked(&script, &look_question()).await else { panic!("no look") };
    assert_eq!((look.slot, look.status_slot), (103, 104));
    assert_eq!(look.accounts[0].as_ref().unwrap().lamports, 2);
    // One that stays newer is told as it is: the rules cannot tell then.
    let script = look_script(&[
        ("getMultipleAccounts", at(100, json!([wallet(7), null]))),
        ("getSignatureStatuses", at(102, json!([status(102, "confirmed", Value::Null)]))),
    ]);
    let Ok(Answer::Look(look)) = asked(&script, &look_question()).await else { panic!("no look") };
    assert_eq!((look.slot, look.statuses[0].unwrap().slot), (100, 102));
    assert_eq!(script.methods().iter().filter(|name| *name == "getMultipleAccounts").count(), TRIES);
}

#[tokio::test]
async fn a_status_is_read_strictly() {
    let told = |value: Value| read::status(&value);
    assert_eq!(told(Value::Null), Ok(None));
    for (level, settled) in [("processed", false), ("confirmed", true), ("finalized", true)] {
        let expected = Status { slot: 4, failed: false, settled };
        assert_eq!(told(status(4, level, Value::Null)), Ok(Some(expected)));
        for err in [json!({"InstructionError": [2, {"Custom": 1}]}), json!("AccountNotFound")] {
            assert_eq!(told(status(4, level, err)), Ok(Some(Status { failed: true, ..expected })));
        }
    }
    for wrong in [
        json!({"slot": 4, "confirmationStatus": "confirmed"}),
        json!({"slot": 4, "err": null}),
        json!({"slot": 4, "err": null, "confirmationStatus": null}),
        json!({"slot": 4, "err": null, "confirmationStatus": "rooted"}),
        json!({"slot": -4, "err": null, "confirmationStatus": "confirmed"}),
        json!({"slot": "4", "err": null, "confirmationStatus": "confirmed"}),
        json!({"slot": 4, "err": false, "confirmationStatus": "confirmed"}),
        json!("confirmed"),
    ] {
        assert_eq!(told(wrong.clone()), Err(NetworkError::Protocol), "{wrong}");
    }
}

#[tokio::test]
async fn nonsense_is_named_and_never_a_balance() {
    let good = wallet(7);
    let with = |field: &str, value: Value| {
        let mut wrong = good.clone();
        wrong[field] = value;
        at(100, json!([wrong, null]))
    };
    for wrong in [
        json!(null),
        json!({"value": [null, null]}),
        at(100, json!([good])),
        at(100, json!([good, null, null])),
        at(100, json!({"0": good})),
        with("lamports", json!(-1)),
        with("lamports", json!("7")),
        with("lamports", json!(1.5)),
        with("owner", Value::Null),
        with("owner", json!("1".repeat(600))),
        with("executable", json!(0)),
        with("space", Value::Null),
        with("data", json!("")),
        with("data", json!(["", "base58"])),
        with("data", json!([""])),
        with("data", json!(["A".repeat(600), "base64"])),
        with("data", json!({"parsed": {}})),
    ] {
        let script = look_script(&[
            ("getMultipleAccounts", wrong.clone()),
            ("getSignatureStatuses", at(101, json!([null]))),
        ]);
        assert_eq!(asked(&script, &look_question()).await, Err(NetworkError::Protocol), "{wrong}");
    }
    for wrong in [json!(null), at(1, json!([])), at(1, json!([null, null])), json!({"value": [null]})] {
        let script = look_script(&[
            ("getMultipleAccounts", at(100, json!([good, null]))),
            ("getSignatureStatuses", wrong.clone()),
        ]);
        assert_eq!(asked(&script, &look_question()).await, Err(NetworkError::Protocol), "{wrong}");
    }
}

#[tokio::test]
async fn a_node_without_its_history_does_not_answer_for_it() {
    let error =
        json!({"error": {"code": -32011, "message": "Transaction history is not available from this node"}});
    let script = look_script(&[
        ("getMultipleAccounts", at(100, json!([wallet(7), null]))),
        ("getSignatureStatuses", error),
    ]);
    assert_eq!(asked(&script, &look_question()).await, Err(NetworkError::Refused { code: -32011 }));
}

#[tokio::test]
async fn a_price_is_put_together() {
    let hash = "EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N";
    let script = Script::new(&[
        ("getGenesisHash", json!(GENESIS)),
        ("getLatestBlockhash", at(99, json!({"blockhash": hash, "lastValidBlockHeight": 250}))),
        ("getBlockHeight", json!(101)),
        ("getMultipleAccounts", at(100, json!([wallet(7), null]))),
        ("getMinimumBalanceForRentExemption", json!(890_880)),
        ("getMinimumBalanceForRentExemption", json!(2_039_280)),
        (
            "getRecentPrioritizationFees",
            json!([{"slot": 1, "prioritizationFee": 0}, {"slot": 2, "prioritizationFee": 9}]),
        ),
    ]);
    let accounts = vec![OWNER.to_owned(), "payee".to_owned()];
    let question = Question::Price { accounts: accounts.clone(), writable: accounts };
    let Ok(Answer::Price(price)) = asked(&script, &question).await else { panic!("no price") };
    assert_eq!((price.slot, price.blockhash.as_str(), price.last_valid_block_height), (100, hash, 250));
    assert_eq!(price.block_height, 101);
    assert_eq!(script.params("getBlockHeight"), json!([{"commitment": "confirmed"}]));
    assert_eq!(script.methods()[1..3], ["getLatestBlockhash", "getBlockHeight"]);
    assert_eq!((price.rent_wallet, price.rent_token, price.priority), (890_880, 2_039_280, vec![0, 9]));
    assert_eq!(script.params("getRecentPrioritizationFees"), json!([[OWNER, "payee"]]));
    assert_eq!(script.params("getLatestBlockhash"), json!([{"commitment": "confirmed"}]));
}

#[tokio::test]
async fn a_fee_that_the_node_cannot_tell_is_none() {
    let question = Question::Fee { message: "AQ==".to_owned() };
    for (told, fee) in [(json!(5_060), Some(5_060)), (Value::Null, None)] {
        let script = Script::new(&[("getFeeForMessage", at(1, told))]);
        assert_eq!(asked(&script, &question).await, Ok(Answer::Fee(fee)));
        assert_eq!(script.params("getFeeForMessage"), json!(["AQ==", {"commitment": "confirmed"}]));
    }
    assert_eq!(asked(&Script::default(), &question).await, Ok(Answer::Fee(None)));
    let script = Script::new(&[("getFeeForMessage", json!({"error": {"code": -32602}}))]);
    assert_eq!(asked(&script, &question).await, Err(NetworkError::Refused { code: -32602 }));
    let script = Script::new(&[("getFeeForMessage", at(1, json!("5000")))]);
    assert_eq!(asked(&script, &question).await, Err(NetworkError::Protocol));
}

#[tokio::test]
async fn what_a_payment_took_is_read_of_its_block() {
    let question = Question::Taken { signature: "sig".to_owned() };
    let found = json!({
        "slot": 102, "blockTime": 1, "transaction": ["AQ==", "base64"],
        "meta": {"err": null, "fee": 5_020, "preBalances": [9_000_000, 0], "postBalances": [6_955_700, 2_039_280]},
    });
    let script = Script::new(&[("getTransaction", found)]);
    let expected = Taken { slot: 102, fee: 5_020, before: 9_000_000, after: 6_955_700 };
    assert_eq!(asked(&script, &question).await, Ok(Answer::Taken(Some(expected))));
    for none in
        [Value::Null, json!({"error": {"code": -32004, "message": "Block not available for slot 102"}})]
    {
        let script = Script::new(&[("getTransaction", none)]);
        assert_eq!(asked(&script, &question).await, Ok(Answer::Taken(None)));
    }
    let script = Script::new(&[("getTransaction", json!({"slot": 102, "meta": null}))]);
    assert_eq!(asked(&script, &question).await, Err(NetworkError::Protocol));
}

#[tokio::test]
async fn payments_on_their_way_are_told_of_the_whole_history() {
    let script = Script::new(&[(
        "getSignatureStatuses",
        at(101, json!([status(99, "confirmed", Value::Null), null])),
    )]);
    let question = Question::Statuses { signatures: vec!["one".to_owned(), "two".to_owned()] };
    let expected = vec![Some(Status { slot: 99, failed: false, settled: true }), None];
    assert_eq!(asked(&script, &question).await, Ok(Answer::Statuses(expected)));
    let params = json!([["one", "two"], {"searchTransactionHistory": true}]);
    assert_eq!(script.params("getSignatureStatuses"), params);
}

#[tokio::test]
async fn the_newest_slot_is_as_sure_as_the_accounts_are() {
    let script = Script::new(&[("getSlot", json!(102))]);
    assert_eq!(asked(&script, &Question::Slot).await, Ok(Answer::Slot(102)));
    assert_eq!(script.params("getSlot"), json!([{"commitment": "confirmed"}]));
    let script = Script::new(&[("getSlot", json!("102"))]);
    assert_eq!(asked(&script, &Question::Slot).await, Err(NetworkError::Protocol));
}

/// A transaction with one signature of sevens, and the text of that signature.
fn signed() -> (Vec<u8>, String) {
    let bytes = [&[1u8], [7; 64].as_slice(), &[1, 0, 0]].concat();
    let text = tongtong_solana::outgoing(&bytes).unwrap().signature;
    (bytes, text)
}

async fn sent(answer: Value) -> (Result<TxId, NetworkError>, Script) {
    let script = Script::new(&[("sendTransaction", answer)]);
    let (node, server) = node(&script).await;
    let id = node.broadcast(&signed().0).await;
    server.abort();
    (id, script)
}

#[tokio::test]
async fn a_transaction_is_sent_in_base64_and_known_by_its_first_signature() {
    let (id, script) = sent(json!(signed().1)).await;
    assert_eq!(id, Ok(TxId::new(&[7; 64]).unwrap()));
    let params = script.params("sendTransaction");
    assert_eq!(params[0], tongtong_solana::outgoing(&signed().0).unwrap().base64);
    assert_eq!(
        params[1],
        json!({"encoding": "base64", "skipPreflight": false, "preflightCommitment": "confirmed"})
    );
    // A node that says another one has not sent these bytes.
    assert_eq!(sent(json!("7".repeat(87))).await.0, Err(NetworkError::Protocol));
    assert_eq!(sent(json!(null)).await.0, Err(NetworkError::Protocol));
}

#[tokio::test]
async fn one_that_is_in_a_block_already_was_taken() {
    let told =
        |err: Value| json!({"error": {"code": -32002, "message": "simulation failed", "data": {"err": err}}});
    assert_eq!(sent(told(json!("AlreadyProcessed"))).await.0, Ok(TxId::new(&[7; 64]).unwrap()));
    for err in [json!("BlockhashNotFound"), json!({"InstructionError": [2, {"Custom": 1}]}), Value::Null] {
        assert_eq!(sent(told(err)).await.0, Err(NetworkError::Refused { code: -32002 }));
    }
    let busy = json!({"error": {"code": -32005, "message": "Node is behind by 42 slots"}});
    assert_eq!(sent(busy).await.0, Err(NetworkError::Refused { code: -32005 }));
    assert_eq!(sent(json!({"error": {"message": "no code"}})).await.0, Err(NetworkError::Protocol));
}

#[tokio::test]
async fn bytes_that_are_no_transaction_are_not_sent() {
    let script = Script::default();
    let (node, _server) = node(&script).await;
    for bytes in [vec![], vec![1; 65], vec![2; 200], [vec![1], vec![7; 1300]].concat()] {
        assert_eq!(node.broadcast(&bytes).await, Err(NetworkError::Protocol));
    }
    assert_eq!(script.methods(), Vec::<String>::new());
}

#[tokio::test]
async fn a_node_that_is_not_there_is_offline() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let node = SolanaNode::new(Http::new().unwrap(), url);
    assert_eq!(node.broadcast(&signed().0).await, Err(NetworkError::Offline));
    assert_eq!(node.ask(&[Query::new(&look_question()).unwrap()]).await, Err(NetworkError::Offline));
}
