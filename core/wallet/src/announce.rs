use crate::draft::Draft;
use crate::rows::{Branch, Direction, HandedTo, PaymentRow, PaymentState};
use crate::step::{Event, Facts, Step};
use crate::{Profile, Refused, observe, sheet};
use tongtong_crypto::entropy::{self, Entropy};
use tongtong_types::note::PaymentAnnounced;
use tongtong_types::{Amount, PaymentId, Timestamp};

/// The most words that wait for money on one address.
const MOST_FOR_AN_ADDRESS: usize = 4;
/// The most words of one contact that wait for money.
const MOST_FROM_A_PEER: usize = 64;

/// A contact says that they paid. The words alone credit nothing: they wait for money on the address, or
/// give a name to money that came without words.
///
/// What cannot be meant for us changes nothing: no wallet yet, another network, an address that was not handed
/// to exactly this contact, or more claims than a contact can mean. The message itself stays in the chat.
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
    let ours = draft.place(&note.to).and_then(|place| draft.addresses.get(&place));
    let theirs =
        ours.is_some_and(|row| row.branch == Branch::Receive && row.handed == HandedTo::Contact(note.peer));
    let ours_to_count = profile.ttchain_assets().any(|info| info.code == note.asset);
    let known = ours_to_count && note.network == profile.ttchain.chain_id.bytes();
    if said_before || !theirs || !known || note.amount.is_zero() {
        return Ok(Step::default());
    }
    let too_much = is_too_much(&draft, note);
    let unspoken = draft.payments.values_mut().find(|p| {
        p.direction == Direction::In
            && p.message.is_none()
            && matches!(p.state, PaymentState::Confirmed { .. })
            && p.to == note.to
            && p.asset == note.asset
            && p.amount == note.amount
            && p.peer.is_none_or(|peer| peer == note.peer)
    });
    let id = match unspoken {
        Some(row) => {
            row.peer = Some(note.peer);
            row.message = Some(note.message);
            row.body = Some(note.body);
            row.txs = vec![note.tx.clone()];
            row.id
        }
        None if too_much => return Ok(Step::default()),
        None => {
            let id = PaymentId::new(entropy::array(entropy)?);
            draft.payments.insert(id, waiting(id, note, now));
            id
        }
    };
    draft.tell(Event::Payment { payment: id });
    Ok(draft.finish())
}

/// Words cost nothing: only so many of them may wait.
fn is_too_much(draft: &Draft<'_>, note: &PaymentAnnounced) -> bool {
    let waiting = || draft.payments.values().filter(|p| p.state == PaymentState::Announced);
    waiting().filter(|p| p.to == note.to).count() >= MOST_FOR_AN_ADDRESS
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
