use crate::draft::Draft;
use crate::network::{Answer, BalanceRecord, Question, TransactionRecord};
use crate::rows::{Emptied, PaymentRow, PaymentState};
use crate::settle::{self, Seen, SourceSeen, Verdict};
use crate::step::{Event, Facts, Step};
use crate::{Profile, Refused, account, announce, income, scan, sighting};
use tongtong_crypto::entropy::Entropy;
use tongtong_ttchain::BalanceId;
use tongtong_types::{Address, Amount, Chain, Duration, PaymentId, Timestamp, TxId};

/// A payment that a node took and then forgot is sent again, the same bytes, this long after.
const SEND_AGAIN: Duration = Duration::from_secs(30);

/// What a node answered, by question.
pub(crate) struct Answers<'a>(pub(crate) &'a [(Question, Answer)]);

impl Answers<'_> {
    pub(crate) fn balance(&self, id: BalanceId) -> Option<BalanceRecord> {
        self.0.iter().find_map(|(question, answer)| match (question, answer) {
            (Question::TtcBalance(asked), Answer::TtcBalance(record)) if *asked == id => Some(*record),
            _ => None,
        })
    }

    fn transaction(&self, id: &TxId) -> Option<&TransactionRecord> {
        self.0.iter().find_map(|(question, answer)| match (question, answer) {
            (Question::TtcTransaction(asked), Answer::TtcTransaction(record)) if asked == id => Some(record),
            _ => None,
        })
    }
}

