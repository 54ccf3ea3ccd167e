//! The road of a payment: what is asked before it is priced, the draft, and the draft read back.

use crate::address;
use crate::form::{Change, Form, Input, bare};
use crate::listing::{Listed, Listing, looked, transactions};
use crate::query::{Ask, Look, Point};
use crate::rules::Bitcoin;
use crate::select::{Choice, MAX_FEE, MAX_INPUTS, MAX_RATE, Wish, choose, dust, own_script, vsize};
use crate::sight::{listing, remembered};
use crate::state::{CHANGE, MAX_INDEX, State, Track};
use crate::window::{Home, Reach, Window};
use bitcoin::{ScriptBuf, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use tongtong_chain::{Draft, Effects, Fault, Keys, Note, Order, Query, Reply, Wanted};
use tongtong_types::{Address, Amount, TxId, cbor};

/// How many blocks a new coin of a miner waits before it can be spent.
const MATURITY: u32 = bitcoin::constants::COINBASE_MATURITY;

/// What was taken for true and is not in the PSBT.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    /// Whether the node had an estimate.
    estimated: bool,
}

/// What must still be asked: how the account stands, then the transactions that the chosen coins come from.
pub(crate) fn ask(
    rules: &Bitcoin,
    order: &Order<'_>,
    answers: &[(Query, Reply)],
) -> Result<Vec<Query>, Fault> {
    let payee = payee(rules, order)?;
    let (state, tracks) = remembered(order.state, order.flights)?;
    let Some((look, seen)) = looked(answers)? else {
        let window = Window::of(&state, &tracks, Reach::Ask, order.keys, rules.network())?;
        let addresses = window.addresses().to_vec();
        let (genesis, estimate) = (rules.genesis(), Some(rules.target()));
        let look = Look { genesis, addresses, estimate, tip: state.tip, ..Look::default() };
        return Ok(vec![Query::new(&Ask::Look(look))?]);
    };
    let listing = listing(rules, &state, &tracks, order.keys, look, seen)?;
    let known = transactions(answers)?;
    let spendable = spendable(&listing, &tracks, &known);
    let chosen = choose(spendable.clone(), &wish(rules, order, &payee, &listing))?;
    // A miner's new coin was among them: the next ones may be such, too, and there is no round for each.
    let young = known.values().any(Transaction::is_coinbase);
    let wanted = if young { spendable } else { chosen.coins.clone() };
    let missing = |coins: Vec<Listed>| -> BTreeSet<TxId> {
        let ids = coins.into_iter().map(|coin| coin.point.tx);
        ids.filter(|id| !known.contains_key(id)).take(MAX_INPUTS).collect()
    };
    if missing(chosen.coins).is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Query::new(&Ask::Transactions(missing(wanted).into_iter().collect()))?])
}

/// Prices an order and puts it into bytes.
pub(crate) fn draft(rules: &Bitcoin, order: &Order<'_>, answers: &[(Query, Reply)]) -> Result<Draft, Fault> {
    let payee = payee(rules, order)?;
    let (state, tracks) = remembered(order.state, order.flights)?;
    let (look, seen) = looked(answers)?.ok_or(Fault::Unanswered)?;
    let listing = listing(rules, &state, &tracks, order.keys, look, seen)?;
    let known = transactions(answers)?;
    let wish = wish(rules, order, &payee, &listing);
    let Choice { coins, amount, change, fee: _ } = choose(spendable(&listing, &tracks, &known), &wish)?;
    let mut inputs = Vec::with_capacity(coins.len());
    for coin in coins {
        inputs.push(input(order.keys, &coin, &known)?);
    }
    inputs.sort_by_key(|(point, _)| point.clone());
    let change = match change {
        None => None,
        Some(value) => {
            let index = fresh_change(&state, &tracks, &listing)?;
            Some(Change { value, index, key: order.keys.secp(CHANGE, index)? })
        }
    };
    let inputs = inputs.into_iter().map(|(_, input)| input).collect();
    let form = Form { inputs, payee, amount, change };
    let facts = Facts { estimated: listing.rate.is_some() };
    Ok(Draft {
        unsigned: form.pack(&rules.account())?,
        facts: cbor::to_row(&facts).map_err(|_| Fault::Unreadable)?,
    })
}

