use crate::refusal::Refusal;
use std::ffi::OsString;
use std::path::PathBuf;

/// The peers there are, in the order in which they are started.
pub(crate) const NAMES: [&str; 3] = ["bitcoin", "ethereum", "solana"];

/// What was asked for on the command line:
/// `tongtong-peers [--endpoints N] [--btcd FILE] [--anvil FILE] [--solana FILE] [--devnet FILE --profile FILE] [NAME ...]`.
#[derive(Debug)]
pub(crate) struct Arguments {
    /// Which peers; all if none is named.
    pub(crate) names: Vec<&'static str>,
    /// Endpoints in front of each.
    pub(crate) endpoints: usize,
    /// The node of Bitcoin.
    pub(crate) btcd: PathBuf,
    /// The node of Ethereum.
    pub(crate) anvil: PathBuf,
    /// The node of Solana.
    pub(crate) solana: PathBuf,
    /// The profile of a devnet, and where the one is written that names the peers besides.
    pub(crate) world: Option<(PathBuf, PathBuf)>,
}

impl Arguments {
    /// Reads them. A node that is not named is where `scripts/peers` put it.
    pub(crate) fn read(words: impl Iterator<Item = OsString>) -> Result<Self, Refusal> {
        let tools = tools();
        let mut found = Self {
            names: Vec::new(),
            endpoints: 1,
            btcd: tools.join("btcd"),
            anvil: tools.join("anvil"),
            solana: std::env::current_exe()?.with_file_name("tongtong-peer-solana"),
            world: None,
        };
        let (mut devnet, mut profile) = (None, None);
        let mut words = words;
        while let Some(word) = words.next() {
            let word = word.to_string_lossy().into_owned();
            let mut value = || words.next().ok_or_else(|| usage(format!("{word} wants a value")));
            match word.as_str() {
                "--btcd" => found.btcd = value()?.into(),
                "--anvil" => found.anvil = value()?.into(),
                "--solana" => found.solana = value()?.into(),
                "--devnet" => devnet = Some(value()?.into()),
                "--profile" => profile = Some(value()?.into()),
                "--endpoints" => {
                    let count = value()?.to_str().and_then(|count| count.parse().ok());
                    found.endpoints = count
                        .filter(|count| (1..=8).contains(count))
                        .ok_or_else(|| usage("--endpoints wants 1 to 8"))?;
                }
                name => match NAMES.iter().find(|known| **known == name) {
                    Some(name) => found.names.push(name),
                    None => return Err(usage(format!("no peer is called '{name}'"))),
                },
            }
        }
        if found.names.is_empty() {
            found.names = NAMES.to_vec();
        }
        found.world = match (devnet, profile) {
            (Some(devnet), Some(profile)) => Some((devnet, profile)),
            (None, None) => None,
            _ => return Err(usage("--devnet and --profile go together")),
        };
        Ok(found)
    }
}

fn usage(text: impl Into<String>) -> Refusal {
    Refusal::new("usage", text)
}

/// Where `scripts/peers` puts programs.
fn tools() -> PathBuf {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = named("XDG_CACHE_HOME")
        .unwrap_or_else(|| named("HOME").unwrap_or_else(|| PathBuf::from(".")).join(".cache"));
    cache.join("tongtong/tools/bin")
}
