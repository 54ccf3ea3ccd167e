//! The node of Solana as a wallet meets it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code: a fault must stop the test at once"
)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use solana_address::Address;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::{Message, VersionedMessage};
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use spl_associated_token_account_interface::instruction::create_associated_token_account_idempotent;
use spl_token_interface::instruction::transfer_checked;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

const CONFIRMED: &str = "confirmed";
const SOL: u64 = 1_000_000_000;
const FEE: u64 = 5_000;

struct Node {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    ready: Value,
    http: reqwest::Client,
}

impl Node {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tongtong-peer-solana"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut node = Self { child, input, output, ready: Value::Null, http };
        node.ready = node.line();
        node
    }

    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn tell(&mut self, command: &Value) -> Value {
        writeln!(self.input.as_mut().unwrap(), "{command}").unwrap();
        self.line()
    }

    fn obey(&mut self, command: &Value) -> Value {
        let answer = self.tell(command);
        assert_eq!(answer["event"], "done", "{command}: {answer}");
        answer
    }

    fn advance(&mut self, blocks: u64) {
        self.obey(&json!({"cmd": "advance", "blocks": blocks}));
    }

    fn fund(&mut self, asset: &str, to: &Address, units: u64) {
        let to = to.to_string();
        self.obey(
            &json!({"cmd": "fund", "chain": "solana", "asset": asset, "to": to, "units": units.to_string()}),
        );
    }

    fn mint(&self) -> Address {
        self.ready["mint"].as_str().unwrap().parse().unwrap()
    }

    fn account(&mut self, owner: &Address) -> Address {
        let told = self.obey(&json!({"cmd": "account", "owner": owner.to_string()}));
        told["account"].as_str().unwrap().parse().unwrap()
    }

    async fn ask(&self, method: &str, params: Value) -> Value {
        let call = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
        let url = self.ready["url"].as_str().unwrap();
        let answer = self.http.post(url).json(&call).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["id"], 7);
        answer
    }

    async fn call(&self, method: &str, params: Value) -> Value {
        let answer = self.ask(method, params).await;
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    async fn balance(&self, address: &Address, commitment: &str) -> u64 {
        let params = json!([address.to_string(), {"commitment": commitment}]);
        self.call("getBalance", params).await["value"].as_u64().unwrap()
    }

    async fn tokens(&self, account: &Address) -> String {
        let params = json!([account.to_string(), {"commitment": CONFIRMED}]);
        let told = self.call("getTokenAccountBalance", params).await;
        told["value"]["amount"].as_str().unwrap().to_owned()
    }

    /// The newest blockhash, and the last height at which it is good.
    async fn hash(&self, commitment: &str) -> (Hash, u64) {
        let told = self.call("getLatestBlockhash", json!([{"commitment": commitment}])).await;
        let hash = told["value"]["blockhash"].as_str().unwrap().parse().unwrap();
        (hash, told["value"]["lastValidBlockHeight"].as_u64().unwrap())
    }

    async fn send(&self, transaction: &VersionedTransaction) -> Value {
        self.ask(
            "sendTransaction",
            json!([text(transaction), {"encoding": "base64", "preflightCommitment": CONFIRMED}]),
        )
        .await
    }

    async fn status(&self, id: &Value) -> Value {
        self.call("getSignatureStatuses", json!([[id]])).await["value"][0].clone()
    }

    async fn height(&self) -> u64 {
        self.call("getBlockHeight", json!([{"commitment": "processed"}])).await.as_u64().unwrap()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.input.take());
        let _gone = self.child.wait();
    }
}

fn text(transaction: &VersionedTransaction) -> String {
    STANDARD.encode(wincode::serialize(transaction).unwrap())
}

fn signed(instructions: &[Instruction], payer: &Keypair, hash: &Hash) -> VersionedTransaction {
    let message = Message::new_with_blockhash(instructions, Some(&payer.pubkey()), hash);
    VersionedTransaction::try_new(VersionedMessage::Legacy(message), &[payer]).unwrap()
}

