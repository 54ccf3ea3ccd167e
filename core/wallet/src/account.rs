//! Account: a list of addresses of one key tree, chain 0 handed out and chain 1 change.

use crate::coin::{CoinRow, PublicKeys};
use crate::draft::Draft;
use crate::rows::{AccountRow, AddressRow, AddressState, Branch, Direction, HandedTo, PaymentRow, Scan};
use crate::{Changes, Facts, Profile, Refused, Step, asset, coin};
use tongtong_crypto::AccountPublic;
use tongtong_crypto::keys::SpendingKeys;
use tongtong_ttchain::{BalanceId, Condition, Owner};
use tongtong_types::{Address, Asset, Chain, KeyPath, PaymentId, Timestamp};

/// Chain 0: an index is never handed out more than this beyond the highest that has received, and a restore
/// looks this far.
pub const RECEIVE_GAP: u32 = 100;
/// The same for chain 1.
pub const CHANGE_GAP: u32 = 20;

impl Branch {
    /// The step in the key path.
    #[must_use]
    pub const fn step(self) -> u32 {
        match self {
            Self::Receive => 0,
            Self::Change => 1,
        }
    }

    /// How many unused indices in a row end a scan.
    #[must_use]
    pub const fn gap(self) -> u32 {
        match self {
            Self::Receive => RECEIVE_GAP,
            Self::Change => CHANGE_GAP,
        }
    }
}

/// The path of the key that owns an address: m/44'/coin'/0'/branch/index.
#[must_use]
pub fn key_path(profile: &Profile, branch: Branch, index: u32) -> KeyPath {
    SpendingKeys::account_path(profile.coin_type, 0).child(branch.step()).child(index)
}

/// The first index that may not be used: `gap` beyond the highest that was.
pub(crate) fn end(branch: Branch, highest: Option<u32>) -> u32 {
    highest.map_or(0, |index| index.saturating_add(1)).saturating_add(branch.gap())
}

pub(crate) fn owner(keys: &AccountPublic, branch: Branch, index: u32) -> Result<Owner, Refused> {
    Ok(Owner::of(&keys.child(branch.step(), index)?))
}

/// A row of an address that nothing is known of yet.
pub(crate) fn fresh_row(
    profile: &Profile,
    keys: &AccountPublic,
    branch: Branch,
    index: u32,
) -> Result<AddressRow, Refused> {
    Ok(AddressRow {
        branch,
        index,
        address: profile.ttchain.address(&owner(keys, branch, index)?),
        handed: HandedTo::Nobody,
        until: None,
        state: AddressState::Fresh,
        holds: Vec::new(),
        expects: None,
        found: false,
        unsure: Vec::new(),
        emptied: Vec::new(),
        spared: Vec::new(),
        revision: 0,
    })
}

/// The balance in which an address of ours holds an asset.
pub(crate) fn balance_id(
    profile: &Profile,
    account: &AccountRow,
    address: &Address,
    asset: &Asset,
) -> Option<BalanceId> {
    let owner = profile.ttchain.parse_address(address.text()).ok()?;
    let number = asset::number(profile, account, asset)?;
    Some(Condition::signature(owner, number).balance_id())
}

/// Opens the account for the first time.
pub(crate) fn open(
    profile: &Profile,
    facts: &Facts,
    keys: &AccountPublic,
    pay_key: [u8; 32],
    coins: &[(Chain, PublicKeys)],
    restored: bool,
) -> Result<Step, Refused> {
    if facts.account.is_some() {
        return Err(Refused::WalletExists);
    }
    let account = AccountRow {
        keys: keys.clone(),
        pay_key,
        next_receive: 0,
        next_change: 0,
        highest_received: None,
        sheet_counter: 0,
        scan: restored.then_some(Scan { next: [0, 0], highest: [None, None] }),
        coins: coins
            .iter()
            .map(|(chain, keys)| fresh_coin(profile, *chain, keys, !restored))
            .collect::<Result<_, _>>()?,
        assets: Vec::new(),
        revision: 1,
    };
    Ok(Step { changes: Changes { account: Some(account), ..Changes::default() }, ..Step::default() })
}

