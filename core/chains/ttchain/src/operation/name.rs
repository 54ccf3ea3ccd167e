//! The node's names of the operations.

use super::Operation;

pub(crate) const WITHDRAW: &str = "withdraw_op_type";
pub(crate) const DEPOSIT: &str = "deposit_op_type";
pub(crate) const MEMO: &str = "imessage_memo_op_type";
pub(crate) const DEFINE_SLATE: &str = "define_slate_op_type";
pub(crate) const REGISTER_ACCOUNT: &str = "register_account_op_type";
pub(crate) const CREATE_ASSET: &str = "create_asset_op_type";
pub(crate) const ISSUE_ASSET: &str = "issue_asset_op_type";
pub(crate) const UPGRADE_CONTRACT: &str = "upgrade_contract_op_type";
pub(crate) const DESTROY_CONTRACT: &str = "destroy_contract_op_type";
pub(crate) const CALL_CONTRACT: &str = "call_contract_op_type";
pub(crate) const TRANSFER_CONTRACT: &str = "transfer_contract_op_type";

/// The name that the node gives to this operation.
pub(crate) fn of(operation: &Operation) -> &'static str {
    match operation {
        Operation::Withdraw { .. } => WITHDRAW,
        Operation::Deposit { .. } => DEPOSIT,
        Operation::Memo { .. } => MEMO,
        Operation::DefineSlate { .. } => DEFINE_SLATE,
        Operation::RegisterAccount(_) => REGISTER_ACCOUNT,
        Operation::CreateAsset(_) => CREATE_ASSET,
        Operation::IssueAsset { .. } => ISSUE_ASSET,
        Operation::UpgradeContract(_) => UPGRADE_CONTRACT,
        Operation::DestroyContract(_) => DESTROY_CONTRACT,
        Operation::CallContract(_) => CALL_CONTRACT,
        Operation::TransferContract(_) => TRANSFER_CONTRACT,
    }
}