fn payment(from: &Keypair, to: &Address, lamports: u64) -> Instruction {
    solana_system_interface::instruction::transfer(&from.pubkey(), to, lamports)
}

fn key(seed: u8) -> Keypair {
    Keypair::new_from_array([seed; 32])
}

#[tokio::test]
async fn a_payment_is_processed_then_confirmed_then_final() {
    let mut node = Node::start();
    let (ours, theirs) = (key(11), key(12).pubkey());
    node.fund("SOL", &ours.pubkey(), 3 * SOL);
    assert_eq!(node.balance(&ours.pubkey(), CONFIRMED).await, 3 * SOL);
    assert_eq!(node.balance(&ours.pubkey(), "finalized").await, 0);
    node.fund("SOL", &ours.pubkey(), SOL);
    assert_eq!(node.balance(&ours.pubkey(), CONFIRMED).await, 4 * SOL);
    assert_eq!(node.balance(&ours.pubkey(), "finalized").await, 0, "two changes ago");

    let (hash, _) = node.hash(CONFIRMED).await;
    let transaction = signed(&[payment(&ours, &theirs, SOL)], &ours, &hash);
    let id = node.send(&transaction).await["result"].clone();
    assert_eq!(id, transaction.signatures[0].to_string());
    let status = node.status(&id).await;
    assert_eq!((&status["confirmationStatus"], &status["err"]), (&json!("processed"), &Value::Null));
    assert_eq!(node.balance(&theirs, "processed").await, SOL);
    assert_eq!(node.balance(&theirs, CONFIRMED).await, 0);

    node.advance(1);
    let status = node.status(&id).await;
    assert_eq!((&status["confirmationStatus"], &status["confirmations"]), (&json!("confirmed"), &json!(1)));
    assert_eq!(node.balance(&theirs, CONFIRMED).await, SOL);
    assert_eq!(node.balance(&theirs, "finalized").await, 0);

    node.advance(31);
    let status = node.status(&id).await;
    assert_eq!(
        (&status["confirmationStatus"], &status["confirmations"]),
        (&json!("finalized"), &Value::Null)
    );
    assert_eq!(node.balance(&theirs, "finalized").await, SOL);
    assert_eq!(node.balance(&ours.pubkey(), "finalized").await, 3 * SOL - FEE);

    // The history of both, and what it cost.
    let history = node.call("getSignaturesForAddress", json!([theirs.to_string()])).await;
    assert_eq!(history.as_array().unwrap().len(), 1);
    assert_eq!((&history[0]["signature"], &history[0]["slot"]), (&id, &status["slot"]));
    let history =
        node.call("getSignaturesForAddress", json!([ours.pubkey().to_string(), {"limit": 1}])).await;
    assert_eq!(history[0]["signature"], id);
    let older = json!([ours.pubkey().to_string(), {"before": id}]);
    assert_eq!(node.call("getSignaturesForAddress", older).await.as_array().unwrap().len(), 2);
    let page = node.call("getTransaction", json!([id, {"encoding": "base64"}])).await;
    assert_eq!((&page["meta"]["fee"], &page["transaction"][0]), (&json!(FEE), &json!(text(&transaction))));

    assert_eq!(page["meta"]["preBalances"][0], 4 * SOL);
    assert_eq!(page["meta"]["postBalances"][0], 3 * SOL - FEE);
    let epoch = node.call("getEpochInfo", json!([{"commitment": "finalized"}])).await;
    assert_eq!(epoch["absoluteSlot"], status["slot"]);
    assert!(node.call("getFirstAvailableBlock", json!([])).await.as_u64() < status["slot"].as_u64());

    // Later only a search of the history finds it.
    node.advance(200);
    assert_eq!(node.status(&id).await, Value::Null);
    let searched = node.call("getSignatureStatuses", json!([[id], {"searchTransactionHistory": true}])).await;
    assert_eq!(searched["value"][0]["confirmationStatus"], "finalized");
}

