use crate::refusal::Refusal;
use std::collections::VecDeque;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{self, Command};
use tokio::sync::oneshot;

/// How long a node may take to say that it listens.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many of a node's last lines are told when it does not start.
const LAST_LINES: usize = 8;

/// Starts the node and waits for the end of its own input, which comes when we end, however we end. It holds no end
/// of the node's output, so that the output ends with the node.
const KEEPER: &str = r#""$@" </dev/null 2>&1 & node=$!
exec >/dev/null 2>&1
while read -r _; do :; done
kill -9 "$node"
wait "$node""#;

/// A node that runs as long as this value lives, and never longer than this process.
pub(crate) struct Child {
    keeper: process::Child,
}

impl Child {
    /// Starts a program, which is at home in this folder, and waits until one of its lines says where it listens.
    pub(crate) async fn start(
        program: &Path,
        home: &Path,
        arguments: &[String],
        listens: fn(&str) -> Option<String>,
    ) -> Result<(Self, String), Refusal> {
        let mut keeper = Command::new("sh")
            .args(["-c", KEEPER, "sh"])
            .arg(program)
            .args(arguments)
            .env("HOME", home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A Ctrl-C is for us alone: we end the nodes.
            .process_group(0)
            .spawn()?;
        let output = keeper.stdout.take().ok_or_else(|| Refusal::nonsense("no output"))?;
        let (sender, place) = oneshot::channel();
        // Reads on for ever: a node whose output nobody takes stands still.
        tokio::spawn(async move {
            let mut lines = BufReader::new(output).lines();
            let mut sender = Some(sender);
            let mut last = VecDeque::new();
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some(waits) = sender.take_if(|_| listens(&line).is_some()) {
                    let _nobody = waits.send(listens(&line).ok_or_else(String::new));
                } else if sender.is_some() {
                    if last.len() == LAST_LINES {
                        last.pop_front();
                    }
                    last.push_back(line);
                }
            }
            if let Some(waits) = sender {
                let _nobody = waits.send(Err(last.into_iter().collect::<Vec<_>>().join(" / ")));
            }
        });
        let failed = |why: String| Refusal::new("node_failed", format!("{}: {why}", program.display()));
        match tokio::time::timeout(PATIENCE, place).await {
            Ok(Ok(Ok(place))) => Ok((Self { keeper }, place)),
            Ok(Ok(Err(last))) => Err(failed(format!("it ended: {last}"))),
            Ok(Err(_)) | Err(_) => Err(failed("it does not say where it listens".to_owned())),
        }
    }

    /// Ends it and waits until it is gone.
    pub(crate) async fn stop(mut self) {
        drop(self.keeper.stdin.take());
        let _gone = self.keeper.wait().await;
    }
}
