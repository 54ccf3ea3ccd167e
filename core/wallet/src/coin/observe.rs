//! What a look at a chain changes: payments settle, what arrived becomes a row, what is held is counted anew.

use crate::coin::{CoinRow, included, poll, rules};
use crate::draft::Draft;
use crate::network::{Answer, Question};
use crate::observe::settle;
use crate::rows::{PaymentRow, PaymentState};
use crate::step::{Event, Facts, Step};
use crate::{Profile, Refused, income};
use std::collections::BTreeMap;
use tongtong_chain::{Holding, Moved, Outcome};
use tongtong_crypto::entropy::Entropy;
use tongtong_types::{Address, Amount, Asset, Chain, Duration, PaymentId, Timestamp};

/// How long a payment of which nothing can be told keeps its chain from being counted.
const PATIENCE: Duration = Duration::from_secs(900);

/// What is there, or was and was taken by us, against what was known to be there or came back to us.
#[derive(Default)]
struct Book(BTreeMap<(Address, Asset), (Amount, Amount)>);

impl Book {
    fn add_there(&mut self, holdings: &[Holding]) {
        for holding in holdings {
            let (there, _) = self.place(holding);
            *there = there.checked_add(holding.amount).unwrap_or(*there);
        }
    }

    fn add_known(&mut self, holdings: &[Holding]) {
        for holding in holdings {
            let (_, known) = self.place(holding);
            *known = known.checked_add(holding.amount).unwrap_or(*known);
        }
    }

    fn place(&mut self, holding: &Holding) -> &mut (Amount, Amount) {
        self.0.entry((holding.address.clone(), holding.asset.clone())).or_default()
    }

    /// What is more than was known.
    fn arrived(&self) -> Vec<Holding> {
        self.more(|there, known| there.checked_sub(known))
    }

    /// What is less than was known.
    fn gone(&self) -> Vec<Holding> {
        self.more(|there, known| known.checked_sub(there))
    }

    fn more(&self, than: impl Fn(Amount, Amount) -> Option<Amount>) -> Vec<Holding> {
        let holding = |((address, asset), (there, known)): (&(Address, Asset), &(Amount, Amount))| {
            let amount = than(*there, *known).filter(|more| !more.is_zero())?;
            Some(Holding { address: address.clone(), asset: asset.clone(), amount })
        };
        self.0.iter().filter_map(holding).collect()
    }
}

/// Applies what a chain's node answered.
///
/// What arrived is the difference between what is held now and what was held before, less what our own settled
/// payments took and with what they gave back. That difference is only taken when it is known of each payment in
/// flight whether it is in what is held; else nothing is counted, and the next look tells.
pub(crate) fn observe(
    profile: &Profile,
    facts: &Facts,
    chain: Chain,
    answers: &[(Question, Answer)],
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<Step, Refused> {
    let rules = rules(profile, chain)?;
    let mut draft = Draft::of(profile, facts, now)?;
    let Some(place) = draft.account.coins.iter().position(|coin| coin.chain == chain) else {
        return Err(Refused::CoinNotOpened);
    };
    let Some(row) = draft.account.coins.get(place).cloned() else { return Err(Refused::CoinNotOpened) };
    let flights = crate::coin::flights(facts, chain, now);
    let watched = included::watched(facts, chain, now);
    let sight = rules.saw(&poll::view(&row, &flights, &watched), &poll::heard(chain, answers))?;
    let outcome = |id| sight.outcomes.iter().find(|(of, _)| *of == id).map(|(_, outcome)| outcome);
    let known =
        |id| matches!(outcome(id), Some(Outcome::Open { .. } | Outcome::Paid(_) | Outcome::Failed(_)));
    let unsure = || flights.iter().filter(|flight| !known(flight.payment));
    if unsure().any(|flight| flight.age < PATIENCE) {
        return Ok(Step::default());
    }
    // One of which nobody will tell any more must not hide the rest for ever: what is held is taken as it is, and
    // nothing of it is called somebody's payment.
    let countable = unsure().next().is_none();

    let mut book = Book::default();
    for flight in &flights {
        let (moved, state) = match outcome(flight.payment) {
            Some(Outcome::Paid(moved)) => (moved, PaymentState::Confirmed { at: now }),
            Some(Outcome::Failed(moved)) => (moved, PaymentState::Failed { at: now }),
            _ => continue,
        };
        book.add_there(&moved.took);
        book.add_known(&moved.gave);
        costed(&mut draft, flight.payment, moved);
        settle(&mut draft, flight.payment, state);
    }
    let undone = included::undone(&mut draft, chain, &sight);
    // Of words that came back nobody knows who paid what they hold: the first count is where history begins.
    if row.counted && !row.doubtful && countable && !undone {
        book.add_there(&sight.holdings);
        book.add_known(&row.holds);
        let payable = |arrived: &Holding| !sight.unshown.contains(&arrived.address);
        for arrived in book.arrived().into_iter().filter(payable) {
            if !included::revived(&mut draft, &arrived) {
                income::on_coin(&mut draft, arrived, entropy)?;
            }
        }
        // What another device has spent was there.
        for gone in book.gone().iter().filter(|gone| !sight.left.contains(&gone.address)) {
            included::withdrawn(&mut draft, gone);
        }
    }
    included::note(&mut draft, chain, &sight);
    if row.holds != sight.holdings {
        draft.tell(Event::Balance);
    }
    if let Some(kept) = draft.account.coins.get_mut(place) {
        let doubtful = undone || !countable;
        *kept = CoinRow { state: sight.state, holds: sight.holdings, counted: true, doubtful, ..row };
    }
    Ok(draft.finish())
}

/// What a settled payment really cost.
fn costed(draft: &mut Draft<'_>, payment: PaymentId, moved: &Moved) {
    if let Some(row) = draft.payments.get_mut(&payment) {
        row.fee = moved.fee;
        lower_costs(row, moved);
    }
}

/// Of the costs beside the fee only what was taken remains: somebody else may have made the account first, and a
/// payment that failed made none.
pub(super) fn lower_costs(row: &mut PaymentRow, moved: &Moved) {
    let (asset, amount, fee, fee_asset) = (row.asset.clone(), row.amount, row.fee, row.fee_in().clone());
    let Some(coin) = &mut row.coin else { return };
    for (of, cost) in &mut coin.costs {
        let took = moved.took.iter().filter(|took| took.asset == *of);
        let took =
            took.map(|took| took.amount).fold(Amount::ZERO, |sum, one| sum.checked_add(one).unwrap_or(sum));
        let less = |from: Amount, part: Amount| from.checked_sub(part).unwrap_or(Amount::ZERO);
        let rest = if fee_asset == *of { less(took, fee) } else { took };
        let rest = if asset == *of { less(rest, amount) } else { rest };
        *cost = rest.min(*cost);
    }
    coin.costs.retain(|(_, cost)| !cost.is_zero());
}
