use crate::bytes::fixed_bytes;
use crate::{AddressError, AssetAmount, BalanceId, Condition, Owner, PublicKey, text};
use core::fmt;
use std::collections::BTreeMap;

mod wire;

pub(crate) mod name;

fixed_bytes!(
    /// The name of a contract: ripemd160(sha512(packed registration)).
    ContractId, 20
);

impl ContractId {
    /// Wraps the id's bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    fn read(bytes: [u8; 20]) -> Option<Self> {
        Some(Self(bytes))
    }

    /// The text that people see, with the prefix `CON` on every chain of the family.
    #[must_use]
    pub fn text(&self) -> String {
        text::encode(text::CONTRACT, &self.0)
    }

    /// Reads the text that people see.
    ///
    /// # Errors
    /// [`AddressError`] by the fault of the text.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        text::decode(text::CONTRACT, text).map(Self)
    }
}

/// One step of a transaction. `Debug` names the step only, because what is in it is not for logs.
///
/// The node judges: contract operations stand alone, no two deposits go to one owner, and the order of a
/// wallet is withdraws, deposits, memo.
#[derive(Clone, PartialEq, Eq)]
pub enum Operation {
    /// Takes money out of a balance.
    Withdraw {
        /// Which balance.
        balance: BalanceId,
        /// How much.
        amount: i64,
        /// Proof for conditions other than signatures; empty for those.
        claim_input: Vec<u8>,
    },
    /// Lays money under a condition.
    Deposit {
        /// How much.
        amount: i64,
        /// Under which condition.
        condition: Condition,
    },
    /// A plain, public text.
    Memo {
        /// The text.
        text: String,
    },
    /// Names a set of delegates that conditions can vote for.
    DefineSlate {
        /// The delegates' account ids, as written.
        slate: Vec<i32>,
    },
    /// Registers a name.
    RegisterAccount(RegisterAccount),
    /// Creates an asset.
    CreateAsset(CreateAsset),
    /// Brings units of an asset into being, beside the deposits that take them.
    IssueAsset {
        /// How much of which.
        amount: AssetAmount,
    },
    /// Makes a temporary contract permanent.
    UpgradeContract(UpgradeContract),
    /// Ends a contract.
    DestroyContract(DestroyContract),
    /// Calls a contract.
    CallContract(CallContract),
    /// Pays money to a contract.
    TransferContract(TransferContract),
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name::of(self))
    }
}

impl Operation {
    /// Takes `amount` out of a balance that a signature opens.
    #[must_use]
    pub fn withdraw(balance: BalanceId, amount: i64) -> Self {
        Self::Withdraw { balance, amount, claim_input: Vec::new() }
    }

    /// Pays `amount` of an asset to `owner` under the usual condition.
    #[must_use]
    pub fn pay(owner: Owner, asset_id: i32, amount: i64) -> Self {
        Self::Deposit { amount, condition: Condition::signature(owner, asset_id) }
    }
}

/// What is inside a step is not for logs: `Debug` tells the kind only.
macro_rules! opaque_debug {
    ($($name:ident),+ $(,)?) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}

opaque_debug!(
    PublicData,
    AccountMeta,
    RegisterAccount,
    CreateAsset,
    UpgradeContract,
    DestroyContract,
    CallContract,
    TransferContract,
);

/// Free data beside an account or asset. The chain allows any JSON there; here it is nothing or a text.
#[derive(Clone, PartialEq, Eq)]
pub enum PublicData {
    /// Nothing.
    Null,
    /// A text.
    Text(String),
}

/// What kind of account a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// Pays to hidden one-time addresses.
    Titan,
    /// Shows its address.
    Public,
    /// Several owners.
    Multisig,
}

/// The kind of an account and data that belongs to the kind.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountMeta {
    /// The kind.
    pub kind: AccountKind,
    /// The kind's data; usually empty.
    pub data: Vec<u8>,
}

/// The registration of a name.
#[derive(Clone, PartialEq, Eq)]
pub struct RegisterAccount {
    /// The name.
    pub name: String,
    /// Free data.
    pub public_data: PublicData,
    /// The key that owns the name.
    pub owner_key: PublicKey,
    /// The key that acts for it.
    pub active_key: PublicKey,
    /// A delegate's share in percent; 255 for an account that is no delegate.
    pub delegate_pay_rate: u8,
    /// The account's kind, where it is stated.
    pub meta_data: Option<AccountMeta>,
}

/// The creation of an asset.
#[derive(Clone, PartialEq, Eq)]
pub struct CreateAsset {
    /// Its code.
    pub symbol: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Free data.
    pub public_data: PublicData,
    /// The account that issues it.
    pub issuer_account_id: i32,
    /// Most units that there can be.
    pub maximum_supply: i64,
    /// Units in one: a power of ten.
    pub precision: u64,
}

/// Making a temporary contract permanent.
#[derive(Clone, PartialEq, Eq)]
pub struct UpgradeContract {
    /// Which contract.
    pub contract: ContractId,
    /// Its name from now on.
    pub name: String,
    /// What it is.
    pub description: String,
    /// The most that running it may cost.
    pub exec_limit: AssetAmount,
    /// The fee besides.
    pub transaction_fee: AssetAmount,
    /// Where the money comes from.
    pub balances: BTreeMap<BalanceId, i64>,
}

/// The end of a contract.
#[derive(Clone, PartialEq, Eq)]
pub struct DestroyContract {
    /// Which contract.
    pub contract: ContractId,
    /// The most that running it may cost.
    pub exec_limit: AssetAmount,
    /// The fee besides.
    pub transaction_fee: AssetAmount,
    /// Where the money comes from.
    pub balances: BTreeMap<BalanceId, i64>,
}

/// The call of a contract's method, such as `transfer_to` of a token with the arguments `address|amount`.
///
/// `balances` must be of asset 0, belong to the caller, and sum to `cost_limit` + `transaction_fee`; other
/// assets there make a node of version 2.0 hang. Unused cost is not charged; a failed call is.
#[derive(Clone, PartialEq, Eq)]
pub struct CallContract {
    /// Who calls.
    pub caller: PublicKey,
    /// Where the money comes from.
    pub balances: BTreeMap<BalanceId, i64>,
    /// Which contract.
    pub contract: ContractId,
    /// The most that running it may cost.
    pub cost_limit: AssetAmount,
    /// The fee besides.
    pub transaction_fee: AssetAmount,
    /// Which method.
    pub method: String,
    /// Its arguments, in the contract's own form.
    pub args: String,
}

/// A payment to a contract.
#[derive(Clone, PartialEq, Eq)]
pub struct TransferContract {
    /// Who pays.
    pub from: PublicKey,
    /// The most that running it may cost.
    pub cost_limit: AssetAmount,
    /// The fee besides.
    pub transaction_fee: AssetAmount,
    /// What the contract gets.
    pub transfer_amount: AssetAmount,
    /// Where the money comes from.
    pub balances: BTreeMap<BalanceId, i64>,
    /// Which contract.
    pub contract: ContractId,
}
