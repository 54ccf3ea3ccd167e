use crate::draft::Draft;
use crate::observe::settle;
use crate::rows::{AddressRow, Branch, Direction, HandedTo, PaymentRow, PaymentState};
use crate::step::Event;
use crate::{Refused, announce};
use std::collections::BTreeSet;
use tongtong_chain::Holding;
use tongtong_crypto::entropy::{self, Entropy};
use tongtong_types::{Address, Amount, Asset, PaymentId, PeerId};

/// Money came: to announced payments if it fits them, or to ones that were withdrawn; else it is a payment
/// that nobody has spoken of.
pub(crate) fn came(
    draft: &mut Draft<'_>,
    address: &AddressRow,
    asset: &Asset,
    amount: Amount,
    entropy: &dyn Entropy,
) -> Result<(), Refused> {
    let state = PaymentState::Confirmed { at: draft.now };
    let theirs = |row: &PaymentRow| row.peer.is_none_or(|peer| address.handed == HandedTo::Contact(peer));
    let announced =
        to(draft, &address.address, asset, |row| row.state == PaymentState::Announced && theirs(row));
    let withdrawn = to(draft, &address.address, asset, |row| {
        matches!(row.state, PaymentState::Failed { .. }) && theirs(row)
    });
    let fitting = [announced, withdrawn].iter().find_map(|rows| fitting(rows, amount));
    if let Some(fitting) = fitting {
        for id in fitting {
            settle(draft, id, state);
        }
        return Ok(());
    }
    let peer = match address.handed {
        HandedTo::Contact(peer) => Some(peer),
        HandedTo::Nobody | HandedTo::Screen => None,
    };
    unspoken(draft, &address.address, asset, amount, peer, entropy)
}

/// Money came on another chain than TTChain: to the announced payments that it must be; else it is a payment that
/// nobody has spoken of. What came between two looks is seen as one, whoever paid it.
pub(crate) fn on_coin(draft: &mut Draft<'_>, arrived: Holding, entropy: &dyn Entropy) -> Result<(), Refused> {
    let Holding { address, asset, amount } = arrived;
    if let Some(announced) = explained(&waiting(draft, &address, &asset), amount) {
        let state = PaymentState::Confirmed { at: draft.now };
        for id in announced {
            settle(draft, id, state);
        }
        return Ok(());
    }
    unspoken(draft, &address, &asset, amount, None, entropy)
}

/// Words that wait for money on an address.
pub(crate) struct Words {
    pub(crate) payment: PaymentId,
    pub(crate) peer: Option<PeerId>,
    pub(crate) amount: Amount,
    /// Another contact names the same transaction: one of the two lies, so neither is settled.
    pub(crate) disputed: bool,
}

/// Those that wait on an address, oldest first.
pub(crate) fn waiting(draft: &Draft<'_>, address: &Address, asset: &Asset) -> Vec<Words> {
    let rows = to(draft, address, asset, |row| row.state == PaymentState::Announced);
    let words = |(payment, amount): (PaymentId, Amount)| {
        let row = draft.payments.get(&payment)?;
        let rival = |other: &PaymentRow| other.peer != row.peer && announce::names(other, row.body, &row.txs);
        let disputed = draft.payments.values().any(rival);
        Some(Words { payment, peer: row.peer, amount, disputed })
    };
    rows.into_iter().filter_map(words).collect()
}

/// The words that an amount on an address of all contacts must be: one, or all, of the only contact whose words can
/// be meant; else those of everybody, if together they are just this. What two contacts could mean is neither's.
pub(crate) fn explained(words: &[Words], amount: Amount) -> Option<Vec<PaymentId>> {
    let of = |wanted: &dyn Fn(&Words) -> bool| {
        let rows: Vec<_> = words.iter().filter(|it| wanted(it)).map(|it| (it.payment, it.amount)).collect();
        fitting(&rows, amount)
    };
    let peers: BTreeSet<Option<PeerId>> = words.iter().map(|it| it.peer).collect();
    let mut ways = peers.into_iter().filter_map(|peer| of(&|it| it.peer == peer));
    let meant = match (ways.next(), ways.next()) {
        (Some(only), None) => only,
        (None, _) => of(&|_| true)?,
        (Some(_), Some(_)) => return None,
    };
    let disputed = words.iter().any(|it| it.disputed && meant.contains(&it.payment));
    (!disputed).then_some(meant)
}

