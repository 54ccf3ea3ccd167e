//! Random transactions with every operation and every field at play.

use crate::operation::{AccountKind, AccountMeta, PublicData};
use crate::{
    AssetAmount, BalanceId, BalanceType, CallContract, Condition, ConditionKind, ContractId, CreateAsset,
    DestroyContract, Operation, Owner, PublicKey, RegisterAccount, ResultType, Signed, Transaction,
    TransferContract, UpgradeContract,
};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn asset_amount() -> impl Strategy<Value = AssetAmount> {
    (any::<i64>(), any::<i32>()).prop_map(|(amount, asset_id)| AssetAmount { amount, asset_id })
}

pub(super) fn owner() -> impl Strategy<Value = Owner> {
    any::<[u8; 20]>().prop_map(Owner::new)
}

fn contract() -> impl Strategy<Value = ContractId> {
    any::<[u8; 20]>().prop_map(ContractId::new)
}

fn key() -> impl Strategy<Value = PublicKey> {
    (2_u8..=3, any::<[u8; 32]>()).prop_map(|(first, rest)| {
        let mut bytes = [first; 33];
        bytes[1..].copy_from_slice(&rest);
        PublicKey::read(bytes).unwrap()
    })
}

fn balances() -> impl Strategy<Value = BTreeMap<BalanceId, i64>> {
    btree_map(any::<[u8; 20]>().prop_map(BalanceId::new), any::<i64>(), 0..4)
}

fn public_data() -> impl Strategy<Value = PublicData> {
    prop_oneof![Just(PublicData::Null), ".{0,20}".prop_map(PublicData::Text)]
}

fn condition() -> impl Strategy<Value = Condition> {
    let kind = prop_oneof![
        owner().prop_map(|owner| ConditionKind::Signature { owner }),
        (any::<u32>(), btree_set(owner(), 0..5))
            .prop_map(|(required, owners)| ConditionKind::Multisig { required, owners }),
    ];
    let balance_type =
        prop_oneof![Just(BalanceType::Common), Just(BalanceType::Contract), Just(BalanceType::Margin)];
    (any::<i32>(), prop_oneof![Just(0), any::<u64>()], balance_type, kind).prop_map(
        |(asset_id, slate_id, balance_type, kind)| Condition { asset_id, slate_id, balance_type, kind },
    )
}

fn payment_step() -> impl Strategy<Value = Operation> {
    prop_oneof![
        (any::<[u8; 20]>(), any::<i64>(), vec(any::<u8>(), 0..3)).prop_map(|(id, amount, claim_input)| {
            Operation::Withdraw { balance: BalanceId::new(id), amount, claim_input }
        }),
        (any::<i64>(), condition()).prop_map(|(amount, condition)| Operation::Deposit { amount, condition }),
        ".{0,60}".prop_map(|text| Operation::Memo { text }),
        vec(any::<i32>(), 0..6).prop_map(|slate| Operation::DefineSlate { slate }),
        asset_amount().prop_map(|amount| Operation::IssueAsset { amount }),
    ]
}

fn account_step() -> impl Strategy<Value = Operation> {
    let kind = prop_oneof![Just(AccountKind::Titan), Just(AccountKind::Public), Just(AccountKind::Multisig)];
    let meta = (kind, vec(any::<u8>(), 0..5)).prop_map(|(kind, data)| AccountMeta { kind, data });
    let register = (".{0,12}", public_data(), key(), key(), any::<u8>(), option::of(meta)).prop_map(
        |(name, public_data, owner_key, active_key, delegate_pay_rate, meta_data)| {
            Operation::RegisterAccount(RegisterAccount {
                name,
                public_data,
                owner_key,
                active_key,
                delegate_pay_rate,
                meta_data,
            })
        },
    );
    let create = (".{0,6}", ".{0,9}", ".{0,9}", public_data(), any::<i32>(), any::<i64>(), any::<u64>())
        .prop_map(
            |(symbol, name, description, public_data, issuer_account_id, maximum_supply, precision)| {
                Operation::CreateAsset(CreateAsset {
                    symbol,
                    name,
                    description,
                    public_data,
                    issuer_account_id,
                    maximum_supply,
                    precision,
                })
            },
        );
    prop_oneof![register, create]
}

fn contract_step() -> impl Strategy<Value = Operation> {
    let upgrade = (contract(), ".{0,9}", ".{0,9}", asset_amount(), asset_amount(), balances()).prop_map(
        |(contract, name, description, exec_limit, transaction_fee, balances)| {
            Operation::UpgradeContract(UpgradeContract {
                contract,
                name,
                description,
                exec_limit,
                transaction_fee,
                balances,
            })
        },
    );
    let destroy = (contract(), asset_amount(), asset_amount(), balances()).prop_map(
        |(contract, exec_limit, transaction_fee, balances)| {
            Operation::DestroyContract(DestroyContract { contract, exec_limit, transaction_fee, balances })
        },
    );
    let call = (key(), balances(), contract(), asset_amount(), asset_amount(), ".{0,9}", ".{0,40}").prop_map(
        |(caller, balances, contract, cost_limit, transaction_fee, method, args)| {
            Operation::CallContract(CallContract {
                caller,
                balances,
                contract,
                cost_limit,
                transaction_fee,
                method,
                args,
            })
        },
    );
    let transfer = (key(), asset_amount(), asset_amount(), asset_amount(), balances(), contract()).prop_map(
        |(from, cost_limit, transaction_fee, transfer_amount, balances, contract)| {
            Operation::TransferContract(TransferContract {
                from,
                cost_limit,
                transaction_fee,
                transfer_amount,
                balances,
                contract,
            })
        },
    );
    prop_oneof![upgrade, destroy, call, transfer]
}

fn transaction() -> impl Strategy<Value = Transaction> {
    let operation = prop_oneof![3 => payment_step(), 1 => account_step(), 2 => contract_step()];
    let result = prop_oneof![
        4 => Just((ResultType::Origin, [0; 20])),
        1 => any::<[u8; 20]>().prop_map(|id| (ResultType::Complete, id)),
        1 => any::<[u8; 20]>().prop_map(|id| (ResultType::Incomplete, id)),
    ];
    let reserved = option::of(prop_oneof![any::<u64>(), 0..=u64::from(u32::MAX)]);
    (any::<u32>(), reserved, ".{0,70}", asset_amount(), vec(operation, 0..6), result).prop_map(
        |(expiration, reserved, alp_account, alp_inport_asset, operations, result)| Transaction {
            expiration,
            reserved,
            alp_account,
            alp_inport_asset,
            operations,
            result_trx_type: result.0,
            result_trx_id: result.1,
        },
    )
}

pub(super) fn signed() -> impl Strategy<Value = Signed> {
    let signature = vec(any::<u8>(), 65).prop_map(|bytes| bytes.try_into().unwrap());
    (transaction(), vec(signature, 0..4))
        .prop_map(|(transaction, signatures)| Signed { transaction, signatures })
}
