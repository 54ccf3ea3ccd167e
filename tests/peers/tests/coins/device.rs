//! A device: a process with a folder of its own.

use crate::coin::Coin;
use crate::program::Program;
use crate::world::{World, tongtong};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::process::Command;

const PASS: &str = "a lantern on the third pier 58";

/// A device.
pub(crate) struct Device {
    name: &'static str,
    folder: PathBuf,
    profile: PathBuf,
    program: Option<Program>,
    next: AtomicU64,
    /// The addresses that it has shown.
    shown: Mutex<BTreeSet<String>>,
}

/// What it has of a coin, in least units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Balance {
    pub(crate) state: String,
    pub(crate) confirmed: u128,
    pub(crate) coming: u128,
    pub(crate) leaving: u128,
}

impl Device {
    /// A new device with a new wallet.
    pub(crate) async fn new(world: &World, name: &'static str) -> Self {
        let device = Self::without_wallet(world, name).await;
        device.make_wallet().await;
        device
    }

    /// A new device of somebody with a phone number, and who that is; without a wallet.
    pub(crate) async fn of_person(world: &World, name: &'static str, phone: &str) -> (Self, String) {
        let device = Self::without_wallet(world, name).await;
        device.act("request_code", json!({"phone": phone})).await;
        let code = world.code(phone).await;
        let done = device.act("sign_up", json!({"phone": phone, "code": code, "name": name})).await;
        (device, done["peer"].as_str().unwrap().to_owned())
    }

    /// Makes its wallet.
    pub(crate) async fn make_wallet(&self) {
        self.act("wallet_new", json!({"pass": PASS, "language": "en"})).await;
    }

    async fn without_wallet(world: &World, name: &'static str) -> Self {
        let mut device = Self {
            name,
            folder: world.dir.path().join(name),
            profile: world.profile.clone(),
            program: None,
            next: AtomicU64::new(1),
            shown: Mutex::default(),
        };
        device.start(&[]);
        device.act("set_up", json!({"pass": PASS})).await;
        device
    }

    fn start(&mut self, more: &[&str]) {
        let errors = File::create(self.folder.with_extension("stderr")).unwrap();
        let mut command = Command::new(tongtong());
        command.arg("--home").arg(&self.folder).arg("--profile").arg(&self.profile);
        command
            .args(["--json", "agent"])
            .args(more)
            .env_remove("TONGTONG_HOME")
            .env_remove("TONGTONG_PROFILE");
        command.stderr(errors);
        self.program = Some(Program::start(self.name, command));
    }

    /// Ends it and starts it again, unlocked; `more` are words for its start.
    pub(crate) async fn wake(&mut self, more: &[&str]) {
        if let Some(program) = self.program.take() {
            assert!(program.stop().await.success());
        }
        self.start(more);
        self.act("unlock", json!({"pass": PASS})).await;
    }

