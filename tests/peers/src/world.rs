//! One profile for a devnet and the peers beside it.

use crate::refusal::Refusal;
use serde_json::{Value, json};
use std::path::Path;

/// Writes the profile of a devnet with what the peers said of themselves, their chains and their assets.
pub(crate) fn write(devnet: &Path, profile: &Path, ready: &[Value]) -> Result<(), Refusal> {
    let read: Value = serde_json::from_slice(&std::fs::read(devnet)?)
        .map_err(|_| Refusal::new("unreadable", format!("{} is no profile", devnet.display())))?;
    let whole = joined(read, ready).ok_or_else(|| {
        Refusal::new("unreadable", format!("{} is no profile of a devnet", devnet.display()))
    })?;
    // Whoever reads it sees all of it or none.
    let fresh = profile.with_extension("new");
    std::fs::write(&fresh, format!("{whole:#}\n"))?;
    Ok(std::fs::rename(fresh, profile)?)
}

fn joined(mut profile: Value, ready: &[Value]) -> Option<Value> {
    let assets = profile.get_mut("assets")?.as_array_mut()?;
    for asset in ready.iter().filter_map(|line| line["assets"].as_array()).flatten() {
        // A devnet may name assets of chains that it has no node of.
        match assets.iter_mut().find(|known| known["code"] == asset["code"]) {
            Some(known) => *known = asset.clone(),
            None => assets.push(asset.clone()),
        }
    }
    let chain =
        |line: &Value| json!({"chain": line["peer"], "network": line["network"], "endpoints": line["urls"]});
    profile["chains"] = ready.iter().map(chain).collect();
    Some(profile)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_names_the_peers_and_keeps_what_the_devnet_has() {
        let assets = json!([{"code": "TTC"}, {"code": "TTCL"}, {"code": "TTM"}]);
        let devnet = json!({"name": "devnet", "assets": assets});
        let line = json!({
            "peer": "bitcoin", "urls": ["http://a", "http://b"], "network": {"network": "regtest"},
            "assets": [{"code": "BTC"}, {"code": "TTCL", "id": "m"}], "faucet": "x",
        });
        let whole = joined(devnet, &[line]).unwrap();
        assert_eq!(whole["name"], "devnet");
        assert_eq!(
            whole["assets"],
            json!([{"code": "TTC"}, {"code": "TTCL", "id": "m"}, {"code": "TTM"}, {"code": "BTC"}])
        );
        let network = json!({"network": "regtest"});
        let chain = json!({"chain": "bitcoin", "network": network, "endpoints": ["http://a", "http://b"]});
        assert_eq!(whole["chains"], json!([chain]));
    }

    #[test]
    fn what_is_no_profile_is_refused() {
        assert!(joined(json!({"name": "devnet"}), &[]).is_none());
    }
}