/// Applies what a node answered. A node of another chain changes nothing.
pub(crate) fn observe(
    profile: &Profile,
    facts: &Facts,
    answers: &[(Question, Answer)],
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<Step, Refused> {
    let coin = answers.first().map(|(question, _)| question.chain()).filter(|chain| *chain != Chain::TTCHAIN);
    if let Some(coin) = coin {
        return crate::coin::observe::observe(profile, facts, coin, answers, now, entropy);
    }
    let chain = answers.iter().find_map(|(_, answer)| match answer {
        Answer::TtcChainId(id) => Some(*id),
        _ => None,
    });
    if chain.ok_or(Refused::Unanswered)? != profile.ttchain.chain_id {
        return Err(Refused::WrongChain);
    }
    let answers = Answers(answers);
    let mut draft = Draft::of(profile, facts, now)?;
    settle_payments(&mut draft, &answers, entropy)?;
    for place in draft.addresses.keys().copied().collect::<Vec<_>>() {
        for info in profile.ttchain_assets() {
            let Some(row) = draft.addresses.get(&place) else { continue };
            let id = account::balance_id(profile, &row.address, &info.code).ok_or(Refused::AssetUnknown)?;
            if let Some(record) = answers.balance(id) {
                sighting::saw(&mut draft, place, &info.code, record, entropy)?;
            }
        }
    }
    announce::forget_empty_words(&mut draft);
    scan::advance(&mut draft, &answers)?;
    Ok(draft.finish())
}

fn settle_payments(
    draft: &mut Draft<'_>,
    answers: &Answers<'_>,
    entropy: &dyn Entropy,
) -> Result<(), Refused> {
    let open: Vec<PaymentId> =
        draft.payments.values().filter(|p| p.is_in_flight() && p.coin.is_none()).map(|p| p.id).collect();
    let mut judged: Vec<(PaymentRow, Seen, Verdict)> = Vec::new();
    for id in open {
        let Some(row) = draft.payments.get(&id).cloned() else { continue };
        let seen = seen(draft, answers, &row);
        let verdict = settle::judge(&seen);
        judged.push((row, seen, verdict));
    }
    let paid: Vec<&PaymentRow> =
        judged.iter().filter(|(_, _, verdict)| verdict.is_paid()).map(|(row, _, _)| row).collect();
    for (row, seen, verdict) in &judged {
        let rival = is_ruled_out(draft, row, seen, &paid);
        let now = draft.now;
        if verdict.is_paid() {
            emptied(draft, row, entropy)?;
            settle(draft, row.id, PaymentState::Confirmed { at: now });
        } else if settle::has_failed(seen, rival) {
            expect_nothing(draft, row);
            settle(draft, row.id, PaymentState::Failed { at: now });
        } else {
            keep_sending(draft, row, seen);
        }
    }
    Ok(())
}

/// Whether a rival is paid, or was known to be at an earlier look, so that this one is not.
///
/// Its own fresh address tells whether both were paid. Without one, only a rival that took all that it was to
/// take proves something: a smaller one may have taken what came after.
fn is_ruled_out(draft: &Draft<'_>, row: &PaymentRow, seen: &Seen, paid: &[&PaymentRow]) -> bool {
    let told = seen.comes_back.is_some();
    if row.comes_back().is_some() && !told {
        return false;
    }
    let last = |source: &Address| {
        let place = draft.place(source);
        let last = place.and_then(|place| draft.addresses.get(&place)?.emptied.as_ref());
        last.filter(|last| last.by != row.id && last.asset == row.asset && last.at > row.at)
    };
    let before = row.sources.iter().find_map(|(source, _)| last(source)).map(|last| last.by);
    let took_before = |source: &Address| last(source).filter(|it| Some(it.by) == before).map(|it| it.amount);
    let all = |took: &dyn Fn(&Address) -> Option<Amount>| {
        told || row.sources.iter().all(|(source, takes)| took(source).is_some_and(|took| took >= *takes))
    };
    paid.iter().any(|other| other.rivals(row) && all(&|source| other.takes(source)))
        || (before.is_some() && all(&took_before))
}

fn seen(draft: &Draft<'_>, answers: &Answers<'_>, row: &PaymentRow) -> Seen {
    let balance =
        |address| account::balance_id(draft.profile, address, &row.asset).and_then(|id| answers.balance(id));
    let shared = |source| {
        draft.payments.values().any(|other| other.is_in_flight() && other.rivals(row) && other.spends(source))
    };
    Seen {
        body: row.body,
        transactions: row.txs.iter().filter_map(|id| answers.transaction(id).cloned()).collect(),
        sources: row
            .sources
            .iter()
            .filter_map(|(source, takes)| {
                let reused = row.reused.contains(source) || shared(source);
                Some(SourceSeen { record: balance(source)?, takes: *takes, reused })
            })
            .collect(),
        age: draft.now.since(row.at),
        comes_back: row.comes_back().and_then(|(address, amount)| Some((amount, balance(address)?))),
    }
}

pub(crate) fn settle(draft: &mut Draft<'_>, payment: PaymentId, state: PaymentState) {
    if let Some(row) = draft.payments.get_mut(&payment) {
        row.state = state;
    }
    draft.tell(Event::Payment { payment });
    draft.tell(Event::Balance);
}

/// A paid payment took what it takes from its sources: whatever more is seen there now has come late, and
/// whatever more it took had come unseen.
fn emptied(draft: &mut Draft<'_>, payment: &PaymentRow, entropy: &dyn Entropy) -> Result<(), Refused> {
    for (source, taken) in &payment.sources {
        let place = draft.place(source);
        let Some(row) = place.and_then(|place| draft.addresses.get_mut(&place)) else { continue };
        let held = row.holding(&payment.asset);
        row.set_holding(&payment.asset, held.checked_sub(*taken).unwrap_or(Amount::ZERO));
        row.unsure.retain(|unsure| unsure.asset != payment.asset);
        let (by, asset, amount, at) = (payment.id, payment.asset.clone(), *taken, draft.now);
        row.emptied = Some(Emptied { by, asset, amount, at });
        let row = row.clone();
        if let Some(unseen) = taken.checked_sub(held).filter(|unseen| !unseen.is_zero()) {
            income::came(draft, &row, &payment.asset, unseen, entropy)?;
        }
    }
    Ok(())
}

/// The change of a failed payment never comes.
fn expect_nothing(draft: &mut Draft<'_>, payment: &PaymentRow) {
    let place = payment.comes_back().and_then(|(address, _)| draft.place(address));
    if let Some(row) = place.and_then(|place| draft.addresses.get_mut(&place)) {
        row.expects = None;
    }
}

fn keep_sending(draft: &mut Draft<'_>, payment: &PaymentRow, seen: &Seen) {
    let Some(row) = draft.payments.get_mut(&payment.id) else { return };
    let pending = seen.transactions.contains(&TransactionRecord::Pending);
    let forgotten =
        !seen.transactions.is_empty() && seen.transactions.iter().all(|t| *t == TransactionRecord::Unknown);
    match row.state {
        PaymentState::Signed if pending => {
            row.state = PaymentState::Sent { at: draft.now };
            draft.tell(Event::Payment { payment: payment.id });
        }
        PaymentState::Sent { at }
            if forgotten && row.signed.is_some() && draft.now.since(at) >= SEND_AGAIN =>
        {
            row.state = PaymentState::Sent { at: draft.now };
            draft.step.broadcast.push(payment.id);
        }
        _ => {}
    }
}
