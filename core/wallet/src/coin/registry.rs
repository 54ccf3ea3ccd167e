use crate::{Profile, ProfileError, Refused};
use tongtong_chain::{AssetOnChain, ConfigError, Rules};
use tongtong_types::Chain;

/// How a chain's rules are made of its part of the profile.
type Open = fn(&serde_json::Value, &[AssetOnChain]) -> Result<Box<dyn Rules>, ConfigError>;

/// Every chain besides TTChain: one line each.
const CHAINS: &[(Chain, Open)] = &[
    (tongtong_bitcoin::CHAIN, tongtong_bitcoin::open),
    (tongtong_ethereum::CHAIN, tongtong_ethereum::open),
    (tongtong_solana::CHAIN, tongtong_solana::open),
];

/// The rules of a chain on the network that the profile names.
///
/// # Errors
/// [`Refused::ChainNotConfigured`] if the profile does not name the chain.
pub fn rules(profile: &Profile, chain: Chain) -> Result<Box<dyn Rules>, Refused> {
    let part = profile.chains.iter().find(|part| part.chain == chain).ok_or(Refused::ChainNotConfigured)?;
    open(profile, chain, &part.network).map_err(|_| Refused::ChainNotConfigured)
}

/// Checks that every chain of a profile can be what the profile says.
pub(crate) fn check(profile: &Profile) -> Result<(), ProfileError> {
    for part in &profile.chains {
        drop(
            open(profile, part.chain, &part.network)
                .map_err(|ConfigError(field)| ProfileError::Field(field))?,
        );
    }
    Ok(())
}

fn open(profile: &Profile, chain: Chain, network: &serde_json::Value) -> Result<Box<dyn Rules>, ConfigError> {
    let (_, open) = CHAINS.iter().find(|(known, _)| *known == chain).ok_or(ConfigError("chains"))?;
    let assets: Vec<AssetOnChain> = profile
        .assets
        .iter()
        .filter(|asset| asset.chain == chain)
        .map(|asset| AssetOnChain {
            code: asset.code.clone(),
            id: asset.id.clone(),
            decimals: asset.decimals,
        })
        .collect();
    open(network, &assets)
}
