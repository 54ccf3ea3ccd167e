//! A devnet, and people with folders who type commands.

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long a line may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program, with nothing of this machine's settings.
pub(crate) fn tongtong() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongtong"));
    command.env_remove("TONGTONG_HOME").env_remove("TONGTONG_PROFILE").env("LC_ALL", "C");
    command
}

/// A process that speaks line by line; it ends with its handle.
pub(crate) struct Running {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let input = child.stdin.take();
        Self { child, input, lines }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The next line that fits.
    pub(crate) fn line(&self, fits: impl Fn(&str) -> bool) -> String {
        let mut seen = String::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if fits(&line) => return line,
                Ok(line) => seen += &(line + "\n"),
                Err(_) => panic!("no such line came:\n{seen}"),
            }
        }
    }

    pub(crate) fn types(&mut self, line: &str) {
        self.input.as_mut().unwrap().write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    /// Ends its input and waits for its end.
    pub(crate) fn leaves(mut self) -> i32 {
        drop(self.input.take());
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// A world and a folder for everything.
pub(crate) struct World {
    pub(crate) dir: tempfile::TempDir,
    devnet: Running,
}

impl World {
    pub(crate) fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut command = tongtong();
        command.args(["--json", "devnet", "--attached", "--dir"]).arg(dir.path().join("world"));
        let devnet = Running::start(command);
        devnet.line(|line| line.contains("\"ready\""));
        std::fs::write(dir.path().join("pass"), "correct horse battery staple lunar window\n").unwrap();
        Self { dir, devnet }
    }

    /// The code that went out last.
    pub(crate) fn sms(&self) -> String {
        let line = self.devnet.line(|line| line.contains("\"sms\""));
        let said: Value = serde_json::from_str(&line).unwrap();
        said["code"].as_str().unwrap().to_owned()
    }

    /// The faucet: an address typed into the world's terminal.
    pub(crate) fn gives(&mut self, address: &str) {
        self.gives_of(address, "1000");
    }

    /// The same with what is typed after the address.
    pub(crate) fn gives_of(&mut self, address: &str, what: &str) {
        self.devnet.types(&format!("faucet {address} {what}"));
        self.devnet.line(|line| line.contains("\"minted\""));
    }

    pub(crate) fn profile(&self) -> PathBuf {
        self.dir.path().join("world").join("profile.json")
    }

    pub(crate) fn home(&self, who: &str) -> PathBuf {
        self.dir.path().join(who)
    }

    /// A command of somebody, ready to run.
    pub(crate) fn of(&self, who: &str, words: &[&str]) -> Command {
        let mut command = tongtong();
        command.arg("--home").arg(self.home(who)).arg("--profile").arg(self.profile());
        command.arg("--passphrase-file").arg(self.dir.path().join("pass")).args(words);
        command
    }

    /// Somebody types a command; it must be done.
    pub(crate) fn done(&self, who: &str, words: &[&str]) -> String {
        let output = self.of(who, words).stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{words:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    /// The same for a program.
    pub(crate) fn json(&self, who: &str, words: &[&str]) -> Value {
        let mut all = vec!["--json"];
        all.extend(words);
        serde_json::from_str(self.done(who, &all).lines().last().unwrap()).unwrap()
    }

    pub(crate) fn signed_up(&self, who: &str, phone: &str, name: &str) {
        let mut signup = Running::start(self.of(who, &["signup", "--phone", phone, "--name", name]));
        let code = self.sms();
        signup.types(&code);
        signup.line(|line| line.starts_with("Signed up"));
        assert_eq!(signup.leaves(), 0);
    }
}

/// A refusal: one line, its code, exit code 2, nothing on standard output.
pub(crate) fn refusal(output: &Output) -> String {
    let complaint = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(2), "{complaint}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{complaint}");
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
    let code = complaint.strip_prefix("error[").and_then(|rest| rest.split_once("]: "));
    let (code, words) = code.unwrap_or_else(|| panic!("{complaint}"));
    assert!(words.trim().len() > 5, "{complaint}");
    code.to_owned()
}

/// Every file below a folder with its content: what a refusal must leave alone.
pub(crate) fn contents(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.push((path.clone(), Vec::new()));
            found.extend(contents(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}
