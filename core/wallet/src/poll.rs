//! Poll: what to ask a node for, round by round. The answers come back as [`crate::Command::Observe`].

use crate::network::{Answer, Question};
use crate::rows::{AccountRow, AddressRow, AddressState, PaymentRow};
use crate::{Facts, Needs, PaymentsNeeded, Profile, Refused, account, asset, coin, scan};
use tongtong_types::{Address, Chain, Timestamp};

/// What [`questions`] must know of the store.
#[must_use]
pub fn needs() -> Needs {
    Needs { addresses: true, payments: PaymentsNeeded::Open }
}

/// The questions of one round, at most `max` (and at least one), to be asked of one node **in this order**:
/// the chain id first, then the numbers of assets that nobody has told yet, the transactions of payments in
/// flight, and balances. A balance that is asked
/// after a transaction is never older than it; that order is what keeps change from looking like income.
///
/// One look at a time: ask, observe, and only then ask anew. Answers that are older than what was observed
/// since would make spent money look like money that came late.
///
/// `round` is a counter of the caller. What does not fit into one round has its turn in another: a scan and
/// payments in flight come always, living addresses next, dead ones get a quarter of what is left.
///
/// # Errors
/// [`Refused::NoWallet`].
pub fn questions(profile: &Profile, facts: &Facts, round: u64, max: usize) -> Result<Vec<Question>, Refused> {
    let account = facts.account.as_ref().ok_or(Refused::NoWallet)?;
    let mut questions = vec![Question::TtcChainId];
    questions.extend(asset::unknown(profile, account));
    let mut flying: Vec<&PaymentRow> = facts.in_flight_on(Chain::TTCHAIN).collect();
    let first = round.checked_rem(u64::try_from(flying.len()).unwrap_or(1)).unwrap_or(0);
    flying.rotate_left(usize::try_from(first).unwrap_or(0));
    let transactions = flying.iter().flat_map(|payment| &payment.txs).cloned();
    questions.extend(transactions.map(Question::TtcTransaction));
    questions.truncate(max.div_ceil(2).max(1));
    let mut urgent: Vec<&Address> = Vec::new();
    for address in flying.iter().flat_map(|payment| of_payment(payment)) {
        if !urgent.contains(&address) {
            urgent.push(address);
        }
    }
    for address in &urgent {
        questions.extend(balances(profile, account, address));
    }
    questions.truncate(max.max(1));
    let room = max.saturating_sub(questions.len());
    questions.extend(scan::questions(profile, account, room)?);

    let others = |row: &&AddressRow| !urgent.contains(&&row.address);
    let (dead, living): (Vec<_>, Vec<_>) =
        facts.addresses.iter().filter(others).partition(|row| row.state == AddressState::Dead);
    let each = asset::numbers(profile, account).count().max(1);
    let room = max.saturating_sub(questions.len()).checked_div(each).unwrap_or(0);
    let quarter = room.div_ceil(4);
    let for_dead = dead.len().min(quarter.max(room.saturating_sub(living.len())));
    let for_living = room.saturating_sub(for_dead);
    for row in turn(&living, for_living, round).chain(turn(&dead, for_dead, round)) {
        questions.extend(balances(profile, account, &row.address));
    }
    Ok(questions)
}

/// The chains that a wallet looks at, each by itself: one that does not answer keeps no other from being seen.
/// Whether something is expected there soon stands beside each.
#[must_use]
pub fn chains(profile: &Profile, facts: &Facts) -> Vec<(Chain, bool)> {
    let Some(account) = &facts.account else { return Vec::new() };
    let expecting = |chain| facts.in_flight_on(chain).next().is_some();
    let home = (Chain::TTCHAIN, account.scan.is_some() || expecting(Chain::TTCHAIN));
    let others = profile.chains.iter().map(|part| part.chain).filter(|chain| account.coin(*chain).is_some());
    core::iter::once(home).chain(others.map(|chain| (chain, expecting(chain)))).collect()
}

/// The next questions of one look at a chain, as [`questions`] for TTChain; none when the answers so far suffice.
/// There are at most [`crate::road::ROUNDS`] rounds. All answers together come back as
/// [`crate::Command::Observe`].
///
/// # Errors
/// [`Refused::NoWallet`], and what is wrong with an answer.
pub fn look(
    profile: &Profile,
    facts: &Facts,
    chain: Chain,
    answers: &[(Question, Answer)],
    (round, max): (u64, usize),
    now: Timestamp,
) -> Result<Vec<Question>, Refused> {
    if chain != Chain::TTCHAIN {
        return coin::poll::questions(profile, facts, chain, answers, now);
    }
    if answers.is_empty() { questions(profile, facts, round, max) } else { Ok(Vec::new()) }
}

/// How many rounds it takes to ask for every living address once: one more while the number of an asset is not
/// known, because only then can its balances be asked for. At least one.
#[must_use]
pub fn rounds(profile: &Profile, facts: &Facts, max: usize) -> u64 {
    let Some(account) = &facts.account else { return 1 };
    let living = facts.addresses.iter().filter(|row| row.state != AddressState::Dead).count();
    let each = profile.ttchain_assets().count().max(1);
    // Payments in flight and dead addresses may take half of a round.
    let share = (max / 2).checked_div(each).unwrap_or(1).max(1);
    let more = usize::from(asset::unknown(profile, account).next().is_some());
    u64::try_from(living.div_ceil(share).max(1).saturating_add(more)).unwrap_or(1)
}

/// Sources first: an empty source was emptied before its change is asked for.
fn of_payment(payment: &PaymentRow) -> impl Iterator<Item = &Address> {
    let sources = payment.parts().flat_map(|part| part.sources.iter().map(|(source, _)| source));
    sources.chain(payment.parts().filter_map(|part| part.comes_back.map(|(address, _)| address)))
}

fn balances(profile: &Profile, account: &AccountRow, address: &Address) -> Vec<Question> {
    profile
        .ttchain_assets()
        .filter_map(|info| account::balance_id(profile, account, address, &info.code))
        .map(Question::TtcBalance)
        .collect()
}

/// The `round`th window of `size` of a ring.
fn turn<'a>(
    ring: &'a [&'a AddressRow],
    size: usize,
    round: u64,
) -> impl Iterator<Item = &'a AddressRow> + 'a {
    let length = ring.len().max(1);
    let size = size.min(ring.len());
    let rounds = u64::try_from(length.div_ceil(size.max(1))).unwrap_or(1).max(1);
    let round = usize::try_from(round.checked_rem(rounds).unwrap_or(0)).unwrap_or(0);
    ring.iter().copied().cycle().skip(round.saturating_mul(size)).take(size)
}
