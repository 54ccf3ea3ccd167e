//! What a text is, on all main nets at once, and where money of a family goes by it.

use super::fault::Fault;
use super::fields::Fields;
use serde_json::{Value, json};
use std::sync::LazyLock;
use tongtong_chain::{AddressFault, AssetOnChain, ConfigError, Kind, Reading, Rules};
use tongtong_crypto::secp;
use tongtong_ttchain::wif::{self, WifError};
use tongtong_ttchain::{AddressError, ContractId, Network, PublicKey, limits};
use tongtong_types::{Address, Chain};

/// The main nets beside TTChain's, in the order in which a wrong text is told what is wrong with it.
static CHAINS: LazyLock<Vec<Box<dyn Rules>>> = LazyLock::new(|| main_nets().unwrap_or_default());

/// Opens the main nets. No token is named: the mint of TTCL is not known.
fn main_nets() -> Result<Vec<Box<dyn Rules>>, ConfigError> {
    Ok(vec![
        tongtong_ethereum::open(&json!({ "chain_id": 1, "cap_gwei": 500 }), &coin("ETH", 18)?)?,
        tongtong_bitcoin::open(&json!({ "network": "main" }), &coin("BTC", 8)?)?,
        tongtong_solana::open(&json!({ "genesis": SOLANA_GENESIS }), &coin("SOL", 9)?)?,
    ])
}

fn coin(code: &str, decimals: u8) -> Result<[AssetOnChain; 1], ConfigError> {
    let code = code.parse().map_err(|_| ConfigError("assets"))?;
    Ok([AssetOnChain { code, id: None, decimals }])
}

/// What is sent under one name: the asset of each chain that carries it.
struct Family {
    names: &'static [&'static str],
    carried: &'static [(Chain, &'static str)],
}

/// The hash of the first block of Solana's main net.
const SOLANA_GENESIS: &str = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";

const FAMILIES: [Family; 6] = [
    Family { names: &["TTC", "TTCL"], carried: &[(Chain::TTCHAIN, "TTC"), (tongtong_solana::CHAIN, "TTCL")] },
    Family { names: &["TTM"], carried: &[(Chain::TTCHAIN, "TTM")] },
    Family { names: &["TTMI"], carried: &[(Chain::TTCHAIN, "TTMI")] },
    Family { names: &["BTC"], carried: &[(tongtong_bitcoin::CHAIN, "BTC")] },
    Family { names: &["ETH"], carried: &[(tongtong_ethereum::CHAIN, "ETH")] },
    Family { names: &["SOL"], carried: &[(tongtong_solana::CHAIN, "SOL")] },
];

/// What a text is.
enum What {
    /// Somebody who can be paid.
    Payee(Address),
    /// Somebody on TTChain, and which of their customers.
    SubAddress(Address),
    /// A public key of TTChain, and its address.
    PublicKey(Address),
    /// A contract of TTChain.
    Contract,
    /// A script of TTChain.
    Script,
    /// A token that its chain's rules name.
    Mint(Chain),
    /// A secret key, of TTChain or of Bitcoin.
    Wif,
}

/// `check`: what a text is.
pub(super) fn check(fields: Fields<'_>) -> Result<Value, Fault> {
    let ttchain = Chain::TTCHAIN.name();
    Ok(match read(fields.text("text")?)? {
        What::Payee(address) => {
            json!({ "chain": address.chain().name(), "kind": "address", "address": address.text() })
        }
        What::SubAddress(address) => {
            json!({ "chain": ttchain, "kind": "sub_address", "address": address.text() })
        }
        What::PublicKey(address) => {
            json!({ "chain": ttchain, "kind": "public_key", "address": address.text() })
        }
        What::Contract => json!({ "chain": ttchain, "kind": "contract" }),
        What::Script => json!({ "chain": ttchain, "kind": "script" }),
        What::Mint(chain) => json!({ "chain": chain.name(), "kind": "mint" }),
        What::Wif => json!({ "kind": "wif" }),
    })
}

