//! What a look at the network shows: what is held, and what became of our payments.
//!
//! Nonce and balance are read at one block, and a receipt counts only up to that block: so an outcome that is
//! told is in the balance beside it. An answer from before what was told last, as an endpoint gives that lags
//! behind, would show money as arriving that we have sent since. It is refused, and another endpoint may do better.
//!
//! Whoever is told that a payment failed pays again. So it fails by what is shown and cannot be taken back any more: a
//! receipt that says so, or the block in which its nonce passed without it.

use crate::address::shown;
use crate::moment::{Moment, Trace};
use crate::network::Network;
use crate::pay::answer;
use crate::question::{Account, Fate, Finalized, Looked, Passed, Question, Receipt};
use crate::state::{State, Track};
use alloy_primitives::Address as Bytes20;
use std::collections::BTreeSet;
use tongtong_chain::{Fault, Holding, Moved, Outcome, Query, Reply, Sight, Tip, View};
use tongtong_types::{Amount, PaymentId};

/// The one account that is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Looker<'a> {
    pub(crate) network: &'a Network,
    pub(crate) own: Bytes20,
}

/// What a node told, and what was told before.
struct Told {
    looked: Looked,
    before: Option<State>,
}

impl Looker<'_> {
    /// Of the payments on their way first, and then of those that are watched.
    fn question(&self, view: &View<'_>) -> Question {
        let transactions = view.flights.iter().chain(view.watched).map(|flight| flight.id.clone()).collect();
        Question::Look { address: shown(&self.own), transactions }
    }

    /// What must be asked.
    pub(crate) fn ask(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Vec<Query>, Fault> {
        let told = match self.told(view, answers)? {
            Ok(told) => told,
            Err(query) => return Ok(vec![query]),
        };
        let moment = self.moment(&told);
        let mut queries = Vec::new();
        for (flight, fate) in view.flights.iter().chain(view.watched).zip(&told.looked.transactions) {
            if let Some(question) = moment.question(flight, fate)? {
                queries.extend(answer::<Option<Passed>>(&question, answers)?.err());
            }
        }
        Ok(queries)
    }

    /// What the node says of the account and of each payment, if it can be; or what asks for it.
    fn told(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Result<Told, Query>, Fault> {
        let looked: Looked = match answer(&self.question(view), answers)? {
            Ok(looked) => looked,
            Err(query) => return Ok(Err(query)),
        };
        let Looked { account, finalized, transactions } = &looked;
        if account.chain_id != self.network.chain_id {
            return Err(Fault::WrongNetwork);
        }
        if transactions.len() != view.flights.len().saturating_add(view.watched.len()) {
            return Err(Fault::Unanswered);
        }
        let before = State::read(view.state)?;
        let late = before.as_ref().is_some_and(|state| state.is_contradicted_by(account));
        if late || finalized.is_some_and(|finalized| finalized.contradicts(account)) {
            return Err(Fault::Contradiction);
        }
        Ok(Ok(Told { looked, before }))
    }

    fn moment<'t>(&'t self, told: &'t Told) -> Moment<'t> {
        let Told { looked: Looked { account, finalized, .. }, before } = told;
        Moment { own: &self.own, account, finalized: finalized.as_ref(), before: before.as_ref() }
    }

    /// What the answers show.
    pub(crate) fn saw(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Sight, Fault> {
        let told = self.told(view, answers)?.map_err(|_| Fault::Unanswered)?;
        let moment = self.moment(&told);
        let Told { looked: Looked { account, finalized, transactions }, before } = &told;
        let mut state = State::after(before.as_ref(), account, finalized.is_some());
        let tip = Tip { block: account.block, finalized: finalized.map(|finalized| finalized.block) };
        let mut sight = Sight { tip, ..Sight::default() };
        let mut ours = BTreeSet::new();
        let mut back = Amount::ZERO;
        let mut fates = transactions.iter();
        for (flight, fate) in view.flights.iter().zip(&mut fates) {
            let track = Track::of(flight)?;
            ours.insert(track.nonce);
            let outcome = match self.outcome(&track, fate, &moment)? {
                Found::Paid(moved, block) => {
                    sight.blocks.push((flight.payment, Some(block)));
                    Outcome::Paid(moved)
                }
                Found::Failing { fee } => {
                    back = back.checked_add(fee).ok_or(Fault::Contradiction)?;
                    Outcome::Open { again: false }
                }
                Found::Told(outcome) => outcome,
                Found::Missing => match moment.trace(flight, fate, answers)? {
                    Trace::Replaced => {
                        ours.remove(&track.nonce);
                        Outcome::Failed(Moved::default())
                    }
                    trace => {
                        state.sought.extend(trace.asked(account).map(|block| (flight.id.clone(), block)));
                        Outcome::Unsure
                    }
                },
            };
            sight.outcomes.push((flight.payment, outcome));
        }
        for (flight, fate) in view.watched.iter().zip(&mut fates) {
            let track = Track::of(flight)?;
            ours.insert(track.nonce);
            let trace = moment.trace(flight, fate, answers)?;
            state.sought.extend(trace.asked(account).map(|block| (flight.id.clone(), block)));
            sight.blocks.extend(whereabouts(flight.payment, moment.is_past(&track), account, fate, &trace));
        }
        // What a failing payment took is held until it counts as failed.
        let held = account.balance.checked_add(back).ok_or(Fault::Contradiction)?;
        sight.holdings = vec![self.holding(held)];
        if before.as_ref().is_some_and(|before| is_used_elsewhere(before.nonce..account.nonce, &ours)) {
            sight.left = vec![shown(&self.own)];
        }
        sight.state = state.row()?;
        Ok(sight)
    }

    fn holding(&self, amount: Amount) -> Holding {
        Holding { address: shown(&self.own), asset: self.network.coin.clone(), amount }
    }

    fn outcome(&self, track: &Track, fate: &Fate, moment: &Moment<'_>) -> Result<Found, Fault> {
        let passed = moment.is_past(track);
        Ok(Found::Told(match fate {
            Fate::Receipt(receipt) if receipt.block <= moment.account.block && passed => {
                return self.settled(track, receipt, moment);
            }
            // It is in a block, and the nonce beside it does not know of it: nor may the balance.
            Fate::Receipt(receipt) if receipt.block <= moment.account.block => Outcome::Unsure,
            // Its nonce had passed before the block that it is said to be in.
            Fate::Receipt(_) | Fate::Known if passed => Outcome::Unsure,
            Fate::Receipt(_) | Fate::Known => Outcome::Open { again: false },
            Fate::Unknown if passed => return Ok(Found::Missing),
            Fate::Unknown => Outcome::Open { again: true },
        }))
    }

    /// It is in a block: what it took is in the balance.
    fn settled(&self, track: &Track, receipt: &Receipt, moment: &Moment<'_>) -> Result<Found, Fault> {
        let fee = receipt.price.checked_ratio(receipt.gas_used.into(), 1);
        let fee = fee.filter(|fee| *fee <= track.max_fee).ok_or(Fault::Contradiction)?;
        if !receipt.done && !moment.is_settled(receipt.block) {
            return Ok(Found::Failing { fee });
        }
        let took = if receipt.done { track.value.checked_add(fee) } else { Some(fee) };
        let took = vec![self.holding(took.ok_or(Fault::Contradiction)?)];
        let moved = Moved { took, gave: Vec::new(), fee };
        Ok(if receipt.done { Found::Paid(moved, receipt.block) } else { Found::Told(Outcome::Failed(moved)) })
    }
}

/// What one answer says of a payment.
enum Found {
    /// Paid, in this block.
    Paid(Moved, u64),
    Told(Outcome),
    /// It did not do what it should, in a block that can still be taken back, and took this.
    Failing {
        fee: Amount,
    },
    /// Its nonce has passed and nobody knows it.
    Missing,
}

impl Trace {
    /// The block as of which a node was last asked in vain.
    fn asked(&self, account: &Account) -> Option<u64> {
        match self {
            Self::Cold(asked) => *asked,
            Self::Within(_) => Some(account.block),
            Self::Replaced => None,
        }
    }
}

/// Whether more nonces passed than our own payments explain: another device has the same keys.
fn is_used_elsewhere(passed: core::ops::Range<u64>, ours: &BTreeSet<u64>) -> bool {
    let explained = ours.iter().filter(|nonce| passed.contains(nonce)).count();
    let passed = passed.end.saturating_sub(passed.start);
    u64::try_from(explained).is_ok_and(|explained| explained < passed)
}

/// The block of a payment that was in one; nothing if it cannot be told now.
fn whereabouts(
    payment: PaymentId,
    passed: bool,
    account: &Account,
    fate: &Fate,
    trace: &Trace,
) -> Option<(PaymentId, Option<u64>)> {
    let block = match (fate, trace) {
        (Fate::Receipt(receipt), _) if passed && receipt.block <= account.block => {
            receipt.done.then_some(receipt.block)
        }
        (Fate::Receipt(_), _) => return None,
        (_, Trace::Within(block)) => Some(*block),
        (_, Trace::Replaced) => None,
        // Something with its nonce is in a block, and it may be this that the node does not keep.
        (_, Trace::Cold(_)) if passed => return None,
        (_, Trace::Cold(_)) => None,
    };
    Some((payment, block))
}

impl Finalized {
    /// What is final is in the account, and not the other way round.
    fn contradicts(&self, account: &Account) -> bool {
        self.block > account.block || self.nonce.is_some_and(|nonce| nonce > account.nonce)
    }
}
