//! Scenario files, read and checked against the words that there are.

use crate::pattern;
use crate::surface::{Function, Surface};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Arguments by name.
pub(crate) type With = Map<String, Value>;

/// A scenario.
pub(crate) struct Scenario {
    /// The chains whose nodes its world has beside the devnet.
    pub(crate) peers: Vec<String>,
    pub(crate) steps: Vec<Step>,
}

/// One step, and where it stands.
pub(crate) struct Step {
    pub(crate) place: String,
    pub(crate) action: Action,
    pub(crate) outcome: Outcome,
}

/// What a step does.
pub(crate) enum Action {
    Call { on: Option<String>, name: String, with: With },
    Open { device: String, with: With },
    Event { on: String, kind: String, fields: Value },
    World { action: String, with: With },
}

/// What must come of it.
pub(crate) enum Outcome {
    Success,
    Returns(Value),
    Until(Value),
    Fails(Value),
}

/// The actions on the world and their arguments.
const WORLD: [(&str, &[&str]); 5] = [
    ("sms_code", &["phone"]),
    ("node", &["method", "params"]),
    ("back_up", &["device"]),
    ("put_back", &["device"]),
    ("peers", &["command"]),
];

/// The chains that a world can have nodes of.
const PEERS: [&str; 3] = ["bitcoin", "ethereum", "solana"];

/// The arguments that have a value where they are left out: method and argument.
const DEFAULTS: [(&str, &str); 1] = [("receive_address", "asset")];

/// The kinds of events.
pub(crate) const EVENTS: [&str; 10] = [
    "read_anew",
    "contact_changed",
    "message_changed",
    "payment_announced",
    "payment_changed",
    "balance_changed",
    "wallet_restored",
    "late_deposit",
    "online",
    "offline",
];

/// Where the scenarios are.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// The names of all scenarios.
pub(crate) fn listed() -> BTreeSet<String> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name());
    entries.filter_map(|name| Some(name.to_str()?.strip_suffix(".json")?.to_owned())).collect()
}

/// Reads a scenario, with the files that it includes.
pub(crate) fn read(name: &str, surface: &Surface) -> Result<Scenario, String> {
    let file = format!("{name}.json");
    let text = fs::read_to_string(folder().join(&file)).map_err(|why| format!("{file}: {why}"))?;
    parse(&file, &text, surface, true)
}

/// Reads the text of a scenario file.
pub(crate) fn parse(
    file: &str,
    text: &str,
    surface: &Surface,
    may_include: bool,
) -> Result<Scenario, String> {
    let read: Value = serde_json::from_str(text).map_err(|why| format!("{file}: {why}"))?;
    let Value::Object(mut read) = read else { return Err(format!("{file}: not an object")) };
    let (title, peers, steps) = (read.remove("title"), read.remove("peers"), read.remove("steps"));
    let (Some(Value::String(_)), Some(Value::Array(steps)), true) = (title, steps, read.is_empty()) else {
        return Err(format!("{file}: it has a title, steps, at most peers besides, and nothing else"));
    };
    let peers = match peers {
        Some(_) if !may_include => return Err(format!("{file}: only a scenario names its peers")),
        Some(peers) => chains(&peers).ok_or_else(|| format!("{file}: peers are some of {PEERS:?}"))?,
        None => Vec::new(),
    };
    let mut all = Vec::new();
    for (number, step) in (1..).zip(steps) {
        let mut place = format!("{file}, step {number}");
        let fault = |why: String| format!("{file}, step {number}: {why}");
        let Value::Object(mut step) = step else { return Err(fault("not an object".to_owned())) };
        if let Some(note) = step.remove("note") {
            place = format!("{place} ({})", note.as_str().unwrap_or_default());
        }
        if let Some(Value::String(part)) = step.remove("include") {
            if !may_include || !step.is_empty() || !part.starts_with("parts/") {
                return Err(fault("include stands alone, takes a part, and not within one".to_owned()));
            }
            let text =
                fs::read_to_string(folder().join(&part)).map_err(|why| fault(format!("{part}: {why}")))?;
            let steps = parse(&part, &text, surface, false)?.steps;
            all.extend(
                steps.into_iter().map(|step| Step { place: format!("{place}: {}", step.place), ..step }),
            );
            continue;
        }
        all.push(one(place, step, surface).map_err(fault)?);
    }
    let is_for_peers =
        |step: &&Step| matches!(&step.action, Action::World { action, .. } if action == "peers");
    match all.iter().find(is_for_peers) {
        Some(step) if may_include && peers.is_empty() => Err(format!("{}: no peers are named", step.place)),
        _ => Ok(Scenario { peers, steps: all }),
    }
}

