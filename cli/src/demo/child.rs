//! A process of the story: it is told by JSON lines, and tells by JSON lines.

use super::fault::{Answer, Fault};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{ChildStdin, ChildStdout, Command};
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, timeout};

/// How long an operation may take.
const OPERATION: Duration = Duration::from_secs(20);
/// How long a process may take to end when its input ends.
const GOODBYE: Duration = Duration::from_secs(5);

/// A running process of this program.
pub(super) struct Child {
    process: tokio::process::Child,
    input: tokio::sync::Mutex<Option<ChildStdin>>,
    heard: Arc<Heard>,
    next: AtomicU64,
}

/// What came from the process.
#[derive(Default)]
struct Heard {
    waiting: Mutex<HashMap<u64, oneshot::Sender<Result<Value, Value>>>>,
    events: Mutex<Vec<Value>>,
    more: Notify,
}

impl Child {
    /// Starts this program with these arguments. What it says to nobody goes into a file.
    pub(super) fn start(args: &[&str], errors: &Path) -> Result<Self, Fault> {
        let broken = |_| Fault::new("process_not_started");
        let mut process = Command::new(std::env::current_exe().map_err(broken)?)
            .args(args)
            .env_remove("TONGTONG_HOME")
            .env_remove("TONGTONG_PROFILE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(errors).map_err(broken)?)
            .kill_on_drop(true)
            .spawn()
            .map_err(broken)?;
        let input = tokio::sync::Mutex::new(process.stdin.take());
        let heard = Arc::new(Heard::default());
        if let Some(output) = process.stdout.take() {
            tokio::spawn(listen(output, Arc::clone(&heard)));
        }
        Ok(Self { process, input, heard, next: AtomicU64::new(1) })
    }

    /// Tells it to do something and waits until it is done or refused.
    pub(super) async fn ask(&self, op: &str, args: Value) -> Result<Value, Answer> {
        let answer = self.tell(op, args).await;
        match timeout(OPERATION, answer).await {
            Ok(Ok(Ok(done))) => Ok(done),
            Ok(Ok(Err(error))) => Err(Answer::Refused(error)),
            _ => Err(Answer::Silence),
        }
    }

    /// Tells it to do something; the answer comes when it comes.
    pub(super) async fn tell(&self, op: &str, args: Value) -> oneshot::Receiver<Result<Value, Value>> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = oneshot::channel();
        lock(&self.heard.waiting).insert(id, sender);
        let line = json!({ "id": id, "op": op, "args": args }).to_string() + "\n";
        if let Some(input) = self.input.lock().await.as_mut() {
            // A process that is gone does not answer: the wait for the answer says so.
            let _written = input.write_all(line.as_bytes()).await;
        }
        answer
    }

    /// Waits for an event, now or in the past.
    pub(super) async fn event(&self, limit: Duration, is_it: impl Fn(&Value) -> bool) -> Option<Value> {
        let until = Instant::now() + limit;
        loop {
            let more = self.heard.more.notified();
            if let Some(event) = lock(&self.heard.events).iter().rev().find(|event| is_it(event)) {
                return Some(event.clone());
            }
            timeout(until.checked_duration_since(Instant::now())?, more).await.ok()?;
        }
    }

    /// Ends its input and waits until it has ended.
    pub(super) async fn stop(&mut self) {
        drop(self.input.lock().await.take());
        let _late = timeout(GOODBYE, self.process.wait()).await;
    }

    /// Kills it from outside, with SIGKILL, and gives its wait status.
    pub(super) async fn kill(&mut self) -> Option<ExitStatus> {
        self.process.start_kill().ok()?;
        timeout(GOODBYE, self.process.wait()).await.ok()?.ok()
    }
}

/// Whether a process was ended by SIGKILL, by its wait status.
#[cfg(unix)]
pub(super) fn was_killed(status: Option<ExitStatus>) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.and_then(|status| status.signal()) == Some(9)
}

/// Where there are no signals: whether it ended by force.
#[cfg(not(unix))]
pub(super) fn was_killed(status: Option<ExitStatus>) -> bool {
    status.is_some_and(|status| !status.success())
}

async fn listen(output: ChildStdout, heard: Arc<Heard>) {
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let Ok(mut said) = serde_json::from_str::<Value>(&line) else { continue };
        match said.get("id").and_then(Value::as_u64) {
            Some(id) => {
                let waiting = lock(&heard.waiting).remove(&id);
                let answer = match said.get_mut("error") {
                    Some(error) => Err(error.take()),
                    None => Ok(said.get_mut("done").map(Value::take).unwrap_or_default()),
                };
                if let Some(waiting) = waiting {
                    let _too_late = waiting.send(answer);
                }
            }
            None => {
                lock(&heard.events).push(said);
                heard.more.notify_waiters();
            }
        }
    }
    // Nobody answers any more.
    lock(&heard.waiting).clear();
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