    /// Ends it and runs one command of the terminal on its folder.
    pub(crate) async fn command(&mut self, words: &[&str]) -> Value {
        if let Some(program) = self.program.take() {
            assert!(program.stop().await.success());
        }
        let pass = self.folder.with_extension("pass");
        std::fs::write(&pass, PASS).unwrap();
        let mut command = Command::new(tongtong());
        command.arg("--home").arg(&self.folder).arg("--profile").arg(&self.profile);
        command.args(["--json", "--passphrase-file"]).arg(&pass).args(words);
        let done = command.env_remove("TONGTONG_HOME").env_remove("TONGTONG_PROFILE").output().await.unwrap();
        let told = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success(), "{words:?}: {told} {}", String::from_utf8_lossy(&done.stderr));
        serde_json::from_str(told.trim()).unwrap_or_else(|why| panic!("{words:?}: {why}: {told}"))
    }

    /// Kills it from outside.
    pub(crate) async fn kill(&mut self) {
        self.program.take().unwrap().kill().await;
    }

    /// Lets it do something, which may be refused.
    pub(crate) async fn ask(&self, op: &str, args: Value) -> Result<Value, Value> {
        let id = self.tell(op, args).await;
        let line = self.program().line(0, |line| line["id"] == id).await;
        if line["error"].is_null() { Ok(line["done"].clone()) } else { Err(line["error"].clone()) }
    }

    /// Tells it to do something and does not wait for the answer.
    pub(crate) async fn tell(&self, op: &str, args: Value) -> u64 {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.program().tell(&json!({"id": id, "op": op, "args": args}).to_string()).await;
        id
    }

    /// Lets it do something that must go well.
    pub(crate) async fn act(&self, op: &str, args: Value) -> Value {
        self.ask(op, args).await.unwrap_or_else(|error| panic!("{} {op}: {error}", self.name))
    }

    /// Waits for an event since its start.
    pub(crate) async fn event(&self, is_it: impl Fn(&Value) -> bool) -> Value {
        self.program().line(0, is_it).await
    }

    /// An address to be paid.
    pub(crate) async fn address(&self, asset: &str) -> String {
        let done = self.act("address", json!({"asset": asset})).await;
        let address = done["address"].as_str().unwrap().to_owned();
        self.shown.lock().unwrap().insert(address.clone());
        address
    }

    /// Looks at the chains now. That a node cannot be understood is no failure of the test.
    pub(crate) async fn look(&self) {
        let _seen_or_not = self.ask("refresh", json!({})).await;
    }

    /// What it says that it has.
    pub(crate) async fn balance(&self, coin: Coin) -> Balance {
        let wallet = self.act("wallet", json!({})).await;
        let rows = wallet["balances"].as_array().unwrap();
        let row = rows.iter().find(|row| row["asset"] == coin.code).expect("the profile names it");
        let units = |name: &str| coin.units(row[name].as_str().unwrap());
        Balance {
            state: row["state"].as_str().unwrap().to_owned(),
            confirmed: units("confirmed"),
            coming: units("coming"),
            leaving: units("leaving"),
        }
    }

    /// What the node says that it has: all its addresses, change too.
    pub(crate) async fn truth(&self, world: &World, coin: Coin) -> u128 {
        let mut addresses = self.shown.lock().unwrap().clone();
        if coin.chain != "bitcoin" {
            addresses = [self.address(coin.code).await].into();
        }
        for row in self.payments(coin, "out").await {
            addresses.extend(row["change"]["to"].as_str().map(str::to_owned));
        }
        let mut sum = 0;
        for address in addresses {
            sum += world.truth(coin, &address).await;
        }
        sum
    }

    /// Its history of a coin, in one direction, the newest first.
    pub(crate) async fn payments(&self, coin: Coin, direction: &str) -> Vec<Value> {
        let rows = self.act("payments", json!({})).await;
        let rows = rows.as_array().unwrap().iter();
        rows.filter(|row| row["asset"] == coin.code && row["direction"] == direction).cloned().collect()
    }

    /// One payment.
    pub(crate) async fn payment(&self, id: &str) -> Value {
        let rows = self.act("payments", json!({})).await;
        rows.as_array().unwrap().iter().find(|row| row["id"] == id).expect("it is in the history").clone()
    }

    /// What would be signed.
    pub(crate) async fn review(&self, asset: &str, amount: &str, to: &str) -> Result<Value, Value> {
        self.ask("review", json!({"asset": asset, "amount": amount, "to": to})).await
    }

    /// Why it will not be signed.
    pub(crate) async fn refusal(&self, asset: &str, amount: &str, to: &str) -> Value {
        let review = self.review(asset, amount, to).await;
        review.expect_err(&format!("{amount} {asset} to {to} should be refused"))
    }

    /// Approves what was seen.
    pub(crate) async fn approve(&self, review: &Value) -> Result<String, Value> {
        let done = self.ask("approve", json!({"digest": review["digest"], "pass": PASS})).await?;
        Ok(done["payment"].as_str().unwrap().to_owned())
    }

    /// Approves what was seen and does not wait.
    pub(crate) async fn approve_and_leave(&self, review: &Value) {
        self.tell("approve", json!({"digest": review["digest"], "pass": PASS})).await;
    }

    /// Reviews and approves.
    pub(crate) async fn pay(&self, asset: &str, amount: &str, to: &str) -> (Value, String) {
        let review = self.review(asset, amount, to).await.unwrap_or_else(|why| panic!("{why}"));
        let id = self.approve(&review).await.unwrap_or_else(|why| panic!("{why}"));
        (review, id)
    }

    /// Waits until a payment is in this state, while blocks are made.
    pub(crate) async fn becomes(&self, world: &World, id: &str, state: &str) -> Value {
        let what = format!("{} {id} {state}", self.name);
        world
            .until(&what, async || {
                world.block().await;
                self.look().await;
                let row = self.payment(id).await;
                let settled = row["state"] == "confirmed" || row["state"] == "failed";
                assert!(!settled || row["state"] == state, "it should be {state}: {row}");
                (row["state"] == state).then_some(row)
            })
            .await
    }

    fn program(&self) -> &Program {
        self.program.as_ref().expect("it runs")
    }
}
