//! The road of what arrives: what is asked at a look, and what the answers show.

use crate::listing::{Listed, Listing, looks, transactions};
use crate::proof::{self, Known};
use crate::query::{Ask, Look, Place, Point, Seen};
use crate::rules::Bitcoin;
use crate::state::{CHANGE, Kept, MAX_MONEY, State, Track};
use crate::window::{Home, Reach, Window};
use std::collections::{BTreeMap, BTreeSet};
use tongtong_chain::{Fault, Flight, Holding, Keys, Moved, Outcome, Query, Reply, Sight, Tip, View};
use tongtong_types::{Address, Amount, PaymentId, TxId};

/// How many blocks deep something lies that counts as final, its own block among them. Bitcoin has no rule for it;
/// this is the depth that people go by.
pub(crate) const FINAL: u32 = 6;

/// In how many rounds a first look may widen. One is left for transactions.
const WIDEN: u32 = 3;

/// What must still be asked.
pub(crate) fn look(
    rules: &Bitcoin,
    view: &View<'_>,
    answers: &[(Query, Reply)],
) -> Result<Vec<Query>, Fault> {
    let (mut state, tracks) = remembered(view.state, view.flights)?;
    let mut reach = Reach::Ask;
    if let Some(Survey { listing, rounds, whole }) = survey(rules, view.keys, &mut state, &tracks, answers)? {
        if whole || rounds >= WIDEN {
            let shown = transactions(answers)?;
            let known = judge(view, &state, &tracks);
            let mut wanted = proof::wanted(known, &listing);
            wanted.retain(|id| !shown.contains_key(id));
            if wanted.is_empty() {
                return Ok(Vec::new());
            }
            return Ok(vec![Query::new(&Ask::Transactions(wanted.into_iter().collect()))?]);
        }
        reach = widened(rounds);
    }
    let window = Window::of(&state, &tracks, reach, view.keys, rules.network())?;
    let points: BTreeSet<Point> = known(&state, &tracks).into_keys().collect();
    let ask = Ask::Look(Look {
        genesis: rules.genesis(),
        addresses: window.addresses().to_vec(),
        payments: followed(view),
        points: points.into_iter().collect(),
        estimate: None,
        tip: state.tip,
    });
    Ok(vec![Query::new(&ask)?])
}

/// What the answers show.
pub(crate) fn saw(rules: &Bitcoin, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Sight, Fault> {
    let (mut state, tracks) = remembered(view.state, view.flights)?;
    let survey = survey(rules, view.keys, &mut state, &tracks, answers)?.ok_or(Fault::Unanswered)?;
    let Survey { listing, rounds: _, whole } = survey;
    let known = judge(view, &state, &tracks);
    let shown = transactions(answers)?;
    proof::check(view.keys, known, &listing, &shown)?;
    let left = proof::left(view.keys, known, &listing, &shown)?;
    let mut outcomes = Vec::new();
    for (flight, track) in view.flights.iter().zip(&tracks) {
        outcomes.push((flight.payment, outcome(rules, view.keys, flight, track, &listing)?));
    }
    let held = held(known, &listing);
    let finalized = listing.height.checked_sub(FINAL - 1).map(u64::from);
    let sight = Sight {
        state: Vec::new(),
        holdings: holdings(rules, view.keys, held.values().map(|coin| (coin.home, coin.value)))?,
        outcomes,
        tip: Tip { block: u64::from(listing.height), finalized },
        blocks: blocks(view, &listing),
        since: since(rules, view.keys, &held)?,
        left: addresses(
            rules,
            view.keys,
            left.iter().filter(|coin| !held.contains_key(&coin.point)).map(home),
        )?,
        unshown: unshown(rules, view.keys, &held)?,
    };
    (state.height, state.tip) = (listing.height, listing.tip.clone());
    let state = state.after(&tracks, &listing.used, held.into_values().map(Listed::kept).collect(), whole);
    Ok(Sight { state: state.write()?, ..sight })
}

/// What an answer is judged by.
fn judge<'a>(view: &View<'a>, state: &'a State, tracks: &'a [Track]) -> Known<'a> {
    Known { state, flights: view.flights, tracks, watched: view.watched }
}

/// The payments that are looked for: those in flight, then those that are watched.
fn followed(view: &View<'_>) -> Vec<TxId> {
    let mut known = BTreeSet::new();
    let ids = view.flights.iter().chain(view.watched).map(|flight| &flight.id);
    ids.filter(|id| known.insert(*id)).cloned().collect()
}