#[tokio::test]
async fn tokens_are_paid_to_an_account_that_is_made_on_the_way() {
    let mut node = Node::start();
    let (ours, theirs, mint) = (key(13), key(14).pubkey(), node.mint());
    node.fund("SOL", &ours.pubkey(), SOL);
    node.fund("TTCL", &ours.pubkey(), 1_000);
    let (from, to) = (node.account(&ours.pubkey()), node.account(&theirs));
    assert_eq!(node.tokens(&from).await, "1000");
    let held =
        |of: &Address| json!({"cmd": "balance", "chain": "solana", "asset": "TTCL", "of": of.to_string()});
    assert_eq!(node.obey(&held(&theirs))["units"], "0");
    let missing = node.ask("getTokenAccountBalance", json!([to.to_string()])).await;
    assert_eq!(missing["error"]["code"], -32602);

    let rent = node.call("getMinimumBalanceForRentExemption", json!([165])).await.as_u64().unwrap();
    let token = spl_token_interface::ID;
    let pay = |units: u64| {
        [
            create_associated_token_account_idempotent(&ours.pubkey(), &theirs, &mint, &token),
            transfer_checked(&token, &from, &mint, &to, &ours.pubkey(), &[], units, 9).unwrap(),
        ]
    };
    let (hash, _) = node.hash(CONFIRMED).await;
    node.send(&signed(&pay(300), &ours, &hash)).await["result"].as_str().expect("it is taken");
    assert_eq!(node.obey(&held(&ours.pubkey()))["units"], "1000", "it is not confirmed");
    node.advance(1);
    assert_eq!(node.obey(&held(&ours.pubkey()))["units"], "700");
    assert_eq!(node.obey(&held(&theirs))["units"], "300");
    assert_eq!((node.tokens(&from).await, node.tokens(&to).await), ("700".to_owned(), "300".to_owned()));
    assert_eq!(node.balance(&ours.pubkey(), CONFIRMED).await, SOL - FEE - rent);

    // The accounts as bytes.
    let both = json!([[from.to_string(), key(99).pubkey().to_string()], {"encoding": "base64", "commitment": CONFIRMED}]);
    let told = node.call("getMultipleAccounts", both).await["value"].clone();
    let data = STANDARD.decode(told[0]["data"][0].as_str().unwrap()).unwrap();
    assert_eq!((&data[..32], &data[32..64]), (mint.as_ref(), ours.pubkey().as_ref()));
    assert_eq!((&told[0]["owner"], &told[1]), (&json!(token.to_string()), &Value::Null));

    // More than is there: refused before it is sent.
    let (hash, _) = node.hash(CONFIRMED).await;
    let refused = node.send(&signed(&pay(701), &ours, &hash)).await["error"].clone();
    assert_eq!(refused["code"], -32002);
    assert_eq!(refused["data"]["err"], json!({"InstructionError": [1, {"Custom": 1}]}));
    // Sent nevertheless, it fails and costs its fee.
    let before = node.balance(&ours.pubkey(), "processed").await;
    let failing =
        json!([text(&signed(&pay(701), &ours, &hash)), {"encoding": "base64", "skipPreflight": true}]);
    let id = node.call("sendTransaction", failing).await;
    assert_eq!(node.status(&id).await["err"], json!({"InstructionError": [1, {"Custom": 1}]}));
    assert_eq!(node.balance(&ours.pubkey(), "processed").await, before - FEE);
}

