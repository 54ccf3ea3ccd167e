//! What a look at the network shows: what is held, and what became of our payments.
//!
//! Nonce and balance are read at one block, and a receipt counts only up to that block: so an outcome that is
//! told is in the balance beside it. An answer from before what was told last, as an endpoint gives that lags
//! behind, would show money as arriving that we have sent since. It is not counted: the holdings are told as they
//! were, and no outcome is.

use crate::address::shown;
use crate::network::Network;
use crate::pay::answer;
use crate::question::{Account, Fate, Finalized, Looked, Question, Receipt};
use crate::state::{State, Track};
use alloy_primitives::Address as Bytes20;
use tongtong_chain::{Fault, Flight, Holding, Moved, Outcome, Query, Reply, Sight, Tip, View};
use tongtong_types::{Amount, PaymentId};

/// In how many looks running a payment's nonce must have passed, without the node having or knowing the payment,
/// before it can count as replaced: nodes behind one address do not all know the same at once, and whoever is told
/// that a payment failed pays again.
pub(crate) const LOOKS: u32 = 4;

/// The one account that is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Looker<'a> {
    pub(crate) network: &'a Network,
    pub(crate) own: Bytes20,
}

impl Looker<'_> {
    /// Of the payments on their way first, and then of those that are watched.
    fn question(&self, view: &View<'_>) -> Question {
        let transactions = view.flights.iter().chain(view.watched).map(|flight| flight.id.clone()).collect();
        Question::Look { address: shown(&self.own), transactions }
    }

    /// What must be asked.
    pub(crate) fn ask(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Vec<Query>, Fault> {
        let asked = answer::<Looked>(&self.question(view), answers)?;
        Ok(asked.err().into_iter().collect())
    }

    /// What the answer shows.
    pub(crate) fn saw(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Sight, Fault> {
        let looked: Looked = answer(&self.question(view), answers)?.map_err(|_| Fault::Unanswered)?;
        let Looked { account, finalized, transactions } = looked;
        if account.chain_id != self.network.chain_id {
            return Err(Fault::WrongNetwork);
        }
        if transactions.len() != view.flights.len().saturating_add(view.watched.len()) {
            return Err(Fault::Unanswered);
        }
        if finalized.is_some_and(|finalized| finalized.contradicts(&account)) {
            return Err(Fault::Contradiction);
        }
        let tip = Tip { block: account.block, finalized: finalized.map(|finalized| finalized.block) };
        let before = State::read(view.state)?;
        if let Some(state) = before.as_ref().filter(|state| state.is_contradicted_by(&account)) {
            let unsure = view.flights.iter().map(|flight| (flight.payment, Outcome::Unsure)).collect();
            let holdings = vec![self.holding(state.balance)];
            // Endpoints that do not agree are no ground to give a payment up: the count begins anew.
            let state = State { missing: Vec::new(), ..state.clone() }.row()?;
            return Ok(Sight { state, holdings, outcomes: unsure, tip, ..Sight::default() });
        }
        let moment = Moment { account: &account, finalized: finalized.as_ref() };
        let mut state = State::after(before.as_ref(), &account);
        let mut sight = Sight { holdings: vec![self.holding(account.balance)], tip, ..Sight::default() };
        let mut fates = transactions.iter();
        for (flight, fate) in view.flights.iter().zip(&mut fates) {
            let track = Track::of(flight)?;
            let missed = before.as_ref().map_or(0, |before| before.missed(&flight.id)).saturating_add(1);
            let outcome = match self.outcome(&track, fate, &account)? {
                Found::Paid(moved, block) => {
                    sight.blocks.push((flight.payment, Some(block)));
                    Outcome::Paid(moved)
                }
                Found::Told(outcome) => outcome,
                Found::Missing if missed < LOOKS => {
                    state.missing.push((flight.id.clone(), missed));
                    Outcome::Unsure
                }
                // Another transaction of the account took its place.
                Found::Missing if moment.is_past_for_good(&track) => Outcome::Failed(Moved::default()),
                // The block that the other one is in can still be taken back.
                Found::Missing => {
                    state.missing.push((flight.id.clone(), missed));
                    Outcome::Open { again: false }
                }
            };
            sight.outcomes.push((flight.payment, outcome));
        }
        for (flight, fate) in view.watched.iter().zip(&mut fates) {
            sight.blocks.extend(moment.whereabouts(flight, fate)?);
        }
        sight.state = state.row()?;
        Ok(sight)
    }

    fn holding(&self, amount: Amount) -> Holding {
        Holding { address: shown(&self.own), asset: self.network.coin.clone(), amount }
    }

    fn outcome(&self, track: &Track, fate: &Fate, account: &Account) -> Result<Found, Fault> {
        let passed = account.nonce > track.nonce;
        Ok(Found::Told(match fate {
            Fate::Receipt(receipt) if receipt.block <= account.block && passed => {
                return self.settled(track, receipt);
            }
            // It is in a block, and the nonce beside it does not know of it: nor may the balance.
            Fate::Receipt(receipt) if receipt.block <= account.block => Outcome::Unsure,
            // Its nonce had passed before the block that it is said to be in.
            Fate::Receipt(_) | Fate::Known if passed => Outcome::Unsure,
            Fate::Receipt(_) | Fate::Known => Outcome::Open { again: false },
            Fate::Unknown if passed => return Ok(Found::Missing),
            Fate::Unknown => Outcome::Open { again: true },
        }))
    }

    /// It is in a block: what it took is in the balance.
    fn settled(&self, track: &Track, receipt: &Receipt) -> Result<Found, Fault> {
        let fee = receipt.price.checked_ratio(receipt.gas_used.into(), 1);
        let fee = fee.filter(|fee| *fee <= track.max_fee).ok_or(Fault::Contradiction)?;
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
    /// Its nonce has passed and nobody knows it.
    Missing,
}

/// The moment that an answer is of.
struct Moment<'a> {
    account: &'a Account,
    finalized: Option<&'a Finalized>,
}

impl Moment<'_> {
    /// Whether a payment's nonce has passed and nothing brings it back. Of a node that knows nothing final, that it has
    /// passed must do; one that does not say what the nonce was in its final block has not said it.
    fn is_past_for_good(&self, track: &Track) -> bool {
        match self.finalized {
            None => self.account.nonce > track.nonce,
            Some(finalized) => finalized.nonce.is_some_and(|nonce| nonce > track.nonce),
        }
    }

    /// The block of a payment that was in one; nothing if it cannot be told now.
    fn whereabouts(&self, flight: &Flight, fate: &Fate) -> Result<Option<(PaymentId, Option<u64>)>, Fault> {
        let track = Track::of(flight)?;
        let passed = self.account.nonce > track.nonce;
        let found = |block| Ok(Some((flight.payment, block)));
        match fate {
            Fate::Receipt(receipt) if passed && receipt.block <= self.account.block => {
                found(receipt.done.then_some(receipt.block))
            }
            Fate::Receipt(_) => Ok(None),
            Fate::Known | Fate::Unknown if !passed => found(None),
            // Something with its nonce is in a block, and it may be this that the node has not read in yet.
            Fate::Known | Fate::Unknown if self.finalized.is_some() && self.is_past_for_good(&track) => {
                found(None)
            }
            Fate::Known | Fate::Unknown => Ok(None),
        }
    }
}

impl Finalized {
    /// What is final is in the account, and not the other way round.
    fn contradicts(&self, account: &Account) -> bool {
        self.block > account.block || self.nonce.is_some_and(|nonce| nonce > account.nonce)
    }
}
