use crate::draft::Draft;
use crate::rows::{AddressState, Branch, PaymentRow};
use crate::sighting;
use crate::sign::Signed;
use crate::step::{Event, Facts, Step};
use crate::{Profile, Refused, account};
use tongtong_crypto::entropy::Entropy;
use tongtong_types::Timestamp;

/// Records a signed payment before its first byte is sent: its sources are dead from now on.
///
/// The plan was made from older facts, so what must hold is looked at again: a second plan over the same
/// source or the same change address is dropped here, and its signature has gone nowhere. Only a cancel may
/// stand beside the payment that it cancels: from then on the sources of both tell nothing by being empty, and
/// what is cancelled is not sent again.
pub(crate) fn record(
    profile: &Profile,
    facts: &Facts,
    signed: &Signed,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<Step, Refused> {
    let account = facts.acting_account()?;
    let mut payment = signed.payment.clone();
    if facts.payments.iter().any(|row| row.id == payment.id) {
        return Err(Refused::AlreadyRecorded);
    }
    if payment.coin.is_some() {
        return record_coin(profile, facts, signed, now);
    }
    match signed.cancels {
        None if payment.sources.iter().any(|(source, _)| facts.is_in_use(source)) => {
            return Err(Refused::SourceInUse);
        }
        None => {}
        Some(cancelled) => drop(facts.to_cancel(cancelled)?),
    }
    if let Some(index) = signed.fresh
        && facts.fresh_change(account) != Ok(index)
    {
        return Err(Refused::ChangeTaken);
    }
    payment.at = now;

    let mut draft = Draft::of(profile, facts, now)?;
    // Money that came since the last observation is being spent here: it must not go unnoticed.
    for ((source, amount), known) in payment.sources.iter().zip(&signed.known) {
        let place = draft.place(source).ok_or(Refused::SourceUnknown)?;
        let now_known = draft.addresses.get(&place).map(|row| row.holding(&payment.asset));
        if now_known != Some(*known) && now_known != Some(*amount) {
            return Err(Refused::SourceChanged);
        }
        sighting::spent(&mut draft, place, &payment.asset, *amount, entropy)?;
        let row = draft.addresses.get_mut(&place).ok_or(Refused::SourceUnknown)?;
        if row.state == AddressState::Dead || row.found {
            payment.reused.push(source.clone());
        }
        row.state = AddressState::Dead;
    }
    if let Some(index) = signed.fresh {
        let mut row = account::fresh_row(profile, &account.keys, Branch::Change, index)?;
        let (address, amount) = payment.comes_back().ok_or(Refused::ChangeTaken)?;
        if row.address != *address {
            return Err(Refused::ChangeTaken);
        }
        row.expects = Some((payment.asset.clone(), amount));
        if let Some(old) = draft.addresses.get(&(Branch::Change, index)) {
            row.revision = old.revision;
        }
        draft.addresses.insert((Branch::Change, index), row);
        draft.account.next_change = index.saturating_add(1);
    }
    for rival in draft.payments.values_mut().filter(|row| row.is_in_flight() && row.rivals(&payment)) {
        rival.signed = None;
        for (source, _) in rival.sources.iter().filter(|(source, _)| payment.spends(source)) {
            if !rival.reused.contains(source) {
                rival.reused.push(source.clone());
            }
        }
    }
    // What came late and is taken along needs no rescue.
    draft.step.events.retain(|event| !matches!(event, Event::LateDeposit { .. }));
    draft.step.notes.extend(signed.note());
    draft.step.broadcast.push(payment.id);
    draft.tell(Event::Payment { payment: payment.id });
    draft.tell(Event::Balance);
    draft.payments.insert(payment.id, payment);
    Ok(draft.finish())
}

/// The same on another chain than TTChain: a payment that was recorded since this one was planned may spend the same
/// money, so this one is dropped, and its signature has gone nowhere.
fn record_coin(profile: &Profile, facts: &Facts, signed: &Signed, now: Timestamp) -> Result<Step, Refused> {
    let mut payment = signed.payment.clone();
    let newer = |row: &PaymentRow| !signed.beside.contains(&row.id);
    if facts.in_flight_on(payment.to.chain()).any(newer) {
        return Err(Refused::SourceInUse);
    }
    payment.at = now;
    let mut draft = Draft::of(profile, facts, now)?;
    draft.step.broadcast.push(payment.id);
    draft.tell(Event::Payment { payment: payment.id });
    draft.tell(Event::Balance);
    draft.payments.insert(payment.id, payment);
    Ok(draft.finish())
}