/// Reads a draft back.
pub(crate) fn effects(rules: &Bitcoin, draft: &Draft, keys: &dyn Keys) -> Result<Effects, Fault> {
    let form = read(rules, draft)?;
    form.check_keys(keys)?;
    let facts: Facts = cbor::from_row(&draft.facts).map_err(|_| Fault::Unreadable)?;
    let fee = form.fee()?;
    reasonable(&form, fee)?;
    let mut sources: BTreeMap<Home, (Address, u64)> = BTreeMap::new();
    for input in &form.inputs {
        let address = address::own(&input.key, rules.network())?;
        let (_, sum) = sources.entry(input.home).or_insert((address, 0));
        *sum = sum.saturating_add(input.coin()?.value.to_sat());
    }
    let change = match &form.change {
        None => None,
        Some(back) => Some((address::own(&back.key, rules.network())?, units(back.value))),
    };
    Ok(Effects {
        to: address::of_script(&form.payee, rules.network())?,
        asset: rules.asset().clone(),
        amount: units(form.amount),
        fee: units(fee),
        fee_asset: rules.asset().clone(),
        costs: Vec::new(),
        sources: sources.into_values().map(|(address, sum)| (address, units(sum))).collect(),
        change,
        notes: if facts.estimated { Vec::new() } else { vec![Note::FeeNotEstimated] },
        expires: None,
    })
}

/// Reads the bytes of a draft, whose facts must be written in the one way, too.
pub(crate) fn read(rules: &Bitcoin, draft: &Draft) -> Result<Form, Fault> {
    let facts: Facts = cbor::from_row(&draft.facts).map_err(|_| Fault::Unreadable)?;
    let same = cbor::to_row(&facts).is_ok_and(|bytes| bytes == draft.facts);
    if same { Form::read(&draft.unsigned, &rules.account()) } else { Err(Fault::Unreadable) }
}

/// What needs no network: the asset, the payee, the least amount.
fn payee(rules: &Bitcoin, order: &Order<'_>) -> Result<ScriptBuf, Fault> {
    if order.asset != rules.asset() {
        return Err(Fault::Asset);
    }
    let script = address::script(order.to, rules.network())?;
    let least = units(dust(&script));
    match order.amount {
        Wanted::Exactly(amount) if amount < least => Err(Fault::TooLittle { least }),
        Wanted::Exactly(amount) if amount > units(crate::state::MAX_MONEY) => Err(Fault::OutOfRange),
        _ => Ok(script),
    }
}

fn wish<'a>(rules: &'a Bitcoin, order: &Order<'_>, payee: &'a ScriptBuf, listing: &Listing) -> Wish<'a> {
    let rate = listing.rate.unwrap_or_default().max(rules.floor());
    Wish { wanted: order.amount, payee, rate, asset: rules.asset() }
}

/// The coins that can be spent now: none that a payment of ours spends already, none that a miner made just now.
fn spendable(listing: &Listing, tracks: &[Track], known: &BTreeMap<TxId, Transaction>) -> Vec<Listed> {
    let taken: BTreeSet<&Point> =
        tracks.iter().flat_map(|track| &track.inputs).map(|spent| &spent.point).collect();
    let young = |coin: &Listed| {
        let made = known.get(&coin.point.tx).is_some_and(Transaction::is_coinbase);
        made && coin.height.saturating_add(MATURITY) > listing.height.saturating_add(1)
    };
    let free = |coin: &&Listed| !taken.contains(&coin.point) && !young(coin);
    listing.coins.values().filter(free).cloned().collect()
}

/// A coin with the transaction that proves it. The node's word for its amount must be what that one says.
fn input(
    keys: &dyn Keys,
    coin: &Listed,
    known: &BTreeMap<TxId, Transaction>,
) -> Result<(Point, Input), Fault> {
    let previous = bare(known.get(&coin.point.tx).ok_or(Fault::Unanswered)?.clone());
    let key = keys.secp(coin.home.branch, coin.home.index)?;
    let input = Input { output: coin.point.output, previous, home: coin.home, key };
    let proven = input.coin().is_ok_and(|proof| proof.value.to_sat() == coin.value);
    if proven { Ok((coin.point.clone(), input)) } else { Err(Fault::Contradiction) }
}

/// The first address of the change branch that nobody knows: not used, and in no payment that is on its way.
fn fresh_change(state: &State, tracks: &[Track], listing: &Listing) -> Result<u32, Fault> {
    let [_, used] = &listing.used;
    let promised = tracks.iter().filter_map(|track| track.change).map(|back| back.index);
    let index = state.fresh(CHANGE, tracks, &used.iter().copied().chain(promised).collect());
    if index < MAX_INDEX { Ok(index) } else { Err(Fault::OutOfRange) }
}

/// Refuses a fee that no draft of ours takes.
fn reasonable(form: &Form, fee: u64) -> Result<(), Fault> {
    let own = own_script();
    // As if there were change: without it, what would be dust beside its cost is in the fee.
    let size = vsize(form.inputs.len(), &[form.payee.len(), own.len()]);
    let most = size.saturating_mul(MAX_RATE).div_ceil(1000).saturating_add(dust(&own)).min(MAX_FEE);
    if fee > most { Err(Fault::FeeTooHigh) } else { Ok(()) }
}

fn units(units: u64) -> Amount {
    Amount::from_units(u128::from(units))
}
