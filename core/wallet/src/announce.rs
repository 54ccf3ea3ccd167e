use crate::draft::Draft;
use crate::income::{self, Words};
use crate::profile::AssetInfo;
use crate::rows::{Branch, Direction, HandedTo, PaymentRow, PaymentState};
use crate::step::{Event, Facts, Step};
use crate::{Profile, Refused, observe, sheet};
use core::cmp::Reverse;
use tongtong_crypto::entropy::{self, Entropy};
use tongtong_types::note::PaymentAnnounced;
use tongtong_types::{Amount, BodyDigest, Chain, PaymentId, Timestamp, TxId};

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
    let theirs = |p: &PaymentRow| p.peer == Some(note.peer);
    let again = |p: &PaymentRow| p.message == Some(note.message) || theirs(p) && speaks_of(p, note);
    if draft.payments.values().any(again) || note.amount.is_zero() || !is_for_us(&draft, note) {
        return Ok(Step::default());
    }
    let rival = draft.payments.values().find(|p| !theirs(p) && speaks_of(p, note)).cloned();
    let fresh = || Ok::<_, Refused>(PaymentId::new(entropy::array(entropy)?));
    let id = fresh()?;
    let id = match &rival {
        None => meant(&mut draft, note, id),
        Some(rival) if is_named_before(rival) => return Ok(Step::default()),
        Some(_) => None,
    }
    .map_or_else(|| wait(&mut draft, note, id), Some);
    let Some(id) = id else { return Ok(Step::default()) };
    if let Some(rival) = rival {
        unname(&mut draft, rival, fresh()?);
    }
    if let Some(row) = draft.payments.get_mut(&id) {
        row.peer = Some(note.peer);
        row.message = Some(note.message);
        row.body = Some(note.body);
        row.txs = vec![note.tx.clone()];
    }
    draft.tell(Event::Payment { payment: id });
    Ok(draft.finish())
}

/// Whether a message of this row names the same transaction. Words that were forgotten name none.
fn speaks_of(row: &PaymentRow, note: &PaymentAnnounced) -> bool {
    row.message.is_some() && names(row, Some(note.body), core::slice::from_ref(&note.tx))
}

/// Whether the words of an incoming payment name one of these.
pub(crate) fn names(row: &PaymentRow, body: Option<BodyDigest>, txs: &[TxId]) -> bool {
    let same = body.is_some() && row.body == body || row.txs.iter().any(|tx| txs.contains(tx));
    row.direction == Direction::In && !matches!(row.state, PaymentState::Failed { .. }) && same
}

/// Whether the words were here before the money. They were not read off the chain then, and stay.
fn is_named_before(row: &PaymentRow) -> bool {
    matches!(row.state, PaymentState::Confirmed { at } if at != row.at)
}

/// Money that was named after it came, by words that another contact disputes, is nameless again. The words wait.
fn unname(draft: &mut Draft<'_>, named: PaymentRow, words: PaymentId) {
    if named.state == PaymentState::Announced {
        return;
    }
    if let Some(row) = draft.payments.get_mut(&named.id) {
        (row.peer, row.message, row.body) = (None, None, None);
        row.txs.clear();
    }
    for payment in [named.id, words] {
        draft.tell(Event::Payment { payment });
    }
    let waits = PaymentRow { id: words, state: PaymentState::Announced, coin: None, revision: 0, ..named };
    draft.payments.insert(words, waits);
}

/// Whether money on that address would be ours, and could be theirs, of an asset that is the same on both sides: on TTChain the address was handed to exactly
/// them. On other chains all contacts have the same one.
fn is_for_us(draft: &Draft<'_>, note: &PaymentAnnounced) -> bool {
    let chain = note.to.chain();
    let same = |info: &AssetInfo| info.chain == chain && info.decimals == note.decimals;
    if !draft.profile.asset(&note.asset).is_some_and(same) {
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

/// The nameless payment that these words must mean. Where all contacts pay to one address it may be several that were
/// seen as one, because nobody looked between them: the other words that wait get their part, and what is left of
/// the row is theirs.
fn meant(draft: &mut Draft<'_>, note: &PaymentAnnounced, words: PaymentId) -> Option<PaymentId> {
    if note.to.chain() == Chain::TTCHAIN {
        return nameless(draft, note).into_iter().find(|row| row.amount == note.amount).map(|row| row.id);
    }
    let mut all = income::waiting(draft, &note.to, &note.asset);
    let new = Words { payment: words, peer: Some(note.peer), amount: note.amount, disputed: false };
    all.insert(0, new);
    let (found, parts) = nameless(draft, note).into_iter().find_map(|row| {
        let parts = income::explained(&all, row.amount)?;
        parts.contains(&words).then(|| (row.clone(), parts))
    })?;
    for part in parts.into_iter().filter(|part| *part != words) {
        if let Some(row) = draft.payments.get_mut(&part) {
            row.coin.clone_from(&found.coin);
        }
        observe::settle(draft, part, found.state);
    }
    draft.payments.get_mut(&found.id)?.amount = note.amount;
    Some(found.id)
}

/// The words wait for money. They cost nothing: only so many of them may.
fn wait(draft: &mut Draft<'_>, note: &PaymentAnnounced, id: PaymentId) -> Option<PaymentId> {
    if is_too_much(draft, note) {
        return None;
    }
    draft.payments.insert(id, waiting(id, note, draft.now));
    Some(id)
}

/// Whether as many wait as may.
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
        peer: None,
        state: PaymentState::Announced,
        at: now,
        body: None,
        txs: Vec::new(),
        plan: None,
        signed: None,
        sources: Vec::new(),
        reused: Vec::new(),
        change: None,
        fee_asset: None,
        fee_sources: Vec::new(),
        fee_reused: Vec::new(),
        fee_change: None,
        message: None,
        coin: None,
        revision: 0,
    }
}
