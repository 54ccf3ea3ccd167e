//! What a text is, and where money of a family goes by it, as the wallet itself tells them.

use super::fault::Fault;
use super::fields::Fields;
use super::world::World;
use serde_json::{Value, json};
use tongtong_types::Chain;
use tongtong_wallet::recognise::Meaning;
use tongtong_wallet::{Refused, route as way};

/// `check`: what a text is.
pub(super) fn check(world: &World, fields: Fields<'_>) -> Result<Value, Fault> {
    let chain = Chain::TTCHAIN.name();
    Ok(match world.recogniser.read(fields.text("text")?)? {
        Meaning::Address(address) => {
            json!({ "chain": address.chain().name(), "kind": "address", "address": address.text() })
        }
        Meaning::SubAddress(address) => {
            json!({ "chain": chain, "kind": "sub_address", "address": address.text() })
        }
        Meaning::PublicKey(address) => {
            json!({ "chain": chain, "kind": "public_key", "address": address.text() })
        }
        Meaning::Contract => json!({ "chain": chain, "kind": "contract" }),
        Meaning::Script => json!({ "chain": chain, "kind": "script" }),
        Meaning::Mint(chain) => json!({ "chain": chain.name(), "kind": "mint" }),
        Meaning::SecretKey => json!({ "kind": "wif" }),
    })
}

/// `route`: on which chain money of a family goes to a payee, and as which asset.
pub(super) fn route(world: &World, fields: Fields<'_>) -> Result<Value, Fault> {
    let family = fields.text("family")?.parse().map_err(|_| no_family(world))?;
    let carrier = way::carrier(&world.recogniser, &world.assets, &family, fields.text("to")?);
    let carrier = carrier.map_err(|why| match why {
        Refused::AssetUnknown => no_family(world),
        why => why.into(),
    })?;
    Ok(json!({ "chain": carrier.chain.name(), "asset": carrier.code.code() }))
}

fn no_family(world: &World) -> Fault {
    let known: Vec<&str> = world.assets.iter().map(|info| info.code.code()).collect();
    Fault::new("family_unknown", format!("`family` is none of {}", known.join(", ")))
}
