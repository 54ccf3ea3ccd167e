//! Plan: a priced payment, bound to a digest. It is opaque: an app shows its [`Review`] and hands back the
//! digest that was seen, never amounts.

use crate::intent::{Intent, Kind, Payee};
use crate::review::{self, Review, Warning};
use crate::route::{self, Route};
use crate::rows::{AccountRow, Branch, Direction, PaymentRow, PaymentState};
use crate::sources::{self, Source};
use crate::{
    Answer, BalanceRecord, Facts, Needs, PaymentsNeeded, Profile, Question, Refused, account, asset, fee,
};
use tongtong_crypto::entropy::{self, Entropy};
use tongtong_ttchain::{AssetAmount, Condition, Layout, Operation, Owner, Transaction};
use tongtong_types::cbor::{self, Value};
use tongtong_types::hash::domain_hash;
use tongtong_types::{Address, Amount, Asset, Duration, PaymentId, PeerId, PlanDigest, Timestamp};

mod build;
mod price;

use fee::Cost;
use price::Market;

/// How long a plan can be approved.
pub const PLAN_LIFE: Duration = Duration::from_secs(600);
/// The expiration in the bytes: long enough for a phone that is offline for a night, within the chain's two
/// days. A node of version 2.0 does not look at it, so nothing here relies on it.
pub const EXPIRY: Duration = Duration::from_days(1);
/// A fee above this share of the amount, in hundredths, is warned about.
pub const HIGH_FEE_PERCENT: u32 = 20;

const DOMAIN: &str = "tongtong/v1/plan";

/// A payment that can be shown and approved. Its fields are nobody's to change.
#[must_use]
pub struct Plan {
    pub(crate) payment: PaymentId,
    pub(crate) profile: Profile,
    pub(crate) claims: Claims,
    pub(crate) bytes: Vec<u8>,
    pub(crate) facts: Value,
    pub(crate) review: Review,
}

/// What the bytes of a plan should do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claims {
    pub(crate) direction: Direction,
    pub(crate) route: Route,
    pub(crate) asset: Asset,
    /// The asset's number on the chain.
    pub(crate) number: i32,
    pub(crate) amount: Amount,
    pub(crate) fee: Amount,
    pub(crate) sources: Vec<Source>,
    pub(crate) change: Option<Change>,
    /// Who gets the fee; nobody if the chain keeps it.
    pub(crate) fee_to: Option<Owner>,
    /// Where the fee comes from, if it is paid in the coin and not in the asset.
    pub(crate) coin: Option<CoinFee>,
    /// The indices of our fresh addresses that this plan takes, for change, a rescue or a cancel.
    pub(crate) fresh: Vec<u32>,
    /// The payment that this one makes fail.
    pub(crate) cancels: Option<PaymentId>,
    pub(crate) memo: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) expiration: u32,
    pub(crate) reserved: Option<u64>,
    pub(crate) not_after: Timestamp,
    pub(crate) warnings: Vec<Warning>,
}

/// A fee in the chain's coin, beside another asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CoinFee {
    pub(crate) asset: Asset,
    pub(crate) sources: Vec<Source>,
    pub(crate) change: Option<Change>,
}

impl Claims {
    /// All addresses that are emptied, of the asset and then of the coin.
    pub(crate) fn all_sources(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().chain(self.coin.iter().flat_map(|coin| &coin.sources))
    }
}

/// What goes to our fresh address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) owner: Owner,
    pub(crate) amount: Amount,
}

impl core::fmt::Debug for Plan {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { payment, profile: _, claims: _, bytes: _, facts: _, review } = self;
        write!(f, "Plan({payment:?}, {:?})", review.digest)
    }
}

impl Plan {
    /// What to show.
    #[must_use]
    pub fn review(&self) -> &Review {
        &self.review
    }

    /// The payment that it will become.
    #[must_use]
    pub fn payment(&self) -> PaymentId {
        self.payment
    }

    /// The digest of what this plan is now: purpose, network, unsigned bytes, effects as shown, facts used
    /// and their sources, signer paths, not-after.
    pub(crate) fn digest_now(&self) -> Result<PlanDigest, Refused> {
        let purpose: &[u8] = match self.claims.direction {
            Direction::Out => b"payment",
            Direction::Rescue => b"rescue",
            Direction::Cancel => b"cancel",
            Direction::In => return Err(Refused::NoDigest),
        };
        let read = review::read_back(&self.bytes, &self.profile, &self.claims)?;
        let shown = cbor::to_row(&read).map_err(|_| Refused::NoDigest)?;
        let facts = cbor::encode(&self.facts);
        let paths: Vec<String> = self.claims.all_sources().map(|s| s.path.to_string()).collect();
        Ok(PlanDigest::new(domain_hash(
            DOMAIN,
            &[
                purpose,
                self.profile.ttchain.chain_id.bytes(),
                &self.bytes,
                &shown,
                &facts,
                paths.join("\n").as_bytes(),
                &self.claims.not_after.millis().to_be_bytes(),
            ],
        )))
    }
}

/// What planning must know of the store: the rules for warnings look back.
#[must_use]
pub fn needs() -> Needs {
    Needs { addresses: true, payments: PaymentsNeeded::All }
}

