//! From an order to bytes: what is asked, the nonce, the fee, whether it suffices.

use crate::address::{key_path, payee, shown};
use crate::facts::{Facts, PLAIN_GAS, Terms};
use crate::network::Network;
use crate::question::{Gas, Priced, Question};
use crate::state::{State, Track};
use crate::transfer::Transfer;
use alloy_primitives::Address as Bytes20;
use serde::de::DeserializeOwned;
use tongtong_chain::{Draft, Fault, Order, Query, Reply, Signable, ToSign, Wanted};
use tongtong_types::{Address, Amount, SecpPublicKey};

/// What an order has become.
pub(crate) enum Step {
    /// This must be asked first.
    Ask(Query),
    /// It is priced.
    Ready(Draft),
}

/// Takes an order as far as the answers go.
pub(crate) fn step(
    network: &Network,
    from: &Bytes20,
    order: &Order<'_>,
    answers: &[(Query, Reply)],
) -> Result<Step, Fault> {
    if *order.asset != network.coin {
        return Err(Fault::Asset);
    }
    if order.amount == Wanted::Exactly(Amount::ZERO) {
        return Err(Fault::TooLittle { least: Amount::from_units(1) });
    }
    let to = payee(order.to.text())?;
    let (from, shown_to) = (shown(from), shown(&to));
    let question = Question::Price { from: from.clone(), to: shown_to.clone() };
    let priced: Priced = match answer(&question, answers)? {
        Ok(priced) => priced,
        Err(query) => return Ok(Step::Ask(query)),
    };
    let mut facts = facts(network, order, &priced)?;
    let value = first_value(network, order.amount, &facts)?;
    match answer(&Question::Gas { from, to: shown_to, value }, answers)? {
        Ok(Gas::Units(gas)) => facts.gas = gas,
        // Only code can turn a payment back.
        Ok(Gas::Refused) if facts.payee_has_code => return Err(Fault::PayeeAccount),
        Ok(Gas::Refused) => return Err(Fault::Unanswered),
        Err(query) => return Ok(Step::Ask(query)),
    }
    let terms = facts.terms(network)?;
    let value = value_after_fee(network, order.amount, &facts, &terms)?;
    let transfer = Transfer { nonce: facts.nonce, to, value, terms };
    Ok(Step::Ready(Draft { unsigned: transfer.unsigned(network), facts: facts.row()? }))
}

/// The answer to a question, or the query that asks it.
pub(crate) fn answer<T: DeserializeOwned>(
    question: &Question,
    answers: &[(Query, Reply)],
) -> Result<Result<T, Query>, Fault> {
    let query = Query::new(question)?;
    match answers.iter().find(|(asked, _)| *asked == query) {
        Some((_, reply)) => reply.read().map(Ok),
        None => Ok(Err(query)),
    }
}

/// All that is taken for true but the gas, for which the least stands until it is estimated.
fn facts(network: &Network, order: &Order<'_>, priced: &Priced) -> Result<Facts, Fault> {
    let Priced { account, payee_has_code, base_fee, rewards } = priced;
    if account.chain_id != network.chain_id {
        return Err(Fault::WrongNetwork);
    }
    let before = State::read(order.state)?;
    // Nonces only grow. One that is told too high would sign a payment that waits for others that never come.
    if before.as_ref().is_some_and(|state| state.knows_better_than(account)) {
        return Err(Fault::Contradiction);
    }
    // An endpoint that lags behind the last look does not know of payments that are booked.
    let (settled, balance) = match before {
        Some(state) if state.is_ahead_of(account) => {
            (account.nonce.max(state.nonce), account.balance.min(state.balance))
        }
        _ => (account.nonce, account.balance),
    };
    let mut nonce = settled;
    let mut reserved = Amount::ZERO;
    for flight in order.flights {
        let track = Track::of(flight)?;
        nonce = nonce.max(track.nonce.checked_add(1).ok_or(Fault::OutOfRange)?);
        if track.nonce >= settled {
            let takes = track.value.checked_add(track.max_fee);
            let sum = takes.and_then(|takes| reserved.checked_add(takes));
            reserved = sum.ok_or(Fault::OutOfRange)?;
        }
    }
    let usual = middle(rewards);
    Ok(Facts {
        block: account.block,
        balance,
        reserved,
        nonce,
        payee_has_code: *payee_has_code,
        gas: PLAIN_GAS,
        base_fee: *base_fee,
        priority: usual.unwrap_or(network.priority),
        estimated: usual.is_some(),
        all: order.amount == Wanted::Max,
    })
}

/// The middle of what was offered; blocks in which nobody offered anything say nothing.
fn middle(rewards: &[Amount]) -> Option<Amount> {
    let mut offered: Vec<Amount> = rewards.iter().copied().filter(|reward| !reward.is_zero()).collect();
    offered.sort_unstable();
    offered.get(offered.len() / 2).copied()
}

/// The value that the gas is estimated for: what is wanted, or all but the least fee. The node could not
/// estimate more than the account holds.
fn first_value(network: &Network, wanted: Wanted, facts: &Facts) -> Result<Amount, Fault> {
    let terms = facts.terms(network)?;
    match wanted {
        // What code will use is not known yet, so what is missing for the fee is not either.
        Wanted::Exactly(amount) if facts.payee_has_code => covered(amount, facts),
        wanted => value_after_fee(network, wanted, facts, &terms),
    }
}

fn covered(amount: Amount, facts: &Facts) -> Result<Amount, Fault> {
    match amount.checked_sub(facts.spendable()) {
        Some(missing) if !missing.is_zero() => Err(Fault::NotEnough { missing }),
        _ => Ok(amount),
    }
}

/// The value that arrives.
fn value_after_fee(network: &Network, wanted: Wanted, facts: &Facts, terms: &Terms) -> Result<Amount, Fault> {
    let amount = match wanted {
        Wanted::Exactly(amount) => covered(amount, facts)?,
        Wanted::Max => Amount::from_units(1),
    };
    let total = amount.checked_add(terms.fee).ok_or(Fault::OutOfRange)?;
    match (facts.spendable().checked_sub(total), wanted) {
        (Some(_), Wanted::Exactly(amount)) => Ok(amount),
        (Some(_), Wanted::Max) => facts.spendable().checked_sub(terms.fee).ok_or(Fault::OutOfRange),
        (None, _) => {
            let missing = total.checked_sub(facts.spendable()).unwrap_or_default();
            Err(Fault::NotEnoughForFee { asset: network.coin.clone(), missing })
        }
    }
}

/// The one signature that a transfer needs.
pub(crate) fn to_sign(transfer: &Transfer, key: SecpPublicKey, network: &Network) -> ToSign {
    ToSign { path: key_path(), what: Signable::Secp { digest: transfer.digest(network), key } }
}

/// The address that pays, as its key gives it.
pub(crate) fn payer(key: &SecpPublicKey) -> Address {
    shown(&crate::address::bytes_of(key))
}
