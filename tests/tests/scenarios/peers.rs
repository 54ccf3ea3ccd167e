//! Real nodes of other chains beside a scenario's devnet: the program `tongtong-peers`, told by JSON lines.

use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;
use tokio::task::block_in_place;
use tongtong_tests::World;

/// What names the program.
const VARIABLE: &str = "TONGTONG_PEERS";
/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(90);

/// The nodes. They end with their input, so also when a test drops them.
pub(crate) struct Peers {
    /// The profile that names them and all of the devnet.
    pub(crate) profile: String,
    child: Child,
    input: ChildStdin,
    told: Receiver<Value>,
}

impl Peers {
    /// Starts the nodes of these chains.
    pub(crate) fn start(world: &World, chains: &[String]) -> Self {
        let program = std::env::var_os(VARIABLE);
        let how = "names no program: scripts/peers builds it and prints its path";
        assert!(program.is_some(), "{VARIABLE} {how}");
        let [devnet, whole] = ["devnet.json", "world.json"].map(|name| world.folder().join(name));
        fs::write(&devnet, world.profile_text()).unwrap();
        let mut command = Command::new(program.unwrap());
        command.arg("--devnet").arg(&devnet).arg("--profile").arg(&whole).args(chains);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (tell, told) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines() {
                let _gone = tell.send(serde_json::from_str(&line.unwrap()).unwrap());
            }
        });
        let mut peers = Self { profile: String::new(), child, input, told };
        let mut line = peers.line();
        while line["event"] == "ready" {
            line = peers.line();
        }
        let runs = line["peers"].as_array().is_some_and(|running| running.len() == chains.len());
        assert!(runs, "not every node runs; scripts/peers installs them: {line}");
        peers.profile = fs::read_to_string(&whole).unwrap();
        peers
    }

    /// Lets them do something, and gives their answer.
    pub(crate) fn obey(&mut self, command: &Value) -> Result<Value, String> {
        writeln!(self.input, "{command}").unwrap();
        let answer = self.line();
        if answer["event"] == "done" { Ok(answer) } else { Err(format!("the peers: {answer}")) }
    }

    /// Ends them and waits until they are gone.
    pub(crate) fn end(mut self) {
        drop(self.input);
        block_in_place(|| self.child.wait()).unwrap();
    }

    fn line(&self) -> Value {
        block_in_place(|| self.told.recv_timeout(PATIENCE)).unwrap()
    }
}
