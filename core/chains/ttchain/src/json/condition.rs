//! Withdraw conditions in the node's JSON.

use super::members::Members;
use super::{JsonError, write_u64};
use crate::{BalanceType, Condition, ConditionKind, Network, limits};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SIGNATURE: &str = "withdraw_signature_type";
const MULTISIG: &str = "withdraw_multisig_type";

const COMMON: &str = "withdraw_common_type";
const CONTRACT: &str = "withdraw_contract_type";
const MARGIN: &str = "withdraw_margin_type";

impl Condition {
    /// The node's JSON form.
    #[must_use]
    pub fn to_json(&self, network: &Network) -> Value {
        let text = |owner| network.address(owner).text().to_owned();
        let (kind, data) = match &self.kind {
            ConditionKind::Signature { owner } => (SIGNATURE, json!({ "owner": text(owner) })),
            ConditionKind::Multisig { required, owners } => {
                let owners: Vec<String> = owners.iter().map(text).collect();
                (MULTISIG, json!({ "required": required, "owners": owners }))
            }
        };
        json!({
            "asset_id": self.asset_id,
            "slate_id": write_u64(self.slate_id),
            "type": kind,
            "balance_type": match self.balance_type {
                BalanceType::Common => COMMON,
                BalanceType::Contract => CONTRACT,
                BalanceType::Margin => MARGIN,
            },
            "data": data,
        })
    }

    /// Reads the node's JSON form, such as the condition of a balance record.
    ///
    /// # Errors
    /// [`JsonError`] by the first fault.
    pub fn from_json(value: &Value, network: &Network) -> Result<Self, JsonError> {
        let known = ["asset_id", "slate_id", "type", "balance_type", "data"];
        let members = Members::of(value, "condition", &known)?;
        let balance_type = match members.text("balance_type")? {
            COMMON => BalanceType::Common,
            CONTRACT => BalanceType::Contract,
            MARGIN => BalanceType::Margin,
            _ => return Err(JsonError::Value("balance_type")),
        };
        let data = members.value("data")?;
        let kind = match members.text("type")? {
            SIGNATURE => {
                let owner = Members::of(data, "data", &["owner"])?.owner("owner", network)?;
                ConditionKind::Signature { owner }
            }
            MULTISIG => multisig(&Members::of(data, "data", &["required", "owners"])?, network)?,
            _ => return Err(JsonError::Condition),
        };
        let (asset_id, slate_id) = (members.i32("asset_id")?, members.u64("slate_id")?);
        Ok(Self { asset_id, slate_id, balance_type, kind })
    }
}

fn multisig(members: &Members<'_>, network: &Network) -> Result<ConditionKind, JsonError> {
    let required = u32::try_from(members.u64("required")?).map_err(|_| JsonError::Value("required"))?;
    let mut owners = BTreeSet::new();
    for owner in members.list("owners", limits::OWNERS)? {
        let text = owner.as_str().ok_or(JsonError::Value("owners"))?;
        let owner = network.parse_address(text).map_err(|error| JsonError::Text("owners", error))?;
        if !owners.insert(owner) {
            return Err(JsonError::Twice("owners"));
        }
    }
    Ok(ConditionKind::Multisig { required, owners })
}
