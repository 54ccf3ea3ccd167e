use crate::draft::Draft;
use crate::network::{Answer, BalanceRecord, Question, TransactionRecord};
use crate::rows::{Emptied, Part, PaymentRow, PaymentState};
use crate::settle::{self, Seen, SourceSeen, Verdict};
use crate::step::{Event, Facts, Step};
use crate::{Profile, Refused, account, announce, asset, income, scan, sighting};
use tongtong_crypto::entropy::Entropy;
use tongtong_ttchain::BalanceId;
use tongtong_types::{Address, Amount, Asset, Chain, Duration, PaymentId, Timestamp, TxId};

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
    let mut draft = Draft::of(profile, facts, now)?;
    asset::learn(&mut draft, answers)?;
    let answers = Answers(answers);
    settle_payments(&mut draft, &answers, entropy)?;
    for place in draft.addresses.keys().copied().collect::<Vec<_>>() {
        for info in profile.ttchain_assets() {
            let Some(row) = draft.addresses.get(&place) else { continue };
            let id = account::balance_id(profile, &draft.account, &row.address, &info.code);
            if let Some(record) = id.and_then(|id| answers.balance(id)) {
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
    let told = !seen.comes_back.is_empty();
    if row.parts().any(|part| part.comes_back.is_some()) && !told {
        return false;
    }
    let sources =
        || row.parts().flat_map(|part| part.sources.iter().map(move |(of, takes)| (part.asset, of, takes)));
    let last = |asset: &Asset, source: &Address| {
        let place = draft.place(source);
        let last = place.and_then(|place| draft.addresses.get(&place)?.emptied_of(asset));
        last.filter(|last| last.by != row.id && last.at > row.at)
    };
    let before = sources().find_map(|(asset, source, _)| last(asset, source)).map(|last| last.by);
    let took_before = |asset: &Asset, source: &Address| {
        last(asset, source).filter(|it| Some(it.by) == before).map(|it| it.amount)
    };
    let all = |took: &dyn Fn(&Asset, &Address) -> Option<Amount>| {
        told || sources().all(|(asset, source, takes)| took(asset, source).is_some_and(|took| took >= *takes))
    };
    paid.iter().any(|other| other.rivals(row) && all(&|asset, source| other.takes(asset, source)))
        || (before.is_some() && all(&took_before))
}

fn seen(draft: &Draft<'_>, answers: &Answers<'_>, row: &PaymentRow) -> Seen {
    let balance = |asset: &Asset, address: &Address| {
        let id = account::balance_id(draft.profile, &draft.account, address, asset)?;
        answers.balance(id)
    };
    let shared = |asset: &Asset, source: &Address| {
        let others = draft.payments.values().filter(|other| other.is_in_flight() && other.id != row.id);
        others.into_iter().any(|other| other.spends(asset, source))
    };
    let source = |part: Part<'_>, source: &Address, takes: Amount| {
        let reused = part.reused.contains(source) || shared(part.asset, source);
        Some(SourceSeen { record: balance(part.asset, source)?, takes, reused })
    };
    let back = |part: Part<'_>| {
        let (address, amount) = part.comes_back?;
        Some((amount, balance(part.asset, address)?))
    };
    Seen {
        body: row.body,
        transactions: row.txs.iter().filter_map(|id| answers.transaction(id).cloned()).collect(),
        sources: row
            .parts()
            .flat_map(|part| part.sources.iter().filter_map(move |(of, takes)| source(part, of, *takes)))
            .collect(),
        age: draft.now.since(row.at),
        comes_back: row.parts().filter_map(back).collect(),
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
    for part in payment.parts() {
        for (source, taken) in part.sources {
            let place = draft.place(source);
            let Some(row) = place.and_then(|place| draft.addresses.get_mut(&place)) else { continue };
            let held = row.holding(part.asset);
            row.set_holding(part.asset, held.checked_sub(*taken).unwrap_or(Amount::ZERO));
            row.unsure.retain(|unsure| unsure.asset != *part.asset);
            row.emptied.retain(|last| last.asset != *part.asset);
            let (by, asset, amount, at) = (payment.id, part.asset.clone(), *taken, draft.now);
            row.emptied.push(Emptied { by, asset, amount, at });
            let row = row.clone();
            if let Some(unseen) = taken.checked_sub(held).filter(|unseen| !unseen.is_zero()) {
                income::came(draft, &row, part.asset, unseen, entropy)?;
            }
        }
    }
    Ok(())
}

/// The change of a failed payment never comes.
fn expect_nothing(draft: &mut Draft<'_>, payment: &PaymentRow) {
    for (address, _) in payment.parts().filter_map(|part| part.comes_back) {
        let place = draft.place(address);
        if let Some(row) = place.and_then(|place| draft.addresses.get_mut(&place)) {
            row.expects = None;
        }
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
