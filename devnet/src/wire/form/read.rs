use crate::wire::condition::{BalanceKind, Condition, Lock};
use crate::wire::hash::{Hash20, PublicKey};
use crate::wire::operation::{
    AssetAmount, CallContract, ContractChange, CreateAsset, Operation, Sources, TransferContract, Variant,
};
use crate::wire::text::{TextError, read_hash20, read_id, read_key};
use crate::wire::time::read_time;
use crate::wire::transaction::{Signature, Transaction};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use thiserror::Error;

/// Why JSON is no transaction. The member names are the format's own, never the sender's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum FormError {
    #[error("member {0} is missing or of another type")]
    Member(&'static str),
    #[error("an address with another prefix")]
    Prefix,
    #[error("no address")]
    Address,
    #[error("an operation or a type that this node does not know")]
    Unknown,
}

type Object = Map<String, Value>;

/// Reads the JSON form of a signed transaction.
pub(crate) fn read_transaction(form: &Value) -> Result<Transaction, FormError> {
    let form = object(form, "transaction")?;
    let mut operations = Vec::new();
    for operation in array(form, "operations")? {
        operations.push(read_operation(object(operation, "operations")?)?);
    }
    let mut signatures = Vec::new();
    for signature in array(form, "signatures")? {
        signatures.push(read_signature(signature).ok_or(FormError::Member("signatures"))?);
    }
    let result_kind = match text(form, "result_trx_type")? {
        "origin_transaction" => 0,
        "incomplete_result_transaction" => 1,
        "complete_result_transaction" => 2,
        _ => return Err(FormError::Unknown),
    };
    Ok(Transaction {
        expiration: read_time(text(form, "expiration")?).ok_or(FormError::Member("expiration"))?,
        reserved: match form.get("reserved") {
            None | Some(Value::Null) => None,
            Some(_) => Some(natural(form, "reserved")?),
        },
        sub_address: text(form, "alp_account")?.to_owned(),
        sub_amount: asset_amount(form, "alp_inport_asset")?,
        operations,
        result_kind,
        result_id: read_id(text(form, "result_trx_id")?).ok_or(FormError::Member("result_trx_id"))?,
        signatures,
    })
}

/// A whole number, as a number or as decimal digits in a string: the node writes both.
pub(crate) fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn read_operation(form: &Object) -> Result<Operation, FormError> {
    let data = object(form.get("data").unwrap_or(&Value::Null), "data")?;
    Ok(match text(form, "type")? {
        "withdraw_op_type" => Operation::Withdraw {
            balance: address(data, "balance_id")?,
            amount: integer(data, "amount")?,
            claim: hex::decode(text(data, "claim_input_data")?)
                .map_err(|_| FormError::Member("claim_input_data"))?,
        },
        "deposit_op_type" => Operation::Deposit {
            amount: integer(data, "amount")?,
            condition: read_condition(member(data, "condition")?)?,
        },
        "create_asset_op_type" => Operation::CreateAsset(Box::new(CreateAsset {
            symbol: text(data, "symbol")?.to_owned(),
            name: text(data, "name")?.to_owned(),
            description: text(data, "description")?.to_owned(),
            public_data: variant(data, "public_data")?,
            issuer: small(data, "issuer_account_id")?,
            maximum: integer(data, "maximum_share_supply")?,
            precision: natural(data, "precision")?,
        })),
        "issue_asset_op_type" => Operation::IssueAsset { amount: asset_amount(data, "amount")? },
        "define_slate_op_type" => {
            let mut delegates = Vec::new();
            for delegate in array(data, "slate")? {
                let id = whole(delegate).and_then(|id| i32::try_from(id).ok());
                delegates.push(id.ok_or(FormError::Member("slate"))?);
            }
            Operation::DefineSlate { delegates }
        }
        "imessage_memo_op_type" => Operation::Memo { text: text(data, "imessage")?.to_owned() },
        "upgrade_contract_op_type" => {
            let naming = (text(data, "name")?.to_owned(), text(data, "desc")?.to_owned());
            Operation::UpgradeContract(Box::new(contract_change(data, Some(naming))?))
        }
        "destroy_contract_op_type" => Operation::DestroyContract(Box::new(contract_change(data, None)?)),
        "call_contract_op_type" => Operation::CallContract(Box::new(CallContract {
            caller: key(data, "caller")?,
            sources: sources(data)?,
            contract: address(data, "contract")?,
            limit: asset_amount(data, "costlimit")?,
            fee: asset_amount(data, "transaction_fee")?,
            method: text(data, "method")?.to_owned(),
            args: text(data, "args")?.to_owned(),
        })),
        "transfer_contract_op_type" => Operation::TransferContract(Box::new(TransferContract {
            from: key(data, "from")?,
            limit: asset_amount(data, "costlimit")?,
            fee: asset_amount(data, "transaction_fee")?,
            amount: asset_amount(data, "transfer_amount")?,
            sources: sources(data)?,
            contract: address(data, "contract_id")?,
        })),
        _ => return Err(FormError::Unknown),
    })
}

