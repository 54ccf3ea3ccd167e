use crate::call::{Asked, Fault};
use crate::chain::Chain;
use crate::page::{self, Form};
use serde_json::{Value, json};
use solana_program_pack::Pack;
use spl_token_interface::state::{Account as TokenAccount, Mint};

/// The most accounts of one call.
const MANY: usize = 100;

/// `getBalance`.
pub(crate) fn balance(chain: &Chain, asked: &Asked) -> Result<Value, Fault> {
    let height = asked.height(chain, 1)?;
    let account = chain.account_at(&asked.address(0)?, height);
    Ok(asked.as_of(height, json!(account.map_or(0, |account| account.lamports))))
}

/// `getAccountInfo`.
pub(crate) fn info(chain: &Chain, asked: &Asked) -> Result<Value, Fault> {
    let height = asked.height(chain, 1)?;
    let told = one(chain, &asked.address(0)?, height, &form(asked)?)?;
    Ok(asked.as_of(height, told))
}

/// `getMultipleAccounts`.
pub(crate) fn infos(chain: &Chain, asked: &Asked) -> Result<Value, Fault> {
    let height = asked.height(chain, 1)?;
    let addresses = asked.addresses(0)?;
    if addresses.len() > MANY {
        return Err(Fault::params(format!("Too many inputs provided; max {MANY}")));
    }
    let form = form(asked)?;
    let told = addresses.iter().map(|address| one(chain, address, height, &form));
    Ok(asked.as_of(height, Value::Array(told.collect::<Result<_, _>>()?)))
}

/// `getTokenAccountBalance`.
pub(crate) fn token_balance(chain: &Chain, asked: &Asked) -> Result<Value, Fault> {
    let height = asked.height(chain, 1)?;
    let account = chain.account_at(&asked.address(0)?, height);
    let account = account.ok_or_else(|| Fault::params("Invalid param: could not find account"))?;
    let token = TokenAccount::unpack(&account.data).ok().filter(|_| account.owner == spl_token_interface::ID);
    let token = token.ok_or_else(|| Fault::params("Invalid param: not a Token account"))?;
    let mint = chain.account_at(&token.mint, height).and_then(|mint| Mint::unpack(&mint.data).ok());
    let decimals = mint.ok_or_else(|| Fault::params("Invalid param: could not find mint"))?.decimals;
    let told = json!({
        "amount": token.amount.to_string(),
        "decimals": decimals,
        "uiAmountString": with_point(token.amount, decimals),
    });
    Ok(asked.as_of(height, told))
}

fn one(chain: &Chain, address: &solana_address::Address, height: u64, form: &Form) -> Result<Value, Fault> {
    let Some(account) = chain.account_at(address, height) else { return Ok(Value::Null) };
    page::account(&account, form).ok_or_else(|| Fault {
        code: -32600,
        message: "Encoded binary (base 58) data should be less than 128 bytes, please use Base64 encoding."
            .to_owned(),
        data: None,
    })
}

fn form(asked: &Asked) -> Result<Form, Fault> {
    let base64 = match asked.option(1, "encoding").and_then(Value::as_str) {
        Some("base64") => true,
        None | Some("base58") => false,
        Some(other) => return Err(Fault::params(format!("this node does not encode as {other}"))),
    };
    let slice = asked.option(1, "dataSlice").map(|slice| {
        let number = |name| slice.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        (number("offset").unwrap_or_default(), number("length").unwrap_or_default())
    });
    Ok(Form { base64, slice })
}

/// A number with its point, without zeros behind it.
fn with_point(amount: u64, decimals: u8) -> String {
    let places = usize::from(decimals);
    let digits = format!("{amount:0>width$}", width = places.saturating_add(1));
    let (whole, rest) = digits.split_at(digits.len().saturating_sub(places));
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { whole.to_owned() } else { format!("{whole}.{rest}") }
}
