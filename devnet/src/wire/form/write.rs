use crate::wire::condition::{BalanceKind, Condition, Lock};
use crate::wire::operation::{AssetAmount, ContractChange, Operation, Sources, Variant};
use crate::wire::text::{hash20_text, key_text};
use crate::wire::time::time_text;
use crate::wire::transaction::Transaction;
use serde_json::{Map, Value, json};

/// The largest integer that the node writes as a number; above it writes strings.
const LARGEST_NUMBER: i64 = 0xffff_ffff;

/// A signed integer as the node writes it.
pub(crate) fn number(value: i64) -> Value {
    if value > LARGEST_NUMBER { Value::from(value.to_string()) } else { Value::from(value) }
}

/// An unsigned integer as the node writes it.
pub(crate) fn unsigned(value: u64) -> Value {
    i64::try_from(value).map_or_else(|_| Value::from(value.to_string()), number)
}

/// The JSON form of a transaction.
pub(crate) fn transaction_form(transaction: &Transaction) -> Value {
    let mut form = Map::new();
    form.insert("expiration".into(), time_text(transaction.expiration).into());
    if let Some(reserved) = transaction.reserved {
        form.insert("reserved".into(), unsigned(reserved));
    }
    form.insert("alp_account".into(), transaction.sub_address.clone().into());
    form.insert("alp_inport_asset".into(), asset_amount(transaction.sub_amount));
    let operations = transaction.operations.iter().map(operation_form).collect();
    form.insert("operations".into(), Value::Array(operations));
    let kind = match transaction.result_kind {
        0 => "origin_transaction",
        1 => "incomplete_result_transaction",
        _ => "complete_result_transaction",
    };
    form.insert("result_trx_type".into(), kind.into());
    form.insert("result_trx_id".into(), hex::encode(transaction.result_id.0).into());
    let signatures = transaction.signatures.iter().map(|signature| hex::encode(signature).into()).collect();
    form.insert("signatures".into(), Value::Array(signatures));
    Value::Object(form)
}

/// The JSON form of a condition.
pub(crate) fn condition_form(condition: &Condition) -> Value {
    let (kind, data) = match &condition.lock {
        Lock::Signature { owner, .. } => ("withdraw_signature_type", json!({ "owner": hash20_text(owner) })),
        Lock::Multisig { required, owners, .. } => {
            let owners: Vec<_> = owners.iter().map(hash20_text).collect();
            ("withdraw_multisig_type", json!({ "required": required, "owners": owners }))
        }
    };
    let balance_kind = match condition.kind {
        BalanceKind::Common => "withdraw_common_type",
        BalanceKind::Contract => "withdraw_contract_type",
        BalanceKind::Margin => "withdraw_margin_type",
    };
    json!({
        "asset_id": condition.asset,
        "slate_id": unsigned(condition.slate),
        "type": kind,
        "balance_type": balance_kind,
        "data": data,
    })
}

fn operation_form(operation: &Operation) -> Value {
    let (kind, data) = match operation {
        Operation::Withdraw { balance, amount, claim } => (
            "withdraw_op_type",
            json!({
                "balance_id": hash20_text(balance),
                "amount": number(*amount),
                "claim_input_data": hex::encode(claim),
            }),
        ),
        Operation::Deposit { amount, condition } => {
            ("deposit_op_type", json!({ "amount": number(*amount), "condition": condition_form(condition) }))
        }
        Operation::CreateAsset(asset) => (
            "create_asset_op_type",
            json!({
                "symbol": asset.symbol,
                "name": asset.name,
                "description": asset.description,
                "public_data": variant(&asset.public_data),
                "issuer_account_id": asset.issuer,
                "maximum_share_supply": number(asset.maximum),
                "precision": unsigned(asset.precision),
            }),
        ),
        Operation::IssueAsset { amount } => {
            ("issue_asset_op_type", json!({ "amount": asset_amount(*amount) }))
        }
        Operation::DefineSlate { delegates } => ("define_slate_op_type", json!({ "slate": delegates })),
        Operation::Memo { text } => ("imessage_memo_op_type", json!({ "imessage": text })),
        Operation::UpgradeContract(change) => ("upgrade_contract_op_type", contract_change(change)),
        Operation::DestroyContract(change) => ("destroy_contract_op_type", contract_change(change)),
        Operation::CallContract(call) => (
            "call_contract_op_type",
            json!({
                "caller": key_text(&call.caller),
                "balances": sources(&call.sources),
                "contract": hash20_text(&call.contract),
                "costlimit": asset_amount(call.limit),
                "transaction_fee": asset_amount(call.fee),
                "method": call.method,
                "args": call.args,
            }),
        ),
        Operation::TransferContract(transfer) => (
            "transfer_contract_op_type",
            json!({
                "from": key_text(&transfer.from),
                "costlimit": asset_amount(transfer.limit),
                "transaction_fee": asset_amount(transfer.fee),
                "transfer_amount": asset_amount(transfer.amount),
                "balances": sources(&transfer.sources),
                "contract_id": hash20_text(&transfer.contract),
            }),
        ),
        Operation::Unread { kind, data } => {
            return json!({ "type": kind, "data": hex::encode(data) });
        }
    };
    json!({ "type": kind, "data": data })
}

fn contract_change(change: &ContractChange) -> Value {
    let mut data = Map::new();
    data.insert("id".into(), hash20_text(&change.contract).into());
    if let Some((name, description)) = &change.naming {
        data.insert("name".into(), name.clone().into());
        data.insert("desc".into(), description.clone().into());
    }
    data.insert("exec_limit".into(), asset_amount(change.limit));
    data.insert("transaction_fee".into(), asset_amount(change.fee));
    data.insert("balances".into(), sources(&change.sources));
    Value::Object(data)
}

fn sources(sources: &Sources) -> Value {
    sources.iter().map(|(balance, amount)| json!([hash20_text(balance), number(*amount)])).collect()
}

fn asset_amount(amount: AssetAmount) -> Value {
    json!({ "amount": number(amount.amount), "asset_id": amount.asset })
}

fn variant(value: &Variant) -> Value {
    match value {
        Variant::Null => Value::Null,
        Variant::Signed(value) => number(*value),
        Variant::Unsigned(value) => unsigned(*value),
        Variant::Flag(value) => Value::Bool(*value),
        Variant::Text(value) => Value::String(value.clone()),
    }
}