/// A payment that nobody has spoken of.
fn unspoken(
    draft: &mut Draft<'_>,
    to: &Address,
    asset: &Asset,
    amount: Amount,
    peer: Option<PeerId>,
    entropy: &dyn Entropy,
) -> Result<(), Refused> {
    let id = PaymentId::new(entropy::array(entropy)?);
    let row = PaymentRow {
        id,
        direction: Direction::In,
        asset: asset.clone(),
        amount,
        fee: Amount::ZERO,
        to: to.clone(),
        sub_address: None,
        memo: None,
        peer,
        state: PaymentState::Confirmed { at: draft.now },
        at: draft.now,
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
    };
    draft.payments.insert(id, row);
    draft.tell(Event::Payment { payment: id });
    Ok(())
}

/// Money that was believed to have come is not there, and our key has not taken it: the newest payments of
/// that address that it covers are no payments any more. Words about one wait for money again.
pub(crate) fn withdrawn(
    draft: &mut Draft<'_>,
    place: (Branch, u32),
    asset: &Asset,
    gone: Amount,
    entropy: &dyn Entropy,
) -> Result<(), Refused> {
    let Some(address) = draft.addresses.get(&place).cloned() else { return Ok(()) };
    let mut rows =
        to(draft, &address.address, asset, |row| matches!(row.state, PaymentState::Confirmed { .. }));
    rows.reverse();
    if let Some(one) = rows.iter().find(|(_, amount)| *amount == gone) {
        rows = vec![*one];
    }
    let mut left = gone;
    for (id, amount) in rows {
        if left.is_zero() {
            break;
        }
        let spoken = draft.payments.get(&id).is_some_and(|row| row.message.is_some());
        let at = draft.now;
        settle(draft, id, if spoken { PaymentState::Announced } else { PaymentState::Failed { at } });
        let rest = amount.checked_sub(left).unwrap_or(Amount::ZERO);
        left = left.checked_sub(amount).unwrap_or(Amount::ZERO);
        if !rest.is_zero() {
            came(draft, &address, asset, rest, entropy)?;
        }
    }
    if place.0 == Branch::Change
        && !left.is_zero()
        && let Some(row) = draft.addresses.get_mut(&place)
    {
        // It was our own change, and is so when it comes again.
        row.expects = Some((asset.clone(), left));
    }
    Ok(())
}

/// The payments to an address that are wanted, oldest first.
fn to(
    draft: &Draft<'_>,
    address: &Address,
    asset: &Asset,
    wanted: impl Fn(&PaymentRow) -> bool,
) -> Vec<(PaymentId, Amount)> {
    let to =
        |p: &&PaymentRow| p.direction == Direction::In && p.to == *address && p.asset == *asset && wanted(p);
    let mut rows: Vec<&PaymentRow> = draft.payments.values().filter(to).collect();
    rows.sort_by_key(|row| (row.at, row.id));
    rows.into_iter().map(|row| (row.id, row.amount)).collect()
}

/// The one of this amount, or all of them if together they are.
fn fitting(rows: &[(PaymentId, Amount)], amount: Amount) -> Option<Vec<PaymentId>> {
    let one = rows.iter().find(|(_, each)| *each == amount).map(|(id, _)| vec![*id]);
    let sum = rows.iter().try_fold(Amount::ZERO, |sum, (_, each)| sum.checked_add(*each));
    one.or_else(|| (sum == Some(amount)).then(|| rows.iter().map(|(id, _)| *id).collect()))
}