/// The block of each payment that is in one, and of each watched one that it is in none.
fn blocks(view: &View<'_>, listing: &Listing) -> Vec<(PaymentId, Option<u64>)> {
    let place = |flight: &Flight| match listing.payments.get(&flight.id)? {
        Place::Block { height } => Some((flight.payment, Some(u64::from(*height)))),
        Place::Waiting | Place::Unknown => Some((flight.payment, None)),
    };
    let paid = view.flights.iter().filter_map(place).filter(|(_, block)| block.is_some());
    paid.chain(view.watched.iter().filter_map(place)).collect()
}

/// The newest block in which each address got what it holds.
fn since(
    rules: &Bitcoin,
    keys: &dyn Keys,
    held: &BTreeMap<Point, Listed>,
) -> Result<Vec<(Address, u64)>, Fault> {
    let mut newest: BTreeMap<Home, u32> = BTreeMap::new();
    // Of a coin that only the payment knows that spends it, nobody told the block.
    for coin in held.values().filter(|coin| coin.height > 0) {
        let height = newest.entry(coin.home).or_default();
        *height = coin.height.max(*height);
    }
    let address = |(home, height)| Ok((Window::address(home, keys, rules.network())?, u64::from(height)));
    newest.into_iter().map(address).collect()
}

/// The addresses of the change branch that hold something. Nobody is ever given one: what comes there is change of
/// another device with the same words, or from somebody who saw the address in a block.
fn unshown(rules: &Bitcoin, keys: &dyn Keys, held: &BTreeMap<Point, Listed>) -> Result<Vec<Address>, Fault> {
    addresses(rules, keys, held.values().map(|coin| coin.home).filter(|home| home.branch == CHANGE))
}

/// Each of them once.
fn addresses(
    rules: &Bitcoin,
    keys: &dyn Keys,
    homes: impl Iterator<Item = Home>,
) -> Result<Vec<Address>, Fault> {
    let homes: BTreeSet<Home> = homes.collect();
    homes.into_iter().map(|home| Window::address(home, keys, rules.network())).collect()
}

fn home(coin: &&Kept) -> Home {
    Home { branch: coin.branch, index: coin.index }
}

/// What the looks of all rounds show. Each asks for everything, so that the last one is as of one tip.
struct Survey {
    listing: Listing,
    rounds: u32,
    /// Whether the last one reached beyond all that was used, as far as a first look must.
    whole: bool,
}

/// How far a first look reaches after so many rounds.
fn widened(rounds: u32) -> Reach {
    Reach::Times(2_u32.saturating_pow(rounds))
}

/// Reads the looks. Which addresses are used is added to the state: the next round reaches beyond them.
fn survey(
    rules: &Bitcoin,
    keys: &dyn Keys,
    state: &mut State,
    tracks: &[Track],
    answers: &[(Query, Reply)],
) -> Result<Option<Survey>, Fault> {
    let mut survey = None;
    for (rounds, (look, seen)) in (0..).zip(looks(answers)?) {
        let reach = if state.looked { Reach::Widest } else { widened(rounds) };
        let window = Window::of(state, tracks, reach, keys, rules.network())?;
        let listing = read(rules, state, &window, look, seen)?;
        for (used, more) in state.used.iter_mut().zip(&listing.used) {
            used.extend(more);
        }
        let must = Window::of(state, tracks, Reach::Ask, keys, rules.network())?;
        let whole = state.looked || must.addresses().iter().all(|address| listing.asked.contains(address));
        survey = Some(Survey { listing, rounds: rounds.saturating_add(1), whole });
    }
    Ok(survey)
}

/// Reads an answer in the light of what is remembered.
pub(crate) fn listing(
    rules: &Bitcoin,
    state: &State,
    tracks: &[Track],
    keys: &dyn Keys,
    look: Look,
    seen: Seen,
) -> Result<Listing, Fault> {
    let widest = Window::of(state, tracks, Reach::Widest, keys, rules.network())?;
    read(rules, state, &widest, look, seen)
}

fn read(rules: &Bitcoin, state: &State, widest: &Window, look: Look, seen: Seen) -> Result<Listing, Fault> {
    let listing = Listing::read(rules, state, widest, look, seen)?;
    // An address that became ours after the question may hold what was not looked at.
    if widest.known().iter().all(|address| listing.asked.contains(address)) {
        Ok(listing)
    } else {
        Err(Fault::Unanswered)
    }
}

/// The state and the tracks of the flights, in their order.
pub(crate) fn remembered(state: &[u8], flights: &[Flight]) -> Result<(State, Vec<Track>), Fault> {
    Ok((State::read(state)?, flights.iter().map(Track::read).collect::<Result<_, _>>()?))
}

