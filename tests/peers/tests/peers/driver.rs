//! `tongtong-peers` as a test drives it.

use serde_json::{Value, json};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// How long anything may take before a test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

/// The program, with what it said at its start.
pub(crate) struct Peers {
    child: Child,
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
    started: Vec<Value>,
    http: reqwest::Client,
}

impl Peers {
    /// Starts it with these words.
    pub(crate) async fn start(words: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tongtong-peers"))
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        let input = child.stdin.take();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut peers = Self { child, input, output, started: Vec::new(), http };
        loop {
            let line = peers.line().await.expect("it ended before it had started");
            assert_ne!(line["event"], "failed", "{line}");
            let last = line["event"] == "started";
            peers.started.push(line);
            if last {
                break;
            }
        }
        peers
    }

    /// What it said of a peer.
    pub(crate) fn ready(&self, peer: &str) -> Value {
        let line = self.started.iter().find(|line| line["peer"] == peer);
        line.unwrap_or_else(|| panic!("{peer} is not there: scripts/peers installs it")).clone()
    }

    /// The last thing that it said at its start.
    pub(crate) fn started(&self) -> &Value {
        self.started.last().unwrap()
    }

    /// Tells it something and gives its answer.
    pub(crate) async fn tell(&mut self, command: Value) -> Value {
        let input = self.input.as_mut().unwrap();
        input.write_all(format!("{command}\n").as_bytes()).await.unwrap();
        self.line().await.expect("it ended")
    }

    /// Tells it something that it must do.
    pub(crate) async fn obey(&mut self, command: Value) -> Value {
        let answer = self.tell(command.clone()).await;
        assert_eq!(answer["event"], "done", "{command}: {answer}");
        answer
    }

    /// Ends its input and waits until it is gone.
    pub(crate) async fn stop(mut self) {
        drop(self.input.take());
        let status = tokio::time::timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap();
        assert!(status.success());
    }

    /// Kills it, so that it cannot clean up.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// GET: status and text.
    pub(crate) async fn get(&self, url: &str) -> (u16, String) {
        let answer = self.http.get(url).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// GET of what must be JSON.
    pub(crate) async fn page(&self, url: &str) -> Value {
        let (status, text) = self.get(url).await;
        assert_eq!(status, 200, "{url}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// POST of a text: status and text.
    pub(crate) async fn post(&self, url: &str, text: &str) -> (u16, String) {
        let answer = self.http.post(url).body(text.to_owned()).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// A JSON-RPC call: the whole answer.
    pub(crate) async fn ask(&self, url: &str, method: &str, params: Value) -> Value {
        let call = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
        let (status, text) = self.post_json(url, &call).await;
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{method}: {status} {text}"))
    }

    /// A JSON-RPC call that must have a result.
    pub(crate) async fn call(&self, url: &str, method: &str, params: Value) -> Value {
        let answer = self.ask(url, method, params).await;
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// POST of JSON: status and text.
    pub(crate) async fn post_json(&self, url: &str, body: &Value) -> (u16, String) {
        let answer = self.http.post(url).json(body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn line(&mut self) -> Option<Value> {
        let line = tokio::time::timeout(PATIENCE, self.output.next_line()).await.unwrap().unwrap()?;
        Some(serde_json::from_str(&line).unwrap())
    }
}
