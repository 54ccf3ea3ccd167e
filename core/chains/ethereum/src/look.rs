//! What a look at the network shows: what is held, and what became of our payments.
//!
//! Nonce and balance are read at one block, and a receipt counts only up to that block: so an outcome that is
//! told is in the balance beside it. An answer from before what was told last, as an endpoint gives that lags
//! behind, would show money as arriving that we have sent since. It is not counted: the holdings are told as they
//! were, and no outcome is.

use crate::address::shown;
use crate::network::Network;
use crate::pay::answer;
use crate::question::{Account, Fate, Looked, Question, Receipt};
use crate::state::{State, Track};
use alloy_primitives::Address as Bytes20;
use tongtong_chain::{Fault, Flight, Holding, Moved, Outcome, Query, Reply, Sight, View};
use tongtong_types::{Amount, TxId};

/// In how many looks running a payment's nonce must have passed, without the node having or knowing the payment,
/// before it counts as replaced: nodes behind one address do not all know the same at once, and whoever is told
/// that a payment failed pays again.
pub(crate) const LOOKS: u32 = 4;

/// The one account that is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Looker<'a> {
    pub(crate) network: &'a Network,
    pub(crate) own: Bytes20,
}

impl Looker<'_> {
    fn question(&self, view: &View<'_>) -> Question {
        let transactions = view.flights.iter().map(|flight| flight.id.clone()).collect();
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
        let Looked { account, transactions } = looked;
        if account.chain_id != self.network.chain_id {
            return Err(Fault::WrongNetwork);
        }
        if transactions.len() != view.flights.len() {
            return Err(Fault::Unanswered);
        }
        let before = State::read(view.state)?;
        if let Some(state) = before.as_ref().filter(|state| state.is_contradicted_by(&account)) {
            let unsure = view.flights.iter().map(|flight| (flight.payment, Outcome::Unsure)).collect();
            let holdings = vec![self.holding(state.balance)];
            // Endpoints that do not agree are no ground to give a payment up: the count begins anew.
            let state = State { missing: Vec::new(), ..state.clone() }.row()?;
            return Ok(Sight { state, holdings, outcomes: unsure, ..Sight::default() });
        }
        let mut state = State::after(before.as_ref(), &account);
        let mut outcomes = Vec::with_capacity(view.flights.len());
        for (flight, fate) in view.flights.iter().zip(&transactions) {
            let missed = before.as_ref().map_or(0, |before| before.missed(&flight.id));
            let outcome = match self.outcome(flight, fate, &account)? {
                Found::Told(outcome) => outcome,
                Found::Missing => self.missing(&mut state, &flight.id, missed.saturating_add(1)),
            };
            outcomes.push((flight.payment, outcome));
        }
        let holdings = vec![self.holding(account.balance)];
        Ok(Sight { state: state.row()?, holdings, outcomes, ..Sight::default() })
    }

    fn holding(&self, amount: Amount) -> Holding {
        Holding { address: shown(&self.own), asset: self.network.coin.clone(), amount }
    }

    fn outcome(&self, flight: &Flight, fate: &Fate, account: &Account) -> Result<Found, Fault> {
        let track = Track::of(flight)?;
        let passed = account.nonce > track.nonce;
        Ok(Found::Told(match fate {
            Fate::Receipt(receipt) if receipt.block <= account.block && passed => {
                self.settled(&track, receipt)?
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
    fn settled(&self, track: &Track, receipt: &Receipt) -> Result<Outcome, Fault> {
        let fee = receipt.price.checked_ratio(receipt.gas_used.into(), 1);
        let fee = fee.filter(|fee| *fee <= track.max_fee).ok_or(Fault::Contradiction)?;
        let took = if receipt.done { track.value.checked_add(fee) } else { Some(fee) };
        let took = vec![self.holding(took.ok_or(Fault::Contradiction)?)];
        let moved = Moved { took, gave: Vec::new(), fee };
        Ok(if receipt.done { Outcome::Paid(moved) } else { Outcome::Failed(moved) })
    }

    /// Its nonce has passed and nobody knows it: another transaction of the account took its place.
    fn missing(&self, state: &mut State, id: &TxId, looks: u32) -> Outcome {
        if looks >= LOOKS {
            return Outcome::Failed(Moved::default());
        }
        state.missing.push((id.clone(), looks));
        Outcome::Unsure
    }
}

/// What one answer says of a payment.
enum Found {
    Told(Outcome),
    Missing,
}
