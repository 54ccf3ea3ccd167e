use crate::arguments::Arguments;
use crate::bitcoin::Bitcoin;
use crate::command::{Command, Fault, Name};
use crate::door::{self, Armed, Dialect, Door};
use crate::ethereum::Ethereum;
use crate::refusal::Refusal;
use crate::solana::Solana;
use serde_json::{Value, json};
use std::path::Path;

/// Everything that runs.
#[derive(Default)]
pub(crate) struct Peers {
    bitcoin: Option<Doors<Bitcoin>>,
    ethereum: Option<Doors<Ethereum>>,
    solana: Option<Doors<Solana>>,
    ready: Vec<Value>,
}

/// A peer and the doors in front of it.
struct Doors<T> {
    peer: T,
    doors: Vec<Door>,
}

impl Peers {
    /// Starts what is asked for and can be had, and tells a line about each.
    pub(crate) async fn start(arguments: &Arguments, say: &dyn Fn(&Value)) -> Result<Self, Refusal> {
        let mut peers = Self::default();
        for name in &arguments.names {
            match *name {
                "bitcoin" if there(name, &arguments.btcd, say) => {
                    let peer = Bitcoin::start(&arguments.btcd).await?;
                    let (url, facts) = (peer.url.clone(), peer.facts());
                    let doors = open_doors(door::esplora, &url, arguments.endpoints).await?;
                    peers.tell(name, &url, &doors, facts, say);
                    peers.bitcoin = Some(Doors { peer, doors });
                }
                "ethereum" if there(name, &arguments.anvil, say) => {
                    let peer = Ethereum::start(&arguments.anvil).await?;
                    let (url, facts) = (peer.url.clone(), peer.facts());
                    let doors = open_doors(door::ethereum, &url, arguments.endpoints).await?;
                    peers.tell(name, &url, &doors, facts, say);
                    peers.ethereum = Some(Doors { peer, doors });
                }
                "solana" if there(name, &arguments.solana, say) => {
                    let peer = Solana::start(&arguments.solana).await?;
                    let (url, facts) = (peer.url.clone(), peer.facts());
                    let doors = open_doors(door::solana, &url, arguments.endpoints).await?;
                    peers.tell(name, &url, &doors, facts, say);
                    peers.solana = Some(Doors { peer, doors });
                }
                _ => {}
            }
        }
        Ok(peers)
    }

    /// What each peer said of itself.
    pub(crate) fn ready(&self) -> &[Value] {
        &self.ready
    }

