//! What the answers are about: the networks, and which assets there are on them.

use super::fault::Fault;
use crate::failure::Failure;
use serde_json::{Value, json};
use tongtong_types::Chain;
use tongtong_wallet::profile::{AssetInfo, ChainInfo};
use tongtong_wallet::recognise::Recogniser;
use tongtong_wallet::{Profile, coin};

/// The hash of the first block of Solana's main net.
const SOLANA_GENESIS: &str = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";

/// The token of Solana whose mint is not known.
const UNNAMED: &str = "TTCL";

/// The networks, the assets, and what tells texts apart there.
pub(super) struct World {
    pub(super) profile: Profile,
    /// What money may go out as.
    pub(super) assets: Vec<AssetInfo>,
    pub(super) recogniser: Recogniser,
}

impl World {
    /// What a profile says; without one the main nets. No token is named there, since the mint of TTCL is not known:
    /// money goes to Solana as TTCL nevertheless.
    pub(super) fn new(profile: Option<Profile>) -> Result<Self, Failure> {
        let (profile, unnamed) = match profile {
            Some(profile) => (profile, Vec::new()),
            None => main_nets()?,
        };
        let assets = profile.assets.iter().cloned().chain(unnamed).collect();
        Ok(Self { recogniser: Recogniser::of(&profile), profile, assets })
    }

    /// The network of a chain besides TTChain, in the words of its own room.
    pub(super) fn network(&self, chain: Chain) -> Result<&Value, Fault> {
        let part = self.profile.chains.iter().find(|part| part.chain == chain);
        part.map(|part| &part.network).ok_or_else(|| tongtong_wallet::Refused::ChainNotConfigured.into())
    }

    /// The rules of a chain besides TTChain.
    pub(super) fn rules(&self, chain: Chain) -> Result<Box<dyn tongtong_chain::Rules>, Fault> {
        Ok(coin::rules(&self.profile, chain)?)
    }
}

/// The main nets, and the token whose mint is not known beside them.
fn main_nets() -> Result<(Profile, Vec<AssetInfo>), Failure> {
    let mut profile = Profile::main_net();
    for (chain, network) in [
        (tongtong_ethereum::CHAIN, json!({ "chain_id": 1, "cap_gwei": 500 })),
        (tongtong_bitcoin::CHAIN, json!({ "network": "main" })),
        (tongtong_solana::CHAIN, json!({ "genesis": SOLANA_GENESIS })),
    ] {
        profile.chains.push(ChainInfo { chain, network, endpoints: Vec::new() });
    }
    let (unnamed, named) = profile.assets.into_iter().partition(|info| info.code.code() == UNNAMED);
    profile.assets = named;
    let chain = tongtong_solana::CHAIN;
    profile.assets.push(AssetInfo { code: "SOL".parse()?, chain, id: None, decimals: 9, fee: None });
    Ok((profile, unnamed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_main_net_opens() {
        let world = World::new(None).unwrap();
        for chain in [tongtong_ethereum::CHAIN, tongtong_bitcoin::CHAIN, tongtong_solana::CHAIN] {
            assert!(world.recogniser.knows(chain), "{chain}");
        }
        assert_eq!(world.assets.len(), 7);
    }
}