/// Names of chains, each at most once.
fn chains(peers: &Value) -> Option<Vec<String>> {
    let names: Vec<&str> = peers.as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
    let known: BTreeSet<&str> = names.iter().copied().filter(|name| PEERS.contains(name)).collect();
    let all_known = !names.is_empty() && known.len() == names.len();
    all_known.then(|| names.into_iter().map(str::to_owned).collect())
}

fn one(place: String, mut step: Map<String, Value>, surface: &Surface) -> Result<Step, String> {
    let mut text = |key: &str| match step.remove(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(format!("{key} is a text, not {other}")),
    };
    let on = text("on")?;
    let words = [text("call")?, text("open")?, text("event")?, text("world")?];
    let with = match step.remove("with") {
        None => None,
        Some(Value::Object(with)) => Some(with),
        Some(_) => return Err("with is an object".to_owned()),
    };
    let fields = step.remove("fields");
    let (takes_with, takes_fields) = (with.is_some(), fields.is_some());
    let with = with.unwrap_or_default();
    let action = match (words, on) {
        ([Some(name), None, None, None], on) => {
            let functions = if on.is_some() { &surface.methods } else { &surface.free };
            let function = functions.get(&name).ok_or_else(|| format!("there is no {name} to call"))?;
            arguments(&name, function, &with)?;
            Action::Call { on, name, with }
        }
        ([None, Some(device), None, None], None) => {
            known(&with, &["profile", "folder"])?;
            Action::Open { device, with }
        }
        ([None, None, Some(kind), None], Some(on)) => {
            if !EVENTS.contains(&kind.as_str()) {
                return Err(format!("there is no event {kind}"));
            }
            let fields = fields.unwrap_or(Value::Object(Map::new()));
            pattern::check(&fields)?;
            Action::Event { on, kind, fields }
        }
        ([None, None, None, Some(action)], None) => {
            let arguments = WORLD.iter().find(|(name, _)| *name == action).map(|(_, arguments)| *arguments);
            let arguments = arguments.ok_or_else(|| format!("the world has no {action}"))?;
            known(&with, arguments)?;
            if with.len() != arguments.len() {
                return Err(format!("{action} takes {arguments:?}"));
            }
            Action::World { action, with }
        }
        _ => return Err("a step has one of call, open, event, world, include, and on with event".to_owned()),
    };
    let is_event = matches!(action, Action::Event { .. });
    if takes_fields && !is_event || takes_with && is_event {
        return Err("fields belongs to event, with to everything else".to_owned());
    }
    let outcome = outcome(&mut step)?;
    let fits = match (&action, &outcome) {
        (Action::Event { .. }, outcome) => matches!(outcome, Outcome::Success),
        (Action::World { .. }, outcome) => !matches!(outcome, Outcome::Fails(_)),
        _ => true,
    };
    match step.keys().next() {
        Some(unknown) => Err(format!("{unknown} is no word of a step, or there are two outcomes")),
        None if !fits => Err("this step cannot have this outcome".to_owned()),
        None => Ok(Step { place, action, outcome }),
    }
}

fn outcome(step: &mut Map<String, Value>) -> Result<Outcome, String> {
    let mut take = |key: &str| {
        let pattern = step.remove(key)?;
        Some(pattern::check(&pattern).map(|()| pattern))
    };
    if let Some(fails) = take("fails") {
        let fails = fails?;
        return match (&fails["kind"], &fails["code"]) {
            (Value::String(_), Value::String(_)) => Ok(Outcome::Fails(fails)),
            _ => Err("fails names kind and code".to_owned()),
        };
    }
    if let Some(returns) = take("returns") {
        return returns.map(Outcome::Returns);
    }
    take("until").map_or(Ok(Outcome::Success), |until| until.map(Outcome::Until))
}

fn known(with: &With, names: &[&str]) -> Result<(), String> {
    match with.keys().find(|name| !names.contains(&name.as_str())) {
        Some(unknown) => Err(format!("there is no argument {unknown}")),
        None => Ok(()),
    }
}

