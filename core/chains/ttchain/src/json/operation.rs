//! Operations in the node's JSON: `{"type": name, "data": members}`.

use super::members::{Members, asset, balances};
use super::{JsonError, number, write_i64, write_u64};
use crate::operation::name;
use crate::{
    AccountKind, AccountMeta, CallContract, Condition, CreateAsset, DestroyContract, Network, Operation,
    PublicData, RegisterAccount, TransferContract, UpgradeContract, limits,
};
use serde_json::{Value, json};

impl Operation {
    pub(super) fn to_json(&self, network: &Network) -> Value {
        json!({ "type": name::of(self), "data": self.data(network) })
    }

    fn data(&self, network: &Network) -> Value {
        match self {
            Self::Withdraw { balance, amount, claim_input } => json!({
                "balance_id": network.balance_id_text(balance),
                "amount": write_i64(*amount),
                "claim_input_data": hex::encode(claim_input),
            }),
            Self::Deposit { amount, condition } => json!({
                "amount": write_i64(*amount),
                "condition": condition.to_json(network),
            }),
            Self::Memo { text } => json!({ "imessage": text }),
            Self::DefineSlate { slate } => json!({ "slate": slate }),
            Self::RegisterAccount(operation) => operation.data(network),
            Self::CreateAsset(operation) => operation.data(),
            Self::IssueAsset { amount } => json!({ "amount": asset(amount) }),
            Self::UpgradeContract(operation) => json!({
                "id": network.contract_id_text(&operation.contract),
                "name": operation.name,
                "desc": operation.description,
                "exec_limit": asset(&operation.exec_limit),
                "transaction_fee": asset(&operation.transaction_fee),
                "balances": balances(&operation.balances, network),
            }),
            Self::DestroyContract(operation) => json!({
                "id": network.contract_id_text(&operation.contract),
                "exec_limit": asset(&operation.exec_limit),
                "transaction_fee": asset(&operation.transaction_fee),
                "balances": balances(&operation.balances, network),
            }),
            Self::CallContract(operation) => json!({
                "caller": network.public_key_text(&operation.caller),
                "balances": balances(&operation.balances, network),
                "contract": network.contract_id_text(&operation.contract),
                "costlimit": asset(&operation.cost_limit),
                "transaction_fee": asset(&operation.transaction_fee),
                "method": operation.method,
                "args": operation.args,
            }),
            Self::TransferContract(operation) => json!({
                "from": network.public_key_text(&operation.from),
                "costlimit": asset(&operation.cost_limit),
                "transaction_fee": asset(&operation.transaction_fee),
                "transfer_amount": asset(&operation.transfer_amount),
                "balances": balances(&operation.balances, network),
                "contract_id": network.contract_id_text(&operation.contract),
            }),
        }
    }

    pub(super) fn from_json(value: &Value, network: &Network) -> Result<Self, JsonError> {
        let members = Members::of(value, "operation", &["type", "data"])?;
        let data = members.value("data")?;
        let open = |known: &[&str]| Members::of(data, "data", known);
        match members.text("type")? {
            name::WITHDRAW => {
                let m = open(&["balance_id", "amount", "claim_input_data"])?;
                let (balance, amount) = (m.balance("balance_id", network)?, m.i64("amount")?);
                Ok(Self::Withdraw { balance, amount, claim_input: m.hex("claim_input_data")? })
            }
            name::DEPOSIT => {
                let m = open(&["amount", "condition"])?;
                let condition = Condition::from_json(m.value("condition")?, network)?;
                Ok(Self::Deposit { amount: m.i64("amount")?, condition })
            }
            name::MEMO => Ok(Self::Memo { text: open(&["imessage"])?.text("imessage")?.to_owned() }),
            name::DEFINE_SLATE => slate(&open(&["slate"])?),
            name::REGISTER_ACCOUNT => {
                let known =
                    ["name", "public_data", "owner_key", "active_key", "delegate_pay_rate", "meta_data"];
                RegisterAccount::of(&open(&known)?, network).map(Self::RegisterAccount)
            }
            name::CREATE_ASSET => {
                let known = [
                    "symbol",
                    "name",
                    "description",
                    "public_data",
                    "issuer_account_id",
                    "maximum_share_supply",
                    "precision",
                ];
                CreateAsset::of(&open(&known)?).map(Self::CreateAsset)
            }
            name::ISSUE_ASSET => Ok(Self::IssueAsset { amount: open(&["amount"])?.asset("amount")? }),
            name::UPGRADE_CONTRACT => {
                let known = ["id", "name", "desc", "exec_limit", "transaction_fee", "balances"];
                UpgradeContract::of(&open(&known)?, network).map(Self::UpgradeContract)
            }
            name::DESTROY_CONTRACT => {
                let known = ["id", "exec_limit", "transaction_fee", "balances"];
                DestroyContract::of(&open(&known)?, network).map(Self::DestroyContract)
            }
            name::CALL_CONTRACT => {
                let known =
                    ["caller", "balances", "contract", "costlimit", "transaction_fee", "method", "args"];
                CallContract::of(&open(&known)?, network).map(Self::CallContract)
            }
            name::TRANSFER_CONTRACT => {
                let known =
                    ["from", "costlimit", "transaction_fee", "transfer_amount", "balances", "contract_id"];
                TransferContract::of(&open(&known)?, network).map(Self::TransferContract)
            }
            _ => Err(JsonError::Operation),
        }
    }
}

