use crate::draft::Draft;
use crate::rows::{Branch, Part, PaymentRow};
use crate::sighting;
use crate::sign::Signed;
use crate::step::{Event, Facts, Step};
use crate::{Profile, Refused, account};
use tongtong_crypto::entropy::Entropy;
use tongtong_types::{Address, Amount, Asset, Timestamp};

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
    let mut payment = signed.payment.clone();
    if facts.payments.iter().any(|row| row.id == payment.id) {
        return Err(Refused::AlreadyRecorded);
    }
    if payment.coin.is_some() {
        return record_coin(profile, facts, signed, now);
    }
    let account = facts.acting_account()?;
    match signed.cancels {
        None if payment.parts().any(|part| in_use(facts, part)) => {
            return Err(Refused::SourceInUse);
        }
        None => {}
        Some(cancelled) => drop(facts.to_cancel(cancelled)?),
    }
    if facts.fresh_change(account, signed.fresh.len()).as_ref() != Ok(&signed.fresh) {
        return Err(Refused::ChangeTaken);
    }
    payment.at = now;

    let mut draft = Draft::of(profile, facts, now)?;
    // Money that came since the last observation is being spent here: it must not go unnoticed.
    let sources: Vec<(Asset, Address, Amount)> = payment.parts().flat_map(each_source).collect();
    for ((asset, source, amount), known) in sources.iter().zip(&signed.known) {
        let place = draft.place(source).ok_or(Refused::SourceUnknown)?;
        let now_known = draft.addresses.get(&place).map(|row| row.holding(asset));
        if now_known != Some(*known) && now_known != Some(*amount) {
            return Err(Refused::SourceChanged);
        }
        sighting::spent(&mut draft, place, asset, *amount, entropy)?;
        let row = draft.addresses.get_mut(&place).ok_or(Refused::SourceUnknown)?;
        if row.is_spent(asset) || row.found {
            payment.reuse(asset, source);
        }
        row.sign_for(asset, profile.ttchain_assets().map(|info| &info.code));
    }
    let back = payment.parts().filter_map(|part| Some((part.asset, part.comes_back?)));
    let back: Vec<_> = back.collect();
    if back.len() != signed.fresh.len() {
        return Err(Refused::ChangeTaken);
    }
    for (index, (asset, (address, amount))) in signed.fresh.iter().copied().zip(back) {
        let mut row = account::fresh_row(profile, &account.keys, Branch::Change, index)?;
        if row.address != *address {
            return Err(Refused::ChangeTaken);
        }
        row.expects = Some((asset.clone(), amount));
        if let Some(old) = draft.addresses.get(&(Branch::Change, index)) {
            row.revision = old.revision;
        }
        draft.addresses.insert((Branch::Change, index), row);
        draft.account.next_change = index.saturating_add(1);
    }
    for rival in draft.payments.values_mut().filter(|row| row.is_in_flight() && row.rivals(&payment)) {
        rival.signed = None;
        for (asset, source, _) in rival.parts().flat_map(each_source).collect::<Vec<_>>() {
            if payment.spends(&asset, &source) {
                rival.reuse(&asset, &source);
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

fn in_use(facts: &Facts, part: Part<'_>) -> bool {
    part.sources.iter().any(|(source, _)| facts.is_in_use(part.asset, source))
}

fn each_source(part: Part<'_>) -> impl Iterator<Item = (Asset, Address, Amount)> {
    part.sources.iter().map(move |(source, amount)| (part.asset.clone(), source.clone(), *amount))
}

/// The same on another chain than TTChain: a payment that was recorded since this one was planned may spend the same
/// money, so this one is dropped, and its signature has gone nowhere.
fn record_coin(profile: &Profile, facts: &Facts, signed: &Signed, now: Timestamp) -> Result<Step, Refused> {
    let mut payment = signed.payment.clone();
    // The same body twice is one payment on the chain, however often it is signed.
    if facts.payments.iter().any(|row| row.body.is_some() && row.body == payment.body) {
        return Err(Refused::AlreadyRecorded);
    }
    let newer = |row: &PaymentRow| !signed.beside.contains(&row.id);
    if facts.in_flight_on(payment.to.chain()).any(newer) {
        return Err(Refused::SourceInUse);
    }
    payment.at = now;
    let mut draft = Draft::of(profile, facts, now)?;
    draft.step.notes.extend(signed.note());
    draft.step.broadcast.push(payment.id);
    draft.tell(Event::Payment { payment: payment.id });
    draft.tell(Event::Balance);
    draft.payments.insert(payment.id, payment);
    Ok(draft.finish())
}
