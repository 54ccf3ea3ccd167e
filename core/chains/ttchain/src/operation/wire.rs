//! Operations as bytes: a type byte, a counted run, its fields in order.

use super::{
    AccountKind, AccountMeta, CallContract, ContractId, CreateAsset, DestroyContract, Operation, PublicData,
    RegisterAccount, TransferContract, UpgradeContract,
};
use crate::reader::Reader;
use crate::writer::Writer;
use crate::{AssetAmount, BalanceId, Condition, PublicKey, WireError, limits};
use std::collections::BTreeMap;

const WITHDRAW: u8 = 1;
const DEPOSIT: u8 = 2;
const REGISTER_ACCOUNT: u8 = 3;
const CREATE_ASSET: u8 = 6;
const ISSUE_ASSET: u8 = 8;
const DEFINE_SLATE: u8 = 18;
const MEMO: u8 = 66;
const UPGRADE_CONTRACT: u8 = 71;
const DESTROY_CONTRACT: u8 = 72;
const CALL_CONTRACT: u8 = 73;
const TRANSFER_CONTRACT: u8 = 74;

impl Operation {
    pub(crate) fn write(&self, w: &mut Writer) {
        w.u8(match self {
            Self::Withdraw { .. } => WITHDRAW,
            Self::Deposit { .. } => DEPOSIT,
            Self::Memo { .. } => MEMO,
            Self::DefineSlate { .. } => DEFINE_SLATE,
            Self::RegisterAccount(_) => REGISTER_ACCOUNT,
            Self::CreateAsset(_) => CREATE_ASSET,
            Self::IssueAsset { .. } => ISSUE_ASSET,
            Self::UpgradeContract(_) => UPGRADE_CONTRACT,
            Self::DestroyContract(_) => DESTROY_CONTRACT,
            Self::CallContract(_) => CALL_CONTRACT,
            Self::TransferContract(_) => TRANSFER_CONTRACT,
        });
        w.nested(|w| self.write_fields(w));
    }

    fn write_fields(&self, w: &mut Writer) {
        match self {
            Self::Withdraw { balance, amount, claim_input } => {
                w.raw(balance.bytes());
                w.i64(*amount);
                w.bytes(claim_input);
            }
            Self::Deposit { amount, condition } => {
                w.i64(*amount);
                condition.write(w);
            }
            Self::Memo { text } => w.bytes(text.as_bytes()),
            Self::DefineSlate { slate } => {
                w.count(slate.len());
                slate.iter().for_each(|account| w.signed(*account));
            }
            Self::RegisterAccount(operation) => operation.write(w),
            Self::CreateAsset(operation) => operation.write(w),
            Self::IssueAsset { amount } => amount.write(w),
            Self::UpgradeContract(operation) => operation.write(w),
            Self::DestroyContract(operation) => operation.write(w),
            Self::CallContract(operation) => operation.write(w),
            Self::TransferContract(operation) => operation.write(w),
        }
    }

    pub(crate) fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let number = r.u8()?;
        r.nested(limits::TRANSACTION, |r| match number {
            WITHDRAW => Ok(Self::Withdraw {
                balance: BalanceId::new(r.array()?),
                amount: r.i64()?,
                claim_input: r.bytes(limits::TEXT)?.to_vec(),
            }),
            DEPOSIT => Ok(Self::Deposit { amount: r.i64()?, condition: Condition::read(r)? }),
            MEMO => Ok(Self::Memo { text: r.text(limits::MEMO)? }),
            DEFINE_SLATE => {
                let count = r.count(limits::SLATE)?;
                let slate = (0..count).map(|_| r.signed()).collect::<Result<_, _>>()?;
                Ok(Self::DefineSlate { slate })
            }
            REGISTER_ACCOUNT => RegisterAccount::read(r).map(Self::RegisterAccount),
            CREATE_ASSET => CreateAsset::read(r).map(Self::CreateAsset),
            ISSUE_ASSET => AssetAmount::read(r).map(|amount| Self::IssueAsset { amount }),
            UPGRADE_CONTRACT => UpgradeContract::read(r).map(Self::UpgradeContract),
            DESTROY_CONTRACT => DestroyContract::read(r).map(Self::DestroyContract),
            CALL_CONTRACT => CallContract::read(r).map(Self::CallContract),
            TRANSFER_CONTRACT => TransferContract::read(r).map(Self::TransferContract),
            other => Err(WireError::Operation(other)),
        })
    }
}

fn read_key(r: &mut Reader<'_>) -> Result<PublicKey, WireError> {
    PublicKey::read(r.array()?).ok_or(WireError::PublicKey)
}

fn read_contract(r: &mut Reader<'_>) -> Result<ContractId, WireError> {
    r.array().map(ContractId::new)
}

fn write_balances(w: &mut Writer, balances: &BTreeMap<BalanceId, i64>) {
    w.count(balances.len());
    for (balance, amount) in balances {
        w.raw(balance.bytes());
        w.i64(*amount);
    }
}