fn slate(members: &Members<'_>) -> Result<Operation, JsonError> {
    let account = |value| {
        let number = number::read_i64(value).and_then(|number| i32::try_from(number).ok());
        number.ok_or(JsonError::Value("slate"))
    };
    let slate = members.list("slate", limits::SLATE)?.iter().map(account).collect::<Result<_, _>>()?;
    Ok(Operation::DefineSlate { slate })
}

impl PublicData {
    fn data(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) => json!(text),
        }
    }

    fn of(value: &Value) -> Result<Self, JsonError> {
        match value {
            Value::Null => Ok(Self::Null),
            Value::String(text) => Ok(Self::Text(text.clone())),
            _ => Err(JsonError::PublicData),
        }
    }
}

const TITAN: &str = "titan_account";
const PUBLIC: &str = "public_account";
const MULTISIG: &str = "multisig_account";

impl RegisterAccount {
    fn data(&self, network: &Network) -> Value {
        let meta = |meta: &AccountMeta| {
            let kind = match meta.kind {
                AccountKind::Titan => TITAN,
                AccountKind::Public => PUBLIC,
                AccountKind::Multisig => MULTISIG,
            };
            json!({ "type": kind, "data": hex::encode(&meta.data) })
        };
        let mut data = json!({
            "name": self.name,
            "public_data": self.public_data.data(),
            "owner_key": network.public_key_text(&self.owner_key),
            "active_key": network.public_key_text(&self.active_key),
            "delegate_pay_rate": self.delegate_pay_rate,
        });
        if let (Some(map), Some(stated)) = (data.as_object_mut(), &self.meta_data) {
            map.insert("meta_data".to_owned(), meta(stated));
        }
        data
    }

    fn of(m: &Members<'_>, network: &Network) -> Result<Self, JsonError> {
        const RATE: &str = "delegate_pay_rate";
        Ok(Self {
            name: m.text("name")?.to_owned(),
            public_data: PublicData::of(m.value("public_data")?)?,
            owner_key: m.key("owner_key", network)?,
            active_key: m.key("active_key", network)?,
            delegate_pay_rate: u8::try_from(m.u64(RATE)?).map_err(|_| JsonError::Value(RATE))?,
            meta_data: m.maybe("meta_data").map(AccountMeta::of).transpose()?,
        })
    }
}

impl AccountMeta {
    fn of(value: &Value) -> Result<Self, JsonError> {
        let members = Members::of(value, "meta_data", &["type", "data"])?;
        let kind = match members.text("type")? {
            TITAN => AccountKind::Titan,
            PUBLIC => AccountKind::Public,
            MULTISIG => AccountKind::Multisig,
            _ => return Err(JsonError::Value("type")),
        };
        Ok(Self { kind, data: members.hex("data")? })
    }
}

impl CreateAsset {
    fn data(&self) -> Value {
        json!({
            "symbol": self.symbol,
            "name": self.name,
            "description": self.description,
            "public_data": self.public_data.data(),
            "issuer_account_id": self.issuer_account_id,
            "maximum_share_supply": write_i64(self.maximum_supply),
            "precision": write_u64(self.precision),
        })
    }

    fn of(m: &Members<'_>) -> Result<Self, JsonError> {
        Ok(Self {
            symbol: m.text("symbol")?.to_owned(),
            name: m.text("name")?.to_owned(),
            description: m.text("description")?.to_owned(),
            public_data: PublicData::of(m.value("public_data")?)?,
            issuer_account_id: m.i32("issuer_account_id")?,
            maximum_supply: m.i64("maximum_share_supply")?,
            precision: m.u64("precision")?,
        })
    }
}

impl UpgradeContract {
    fn of(m: &Members<'_>, network: &Network) -> Result<Self, JsonError> {
        Ok(Self {
            contract: m.contract("id", network)?,
            name: m.text("name")?.to_owned(),
            description: m.text("desc")?.to_owned(),
            exec_limit: m.asset("exec_limit")?,
            transaction_fee: m.asset("transaction_fee")?,
            balances: m.balances(network)?,
        })
    }
}

impl DestroyContract {
    fn of(m: &Members<'_>, network: &Network) -> Result<Self, JsonError> {
        Ok(Self {
            contract: m.contract("id", network)?,
            exec_limit: m.asset("exec_limit")?,
            transaction_fee: m.asset("transaction_fee")?,
            balances: m.balances(network)?,
        })
    }
}

impl CallContract {
    fn of(m: &Members<'_>, network: &Network) -> Result<Self, JsonError> {
        Ok(Self {
            caller: m.key("caller", network)?,
            balances: m.balances(network)?,
            contract: m.contract("contract", network)?,
            cost_limit: m.asset("costlimit")?,
            transaction_fee: m.asset("transaction_fee")?,
            method: m.text("method")?.to_owned(),
            args: m.text("args")?.to_owned(),
        })
    }
}

impl TransferContract {
    fn of(m: &Members<'_>, network: &Network) -> Result<Self, JsonError> {
        Ok(Self {
            from: m.key("from", network)?,
            cost_limit: m.asset("costlimit")?,
            transaction_fee: m.asset("transaction_fee")?,
            transfer_amount: m.asset("transfer_amount")?,
            balances: m.balances(network)?,
            contract: m.contract("contract_id", network)?,
        })
    }
}