/// What planning must know of the network, to be asked freshly and in this order.
///
/// # Errors
/// [`Refused`] already here for what needs no network: no wallet, a payee that is none, nothing to spend.
pub fn questions(
    intent: &Intent,
    profile: &Profile,
    facts: &Facts,
    now: Timestamp,
) -> Result<Vec<Question>, Refused> {
    facts.acting_account()?;
    let mut questions = vec![Question::TtcChainId];
    questions.extend(asset::question(profile, intent.asset()));
    let mut candidates = match &intent.kind {
        Kind::Pay { asset, payee, .. } => {
            let route = route::route(profile, facts, payee, now)?;
            questions.push(Question::TtcBalance(route::balance_in_question(&route)));
            sources::candidates(profile, facts, asset)?
        }
        Kind::Rescue { asset, address } => build::rescued(profile, facts, asset, address)?,
        Kind::Cancel { payment, .. } => build::cancelled(profile, facts, *payment)?,
    };
    if let Cost::Coin(_) = fee::cost(profile, intent.asset())?
        && let Some(coin) = profile.coin()
    {
        candidates.extend(match &intent.kind {
            Kind::Pay { .. } | Kind::Rescue { .. } => sources::candidates(profile, facts, &coin.code)?,
            Kind::Cancel { payment, .. } => price::fee_sources(profile, facts, facts.to_cancel(*payment)?)?,
        });
    }
    questions.extend(candidates.into_iter().map(|source| Question::TtcBalance(source.balance)));
    Ok(questions)
}

/// Prices an intent and puts it into bytes. If the process dies here, nothing has happened.
///
/// # Errors
/// [`Refused`] by the first rule that it breaks.
pub fn plan(
    intent: &Intent,
    profile: &Profile,
    facts: &Facts,
    answers: &[(Question, Answer)],
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<Plan, Refused> {
    let account = facts.acting_account()?;
    let served = answers.iter().find_map(|(_, answer)| match answer {
        Answer::TtcChainId(id) => Some(*id),
        _ => None,
    });
    if served.ok_or(Refused::Unanswered)? != profile.ttchain.chain_id {
        return Err(Refused::WrongChain);
    }
    asset::check(profile, account, intent.asset(), answers)?;
    let market = Market { profile, facts, answers, asset: intent.asset() };
    let mut claims = match &intent.kind {
        Kind::Pay { asset, amount, .. } => build::payment(intent, &market, account, now)
            .map_err(|why| route::or_only_twin(why, profile, facts, asset, *amount))?,
        Kind::Rescue { asset, address } => {
            let found = build::rescued(profile, facts, asset, address)?;
            build::to_ourselves(None, found, &market, account)?
        }
        Kind::Cancel { payment, .. } => {
            let found = build::cancelled(profile, facts, *payment)?;
            build::to_ourselves(Some(facts.to_cancel(*payment)?), found, &market, account)?
        }
    };
    let expiration = u32::try_from(now.after(EXPIRY).seconds()).map_err(|_| Refused::Clock)?;
    claims.expiration = expiration;
    claims.not_after = now.after(PLAN_LIFE);
    claims.reserved = match profile.ttchain.layout {
        Layout::V1 => None,
        Layout::V2 => Some(u64::from_be_bytes(entropy::array(entropy)?)),
    };
    let high = price::high(profile, &claims);
    claims.warnings.extend(high.map(|percent| Warning::HighFee { percent }));

    let bytes = build::transaction(&claims)?.pack();
    let review = review::read_back(&bytes, profile, &claims)?;
    let mut plan = Plan {
        payment: PaymentId::new(entropy::array(entropy)?),
        facts: build::facts_used(intent, profile, &claims),
        profile: profile.clone(),
        claims,
        bytes,
        review,
    };
    plan.review.digest = plan.digest_now()?;
    Ok(plan)
}

/// A fee that is a large share of the amount.
pub(crate) fn high_fee(fee: Amount, amount: Amount) -> Option<Warning> {
    let percent = fee.checked_ratio(100, amount.units())?.units();
    let percent = u32::try_from(percent).unwrap_or(u32::MAX);
    let share = amount.checked_ratio(u128::from(HIGH_FEE_PERCENT), 100)?;
    (fee > share).then_some(Warning::HighFee { percent })
}

/// What stands out beside what was paid before. `moves` tells whether this chain's addresses are fresh each time.
pub(crate) fn habits(
    facts: &Facts,
    to: &Address,
    peer: Option<PeerId>,
    asset: &Asset,
    amount: Amount,
    moves: bool,
) -> Vec<Warning> {
    let ours = || paid(facts);
    let theirs = |payment: &&PaymentRow| peer.is_some() && payment.peer == peer;
    let same = |payment: &&PaymentRow| payment.to == *to || theirs(payment);
    let first = (!ours().any(|payment| same(&payment))).then_some(Warning::FirstPayment);
    let mut there = ours().filter(theirs).filter(|payment| payment.to.chain() == to.chain()).peekable();
    let changed = !moves && there.peek().is_some() && there.all(|payment| payment.to != *to);
    let twin = ours()
        .filter(same)
        .find(|payment| payment.is_in_flight() && payment.amount == amount && payment.asset == *asset);
    let twin = twin.map(|payment| Warning::DuplicateInFlight { payment: payment.id });
    first.into_iter().chain(changed.then_some(Warning::AddressChanged)).chain(twin).collect()
}

/// What we have paid or are about to: what failed was paid to nobody.
fn paid(facts: &Facts) -> impl Iterator<Item = &PaymentRow> {
    let failed = |row: &PaymentRow| matches!(row.state, PaymentState::Failed { .. });
    facts.payments.iter().filter(move |row| row.direction == Direction::Out && !failed(row))
}

#[cfg(test)]
mod tests;
