use crate::draft::Draft;
use crate::rows::{Branch, Direction, HandedTo, PaymentRow, PaymentState};
use crate::step::{Event, Facts, Step};
use crate::{Profile, Refused, income, observe, sheet};
use core::cmp::Reverse;
use tongtong_crypto::entropy::{self, Entropy};
use tongtong_types::note::PaymentAnnounced;
use tongtong_types::{Amount, Chain, PaymentId, Timestamp};

/// The most words that wait for money on one address of TTChain, which is paid once.
const MOST_FOR_AN_ADDRESS: usize = 4;
/// The most words of one contact that wait for money.
const MOST_FROM_A_PEER: usize = 64;

/// A contact says that they paid. The words alone credit nothing: they wait for money on the address, or
/// give a name to money that came without words.
///
/// What cannot be meant for us changes nothing: no wallet yet, another network, an address that is not ours or, on
/// TTChain, was not handed to exactly this contact, or more claims than a contact can mean. The message itself stays
/// in the chat.
pub(crate) fn announced(
    profile: &Profile,
    facts: &Facts,
    note: &PaymentAnnounced,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<Step, Refused> {
    if facts.account.is_none() {
        return Ok(Step::default());
    }
    let mut draft = Draft::of(profile, facts, now)?;
    let said_before = draft.payments.values().any(|p| p.message == Some(note.message));
    if said_before || note.amount.is_zero() || !is_for_us(&draft, note) {
        return Ok(Step::default());
    }
    let too_much = is_too_much(&draft, note);
    let id = match unspoken(&draft, note) {
        Some(id) => id,
        None if !too_much && let Some(id) = unspoken_together(&mut draft, note) => id,
        None if too_much => return Ok(Step::default()),
        None => {
            let id = PaymentId::new(entropy::array(entropy)?);
            draft.payments.insert(id, waiting(id, note, now));
            id
        }
    };
    if let Some(row) = draft.payments.get_mut(&id) {
        row.peer = Some(note.peer);
        row.message = Some(note.message);
        row.body = Some(note.body);
        row.txs = vec![note.tx.clone()];
    }
    draft.tell(Event::Payment { payment: id });
    Ok(draft.finish())
}

/// Whether money on that address would be ours, and could be theirs: on TTChain the address was handed to exactly
/// them. On other chains all contacts have the same one.
fn is_for_us(draft: &Draft<'_>, note: &PaymentAnnounced) -> bool {
    let chain = note.to.chain();
    if draft.profile.asset(&note.asset).is_none_or(|info| info.chain != chain) {
        return false;
    }
    if chain != Chain::TTCHAIN {
        let row = draft.account.coin(chain).filter(|row| row.network == note.network);
        return row.is_some_and(|row| {
            row.rules(draft.profile).is_ok_and(|rules| row.owns(rules.as_ref(), &note.to))
        });
    }
    let row = draft.place(&note.to).and_then(|place| draft.addresses.get(&place));
    note.network == draft.profile.ttchain.chain_id.bytes()
        && row.is_some_and(|row| row.branch == Branch::Receive && row.handed == HandedTo::Contact(note.peer))
}

/// Money that came to that address without words, the newest first. Where all contacts pay to one address, words that
/// come long after it do not mean it.
fn nameless<'a>(draft: &'a Draft<'_>, note: &PaymentAnnounced) -> Vec<&'a PaymentRow> {
    let fresh = |p: &PaymentRow| p.to.chain() == Chain::TTCHAIN || draft.now.since(p.at) < sheet::PROMISE;
    let nameless = |p: &&PaymentRow| {
        p.direction == Direction::In
            && p.message.is_none()
            && matches!(p.state, PaymentState::Confirmed { .. })
            && p.to == note.to
            && p.asset == note.asset
            && p.peer.is_none_or(|peer| peer == note.peer)
            && fresh(p)
    };
    let mut rows: Vec<&PaymentRow> = draft.payments.values().filter(nameless).collect();
    rows.sort_by_key(|row| (Reverse(row.at), row.id));
    rows
}

/// The one of just this amount.
fn unspoken(draft: &Draft<'_>, note: &PaymentAnnounced) -> Option<PaymentId> {
    nameless(draft, note).into_iter().find(|row| row.amount == note.amount).map(|row| row.id)
}

/// The same where several payments were seen as one, because nobody looked between them: with words that wait already
/// these make up just what came. What is left of that row is the payment that these words mean.
fn unspoken_together(draft: &mut Draft<'_>, note: &PaymentAnnounced) -> Option<PaymentId> {
    if note.to.chain() == Chain::TTCHAIN {
        return None;
    }
    let waiting = income::waiting(draft, &note.to, &note.asset);
    let (found, others) = nameless(draft, note).into_iter().find_map(|row| {
        let rest = row.amount.checked_sub(note.amount)?;
        Some((row.clone(), income::adding_up(&waiting, rest)?))
    })?;
    for other in others {
        if let Some(row) = draft.payments.get_mut(&other) {
            row.coin.clone_from(&found.coin);
        }
        observe::settle(draft, other, found.state);
    }
    draft.payments.get_mut(&found.id)?.amount = note.amount;
    Some(found.id)
}

/// Words cost nothing: only so many of them may wait.
fn is_too_much(draft: &Draft<'_>, note: &PaymentAnnounced) -> bool {
    let waiting = || draft.payments.values().filter(|p| p.state == PaymentState::Announced);
    let home = note.to.chain() == Chain::TTCHAIN;
    home && waiting().filter(|p| p.to == note.to).count() >= MOST_FOR_AN_ADDRESS
        || waiting().filter(|p| p.peer == Some(note.peer)).count() >= MOST_FROM_A_PEER
}

/// Words that no money followed in their address's time wait no longer. The row stays, and so does the message.
pub(crate) fn forget_empty_words(draft: &mut Draft<'_>) {
    let now = draft.now;
    let over = |payment: &&PaymentRow| {
        let place = draft.place(&payment.to);
        let promised = place.and_then(|place| draft.addresses.get(&place)?.until);
        payment.state == PaymentState::Announced && promised.unwrap_or(payment.at.after(sheet::PROMISE)) < now
    };
    let over: Vec<PaymentId> = draft.payments.values().filter(over).map(|payment| payment.id).collect();
    for id in over {
        observe::settle(draft, id, PaymentState::Failed { at: now });
    }
}

fn waiting(id: PaymentId, note: &PaymentAnnounced, now: Timestamp) -> PaymentRow {
    PaymentRow {
        id,
        direction: Direction::In,
        asset: note.asset.clone(),
        amount: note.amount,
        fee: Amount::ZERO,
        to: note.to.clone(),
        sub_address: None,
        memo: None,
        peer: Some(note.peer),
        state: PaymentState::Announced,
        at: now,
        body: Some(note.body),
        txs: vec![note.tx.clone()],
        plan: None,
        signed: None,
        sources: Vec::new(),
        reused: Vec::new(),
        change: None,
        fee_asset: None,
        fee_sources: Vec::new(),
        fee_reused: Vec::new(),
        fee_change: None,
        message: Some(note.message),
        coin: None,
        revision: 0,
    }
}