    /// The names of what runs.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let all = [
            ("bitcoin", self.bitcoin.is_some()),
            ("ethereum", self.ethereum.is_some()),
            ("solana", self.solana.is_some()),
        ];
        all.into_iter().filter_map(|(name, runs)| runs.then_some(name)).collect()
    }

    /// Does what a line asks for.
    pub(crate) async fn obey(&mut self, line: &Value) -> Result<Value, Refusal> {
        if is_for_solana(line) {
            return running(&mut self.solana)?.peer.obey(line).await;
        }
        match Command::read(line)? {
            Command::Fund(fund) => match fund.chain {
                Name::Bitcoin => running(&mut self.bitcoin)?.peer.fund(&fund).await,
                _ => running(&mut self.ethereum)?.peer.fund(&fund).await,
            },
            Command::Balance { chain: Name::Bitcoin, of } => {
                running(&mut self.bitcoin)?.peer.balance(&of).await
            }
            Command::Balance { of, .. } => running(&mut self.ethereum)?.peer.balance(&of).await,
            Command::Mine { chain: Name::Bitcoin, blocks } => {
                running(&mut self.bitcoin)?.peer.mine(blocks).await
            }
            Command::Mine { blocks, .. } => running(&mut self.ethereum)?.peer.mine(blocks).await,
            Command::Mining { chain: Name::Bitcoin, auto } => {
                running(&mut self.bitcoin)?.peer.mine_alone(auto);
                Ok(json!({}))
            }
            Command::Mining { auto, .. } => running(&mut self.ethereum)?.peer.mine_alone(auto).await,
            Command::Deploy { contract } => running(&mut self.ethereum)?.peer.deploy(contract).await,
            Command::Fees { rates } => {
                running(&mut self.bitcoin)?.peer.set_rates(rates);
                Ok(json!({}))
            }
            Command::Fault(fault) => self.arm(&fault),
            Command::Heal { peer } => {
                let mut healed = 0_usize;
                for (name, doors) in self.doors() {
                    if peer.is_none_or(|peer| peer == name) {
                        doors.iter().for_each(|door| door.faults.heal());
                        healed = healed.saturating_add(doors.len());
                    }
                }
                Ok(json!({"endpoints": healed}))
            }
            Command::Faults {} => Ok(self.faults()),
        }
    }

    /// Ends everything and waits until it is gone.
    pub(crate) async fn stop(self) {
        if let Some(doors) = self.bitcoin {
            doors.peer.stop().await;
        }
        if let Some(doors) = self.ethereum {
            doors.peer.stop().await;
        }
        if let Some(doors) = self.solana {
            doors.peer.stop().await;
        }
    }

    /// Tells of a peer that it is ready, and remembers it.
    fn tell(&mut self, name: &str, target: &str, doors: &[Door], facts: Value, say: &dyn Fn(&Value)) {
        let urls: Vec<&str> = doors.iter().map(|door| door.url.as_str()).collect();
        let mut line = json!({
            "event": "ready", "peer": name, "url": urls.first(), "urls": urls, "direct": target,
        });
        if let (Some(line), Value::Object(facts)) = (line.as_object_mut(), facts) {
            line.extend(facts);
        }
        say(&line);
        self.ready.push(line);
    }

    fn doors(&self) -> Vec<(Name, &[Door])> {
        let mut all = Vec::new();
        all.extend(self.bitcoin.as_ref().map(|peer| (Name::Bitcoin, peer.doors.as_slice())));
        all.extend(self.ethereum.as_ref().map(|peer| (Name::Ethereum, peer.doors.as_slice())));
        all.extend(self.solana.as_ref().map(|peer| (Name::Solana, peer.doors.as_slice())));
        all
    }

    fn arm(&self, fault: &Fault) -> Result<Value, Refusal> {
        let doors = self.doors().into_iter().find(|(name, _)| *name == fault.peer);
        let doors = doors.map(|(_, doors)| doors).ok_or_else(not_running)?;
        let chosen = match fault.endpoint {
            None => doors,
            Some(index) => doors
                .get(index..=index)
                .ok_or_else(|| Refusal::new("unknown_endpoint", "there is no such endpoint"))?,
        };
        for door in chosen {
            door.faults.arm(Armed { kind: fault.kind, left: fault.count, lie: fault.lie });
        }
        Ok(json!({"endpoints": chosen.len()}))
    }

    fn faults(&self) -> Value {
        let mut all = serde_json::Map::new();
        for (name, doors) in self.doors() {
            let told: Vec<Value> = doors
                .iter()
                .map(|door| json!({"url": door.url, "met": door.faults.met(), "left": door.faults.left()}))
                .collect();
            all.insert(format!("{name:?}").to_lowercase(), Value::Array(told));
        }
        json!({"faults": all})
    }
}

async fn open_doors(
    dialect: fn() -> Box<dyn Dialect>,
    target: &str,
    count: usize,
) -> Result<Vec<Door>, Refusal> {
    let mut doors = Vec::new();
    for _ in 0..count {
        doors.push(door::open(dialect(), target).await?);
    }
    Ok(doors)
}

fn running<T>(peer: &mut Option<T>) -> Result<&mut T, Refusal> {
    peer.as_mut().ok_or_else(not_running)
}

fn not_running() -> Refusal {
    Refusal::new("not_running", "that peer does not run")
}

/// What only Solana does, or is asked of Solana, is read where it is done.
fn is_for_solana(line: &Value) -> bool {
    let word = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default();
    let its_own = matches!(word("cmd"), "advance" | "freeze" | "thaw" | "hand_over" | "account" | "priority");
    its_own || (word("chain") == "solana" && matches!(word("cmd"), "fund" | "balance" | "mine" | "mining"))
}

/// Whether a node is there to be started.
fn there(name: &str, program: &Path, say: &dyn Fn(&Value)) -> bool {
    let there = program.is_file();
    if !there {
        let text = format!("{} is not there; scripts/peers {name} installs it", program.display());
        say(&json!({"event": "skipped", "peer": name, "code": "node_missing", "text": text}));
    }
    there
}
