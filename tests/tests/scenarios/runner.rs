//! Runs the steps of a scenario on a world of its own.

use crate::file::{Action, Outcome, Step, With};
use crate::json::Json;
use crate::methods::{Arguments, Failure, free, on_device};
use crate::pattern::{Names, compare, resolve};
use crate::peers::Peers;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tongtong::{CallbackError, Device, Event, EventListener, Subscription};
use tongtong_tests::World;

/// How long a step may wait.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it looks.
const PAUSE: Duration = Duration::from_millis(50);

/// What a device was told and no step has taken.
#[derive(Default)]
struct Heard(Mutex<Vec<Value>>);

impl EventListener for Heard {
    fn on_event(&self, event: Event) -> Result<(), CallbackError> {
        self.0.lock().unwrap().push(event.json());
        Ok(())
    }
}

/// An open device.
struct Opened {
    device: Arc<Device>,
    heard: Arc<Heard>,
    home: PathBuf,
    _subscription: Arc<Subscription>,
}

/// A scenario that runs.
pub(crate) struct Runner {
    peers: Option<Peers>,
    world: World,
    profile: String,
    devices: HashMap<String, Opened>,
    names: Names,
}

impl Runner {
    /// Starts a world, with nodes of these chains beside the devnet.
    pub(crate) async fn start(chains: &[String]) -> Self {
        let world = World::start().await;
        let peers = if chains.is_empty() { None } else { Some(Peers::start(&world, chains)) };
        let profile = peers.as_ref().map_or_else(|| world.profile_text(), |peers| peers.profile.clone());
        Self { peers, world, profile, devices: HashMap::new(), names: Names::new() }
    }

    /// Does the steps, shuts the devices down, and says what differs at the first step that fails.
    pub(crate) async fn run(mut self, steps: &[Step]) -> Result<(), String> {
        let mut ran = Ok(());
        for step in steps {
            ran = self.step(step).await.map_err(|why| format!("{}: {why}", step.place));
            if ran.is_err() {
                break;
            }
        }
        for opened in self.devices.values() {
            let ended = opened.device.shutdown().await;
            ran = ran.and(ended.map_err(|error| format!("at the end: {}", error.json())));
        }
        if let Some(peers) = self.peers {
            peers.end();
        }
        ran
    }

    async fn step(&mut self, step: &Step) -> Result<(), String> {
        if let Action::Event { on, kind, fields } = &step.action {
            return self.event(on, kind, fields).await;
        }
        if let Outcome::Returns(pattern) | Outcome::Until(pattern) | Outcome::Fails(pattern) = &step.outcome {
            resolve(pattern, &self.names)?;
        }
        let end = Instant::now() + PATIENCE;
        loop {
            let returned = match self.act(&step.action).await {
                Err(Failure::File(why)) => return Err(why),
                Ok(value) => Ok(value),
                Err(Failure::Error(error)) => Err(error.json()),
            };
            let (pattern, value) = match (&step.outcome, &returned) {
                (Outcome::Success, Ok(_)) => return Ok(()),
                (Outcome::Returns(pattern) | Outcome::Until(pattern), Ok(value)) => (pattern, value),
                (Outcome::Fails(pattern), Err(error)) => (pattern, error),
                (Outcome::Fails(pattern), Ok(_)) => return Err(format!("it succeeds instead of {pattern}")),
                (_, Err(error)) => return Err(format!("it fails with {error}")),
            };
            let compared = compare(pattern, value, &mut self.names);
            let again = matches!(step.outcome, Outcome::Until(_)) && Instant::now() < end;
            if compared.is_ok() || !again {
                return compared;
            }
            sleep(PAUSE).await;
        }
    }

    async fn act(&mut self, action: &Action) -> Result<Value, Failure> {
        match action {
            Action::Call { on: Some(on), name, with } => {
                let with = self.resolved(with)?;
                let device = &self.opened(on).map_err(Failure::File)?.device;
                on_device(device, name, &with).await
            }
            Action::Call { on: None, name, with } => free(name, &self.resolved(with)?),
            Action::Open { device, with } => self.open(device, &self.resolved(with)?).await,
            Action::World { action, with } => self.outside(action, &self.resolved(with)?).await,
            Action::Event { .. } => Err(Failure::File("an event returns nothing".to_owned())),
        }
    }

    fn resolved(&self, with: &With) -> Result<Arguments, Failure> {
        let values = with.iter().map(|(name, value)| Ok((name.clone(), resolve(value, &self.names)?)));
        values.collect::<Result<_, _>>().map(Arguments).map_err(Failure::File)
    }

    fn opened(&self, name: &str) -> Result<&Opened, String> {
        self.devices.get(name).ok_or_else(|| format!("no device {name} was opened"))
    }

    async fn open(&mut self, name: &str, with: &Arguments) -> Result<Value, Failure> {
        let profile = match with.0.get("profile") {
            Some(_) => with.text("profile")?,
            None => self.profile.clone(),
        };
        let home = match with.0.get("folder") {
            Some(_) => self.opened(&with.text("folder")?).map_err(Failure::File)?.home.clone(),
            None => self.world.home(name),
        };
        let folder = home.to_str().unwrap().to_owned();
        let device = Device::open(profile, folder, None, None, None).await?;
        let heard = Arc::new(Heard::default());
        let subscription = device.subscribe(heard.clone())?;
        self.devices.insert(name.to_owned(), Opened { device, heard, home, _subscription: subscription });
        Ok(Value::Null)
    }

    async fn event(&mut self, on: &str, kind: &str, fields: &Value) -> Result<(), String> {
        resolve(fields, &self.names)?;
        let heard = Arc::clone(&self.opened(on)?.heard);
        let end = Instant::now() + PATIENCE;
        loop {
            {
                let mut events = heard.0.lock().unwrap();
                let mut fits =
                    |event: &Value| event["type"] == kind && compare(fields, event, &mut self.names).is_ok();
                if let Some(found) = events.iter().position(&mut fits) {
                    events.remove(found);
                    return Ok(());
                }
                if Instant::now() >= end {
                    return Err(format!("no event {kind} {fields}; not taken: {}", json!(*events)));
                }
            }
            sleep(PAUSE).await;
        }
    }

    async fn outside(&mut self, action: &str, with: &Arguments) -> Result<Value, Failure> {
        match action {
            "sms_code" => {
                let phone = with.text("phone")?.parse().map_err(|_| Failure::File("no phone".to_owned()))?;
                Ok(json!(self.world.code_for(&phone).await))
            }
            "node" => Ok(self.world.node(&with.text("method")?, with.0["params"].clone()).await),
            "peers" => {
                let peers =
                    self.peers.as_mut().ok_or_else(|| Failure::File("there are no peers".to_owned()))?;
                peers.obey(&with.0["command"]).map_err(Failure::File)
            }
            "back_up" | "put_back" => {
                let home = &self.opened(&with.text("device")?).map_err(Failure::File)?.home;
                let (store, beside) = (home.join("store"), home.with_extension("copy"));
                let (from, to) = if action == "back_up" { (store, beside) } else { (beside, store) };
                copy(&from, &to);
                Ok(Value::Null)
            }
            _ => Err(Failure::File(format!("the world has no {action}"))),
        }
    }
}

/// Makes one folder the same as another.
fn copy(from: &Path, to: &Path) {
    if to.exists() {
        fs::remove_dir_all(to).unwrap();
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}
