//! A device of the story: a person, a folder, a process.

use super::child::Child;
use super::fault::{Answer, Fault};
use super::stage::Stage;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tongtong_crypto::entropy::OsEntropy;
use tongtong_crypto::passphrase;
use zeroize::Zeroizing;

/// One device.
pub(super) struct Device {
    /// What its person is called.
    pub(super) name: &'static str,
    /// Its person's identity, once signed up.
    pub(super) peer: String,
    /// Its pass phrase.
    pub(super) pass: Zeroizing<String>,
    lang: &'static str,
    folder: PathBuf,
    profile: PathBuf,
    errors: PathBuf,
    child: Option<Child>,
}

impl Device {
    /// A device whose folder is `DIR/key`; its process starts with [`Device::start`].
    pub(super) fn new(name: &'static str, key: &str, stage: &Stage, profile: &Path) -> Result<Self, Fault> {
        let dir = &stage.dir;
        let proposal = OsEntropy::new().and_then(|source| passphrase::suggest(&source));
        let proposal = proposal.map_err(|_| Fault::new("no_entropy"))?;
        let errors = dir.join("log");
        std::fs::create_dir_all(&errors).map_err(|_| Fault::new("dir_not_writable"))?;
        Ok(Self {
            name,
            peer: String::new(),
            pass: Zeroizing::new(proposal.expose().to_owned()),
            lang: stage.show.lang(),
            folder: dir.join(key),
            profile: profile.to_owned(),
            errors: errors.join(format!("{key}.stderr")),
            child: None,
        })
    }

    /// Gives it another network from its next start on.
    pub(super) fn move_to(&mut self, profile: &Path) {
        profile.clone_into(&mut self.profile);
    }

    /// Starts its process, locked.
    pub(super) fn start(&mut self, more: &[&str]) -> Result<(), Fault> {
        let (folder, profile) = (self.folder.display().to_string(), self.profile.display().to_string());
        let mut args = vec!["--home", &folder, "--profile", &profile, "--lang", self.lang, "--json", "agent"];
        args.extend(more);
        self.child = Some(Child::start(&args, &self.errors)?);
        Ok(())
    }

    /// Starts its process again and unlocks it.
    pub(super) async fn wake(&mut self, direct: bool, more: &[&str]) -> Result<(), Fault> {
        self.start(more)?;
        self.act("direct", json!({ "allowed": direct })).await?;
        self.act("unlock", json!({ "pass": *self.pass })).await.map(drop)
    }

    /// Its process.
    pub(super) fn child(&self) -> Result<&Child, Fault> {
        self.child.as_ref().ok_or_else(|| Fault::new("process_gone").with(self.name))
    }

    /// Lets it do something that must go well.
    pub(super) async fn act(&self, op: &str, args: Value) -> Result<Value, Fault> {
        let done = self.child()?.ask(op, args).await;
        done.map_err(|answer| {
            Fault::new("device_refused").with(format!("{} {op}: {}", self.name, answer.code()))
        })
    }

    /// Lets it try something that should be refused; gives the refusal.
    pub(super) async fn try_in_vain(&self, op: &str, args: Value) -> Result<Value, Fault> {
        match self.child()?.ask(op, args).await {
            Ok(_) => Err(Fault::new("not_refused").with(op)),
            Err(Answer::Refused(error)) => Ok(error),
            Err(Answer::Silence) => Err(Fault::new("process_gone").with(self.name)),
        }
    }

    /// Ends its process in good order.
    pub(super) async fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _locked = child.ask("lock", json!({})).await;
            child.stop().await;
        }
    }

    /// Kills its process from outside; whether its wait status says so.
    pub(super) async fn kill(&mut self) -> bool {
        match self.child.take() {
            Some(mut child) => super::child::was_killed(child.kill().await),
            None => false,
        }
    }
}
