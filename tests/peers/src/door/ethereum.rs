use super::json_rpc::{Call, with_result};
use super::{Armed, Asked, Dialect, Kind, Lie, Told};
use serde_json::json;
use sha3::{Digest, Keccak256};

/// How much more a lie tells, in wei.
const MORE: u128 = 1_000_000_000_000_000_000;

/// A node of Ethereum.
pub(crate) struct Ethereum;

impl Dialect for Ethereum {
    fn meets(&self, kind: Kind, asked: &Asked) -> bool {
        let call = Call::read(asked);
        let method = call.as_ref().map_or("", |call| call.method.as_str());
        match kind {
            Kind::TimeOut | Kind::ServerError => true,
            Kind::LostAnswer | Kind::DroppedBroadcast => method == "eth_sendRawTransaction",
            Kind::WrongChain => matches!(method, "eth_chainId" | "net_version"),
            Kind::LyingBalance => method == "eth_getBalance",
        }
    }

    fn swallowed(&self, asked: &Asked) -> Option<Told> {
        let call = Call::read(asked)?;
        let bytes = hex::decode(call.text(0)?.strip_prefix("0x")?).ok()?;
        Some(call.answer(&json!(format!("0x{}", hex::encode(Keccak256::digest(bytes))))))
    }

    fn forged(&self, armed: &Armed, asked: &Asked, told: Told) -> Told {
        let method = Call::read(asked).map(|call| call.method);
        with_result(told, |result| match (armed.kind, armed.lie, method.as_deref()) {
            (Kind::WrongChain, _, Some("net_version")) => *result = json!("1"),
            (Kind::WrongChain, ..) => *result = json!("0x1"),
            (_, Lie::Nothing, _) => *result = json!("0x0"),
            (_, Lie::More, _) => {
                let told = result.as_str().and_then(|text| text.strip_prefix("0x"));
                let told = told.and_then(|digits| u128::from_str_radix(digits, 16).ok());
                *result = json!(format!("{:#x}", told.unwrap_or_default().saturating_add(MORE)));
            }
        })
    }
}