fn arguments(name: &str, function: &Function, with: &With) -> Result<(), String> {
    let names: Vec<&str> = function.arguments.iter().map(|(name, _)| name.as_str()).collect();
    known(with, &names)?;
    let may_lack =
        |argument: &str, kind: &str| kind.starts_with("Option<") || DEFAULTS.contains(&(name, argument));
    let missing = function
        .arguments
        .iter()
        .find(|(argument, kind)| !with.contains_key(argument.as_str()) && !may_lack(argument, kind));
    missing.map_or(Ok(()), |(name, _)| Err(format!("the argument {name} is missing")))
}

/// What these steps call, by the names of [`Surface::all`].
pub(crate) fn called(steps: &[Step], surface: &Surface) -> BTreeSet<String> {
    let mut called = BTreeSet::new();
    for step in steps {
        match &step.action {
            Action::Call { on: None, name, .. } => {
                called.insert(name.clone());
            }
            Action::Call { on: Some(_), name, with } => {
                called.insert(format!("Device.{name}"));
                for (argument, kind) in &surface.methods[name].arguments {
                    if let Some(object) = kind.strip_prefix("Arc<").and_then(|kind| kind.strip_suffix('>'))
                        && with.contains_key(argument)
                    {
                        called.insert(format!("{object}.from_utf8"));
                    }
                }
            }
            Action::Open { .. } => {
                called.insert("Device.open".to_owned());
            }
            Action::Event { .. } => {
                called.insert("Device.subscribe".to_owned());
            }
            Action::World { .. } => {}
        }
    }
    called
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(step: &str) -> String {
        let text = format!(r#"{{"title": "x", "steps": [{step}]}}"#);
        parse("x.json", &text, &Surface::read(), true).err().unwrap_or_default()
    }

    #[test]
    fn a_step_with_words_that_there_are_is_taken() {
        assert_eq!(
            refused(r#"{"on": "a", "call": "contact", "with": {"peer": "$b"}, "until": {"name": "B"}}"#),
            ""
        );
        assert_eq!(refused(r#"{"on": "a", "event": "online", "fields": {"peer": "$b"}, "note": "x"}"#), "");
        for asset in ["", r#", "with": {"asset": "BTC"}"#] {
            assert_eq!(refused(&format!(r#"{{"on": "a", "call": "receive_address"{asset}}}"#)), "");
        }
    }

    #[test]
    fn peers_are_named_before_they_are_told_anything() {
        let step = r#"{"world": "peers", "with": {"command": {"cmd": "mine", "chain": "bitcoin"}}}"#;
        assert!(refused(step).contains("no peers"), "{}", refused(step));
        let read = |peers: &str, may_include: bool| {
            let text = format!(r#"{{"title": "x", "peers": {peers}, "steps": [{step}]}}"#);
            parse("x.json", &text, &Surface::read(), may_include).map(|scenario| scenario.peers)
        };
        assert_eq!(read(r#"["solana", "bitcoin"]"#, true).unwrap(), ["solana", "bitcoin"]);
        for peers in ["[]", "true", r#"["ttchain"]"#, r#"["bitcoin", "bitcoin"]"#] {
            assert!(read(peers, true).is_err(), "{peers}");
        }
        assert!(read(r#"["bitcoin"]"#, false).is_err(), "a part");
    }

    #[test]
    fn a_word_that_there_is_not() {
        for (step, fault) in [
            (r#"{"on": "a", "call": "dance"}"#, "dance"),
            (r#"{"call": "say"}"#, "say"),
            (r#"{"on": "a", "call": "lock", "with": {"hard": true}}"#, "hard"),
            (r#"{"on": "a", "call": "contact"}"#, "peer"),
            (r#"{"on": "a", "call": "lock", "retuns": null}"#, "retuns"),
            (r#"{"on": "a", "call": "lock", "returns": null, "until": null}"#, "until"),
            (r#"{"on": "a", "call": "lock", "fails": {"code": "locked"}}"#, "kind and code"),
            (r#"{"on": "a", "event": "thunder"}"#, "thunder"),
            (r#"{"world": "end"}"#, "end"),
            (r#"{"world": "sms_code"}"#, "phone"),
            (r#"{"world": "sms_code", "call": "version"}"#, "one of"),
            (r#"{"include": "sign_up.json"}"#, "part"),
        ] {
            let told = refused(step);
            assert!(told.starts_with("x.json, step 1: ") && told.contains(fault), "{step}: {told:?}");
        }
    }
}
