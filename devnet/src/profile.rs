//! `profile.json`: by what a wallet and a messenger find a devnet.

use crate::node::GenesisAsset;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

const FILE_NAME: &str = "profile.json";
/// The code of the chain's own coin in a profile. On the chain its symbol is another.
pub(crate) const COIN: &str = "TTC";
/// Places behind the point of the coin, and of the assets beside it.
const DECIMALS: u32 = 5;
/// The assets beside the coin: symbol and name.
const ASSETS: [(&str, &str); 2] = [("TTM", "TongTong Money"), ("TTMI", "TongTong Mile")];

/// Coins of other chains, which are not part of a devnet: a wallet says that they are not configured.
const ELSEWHERE: [(&str, &str, u32); 3] =
    [("BTC", "bitcoin", 8), ("ETH", "ethereum", 18), ("TTCL", "solana", 9)];

/// What a devnet's genesis issues beside the coin.
pub(crate) fn assets() -> Vec<GenesisAsset> {
    let asset = |(symbol, name): (&str, &str)| GenesisAsset {
        symbol: symbol.into(),
        name: name.into(),
        decimals: DECIMALS,
    };
    ASSETS.map(asset).into()
}

/// The profile of a devnet with these addresses.
pub(crate) fn of(chain_id: &[u8; 32], node: &str, relay: &str, directory: &str) -> Value {
    let mut listed = vec![json!({ "code": COIN, "chain": "ttchain", "decimals": DECIMALS })];
    // The fee is paid in the coin. Nobody says what an asset is worth here, so it is the least fee.
    listed.extend(ASSETS.map(|(symbol, _)| {
        json!({
            "code": symbol,
            "chain": "ttchain",
            "id": symbol,
            "decimals": DECIMALS,
            "fee": { "policy": "native" },
        })
    }));
    listed.extend(
        ELSEWHERE
            .map(|(code, chain, decimals)| json!({ "code": code, "chain": chain, "decimals": decimals })),
    );
    json!({
        "name": "devnet",
        "version": 1,
        "ttchain": {
            "name": "devnet",
            "prefix": crate::wire::text::PREFIX,
            "chain_id": hex::encode(chain_id),
            "symbol": COIN,
            "decimals": DECIMALS,
            "layout": "v2",
        },
        "coin_type": 666,
        "fee": { "rate_ppm": 5000, "minimum_units": 10_000 },
        "assets": listed,
        "endpoints": { "ttchain": [node], "relays": [relay], "directory": directory },
    })
}

/// Where node, relay and directory listened last, as the profile in `dir` says.
pub(crate) fn last_addresses(dir: &Path) -> [Option<SocketAddr>; 3] {
    let profile = std::fs::read(dir.join(FILE_NAME)).ok();
    let profile: Option<Value> = profile.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    ["/endpoints/ttchain/0", "/endpoints/relays/0", "/endpoints/directory"].map(|place| {
        let url = profile.as_ref()?.pointer(place)?.as_str()?;
        let address = url.strip_prefix("http://")?.split('/').next()?;
        let address: SocketAddr = address.parse().ok()?;
        address.ip().is_loopback().then_some(address)
    })
}

/// Writes the profile into `dir`; whoever reads it sees the old one or the new one, whole.
pub(crate) fn write(dir: &Path, profile: &Value) -> io::Result<PathBuf> {
    let (path, fresh) = (dir.join(FILE_NAME), dir.join(format!("{FILE_NAME}.new")));
    let mut file = File::create(&fresh)?;
    file.write_all(format!("{profile:#}\n").as_bytes())?;
    file.sync_all()?;
    std::fs::rename(fresh, &path)?;
    Ok(path)
}