#[tokio::test]
async fn a_frozen_account_and_one_of_another_owner_take_and_give_nothing() {
    let mut node = Node::start();
    let (ours, mint, token) = (key(15), node.mint(), spl_token_interface::ID);
    node.fund("SOL", &ours.pubkey(), SOL);
    node.fund("TTCL", &ours.pubkey(), 1_000);
    let theirs = key(16).pubkey();
    node.fund("TTCL", &theirs, 5);
    let (from, to) = (node.account(&ours.pubkey()), node.account(&theirs));
    let pay = transfer_checked(&token, &from, &mint, &to, &ours.pubkey(), &[], 1, 9).unwrap();

    node.obey(&json!({"cmd": "freeze", "owner": theirs.to_string()}));
    let (hash, _) = node.hash(CONFIRMED).await;
    let frozen = node.send(&signed(std::slice::from_ref(&pay), &ours, &hash)).await;
    assert_eq!(frozen["error"]["data"]["err"], json!({"InstructionError": [0, {"Custom": 17}]}));
    node.obey(&json!({"cmd": "thaw", "owner": theirs.to_string()}));

    node.obey(&json!({"cmd": "hand_over", "owner": ours.pubkey().to_string(), "to": theirs.to_string()}));
    let params = json!([from.to_string(), {"encoding": "base64", "commitment": CONFIRMED}]);
    let told = node.call("getAccountInfo", params).await;
    let data = STANDARD.decode(told["value"]["data"][0].as_str().unwrap()).unwrap();
    assert_eq!(&data[32..64], theirs.as_ref());
    let (hash, _) = node.hash(CONFIRMED).await;
    let handed = node.send(&signed(&[pay], &ours, &hash)).await;
    assert_eq!(handed["error"]["data"]["err"], json!({"InstructionError": [0, {"Custom": 4}]}));
    let nobody = json!({"cmd": "hand_over", "owner": key(17).pubkey().to_string(), "to": theirs.to_string()});
    assert_eq!(node.tell(&nobody)["code"], "no_account");
}

#[tokio::test]
async fn a_blockhash_is_good_until_its_last_height_and_not_longer() {
    let mut node = Node::start();
    let (ours, theirs) = (key(18), key(19).pubkey());
    node.fund("SOL", &ours.pubkey(), SOL);
    let (hash, last) = node.hash(CONFIRMED).await;
    let pay = |lamports| signed(&[payment(&ours, &theirs, lamports)], &ours, &hash);
    let good = json!([hash.to_string(), {"commitment": "processed"}]);

    // The confirmed block is the one before the newest.
    assert_eq!(last, node.height().await - 1 + 150);
    node.advance(last - node.height().await);
    assert_eq!(node.height().await, last);
    assert_eq!(node.call("isBlockhashValid", good.clone()).await["value"], true);
    assert!(node.send(&pay(2_000_000)).await["result"].is_string());
    node.advance(1);
    assert_eq!(node.call("isBlockhashValid", good).await["value"], false);
    // By the state that is confirmed it is still good, and yet it gets into no block.
    let id = node.send(&pay(3_000_000)).await["result"].clone();
    assert_eq!(node.status(&id).await, Value::Null);
    node.advance(1);
    let late = node.send(&pay(3_000_000)).await["error"].clone();
    assert_eq!((&late["code"], &late["data"]["err"]), (&json!(-32002), &json!("BlockhashNotFound")));
    assert_eq!(node.balance(&theirs, "processed").await, 2_000_000);
}

#[tokio::test]
async fn a_blockhash_that_is_too_young_and_a_payment_that_was_sent_are_refused() {
    let mut node = Node::start();
    let (ours, theirs) = (key(20), key(21).pubkey());
    node.fund("SOL", &ours.pubkey(), SOL);
    node.advance(40);
    let (hash, _) = node.hash(CONFIRMED).await;
    let transaction = signed(&[payment(&ours, &theirs, 2_000_000)], &ours, &hash);
    let by_default = json!([text(&transaction), {"encoding": "base64"}]);
    let young = node.ask("sendTransaction", by_default).await["error"].clone();
    assert_eq!(young["data"]["err"], "BlockhashNotFound", "the finalized block does not know it");
    assert!(node.send(&transaction).await["result"].is_string());
    let again = node.send(&transaction).await["error"].clone();
    assert_eq!((&again["code"], &again["data"]["err"]), (&json!(-32002), &json!("AlreadyProcessed")));
    let mut forged = transaction.clone();
    forged.signatures[0] = key(22).sign_message(b"another");
    assert_eq!(node.send(&forged).await["error"]["code"], -32003);
    let unseen = json!([text(&forged), {"encoding": "base64", "skipPreflight": true}]);
    let id = node.call("sendTransaction", unseen).await;
    assert_eq!(node.status(&id).await, Value::Null, "it is dropped without a word");
    assert_eq!(
        node.ask("sendTransaction", json!(["AA", {"encoding": "base64"}])).await["error"]["code"],
        -32602
    );
    let long = STANDARD.encode([1; 1233]);
    assert_eq!(
        node.ask("sendTransaction", json!([long, {"encoding": "base64"}])).await["error"]["code"],
        -32602
    );
}