/// `route`: on which chain money of a family goes to a payee, and as which asset.
pub(super) fn route(fields: Fields<'_>) -> Result<Value, Fault> {
    let name = fields.text("family")?;
    let family = FAMILIES
        .iter()
        .find(|family| family.names.contains(&name))
        .ok_or_else(|| Fault::new("family_unknown", "`family` is none of TTC, TTM, TTMI, BTC, ETH, SOL"))?;
    let address = match read(fields.text("to")?)? {
        What::Payee(address) | What::SubAddress(address) => address,
        What::PublicKey(_) => return Err(AddressError::PublicKeyText.into()),
        What::Contract => return Err(AddressError::ContractId.into()),
        What::Script => return Err(AddressError::ScriptId.into()),
        What::Mint(_) => return Err(AddressFault::Mint.into()),
        What::Wif => return Err(Fault::new("address_secret_key", "a secret key, not an address")),
    };
    let chain = address.chain();
    let (_, asset) = family.carried.iter().find(|(carrier, _)| *carrier == chain).ok_or_else(|| {
        let message = format!("an address of {chain}, which does not carry what is sent");
        Fault::new("payee_other_chain", message).of(chain.name())
    })?;
    Ok(json!({ "chain": chain.name(), "asset": asset }))
}

/// Tries every chain. Where none takes the text, the first one whose form it has says what is wrong.
fn read(text: &str) -> Result<What, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AddressError::Empty.into());
    }
    if text.len() > limits::TYPED_TEXT {
        return Err(AddressError::TooLong.into());
    }
    let of_ttchain = ttchain(text);
    let mut fault: Option<Fault> = match of_ttchain {
        Ok(what) => return Ok(what),
        // Its prefix alone, or with a tail of another length: it may be of another chain by chance.
        Err(AddressError::UnknownPrefix | AddressError::Length) => None,
        Err(AddressError::SiblingChain) => Some(sibling(text)),
        Err(fault) => Some(Fault::from(fault)),
    };
    for chain in CHAINS.iter() {
        match chain.read(text) {
            Reading::Is(Kind::Address, address) => return Ok(What::Payee(address)),
            Reading::Is(Kind::Mint, address) => return Ok(What::Mint(address.chain())),
            Reading::Bad(why) => fault = fault.or_else(|| Some(why.into())),
            Reading::Foreign => {}
        }
    }
    match wif::decode(text) {
        Ok(_) => return Ok(What::Wif),
        Err(WifError::Length | WifError::NotBase58) => {}
        Err(why) => fault = fault.or_else(|| Some(why.into())),
    }
    Err(fault.unwrap_or_else(|| match of_ttchain {
        Err(AddressError::Length) => AddressError::Length.into(),
        _ => Fault::new("address_unknown", "of no chain that is known here"),
    }))
}

fn ttchain(text: &str) -> Result<What, AddressError> {
    let network = Network::main_net();
    match network.parse_payee(text) {
        Ok(payee) => {
            let address = network.address(&payee.owner);
            Ok(if payee.sub_address.is_some() { What::SubAddress(address) } else { What::Payee(address) })
        }
        Err(AddressError::PublicKeyText) => {
            let key = network.parse_public_key(text)?;
            on_the_curve(&key)?;
            Ok(What::PublicKey(network.address(&key.owner())))
        }
        Err(AddressError::ContractId) => ContractId::parse(text).map(|_| What::Contract),
        Err(AddressError::ScriptId) => {
            // Both prefixes stand before the same form.
            let tail = text.get(SCRIPT.len()..).unwrap_or_default();
            ContractId::parse(&format!("CON{tail}")).map(|_| What::Script)
        }
        Err(fault) => Err(fault),
    }
}

/// A text of another chain of TTChain's family, which is named where it is known.
fn sibling(text: &str) -> Fault {
    let fault = AddressError::SiblingChain;
    if text.starts_with("ACT") {
        return Fault::new(
            fault.code(),
            "of Achain (ACT): the key is the same, and money sent to it is not there",
        );
    }
    fault.into()
}

const SCRIPT: &str = "SCR";

fn on_the_curve(key: &PublicKey) -> Result<(), AddressError> {
    secp::public_key(key.bytes()).map(|_| ()).map_err(|_| AddressError::PublicKeyForm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_main_net_opens() {
        let opened: Vec<_> = main_nets().unwrap().iter().map(|chain| chain.chain().to_string()).collect();
        assert_eq!(opened, ["ethereum", "bitcoin", "solana"]);
    }
}
