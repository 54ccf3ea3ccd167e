use crate::account;
use crate::draft::Draft;
use crate::network::{BalanceRecord, Question};
use crate::observe::Answers;
use crate::rows::{AccountRow, AddressRow, AddressState, Branch, Scan};
use crate::step::{Event, Facts, Step};
use crate::{Profile, Refused, asset};
use tongtong_ttchain::{BalanceId, Condition};
use tongtong_types::{Asset, Timestamp};

/// Indices of one branch that are asked for at a time.
const BATCH: u32 = 20;

const BRANCHES: [Branch; 2] = [Branch::Receive, Branch::Change];

fn at<T: Copy>(pair: &[T; 2], branch: Branch) -> T {
    let [receive, change] = *pair;
    match branch {
        Branch::Receive => receive,
        Branch::Change => change,
    }
}

fn at_mut<T>(pair: &mut [T; 2], branch: Branch) -> &mut T {
    let [receive, change] = pair;
    match branch {
        Branch::Receive => receive,
        Branch::Change => change,
    }
}

fn is_done(scan: &Scan, branch: Branch) -> bool {
    at(&scan.next, branch) >= account::end(branch, at(&scan.highest, branch))
}

/// Begins from the first index. One that is under way goes on. What other chains held was known to a store that may be
/// older than what happened there: their next count is where history begins anew.
pub(crate) fn again(profile: &Profile, facts: &Facts, now: Timestamp) -> Result<Step, Refused> {
    let mut draft = Draft::of(profile, facts, now)?;
    draft.account.scan.get_or_insert(Scan { next: [0, 0], highest: [None, None] });
    for coin in &mut draft.account.coins {
        coin.doubtful = true;
    }
    Ok(draft.finish())
}

/// The balances of one index, one for each asset.
fn balances(
    profile: &Profile,
    account: &AccountRow,
    branch: Branch,
    index: u32,
) -> Result<Vec<(Asset, BalanceId)>, Refused> {
    let owner = account::owner(&account.keys, branch, index)?;
    let of = |number| Condition::signature(owner, number).balance_id();
    Ok(asset::numbers(profile, account).map(|(code, number)| (code.clone(), of(number))).collect())
}

/// The next balances that a scan asks for, whole indices, at most `max` questions.
pub(crate) fn questions(
    profile: &Profile,
    account: &AccountRow,
    max: usize,
) -> Result<Vec<Question>, Refused> {
    let mut questions = Vec::new();
    let Some(scan) = &account.scan else { return Ok(questions) };
    for branch in BRANCHES {
        let first = at(&scan.next, branch);
        let end = account::end(branch, at(&scan.highest, branch)).min(first.saturating_add(BATCH));
        for index in first..end {
            let asked = balances(profile, account, branch, index)?;
            if questions.len().saturating_add(asked.len()) > max {
                return Ok(questions);
            }
            questions.extend(asked.into_iter().map(|(_, id)| Question::TtcBalance(id)));
        }
    }
    Ok(questions)
}

/// Applies answers to a scan, index by index, as far as they reach without a hole.
///
/// A record that holds nothing is one that was spent: its address has signed and is dead. Money that a scan
/// finds is no new payment: what it was is not known any more. An address that is known already keeps what is
/// known of it, and was judged like at any other look; what its key has signed elsewhere is not known.
pub(crate) fn advance(draft: &mut Draft<'_>, answers: &Answers<'_>) -> Result<(), Refused> {
    let Some(mut scan) = draft.account.scan else { return Ok(()) };
    let keys = draft.account.keys.clone();
    for branch in BRANCHES {
        while !is_done(&scan, branch) {
            let index = at(&scan.next, branch);
            let balances = balances(draft.profile, &draft.account, branch, index)?;
            let records: Option<Vec<_>> =
                balances.into_iter().map(|(asset, id)| Some((asset, answers.balance(id)?))).collect();
            let Some(records) = records else { break };
            let used = records.iter().any(|(_, record)| *record != BalanceRecord::Unknown);
            if let Some(row) = draft.addresses.get_mut(&(branch, index)) {
                row.found |= used;
            } else {
                let row = account::fresh_row(draft.profile, &keys, branch, index)?;
                draft.addresses.insert((branch, index), found(row, records));
            }
            if used {
                *at_mut(&mut scan.highest, branch) = Some(index);
                draft.tell(Event::Balance);
            }
            *at_mut(&mut scan.next, branch) = index.saturating_add(1);
        }
    }
    draft.account.scan = Some(scan);
    if BRANCHES.into_iter().all(|branch| is_done(&scan, branch)) {
        let after = |branch| at(&scan.highest, branch).map_or(0, |index: u32| index.saturating_add(1));
        let account = &mut draft.account;
        account.next_receive = account.next_receive.max(after(Branch::Receive));
        account.next_change = account.next_change.max(after(Branch::Change));
        account.highest_received = account.highest_received.max(at(&scan.highest, Branch::Receive));
        draft.account.scan = None;
        draft.tell(Event::Restored);
    }
    Ok(())
}

/// An address that is seen for the first time, as the chain has it.
fn found(mut row: AddressRow, records: Vec<(Asset, BalanceRecord)>) -> AddressRow {
    for (asset, record) in records {
        let BalanceRecord::Holds(amount) = record else { continue };
        row.found = true;
        row.set_holding(&asset, amount);
        if amount.is_zero() {
            row.state = AddressState::Dead;
        } else if row.state == AddressState::Fresh {
            row.state = AddressState::Received;
        }
    }
    row
}
