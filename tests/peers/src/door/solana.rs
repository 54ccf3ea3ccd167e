use super::json_rpc::{Call, with_result};
use super::{Armed, Asked, Dialect, Kind, Lie, Told};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// How much more a lie tells, in lamports and in units of a token.
const MORE: u64 = 1_000_000_000;

/// The hash of a first block that is nobody's.
const NOWHERE: &str = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi";

/// Where a token account keeps its amount, and how long it is.
const AMOUNT: std::ops::Range<usize> = 64..72;
const TOKEN_ACCOUNT: usize = 165;

/// A node of Solana.
pub(crate) struct Solana;

impl Dialect for Solana {
    fn meets(&self, kind: Kind, asked: &Asked) -> bool {
        let call = Call::read(asked);
        let method = call.as_ref().map_or("", |call| call.method.as_str());
        match kind {
            Kind::TimeOut | Kind::ServerError => true,
            Kind::LostAnswer | Kind::DroppedBroadcast => method == "sendTransaction",
            Kind::WrongChain => method == "getGenesisHash",
            Kind::LyingBalance => matches!(
                method,
                "getBalance" | "getAccountInfo" | "getMultipleAccounts" | "getTokenAccountBalance"
            ),
        }
    }

    fn swallowed(&self, asked: &Asked) -> Option<Told> {
        let call = Call::read(asked)?;
        let text = call.text(0)?;
        let bytes = match call.param(1).and_then(|options| options.get("encoding")).and_then(Value::as_str) {
            Some("base64") => STANDARD.decode(text).ok()?,
            _ => bs58::decode(text).into_vec().ok()?,
        };
        // How many signatures there are, in one byte while they are few; the first one is the id.
        let first =
            bytes.get(1..65).filter(|_| bytes.first().is_some_and(|count| (1..128).contains(count)))?;
        Some(call.answer(&json!(bs58::encode(first).into_string())))
    }

    fn forged(&self, armed: &Armed, asked: &Asked, told: Told) -> Told {
        let method = Call::read(asked).map(|call| call.method);
        with_result(told, |result| {
            if armed.kind == Kind::WrongChain {
                *result = json!(NOWHERE);
                return;
            }
            let Some(value) = result.get_mut("value") else { return };
            match (method.as_deref(), value) {
                (Some("getBalance"), value) => forge_number(armed.lie, value),
                (Some("getTokenAccountBalance"), value) => forge_token(armed.lie, value),
                (_, Value::Array(accounts)) => {
                    accounts.iter_mut().for_each(|one| forge_account(armed.lie, one))
                }
                (_, account) => forge_account(armed.lie, account),
            }
        })
    }
}

fn forge_number(lie: Lie, value: &mut Value) {
    *value = json!(told(lie, value.as_u64().unwrap_or_default()));
}

fn forge_token(lie: Lie, value: &mut Value) {
    let amount = value.get("amount").and_then(Value::as_str).and_then(|text| text.parse().ok());
    if let Some(amount) = amount {
        value["amount"] = json!(told(lie, amount).to_string());
    }
}

/// An account with more in it, or no account.
fn forge_account(lie: Lie, account: &mut Value) {
    if lie == Lie::Nothing {
        *account = Value::Null;
        return;
    }
    if let Some(lamports) = account.get("lamports").and_then(Value::as_u64) {
        account["lamports"] = json!(told(lie, lamports));
    }
    let data = account.pointer("/data/0").and_then(Value::as_str).and_then(|text| STANDARD.decode(text).ok());
    if let Some(mut data) = data.filter(|data| data.len() == TOKEN_ACCOUNT)
        && let Some(place) = data.get_mut(AMOUNT)
        && let Ok(amount) = <[u8; 8]>::try_from(&*place)
    {
        place.copy_from_slice(&told(lie, u64::from_le_bytes(amount)).to_le_bytes());
        account["data"][0] = json!(STANDARD.encode(data));
    }
}

fn told(lie: Lie, truth: u64) -> u64 {
    match lie {
        Lie::More => truth.saturating_add(MORE),
        Lie::Nothing => 0,
    }
}
