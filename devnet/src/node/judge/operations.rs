//! The operations one by one.

use super::{Evaluation, Judging};
use crate::node::refusal::Refusal;
use crate::node::state::{AssetRecord, BASE_ASSET, MAXIMUM_UNITS};
use crate::wire::condition::{BalanceKind, Condition, Lock};
use crate::wire::hash::{Hash20, sha256};
use crate::wire::operation::{AssetAmount, CreateAsset, Operation};
use crate::wire::transaction::Transaction;
use std::collections::{BTreeMap, BTreeSet};

/// Most deposits: the count is looked at before it is raised, so one more goes through.
const MAXIMUM_DEPOSITS: usize = 100;
/// Longest memo in bytes.
const MAXIMUM_MEMO: usize = 2048;
/// Most delegates of one slate.
const MAXIMUM_SLATE: usize = 104;
/// What a new asset costs, in base units.
const ASSET_FEE: i64 = 100_000;
const SYMBOL_LENGTHS: core::ops::RangeInclusive<usize> = 3..=16;
/// Most places behind an asset's point.
pub(crate) const MAXIMUM_DECIMALS: u32 = 18;

impl Judging<'_> {
    pub(super) fn operation(&mut self, index: usize, operation: &Operation) -> Result<(), Refusal> {
        match operation {
            Operation::Withdraw { balance, amount, .. } => self.withdraw(index, balance, *amount),
            Operation::Deposit { amount, condition } => self.deposit(index, *amount, condition),
            Operation::Memo { text } => self.memo(text),
            Operation::DefineSlate { delegates } => self.define_slate(delegates),
            Operation::CreateAsset(asset) => self.create_asset(asset),
            Operation::IssueAsset { amount } => self.issue_asset(*amount),
            Operation::UpgradeContract(_)
            | Operation::DestroyContract(_)
            | Operation::CallContract(_)
            | Operation::TransferContract(_)
            | Operation::Unread { .. } => Err(Refusal::UnsupportedChainOperation),
        }
    }

    fn withdraw(&mut self, index: usize, id: &Hash20, amount: i64) -> Result<(), Refusal> {
        if amount <= 0 {
            return Err(Refusal::NegativeWithdraw);
        }
        let balance = self.state.balances.get_mut(id).ok_or(Refusal::UnknownBalance)?;
        let rest = balance.units.checked_sub(amount).filter(|rest| *rest >= 0);
        let rest = rest.ok_or(Refusal::InsufficientFunds)?;
        if balance.condition.kind != BalanceKind::Common {
            return Err(Refusal::InvalidCondition);
        }
        let opened = match &balance.condition.lock {
            Lock::Signature { owner, .. } => self.owners.contains(owner),
            Lock::Multisig { required, owners, .. } => {
                let signed = owners.iter().filter(|owner| self.owners.contains(owner)).count();
                u32::try_from(signed).is_ok_and(|signed| signed >= *required)
            }
        };
        if !opened {
            return Err(Refusal::MissingSignature);
        }
        balance.units = rest;
        balance.last_update = self.now;
        let asset = balance.condition.asset;
        add(&mut self.found.withdraws, asset, amount)?;
        self.found.deltas.push((index, asset, -amount));
        add(&mut self.found.left, asset, amount)
    }

    fn deposit(&mut self, index: usize, amount: i64, condition: &Condition) -> Result<(), Refusal> {
        if self.paid.len() > MAXIMUM_DEPOSITS {
            return Err(Refusal::TooManyDeposits);
        }
        if amount <= 0 {
            return Err(Refusal::NegativeDeposit);
        }
        if condition.kind != BalanceKind::Common {
            return Err(Refusal::InvalidCondition);
        }
        if !self.paid.insert(condition.owner()) {
            return Err(Refusal::DepositToOneAddressTwice);
        }
        if !self.state.assets.contains_key(&condition.asset) {
            return Err(Refusal::UnknownAsset);
        }
        if !self.state.credit(condition, amount, self.now) {
            return Err(Refusal::AdditionOverflow);
        }
        let asset = condition.asset;
        add(&mut self.found.deposits, asset, amount)?;
        self.found.deltas.push((index, asset, amount));
        add(&mut self.found.left, asset, -amount)
    }

    fn memo(&mut self, text: &str) -> Result<(), Refusal> {
        if text.is_empty() {
            return Err(Refusal::Assert("!imessage.empty(): "));
        }
        if text.len() > MAXIMUM_MEMO {
            return Err(Refusal::MessageTooLong);
        }
        self.found.memo_length = text.len();
        Ok(())
    }

    /// Records a slate. The devnet has no delegates: any ids will do.
    fn define_slate(&mut self, delegates: &[i32]) -> Result<(), Refusal> {
        if delegates.is_empty() {
            return Err(Refusal::Assert("!slate.empty(): "));
        }
        if delegates.len() > MAXIMUM_SLATE {
            return Err(Refusal::TooManyDelegates);
        }
        let slate: BTreeSet<i32> = delegates.iter().copied().collect();
        self.state.slates.insert(slate_id(&slate), slate);
        Ok(())
    }

    fn create_asset(&mut self, asset: &CreateAsset) -> Result<(), Refusal> {
        if !is_symbol(&asset.symbol) {
            return Err(Refusal::InvalidSymbol);
        }
        if self.state.asset_by_symbol(&asset.symbol).is_some() {
            return Err(Refusal::SymbolInUse);
        }
        if asset.name.is_empty() {
            return Err(Refusal::InvalidAssetName);
        }
        let issuer = *self.state.accounts.get(&asset.issuer).ok_or(Refusal::UnknownAccount)?;
        if asset.maximum <= 0 || asset.maximum > MAXIMUM_UNITS {
            return Err(Refusal::InvalidAssetAmount);
        }
        if !(0..=MAXIMUM_DECIMALS).any(|exponent| 10_u64.pow(exponent) == asset.precision) {
            return Err(Refusal::InvalidPrecision);
        }
        self.found.required_fee += ASSET_FEE;
        let id = self.state.assets.keys().next_back().map_or(BASE_ASSET, |last| last.saturating_add(1));
        self.state.assets.insert(
            id,
            AssetRecord {
                symbol: asset.symbol.clone(),
                name: asset.name.clone(),
                description: asset.description.clone(),
                public_data: asset.public_data.clone(),
                issuer: asset.issuer,
                precision: asset.precision,
                registered: self.now,
                last_update: self.now,
                maximum: asset.maximum,
                supply: 0,
                collected_fees: 0,
                authority: Some(issuer),
            },
        );
        Ok(())
    }

    fn issue_asset(&mut self, issued: AssetAmount) -> Result<(), Refusal> {
        let asset = self.state.assets.get_mut(&issued.asset).ok_or(Refusal::UnknownAsset)?;
        let authority = asset.authority.ok_or(Refusal::NotUserIssued)?;
        if !self.owners.contains(&authority) {
            return Err(Refusal::MissingSignature);
        }
        if issued.amount <= 0 {
            return Err(Refusal::NegativeIssue);
        }
        let supply = asset.supply.checked_add(issued.amount).filter(|supply| *supply <= asset.maximum);
        asset.supply = supply.ok_or(Refusal::OverIssue)?;
        asset.last_update = self.now;
        add(&mut self.found.left, issued.asset, issued.amount)
    }

    pub(super) fn mint(mut self, transaction: &Transaction) -> Result<Evaluation, Refusal> {
        for (index, operation) in transaction.operations.iter().enumerate() {
            let Operation::Deposit { amount, condition } = operation else {
                return Err(Refusal::IllegalTransaction);
            };
            self.deposit(index, *amount, condition)?;
            let asset = self.state.assets.get_mut(&condition.asset).ok_or(Refusal::UnknownAsset)?;
            let supply = asset.supply.checked_add(*amount).filter(|supply| *supply <= asset.maximum);
            asset.supply = supply.ok_or(Refusal::OverIssue)?;
            add(&mut self.found.left, condition.asset, *amount)?;
        }
        self.settle()
    }
}

/// Whether a text may be an asset's symbol.
pub(crate) fn is_symbol(text: &str) -> bool {
    SYMBOL_LENGTHS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The first eight bytes, little endian, of sha256 over the packed set.
pub(crate) fn slate_id(slate: &BTreeSet<i32>) -> u64 {
    let mut bytes = crate::wire::bytes::Writer::default();
    bytes.count(slate.len());
    for delegate in slate {
        bytes.signed(*delegate);
    }
    let [a, b, c, d, e, f, g, h, ..] = sha256(&bytes.finish());
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

fn add(sums: &mut BTreeMap<i32, i64>, asset: i32, amount: i64) -> Result<(), Refusal> {
    let sum = sums.entry(asset).or_insert(0);
    *sum = sum.checked_add(amount).ok_or(Refusal::AdditionOverflow)?;
    Ok(())
}
