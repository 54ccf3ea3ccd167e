//! Sources: which addresses a payment empties.

use crate::rows::{AddressRow, Branch};
use crate::{Answer, BalanceRecord, Facts, Profile, Question, Refused, account, fee};
use std::collections::BTreeSet;
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
    /// It has signed for this asset.
    pub(crate) dead: bool,
    /// What its key has signed before is not known.
    pub(crate) found: bool,
    /// What our last payment over it took.
    pub(crate) taken: Option<Amount>,
    /// All that the node says is there.
    pub(crate) amount: Amount,
    /// What was known to be there when it was planned.
    pub(crate) known: Amount,
}

/// Addresses that hold something and belong to no payment in flight; amounts as last seen.
pub(crate) fn candidates(profile: &Profile, facts: &Facts, asset: &Asset) -> Result<Vec<Source>, Refused> {
    of(profile, facts, asset, |row| !row.holding(asset).is_zero() && !facts.is_in_use(asset, &row.address))
}

/// Addresses by a rule; amounts as last seen.
pub(crate) fn of(
    profile: &Profile,
    facts: &Facts,
    asset: &Asset,
    wanted: impl Fn(&AddressRow) -> bool,
) -> Result<Vec<Source>, Refused> {
    let mut found = Vec::new();
    let account = facts.account.as_ref().ok_or(Refused::NoWallet)?;
    for row in facts.addresses.iter().filter(|row| wanted(row)) {
        let amount = row.holding(asset);
        found.push(Source {
            branch: row.branch,
            index: row.index,
            owner: profile
                .ttchain
                .parse_address(row.address.text())
                .map_err(|why| Refused::Payee(why.into()))?,
            balance: account::balance_id(profile, account, &row.address, asset)
                .ok_or(Refused::AssetUnknown)?,
            address: row.address.clone(),
            path: account::key_path(profile, row.branch, row.index),
            dead: row.is_spent(asset),
            found: row.found,
            taken: row.taken(asset),
            amount,
            known: amount,
        });
    }
    Ok(found)
}

/// Candidates as a node sees them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Weighed {
    /// Those that can be emptied now.
    pub(crate) sources: Vec<Source>,
    /// Whether some were left out because the node says otherwise than what was seen before.
    pub(crate) behind: bool,
}

/// The candidates as the node sees them now. Those that it finds empty are left out, and so are those of
/// which it does not know what was seen before: one wrong answer, then or now, must not stop all spending.
pub(crate) fn weighed(candidates: Vec<Source>, answers: &[(Question, Answer)]) -> Result<Weighed, Refused> {
    let mut weighed = Weighed { sources: Vec::new(), behind: false };
    for mut source in candidates {
        let now = match balance(answers, source.balance)? {
            BalanceRecord::Holds(now) => now,
            BalanceRecord::Unknown => {
                weighed.behind = true;
                continue;
            }
        };
        // Taking less than is there would leave money on an address that has signed; and what our last
        // payment took seems to be there again for a node that has not seen that payment.
        let less = !source.dead && now < source.known;
        let echo = source.dead && now > source.known && source.taken.is_some_and(|taken| now >= taken);
        if less || echo {
            weighed.behind = true;
        } else if !now.is_zero() {
            source.amount = now;
            weighed.sources.push(source);
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

/// The fewest living addresses that reach `need`, not more than `limit`; dead ones beside them only if it needs
/// them.
pub(crate) fn choose(all: Vec<Source>, need: Amount, limit: usize) -> Result<Vec<Source>, Refused> {
    let living = all.iter().filter(|source| !source.dead).cloned().collect();
    fewest(largest_first(living), need, limit).or_else(|_| fewest(largest_first(all), need, limit))
}

/// As much as one payment can take of an asset whose signatures are paid in another.
pub(crate) fn largest(all: Vec<Source>, limit: usize) -> Vec<Source> {
    let mut all = largest_first(all);
    all.truncate(limit);
    all
}

/// How many keys sign for sources: one that owns several signs once.
pub(crate) fn keys<'a>(sources: impl Iterator<Item = &'a Source>) -> usize {
    sources.map(|source| source.owner.bytes()).collect::<BTreeSet<_>>().len()
}

/// As much as one payment can take, less what its own signature would cost.
pub(crate) fn most(all: Vec<Source>) -> Vec<Source> {
    let mut all = largest(all, MOST_SOURCES);
    let worth = |source: &Source| source.amount > Amount::from_units(fee::SIGNATURE_UNITS);
    let keep = all.iter().skip(fee::FREE_SIGNATURES).take_while(|source| worth(source)).count();
    all.truncate(fee::FREE_SIGNATURES.saturating_add(keep));
    all
}

/// The largest first. Dead ones never take so many places that living ones cannot pay.
fn largest_first(mut all: Vec<Source>) -> Vec<Source> {
    all.sort_by(|a, b| b.amount.cmp(&a.amount).then(a.dead.cmp(&b.dead)).then(a.index.cmp(&b.index)));
    let mut dead = 0_usize;
    all.retain(|source| {
        dead = dead.saturating_add(usize::from(source.dead));
        !source.dead || dead <= MOST_SOURCES / 2
    });
    all
}

/// Out of the largest first: as few as reach `need`, and the last of them the smallest that does.
fn fewest(all: Vec<Source>, need: Amount, limit: usize) -> Result<Vec<Source>, Refused> {
    let mut chosen: Vec<Source> = Vec::new();
    let mut left = need;
    while !left.is_zero() {
        if chosen.len() >= limit {
            return Err(Refused::TooManySources);
        }
        let rest = all.get(chosen.len()..).unwrap_or_default();
        let source = rest.iter().rev().find(|source| source.amount >= left).or(rest.first());
        let source = source.ok_or(Refused::TooManySources)?;
        left = left.checked_sub(source.amount).unwrap_or(Amount::ZERO);
        chosen.push(source.clone());
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests;