/// The account's part on a chain. What words that may have been used before hold at first is counted and is
/// nobody's payment.
fn fresh_coin(profile: &Profile, chain: Chain, keys: &PublicKeys, new: bool) -> Result<CoinRow, Refused> {
    let network = coin::rules(profile, chain)?.network_id();
    let (state, holds, handed) = (Vec::new(), Vec::new(), Vec::new());
    Ok(CoinRow { chain, network, keys: keys.clone(), state, holds, handed, counted: new, doubtful: false })
}

/// Adds the chains that the account has no keys for yet.
pub(crate) fn open_coins(
    profile: &Profile,
    facts: &Facts,
    coins: &[(Chain, PublicKeys)],
    now: Timestamp,
) -> Result<Step, Refused> {
    let mut draft = Draft::of(profile, facts, now)?;
    for (chain, keys) in coins {
        if draft.account.coin(*chain).is_none() {
            draft.account.coins.push(fresh_coin(profile, *chain, keys, false)?);
        }
    }
    Ok(draft.finish())
}

impl Facts {
    /// The account, if there is one that may act: after a restore only when its scan is done.
    pub(crate) fn acting_account(&self) -> Result<&AccountRow, Refused> {
        match &self.account {
            None => Err(Refused::NoWallet),
            Some(account) if account.scan.is_some() => Err(Refused::Scanning),
            Some(account) => Ok(account),
        }
    }

    /// Our own payments that may still be paid.
    pub fn in_flight(&self) -> impl Iterator<Item = &PaymentRow> {
        self.payments.iter().filter(|payment| payment.is_in_flight())
    }

    /// The same on one chain.
    pub fn in_flight_on(&self, chain: Chain) -> impl Iterator<Item = &PaymentRow> {
        self.in_flight().filter(move |payment| payment.to.chain() == chain)
    }

    /// The same, each coin once: a cancel is not counted beside the payment that it rivals.
    pub(crate) fn leading(&self) -> impl Iterator<Item = &PaymentRow> {
        self.in_flight().filter(|payment| {
            let first = |other: &PaymentRow| other.direction != Direction::Cancel && other.rivals(payment);
            payment.direction != Direction::Cancel || !self.in_flight().any(first)
        })
    }

    /// Whether a payment in flight empties this address of an asset.
    pub(crate) fn is_in_use(&self, asset: &Asset, address: &Address) -> bool {
        self.in_flight().any(|payment| payment.spends(asset, address))
    }

    /// A payment of ours that may be cancelled: it is in flight, and no cancel of it is.
    pub(crate) fn to_cancel(&self, payment: PaymentId) -> Result<&PaymentRow, Refused> {
        let row = self.in_flight().find(|row| row.id == payment).ok_or(Refused::NothingToCancel)?;
        let cancelled = |other: &PaymentRow| other.direction == Direction::Cancel && other.rivals(row);
        if self.in_flight().any(cancelled) { Err(Refused::NothingToCancel) } else { Ok(row) }
    }

    /// The next fresh change addresses: another device with the same words may have used some.
    pub(crate) fn fresh_change(&self, account: &AccountRow, count: usize) -> Result<Vec<u32>, Refused> {
        let used = |row: &&AddressRow| row.branch == Branch::Change && row.state != AddressState::Fresh;
        let highest = self.addresses.iter().filter(used).map(|row| row.index).max();
        let taken = |index: u32| {
            let mut rows = self.addresses.iter().filter(|row| row.branch == Branch::Change);
            rows.any(|row| row.index == index && !row.is_unused())
        };
        let free = (account.next_change..end(Branch::Change, highest)).filter(|index| !taken(*index));
        let free: Vec<u32> = free.take(count).collect();
        if free.len() == count { Ok(free) } else { Err(Refused::ChangeGap) }
    }
}
