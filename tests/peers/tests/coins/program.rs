//! A process that is told lines and tells JSON lines.

use serde_json::Value;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::watch;
use tokio::time::timeout;

/// How long anything may take before a test gives up. A payment on Solana that no block took fails after 150 seconds.
pub(crate) const PATIENCE: Duration = Duration::from_secs(240);

/// How long it may take to end before it is killed.
const GOODBYE: Duration = Duration::from_secs(5);

/// A running process. When a test drops it, its input ends, so that it ends in good order and leaves nothing behind.
pub(crate) struct Program {
    name: String,
    child: Child,
    input: tokio::sync::Mutex<Option<ChildStdin>>,
    heard: Arc<Mutex<Vec<Value>>>,
    count: watch::Receiver<usize>,
}

impl Program {
    /// Starts it.
    pub(crate) fn start(name: &str, mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|why| panic!("{name} does not start: {why}"));
        let input = tokio::sync::Mutex::new(child.stdin.take());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (more, count) = watch::channel(0);
        let kept = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let Ok(line) = serde_json::from_str(&line) else { continue };
                let mut kept = kept.lock().unwrap();
                kept.push(line);
                more.send_replace(kept.len());
            }
        });
        Self { name: name.to_owned(), child, input, heard, count }
    }

    /// Tells it a line. Whether it still listens is seen by its answer.
    pub(crate) async fn tell(&self, line: &str) {
        if let Some(input) = self.input.lock().await.as_mut() {
            let _gone = input.write_all(format!("{line}\n").as_bytes()).await;
        }
    }

    /// How many lines it has told.
    pub(crate) fn told(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    /// Waits for a line from this place on; panics if it ends without one.
    pub(crate) async fn line(&self, from: usize, is_it: impl Fn(&Value) -> bool) -> Value {
        let mut count = self.count.clone();
        let search = async {
            loop {
                count.borrow_and_update();
                if let Some(line) = self.heard.lock().unwrap().iter().skip(from).find(|line| is_it(line)) {
                    return Some(line.clone());
                }
                if count.changed().await.is_err() {
                    return None;
                }
            }
        };
        match timeout(PATIENCE, search).await {
            Ok(Some(line)) => line,
            Ok(None) => panic!("{} has ended", self.name),
            Err(_) => {
                panic!("{} does not say what is waited for; its last lines: {:?}", self.name, self.last())
            }
        }
    }

    /// Kills it from outside, so that it cannot clean up.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Ends its input and waits until it is gone.
    pub(crate) async fn stop(mut self) -> ExitStatus {
        drop(self.input.lock().await.take());
        timeout(PATIENCE, self.child.wait()).await.unwrap().unwrap()
    }

    fn last(&self) -> Vec<Value> {
        self.heard.lock().unwrap().iter().rev().take(3).cloned().collect()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.input.get_mut().take());
        let end = Instant::now() + GOODBYE;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