#[tokio::test]
async fn a_message_has_a_fee_with_its_priority() {
    let mut node = Node::start();
    let (ours, theirs) = (key(23), key(24).pubkey());
    node.fund("SOL", &ours.pubkey(), SOL);
    let (hash, _) = node.hash(CONFIRMED).await;
    // Of the compute budget program: at most 1,000 units of work, at 3,000,000 millionths of a lamport each.
    let budget: Address = "ComputeBudget111111111111111111111111111111".parse().unwrap();
    let limit = Instruction::new_with_bytes(budget, &[2, 0xe8, 3, 0, 0], Vec::new());
    let mut price = vec![3];
    price.extend(3_000_000_u64.to_le_bytes());
    let price = Instruction::new_with_bytes(budget, &price, Vec::new());
    let fee = async |instructions: &[Instruction], hash: &Hash| {
        let message = Message::new_with_blockhash(instructions, Some(&ours.pubkey()), hash);
        let message = STANDARD.encode(message.serialize());
        node.call("getFeeForMessage", json!([message, {"commitment": CONFIRMED}])).await["value"].clone()
    };
    let pay = payment(&ours, &theirs, 2_000_000);
    assert_eq!(fee(std::slice::from_ref(&pay), &hash).await, FEE);
    assert_eq!(fee(&[limit, price, pay.clone()], &hash).await, FEE + 3_000);
    assert_eq!(fee(&[pay], &Hash::new_from_array([9; 32])).await, Value::Null);

    let lately = node.call("getRecentPrioritizationFees", json!([[]])).await;
    assert_eq!(lately[0]["prioritizationFee"], 0);
    node.obey(&json!({"cmd": "priority", "fee": 1234}));
    let lately = node.call("getRecentPrioritizationFees", json!([[]])).await;
    assert_eq!(lately[0]["prioritizationFee"], 1234);
}

#[tokio::test]
async fn nonsense_is_refused_and_the_next_is_answered() {
    let mut node = Node::start();
    assert_eq!(node.ready["genesis"], node.call("getGenesisHash", json!([])).await);
    for (method, params, code) in [
        ("getNothing", json!([]), -32601),
        ("getBalance", json!(["no address"]), -32602),
        ("getBalance", json!([]), -32602),
        ("getSlot", json!([{"commitment": "likely"}]), -32602),
        ("getSlot", json!([{"minContextSlot": 999_999}]), -32016),
        ("getSignatureStatuses", json!([["no signature"]]), -32602),
        ("getAccountInfo", json!([node.ready["mint"], {"encoding": "jsonParsed"}]), -32602),
    ] {
        assert_eq!(node.ask(method, params).await["error"]["code"], code, "{method}");
    }
    for command in [json!({"cmd": "dig"}), json!({"cmd": "mine", "chain": "bitcoin"}), json!(1)] {
        assert_eq!(node.tell(&command)["code"], "unreadable", "{command}");
    }
    let slot = node.call("getSlot", json!([{"commitment": "processed"}])).await.as_u64().unwrap();
    assert!(slot > node.height().await, "a slot is no height");
}

#[tokio::test]
async fn blocks_come_alone_when_told_to() {
    let mut node = Node::start();
    let before = node.height().await;
    node.obey(&json!({"cmd": "mining", "chain": "solana", "auto": true}));
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while node.height().await == before {
        assert!(std::time::Instant::now() < end, "no block comes");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}