/// The coins that were ours at the last look, and those that our own payments spend.
fn known(state: &State, tracks: &[Track]) -> BTreeMap<Point, Listed> {
    let kept = state.coins.iter().map(|coin| Listed {
        point: coin.point.clone(),
        home: Home { branch: coin.branch, index: coin.index },
        value: coin.value,
        height: coin.height,
    });
    let spent = tracks.iter().flat_map(|track| &track.inputs).map(|spent| Listed {
        point: spent.point.clone(),
        home: Home { branch: spent.branch, index: spent.index },
        value: spent.value,
        height: 0,
    });
    // What was kept knows its height, so it comes last.
    spent.chain(kept).map(|coin| (coin.point.clone(), coin)).collect()
}

/// All coins in blocks that no block spends. Nodes leave out what a waiting transaction spends: it is ours until
/// that one is in a block. What a payment of ours spends is counted with that payment: it is ours until what spends
/// it instead is final.
fn held(judged: Known<'_>, listing: &Listing) -> BTreeMap<Point, Listed> {
    let pairs = judged.flights.iter().zip(judged.tracks);
    let disputed = |(flight, track): &(&Flight, &Track)| {
        proof::rival(flight, track, listing).is_some_and(|rival| !is_final(rival.height, listing))
    };
    let disputed: BTreeSet<&Point> =
        pairs.filter(disputed).flat_map(|(_, track)| &track.inputs).map(|spent| &spent.point).collect();
    let stays = |point: &Point| match listing.spends.get(point) {
        Some(Some(spender)) => spender.height.is_none() || disputed.contains(point),
        _ => false,
    };
    let leaving = known(judged.state, judged.tracks).into_iter().filter(|(point, _)| stays(point));
    leaving.chain(listing.coins.clone()).collect()
}

/// Whether what is in this block is never taken back.
fn is_final(height: u32, listing: &Listing) -> bool {
    listing.height.saturating_sub(height).saturating_add(1) >= FINAL
}

fn outcome(
    rules: &Bitcoin,
    keys: &dyn Keys,
    flight: &Flight,
    track: &Track,
    listing: &Listing,
) -> Result<Outcome, Fault> {
    let Some(place) = listing.payments.get(&flight.id) else { return Ok(Outcome::Unsure) };
    if let Place::Block { .. } = place {
        if track.inputs.iter().any(|spent| listing.coins.contains_key(&spent.point)) {
            return Err(Fault::Contradiction);
        }
        return Ok(Outcome::Paid(moved(rules, keys, track)?));
    }
    let by_itself = track.inputs.iter().any(|spent| match listing.spends.get(&spent.point) {
        Some(Some(spender)) => spender.height.is_some() && spender.tx == flight.id,
        _ => false,
    });
    // Its transaction was read.
    let rival = proof::rival(flight, track, listing);
    if rival.is_some() && by_itself {
        // Two in blocks cannot spend the same.
        return Err(Fault::Contradiction);
    }
    if let Some(rival) = rival {
        // Until it is final its block may be taken back, and ours be paid.
        let failed = is_final(rival.height, listing);
        let outcome = if failed { Outcome::Failed(Moved::default()) } else { Outcome::Open { again: false } };
        return Ok(outcome);
    }
    Ok(match place {
        // The node's parts do not agree yet.
        _ if by_itself => Outcome::Unsure,
        Place::Unknown => Outcome::Open { again: true },
        _ => Outcome::Open { again: false },
    })
}

fn moved(rules: &Bitcoin, keys: &dyn Keys, track: &Track) -> Result<Moved, Fault> {
    let took =
        track.inputs.iter().map(|spent| (Home { branch: spent.branch, index: spent.index }, spent.value));
    let gave = track.change.iter().map(|back| (Home { branch: CHANGE, index: back.index }, back.value));
    Ok(Moved { took: holdings(rules, keys, took)?, gave: holdings(rules, keys, gave)?, fee: track.fee() })
}

/// The sums by address.
fn holdings(
    rules: &Bitcoin,
    keys: &dyn Keys,
    coins: impl Iterator<Item = (Home, u64)>,
) -> Result<Vec<Holding>, Fault> {
    let mut sums: BTreeMap<Home, u64> = BTreeMap::new();
    let mut all: u64 = 0;
    for (home, value) in coins {
        all = all.checked_add(value).filter(|all| *all <= MAX_MONEY).ok_or(Fault::Contradiction)?;
        let sum = sums.entry(home).or_default();
        *sum = sum.saturating_add(value);
    }
    let holding = |(home, units): (Home, u64)| {
        Ok(Holding {
            address: Window::address(home, keys, rules.network())?,
            asset: rules.asset().clone(),
            amount: Amount::from_units(u128::from(units)),
        })
    };
    sums.into_iter().map(holding).collect()
}
