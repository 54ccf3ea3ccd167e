//! Sources: which addresses a payment empties.

use crate::rows::{AddressState, Branch};
use crate::{Answer, BalanceRecord, Facts, Profile, Question, Refused, account};
use tongtong_ttchain::{BalanceId, Owner};
use tongtong_types::{Address, Amount, Asset, KeyPath};

/// The most addresses that one payment empties.
pub(crate) const MOST_SOURCES: usize = 100;

/// An address of ours, emptied whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) branch: Branch,
    pub(crate) index: u32,
    pub(crate) address: Address,
    pub(crate) owner: Owner,
    pub(crate) balance: BalanceId,
    pub(crate) path: KeyPath,
    pub(crate) dead: bool,
    /// All that the node says is there.
    pub(crate) amount: Amount,
    /// What was known to be there when it was planned.
    pub(crate) known: Amount,
}

/// Addresses that hold something and belong to no payment in flight; amounts as last seen.
pub(crate) fn candidates(profile: &Profile, facts: &Facts, asset: &Asset) -> Result<Vec<Source>, Refused> {
    let mut found = Vec::new();
    for row in &facts.addresses {
        let amount = row.holding(asset);
        if amount.is_zero() || facts.is_in_use(&row.address) {
            continue;
        }
        found.push(Source {
            branch: row.branch,
            index: row.index,
            owner: profile.ttchain.parse_address(row.address.text()).map_err(Refused::Payee)?,
            balance: account::balance_id(profile, &row.address, asset).ok_or(Refused::AssetUnknown)?,
            address: row.address.clone(),
            path: account::key_path(profile, row.branch, row.index),
            dead: row.state == AddressState::Dead,
            amount,
            known: amount,
        });
    }
    Ok(found)
}

/// The candidates as the node sees them now; those that it finds empty are left out.
pub(crate) fn weighed(
    candidates: Vec<Source>,
    answers: &[(Question, Answer)],
) -> Result<Vec<Source>, Refused> {
    let mut weighed = Vec::new();
    for mut source in candidates {
        match balance(answers, source.balance)? {
            // Taking less than is there would leave money on an address that has signed.
            BalanceRecord::Holds(now) if !source.dead && !now.is_zero() && now < source.amount => {
                return Err(Refused::NodeBehind);
            }
            BalanceRecord::Holds(amount) if !amount.is_zero() => {
                source.amount = amount;
                weighed.push(source);
            }
            // A dead address may have been emptied in the meantime, a living one by another device only.
            BalanceRecord::Holds(_) => {}
            BalanceRecord::Unknown => return Err(Refused::NodeBehind),
        }
    }
    Ok(weighed)
}

/// What the node said of a balance.
pub(crate) fn balance(answers: &[(Question, Answer)], id: BalanceId) -> Result<BalanceRecord, Refused> {
    let found = answers.iter().find_map(|(question, answer)| match (question, answer) {
        (Question::TtcBalance(asked), Answer::TtcBalance(record)) if *asked == id => Some(*record),
        _ => None,
    });
    found.ok_or(Refused::Unanswered)
}

/// The sum of what lies on sources.
pub(crate) fn sum(sources: &[Source]) -> Option<Amount> {
    sources.iter().try_fold(Amount::ZERO, |sum, source| sum.checked_add(source.amount))
}

/// Dead addresses first, so that they are emptied, then the fewest living ones that reach `need`; the last
/// of them the smallest that does.
pub(crate) fn choose(mut all: Vec<Source>, need: Amount) -> Result<Vec<Source>, Refused> {
    all.sort_by(|a, b| b.dead.cmp(&a.dead).then(b.amount.cmp(&a.amount)).then(a.index.cmp(&b.index)));
    let mut chosen: Vec<Source> = Vec::new();
    let mut left = need;
    let mut rest = all.into_iter().peekable();
    // Dead ones never take so many places that living ones cannot pay.
    while let Some(source) = rest.next_if(|source| source.dead) {
        if chosen.len() < MOST_SOURCES / 2 {
            left = left.checked_sub(source.amount).unwrap_or(Amount::ZERO);
            chosen.push(source);
        }
    }
    let living: Vec<Source> = rest.collect();
    let mut next = 0_usize;
    while !left.is_zero() {
        if chosen.len() >= MOST_SOURCES {
            return Err(Refused::TooManySources);
        }
        let largest = living.get(next).ok_or(Refused::TooManySources)?;
        let last = living.iter().skip(next).rev().find(|source| source.amount >= left);
        let source = last.unwrap_or(largest);
        left = left.checked_sub(source.amount).unwrap_or(Amount::ZERO);
        chosen.push(source.clone());
        next = next.saturating_add(1);
    }
    Ok(chosen)
}

/// As much as one payment can take: dead addresses first, then the largest.
pub(crate) fn most(mut all: Vec<Source>) -> Vec<Source> {
    all.sort_by(|a, b| b.dead.cmp(&a.dead).then(b.amount.cmp(&a.amount)).then(a.index.cmp(&b.index)));
    all.truncate(MOST_SOURCES);
    all
}

#[cfg(test)]
mod tests;