fn contract_change(data: &Object, naming: Option<(String, String)>) -> Result<ContractChange, FormError> {
    Ok(ContractChange {
        contract: address(data, "id")?,
        naming,
        limit: asset_amount(data, "exec_limit")?,
        fee: asset_amount(data, "transaction_fee")?,
        sources: sources(data)?,
    })
}

fn read_condition(form: &Value) -> Result<Condition, FormError> {
    let form = object(form, "condition")?;
    let data = object(member(form, "data")?, "data")?;
    if data.get("memo").is_some_and(|memo| !memo.is_null()) {
        return Err(FormError::Unknown);
    }
    let lock = match text(form, "type")? {
        "withdraw_signature_type" => Lock::Signature { owner: address(data, "owner")?, memo: None },
        "withdraw_multisig_type" => {
            let mut owners = BTreeSet::new();
            for owner in array(data, "owners")? {
                owners.insert(read_address(owner.as_str().ok_or(FormError::Member("owners"))?)?);
            }
            let required = u32::try_from(natural(data, "required")?);
            Lock::Multisig {
                required: required.map_err(|_| FormError::Member("required"))?,
                owners,
                memo: None,
            }
        }
        _ => return Err(FormError::Unknown),
    };
    let kind = match text(form, "balance_type")? {
        "withdraw_common_type" => BalanceKind::Common,
        "withdraw_contract_type" => BalanceKind::Contract,
        "withdraw_margin_type" => BalanceKind::Margin,
        _ => return Err(FormError::Unknown),
    };
    Ok(Condition { asset: small(form, "asset_id")?, slate: natural(form, "slate_id")?, kind, lock })
}

fn read_signature(value: &Value) -> Option<Signature> {
    let mut signature = [0_u8; 65];
    hex::decode_to_slice(value.as_str()?, &mut signature).ok()?;
    Some(signature)
}

fn sources(data: &Object) -> Result<Sources, FormError> {
    let mut sources = Sources::new();
    for entry in array(data, "balances")? {
        let (Some(id), Some(amount)) = (entry.get(0).and_then(Value::as_str), entry.get(1).and_then(whole))
        else {
            return Err(FormError::Member("balances"));
        };
        sources.insert(read_address(id)?, amount);
    }
    Ok(sources)
}

fn variant(form: &Object, name: &'static str) -> Result<Variant, FormError> {
    Ok(match member(form, name)? {
        Value::Null => Variant::Null,
        Value::Bool(value) => Variant::Flag(*value),
        Value::String(value) => Variant::Text(value.clone()),
        Value::Number(value) => match (value.as_u64(), value.as_i64()) {
            (Some(value), _) => Variant::Unsigned(value),
            (None, Some(value)) => Variant::Signed(value),
            (None, None) => return Err(FormError::Unknown),
        },
        Value::Array(_) | Value::Object(_) => return Err(FormError::Unknown),
    })
}

fn member<'a>(form: &'a Object, name: &'static str) -> Result<&'a Value, FormError> {
    form.get(name).ok_or(FormError::Member(name))
}

fn object<'a>(value: &'a Value, name: &'static str) -> Result<&'a Object, FormError> {
    value.as_object().ok_or(FormError::Member(name))
}

fn array<'a>(form: &'a Object, name: &'static str) -> Result<&'a [Value], FormError> {
    member(form, name)?.as_array().map(Vec::as_slice).ok_or(FormError::Member(name))
}

fn text<'a>(form: &'a Object, name: &'static str) -> Result<&'a str, FormError> {
    member(form, name)?.as_str().ok_or(FormError::Member(name))
}

fn integer(form: &Object, name: &'static str) -> Result<i64, FormError> {
    whole(member(form, name)?).ok_or(FormError::Member(name))
}

fn small(form: &Object, name: &'static str) -> Result<i32, FormError> {
    i32::try_from(integer(form, name)?).map_err(|_| FormError::Member(name))
}

fn natural(form: &Object, name: &'static str) -> Result<u64, FormError> {
    let value = match member(form, name)? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    value.ok_or(FormError::Member(name))
}

fn asset_amount(form: &Object, name: &'static str) -> Result<AssetAmount, FormError> {
    let form = object(member(form, name)?, name)?;
    Ok(AssetAmount { amount: integer(form, "amount")?, asset: small(form, "asset_id")? })
}

fn address(form: &Object, name: &'static str) -> Result<Hash20, FormError> {
    read_address(text(form, name)?)
}

fn read_address(text: &str) -> Result<Hash20, FormError> {
    read_hash20(text).map_err(|error| match error {
        TextError::Prefix => FormError::Prefix,
        TextError::Broken => FormError::Address,
    })
}

fn key(form: &Object, name: &'static str) -> Result<PublicKey, FormError> {
    read_key(text(form, name)?).map_err(|_| FormError::Member(name))
}
