//! What a look shows: what is held, and what became of our payments.
//!
//! An answer from before what was told last, as an endpoint gives that lags behind, would show money as arriving that
//! we have sent since. It is refused, and what is known stays as it was.

use crate::account::State;
use crate::address::{associated, shown};
use crate::facts::{MAX_RENT, Track};
use crate::memory::{self, Memory};
use crate::network::Solana;
use crate::pay::found;
use crate::question::{Answer, Look, MAX_SIGNATURES, Question, Status, Taken};
use solana_address::Address as Key;
use tongtong_chain::{Fault, Flight, Holding, Moved, Outcome, Query, Reply, Sight, Tip, View};
use tongtong_types::{Address, Amount, Asset};

/// Where a payment stands, seen from the moment of the holdings.
enum Standing {
    /// In a block that the holdings know of.
    In(Status),
    /// In none that they know of; the bytes may be sent again.
    Out,
    /// In none, and in none to come.
    Never,
    /// It cannot be told.
    Unknown,
}

impl Solana {
    /// What must still be asked before a look can be told.
    pub(crate) fn looks(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Vec<Query>, Fault> {
        let question = self.look_question(view)?;
        let Some(answer) = found(&question, answers)? else { return Ok(vec![question]) };
        let look = self.checked(view, answer)?;
        if disputed(view, &look, answers)? {
            return Ok(vec![Query::new(&Question::Slot)?]);
        }
        let mut more = Vec::new();
        for (place, flight) in view.flights.iter().enumerate() {
            let track = Track::unpack(&flight.track)?;
            if let Standing::In(_) = look.standing(place, flight, &track) {
                let taken = taken_question(flight)?;
                if found(&taken, answers)?.is_none() {
                    more.push(taken);
                }
            }
        }
        Ok(more)
    }

    /// What the answers show.
    pub(crate) fn sees(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Sight, Fault> {
        let answer = found(&self.look_question(view)?, answers)?.ok_or(Fault::Unanswered)?;
        let look = self.checked(view, answer)?;
        if disputed(view, &look, answers)? {
            return Err(Fault::Unanswered);
        }
        let us = us(view)?;
        let tip = Tip { block: look.slot, finalized: Some(look.finalized.slot) };
        let mut sight = Sight { state: Memory::at(look.slot)?, tip, ..Sight::default() };
        let states: Vec<State> =
            look.accounts.iter().map(|account| State::of(account.as_ref())).collect::<Result<_, _>>()?;
        let mut states = states.iter();
        let mut hold = |asset: &Asset, units: u64| {
            if units > 0 {
                sight.holdings.push(holding(&us, asset, units));
            }
        };
        hold(&self.coin, states.next().map_or(0, State::lamports));
        for (token, state) in self.tokens.iter().zip(states) {
            hold(&token.code, state.tokens(&us, &token.mint));
        }
        for (place, flight) in view.flights.iter().enumerate() {
            let track = Track::unpack(&flight.track)?;
            let outcome = match look.standing(place, flight, &track) {
                Standing::In(status) => {
                    let outcome = self.outcome(&us, flight, &track, status, answers)?;
                    if matches!(outcome, Outcome::Paid(_)) {
                        sight.blocks.push((flight.payment, Some(status.slot)));
                    }
                    outcome
                }
                Standing::Out => Outcome::Open { again: true },
                Standing::Never => Outcome::Failed(Moved::default()),
                Standing::Unknown => Outcome::Unsure,
            };
            sight.outcomes.push((flight.payment, outcome));
        }
        for (place, flight) in view.watched.iter().enumerate() {
            let track = Track::unpack(&flight.track)?;
            let block = match look.standing(view.flights.len().saturating_add(place), flight, &track) {
                Standing::In(status) => (!status.failed).then_some(status.slot),
                // A node that does not remember so far back does not know that it is gone.
                Standing::Out | Standing::Never if look.finalized.first_slot <= track.slot => None,
                Standing::Out | Standing::Never | Standing::Unknown => continue,
            };
            sight.blocks.push((flight.payment, block));
        }
        Ok(sight)
    }

    /// What a payment that is in a block moved. Whether the payee's account still had to be made, only the block
    /// tells: somebody else may have been first. Of any other payment, what was planned stands for a block that the
    /// node does not have at hand.
    fn outcome(
        &self,
        us: &Key,
        flight: &Flight,
        track: &Track,
        status: Status,
        answers: &[(Query, Reply)],
    ) -> Result<Outcome, Fault> {
        let moved_for = |fee: u64| Moved { fee: Amount::from_units(u128::from(fee)), ..Moved::default() };
        let taken = match found(&taken_question(flight)?, answers)?.ok_or(Fault::Unanswered)? {
            Answer::Taken(Some(taken)) if taken.fee > track.most_fee() => return Err(Fault::Contradiction),
            Answer::Taken(taken) => taken.and_then(|taken| Some((taken.fee, taken.costs(status)?))),
            _ => return Err(Fault::Unreadable),
        };
        let told_fee = taken.map_or(track.fee, |(fee, _)| fee);
        if status.failed {
            let took = vec![holding(us, &self.coin, told_fee)];
            return Ok(Outcome::Failed(Moved { took, ..moved_for(told_fee) }));
        }
        let of_coin = track.asset == self.coin;
        let (fee, costs) = match taken {
            _ if track.rent == 0 => (told_fee, told_fee),
            None => return Ok(Outcome::Unsure),
            Some((fee, costs)) if costs.saturating_sub(fee) > MAX_RENT => return Err(Fault::Contradiction),
            Some(both) => both,
        };
        let mut moved = moved_for(fee);
        if of_coin {
            let all = costs.checked_add(track.amount).ok_or(Fault::Unreadable)?;
            moved.took.push(holding(us, &self.coin, all));
        } else {
            moved.took.push(holding(us, &track.asset, track.amount));
            moved.took.push(holding(us, &self.coin, costs));
        }
        if track.own {
            moved.gave.push(holding(us, &track.asset, track.amount));
        }
        Ok(Outcome::Paid(moved))
    }

    fn look_question(&self, view: &View<'_>) -> Result<Query, Fault> {
        let us = us(view)?;
        let tokens = self.tokens.iter().map(|token| associated(&us, &token.mint));
        let accounts = core::iter::once(us).chain(tokens).map(|key| key.to_string()).collect();
        let all = view.flights.iter().chain(view.watched);
        let signatures = all.take(MAX_SIGNATURES).map(signature).collect::<Result<_, _>>()?;
        Query::new(&Question::Look { accounts, signatures })
    }

    /// The answer, if it is one to the question and of this network.
    fn checked(&self, view: &View<'_>, answer: Answer) -> Result<Look, Fault> {
        let Answer::Look(look) = answer else { return Err(Fault::Unreadable) };
        if look.genesis != self.genesis {
            return Err(Fault::WrongNetwork);
        }
        let fits = look.accounts.len() == self.tokens.len().saturating_add(1)
            && look.statuses.len()
                == view.flights.len().saturating_add(view.watched.len()).min(MAX_SIGNATURES);
        if !fits {
            return Err(Fault::Unreadable);
        }
        // A slot has at most one block, and what is final is confirmed.
        if look.finalized.block_height > look.finalized.slot || look.finalized.slot > look.slot {
            return Err(Fault::Contradiction);
        }
        match Memory::read(view.state)? {
            Some(last) if last.is_ahead_of(look.slot) => Err(Fault::Contradiction),
            _ => Ok(look),
        }
    }
}

impl Look {
    fn standing(&self, place: usize, flight: &Flight, track: &Track) -> Standing {
        match self.statuses.get(place) {
            // More payments than are asked for at once: the later ones wait for the earlier.
            None => Standing::Unknown,
            // What failed is not tried again, so a block that may still vanish does not tell.
            Some(Some(status)) if status.failed && status.slot > self.finalized.slot => Standing::Unknown,
            Some(Some(status)) if status.settled && status.slot <= self.slot => Standing::In(*status),
            Some(Some(_)) => Standing::Unknown,
            // A node that looked less far than the holdings go may not know what is in them.
            Some(None) if self.status_slot < self.slot => Standing::Unknown,
            Some(None) => self.missing(flight, track),
        }
    }

    /// A payment that the node does not know. It is lost for good if a block is final that no longer takes it, and
    /// the node remembers everything since the payment was made. That block is one of those that it looked through:
    /// it is not newer than the holdings.
    fn missing(&self, flight: &Flight, track: &Track) -> Standing {
        if !track.is_over(self.finalized.block_height, flight.age) {
            Standing::Out
        } else if self.finalized.first_slot <= track.slot {
            Standing::Never
        } else {
            Standing::Unknown
        }
    }
}

impl Taken {
    /// Fee and rent together, where a token was paid: what the block took counts, not what was planned. Nothing if it
    /// is another block's, or cannot be.
    fn costs(&self, status: Status) -> Option<u64> {
        let costs = self.before.checked_sub(self.after)?;
        (self.slot == status.slot && costs >= self.fee).then_some(costs)
    }
}

/// Whether what is remembered and this look cannot both be, and the node has still to show that it goes on.
fn disputed(view: &View<'_>, look: &Look, answers: &[(Query, Reply)]) -> Result<bool, Fault> {
    if !Memory::read(view.state)?.is_some_and(|last| last.is_far_ahead_of(look.slot)) {
        return Ok(false);
    }
    match found(&Query::new(&Question::Slot)?, answers)? {
        None => Ok(true),
        Some(Answer::Slot(later)) if memory::goes_on(look.slot, later) => Ok(false),
        Some(Answer::Slot(_)) => Err(Fault::Contradiction),
        Some(_) => Err(Fault::Unreadable),
    }
}

fn us(view: &View<'_>) -> Result<Key, Fault> {
    view.keys.ed25519().map(Key::new_from_array)
}

fn holding(us: &Key, asset: &Asset, units: u64) -> Holding {
    let address: Address = shown(us);
    Holding { address, asset: asset.clone(), amount: Amount::from_units(u128::from(units)) }
}

fn taken_question(flight: &Flight) -> Result<Query, Fault> {
    Query::new(&Question::Taken { signature: signature(flight)? })
}

/// A payment's signature as a node writes it.
pub(crate) fn signature(flight: &Flight) -> Result<String, Fault> {
    let bytes = flight.id.bytes();
    if bytes.len() == 64 { Ok(bs58::encode(bytes).into_string()) } else { Err(Fault::Unreadable) }
}