fn read_balances(r: &mut Reader<'_>) -> Result<BTreeMap<BalanceId, i64>, WireError> {
    let mut balances = BTreeMap::new();
    for _ in 0..r.count(limits::BALANCES)? {
        let balance = BalanceId::new(r.array()?);
        if balances.last_key_value().is_some_and(|(last, _)| *last >= balance) {
            return Err(WireError::NotSorted);
        }
        balances.insert(balance, r.i64()?);
    }
    Ok(balances)
}

impl PublicData {
    const NULL: u8 = 0;
    const TEXT: u8 = 5;

    fn write(&self, w: &mut Writer) {
        match self {
            Self::Null => w.u8(Self::NULL),
            Self::Text(text) => {
                w.u8(Self::TEXT);
                w.bytes(text.as_bytes());
            }
        }
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        match r.u8()? {
            Self::NULL => Ok(Self::Null),
            Self::TEXT => r.text(limits::TEXT).map(Self::Text),
            other => Err(WireError::PublicData(other)),
        }
    }
}

impl RegisterAccount {
    fn write(&self, w: &mut Writer) {
        w.bytes(self.name.as_bytes());
        self.public_data.write(w);
        w.raw(self.owner_key.bytes());
        w.raw(self.active_key.bytes());
        w.u8(self.delegate_pay_rate);
        match &self.meta_data {
            None => w.u8(0),
            Some(AccountMeta { kind, data }) => {
                w.u8(1);
                w.varint(match kind {
                    AccountKind::Titan => 0,
                    AccountKind::Public => 1,
                    AccountKind::Multisig => 2,
                });
                w.bytes(data);
            }
        }
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self {
            name: r.text(limits::TEXT)?,
            public_data: PublicData::read(r)?,
            owner_key: read_key(r)?,
            active_key: read_key(r)?,
            delegate_pay_rate: r.u8()?,
            meta_data: if r.flag()? { Some(AccountMeta::read(r)?) } else { None },
        })
    }
}

impl AccountMeta {
    fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let kind = match r.varint()? {
            0 => AccountKind::Titan,
            1 => AccountKind::Public,
            2 => AccountKind::Multisig,
            other => return Err(WireError::AccountKind(other)),
        };
        Ok(Self { kind, data: r.bytes(limits::TEXT)?.to_vec() })
    }
}

impl CreateAsset {
    fn write(&self, w: &mut Writer) {
        w.bytes(self.symbol.as_bytes());
        w.bytes(self.name.as_bytes());
        w.bytes(self.description.as_bytes());
        self.public_data.write(w);
        w.signed(self.issuer_account_id);
        w.i64(self.maximum_supply);
        w.u64(self.precision);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self {
            symbol: r.text(limits::TEXT)?,
            name: r.text(limits::TEXT)?,
            description: r.text(limits::TEXT)?,
            public_data: PublicData::read(r)?,
            issuer_account_id: r.signed()?,
            maximum_supply: r.i64()?,
            precision: r.u64()?,
        })
    }
}

impl UpgradeContract {
    fn write(&self, w: &mut Writer) {
        w.raw(self.contract.bytes());
        w.bytes(self.name.as_bytes());
        w.bytes(self.description.as_bytes());
        self.exec_limit.write(w);
        self.transaction_fee.write(w);
        write_balances(w, &self.balances);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self {
            contract: read_contract(r)?,
            name: r.text(limits::TEXT)?,
            description: r.text(limits::TEXT)?,
            exec_limit: AssetAmount::read(r)?,
            transaction_fee: AssetAmount::read(r)?,
            balances: read_balances(r)?,
        })
    }
}

impl DestroyContract {
    fn write(&self, w: &mut Writer) {
        w.raw(self.contract.bytes());
        self.exec_limit.write(w);
        self.transaction_fee.write(w);
        write_balances(w, &self.balances);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self {
            contract: read_contract(r)?,
            exec_limit: AssetAmount::read(r)?,
            transaction_fee: AssetAmount::read(r)?,
            balances: read_balances(r)?,
        })
    }
}

impl CallContract {
    fn write(&self, w: &mut Writer) {
        w.raw(self.caller.bytes());
        write_balances(w, &self.balances);
        w.raw(self.contract.bytes());
        self.cost_limit.write(w);
        self.transaction_fee.write(w);
        w.bytes(self.method.as_bytes());
        w.bytes(self.args.as_bytes());
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self {
            caller: read_key(r)?,
            balances: read_balances(r)?,
            contract: read_contract(r)?,
            cost_limit: AssetAmount::read(r)?,
            transaction_fee: AssetAmount::read(r)?,
            method: r.text(limits::TEXT)?,
            args: r.text(limits::CONTRACT_ARGS)?,
        })
    }
}

impl TransferContract {
    fn write(&self, w: &mut Writer) {
        w.raw(self.from.bytes());
        self.cost_limit.write(w);
        self.transaction_fee.write(w);
        self.transfer_amount.write(w);
        write_balances(w, &self.balances);
        w.raw(self.contract.bytes());
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self {
            from: read_key(r)?,
            cost_limit: AssetAmount::read(r)?,
            transaction_fee: AssetAmount::read(r)?,
            transfer_amount: AssetAmount::read(r)?,
            balances: read_balances(r)?,
            contract: read_contract(r)?,
        })
    }
}
