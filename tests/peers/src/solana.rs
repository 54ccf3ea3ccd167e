use crate::refusal::Refusal;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// How long the virtual machine may take to load its programs.
const PATIENCE: Duration = Duration::from_secs(60);

/// The virtual machine of Solana, a program of its own that reads and writes lines as this one does.
pub(crate) struct Solana {
    /// Where it listens.
    pub(crate) url: String,
    facts: Value,
    node: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Solana {
    /// Starts it.
    pub(crate) async fn start(program: &Path) -> Result<Self, Refusal> {
        let mut node = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        let (input, output) = (node.stdin.take(), node.stdout.take());
        let (Some(input), Some(output)) = (input, output) else { return Err(Refusal::nonsense("no pipes")) };
        let output = BufReader::new(output).lines();
        let mut peer = Self { url: String::new(), facts: Value::Null, node, input, output };
        let ready = tokio::time::timeout(PATIENCE, peer.line()).await;
        let mut ready =
            ready.map_err(|_| Refusal::new("node_failed", "it does not say where it listens"))??;
        let url = ready.get("url").and_then(Value::as_str).map(str::to_owned);
        peer.url = url.ok_or_else(|| Refusal::nonsense(&ready))?;
        if let Some(fields) = ready.as_object_mut() {
            fields.retain(|name, _| !["event", "peer", "url"].contains(&name.as_str()));
        }
        peer.facts = ready;
        Ok(peer)
    }

    /// What a test must know.
    pub(crate) fn facts(&self) -> Value {
        let mut facts = self.facts.clone();
        facts["network"] = json!({"genesis": facts["genesis"]});
        facts["assets"] = json!([
            {"code": "SOL", "chain": "solana", "decimals": 9},
            {"code": "TTCL", "chain": "solana", "id": facts["mint"], "decimals": facts["decimals"]},
        ]);
        facts
    }

    /// Hands a line on and takes the answer.
    pub(crate) async fn obey(&mut self, line: &Value) -> Result<Value, Refusal> {
        self.input.write_all(format!("{line}\n").as_bytes()).await?;
        self.input.flush().await?;
        let mut answer = self.line().await?;
        if answer.get("event").and_then(Value::as_str) == Some("done") {
            return Ok(answer);
        }
        let text = answer.get_mut("text").map(Value::take);
        let text = text.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
        let code = answer.get("code").and_then(Value::as_str).unwrap_or_default();
        let known =
            ["unreadable", "refused_by_program", "no_account"].into_iter().find(|known| *known == code);
        Err(Refusal::new(known.unwrap_or("node_refused"), text))
    }

    /// Ends it.
    pub(crate) async fn stop(self) {
        let Self { mut node, input, .. } = self;
        drop(input);
        let _gone = node.wait().await;
    }

    async fn line(&mut self) -> Result<Value, Refusal> {
        let line = self.output.next_line().await?;
        let line = line.ok_or_else(|| Refusal::new("node_lost", "the virtual machine has ended"))?;
        serde_json::from_str(&line).map_err(|_| Refusal::nonsense(json!(line)))
    }
}
