//! Plan, approval and signature of a payment on any chain besides TTChain.

use crate::coin::{Coin, CoinPart, poll};
use crate::intent::{Intent, Kind, Payee};
use crate::network::{Answer, Question};
use crate::plan::{PLAN_LIFE, habits, high_fee};
use crate::review::{Review, Warning};
use crate::route;
use crate::rows::{Direction, PaymentRow, PaymentState};
use crate::sign::Signed;
use crate::{Facts, Profile, Refused};
use tongtong_chain::{Cost, Draft, Effects, Note, Order, Signable, Signature, ToSign};
use tongtong_crypto::entropy::{self, Entropy};
use tongtong_crypto::signer::{self, Signer};
use tongtong_crypto::{secp, signer as keys};
use tongtong_types::hash::domain_hash;
use tongtong_types::{
    Address, Amount, Asset, BodyDigest, Chain, PaymentId, PeerId, PlanDigest, Timestamp, cbor,
};

const DOMAIN: &str = "tongtong/v1/coin-plan";

/// A priced payment of a coin. Opaque like every plan.
#[must_use]
pub(crate) struct CoinPlan {
    pub(crate) payment: PaymentId,
    pub(crate) profile: Profile,
    pub(crate) review: Review,
    pub(crate) not_after: Timestamp,
    pub(super) chain: Chain,
    /// The public halves of the keys, as they were when it was planned.
    keys: crate::coin::PublicKeys,
    pub(super) draft: Draft,
    /// What was asked for, to be compared with what the bytes do.
    pub(super) to: Address,
    pub(super) asset: Asset,
    pub(super) exactly: Option<Amount>,
    /// The contact who is paid.
    pub(super) peer: Option<PeerId>,
    pub(super) text: Option<String>,
    /// Our payments that were in flight: what they spend is not spent here.
    pub(super) beside: Vec<PaymentId>,
    pub(super) habits: Vec<Warning>,
}

impl core::fmt::Debug for CoinPlan {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Plan({:?}, {:?})", self.payment, self.review.digest)
    }
}

/// The next questions before this can be priced; none when the answers so far suffice.
pub(crate) fn questions(
    intent: &Intent,
    profile: &Profile,
    facts: &Facts,
    answers: &[(Question, Answer)],
    now: Timestamp,
) -> Result<Vec<Question>, Refused> {
    let wish = Wish::of(intent, profile)?;
    let coin = Coin::of(profile, facts, wish.chain, now)?;
    let to = wish.payee(profile, &coin, now)?;
    let queries = coin.rules.ask(&wish.order(&coin, &to, now), &poll::heard(wish.chain, answers));
    Ok(poll::asked(wish.chain, queries.map_err(|fault| wish.refused(fault, facts, profile))?))
}

/// Prices an intent and puts it into bytes. If the process dies here, nothing has happened.
pub(crate) fn plan(
    intent: &Intent,
    profile: &Profile,
    facts: &Facts,
    answers: &[(Question, Answer)],
    now: Timestamp,
    source: &dyn Entropy,
) -> Result<CoinPlan, Refused> {
    let wish = Wish::of(intent, profile)?;
    let coin = Coin::of(profile, facts, wish.chain, now)?;
    let to = wish.payee(profile, &coin, now)?;
    let draft = coin
        .rules
        .draft(&wish.order(&coin, &to, now), &poll::heard(wish.chain, answers))
        .map_err(|fault| wish.refused(fault, facts, profile))?;
    let effects = coin.rules.effects(&draft, &coin.row.keys)?;
    let life = now.after(PLAN_LIFE);
    let mut plan = CoinPlan {
        payment: PaymentId::new(entropy::array(source)?),
        profile: profile.clone(),
        habits: habits(facts, &to, wish.peer(), wish.asset, effects.amount, coin.rules.has_fresh_addresses()),
        review: Review::blank(profile, &to, wish.asset),
        // What the network would not take any more is not signed.
        not_after: effects.expires.map_or(life, |end| end.min(life)),
        chain: wish.chain,
        keys: coin.row.keys.clone(),
        draft,
        to,
        asset: wish.asset.clone(),
        exactly: wish.exactly(),
        peer: wish.peer(),
        text: wish.text.clone(),
        beside: coin.flights.iter().map(|flight| flight.payment).collect(),
    };
    plan.review = plan.read_back()?;
    // On Solana the same payment over the same recent block is the same transaction: it would not be paid twice.
    if facts.payments.iter().any(|row| row.body == Some(plan.review.body)) {
        return Err(Refused::AlreadyRecorded);
    }
    plan.review.digest = plan.digest_now()?;
    Ok(plan)
}

impl CoinPlan {
    /// What will be signed, in the chain's own form.
    pub(crate) fn unsigned(&self) -> &[u8] {
        &self.draft.unsigned
    }

    /// The digest of what this plan is now.
    pub(crate) fn digest_now(&self) -> Result<PlanDigest, Refused> {
        let shown = cbor::to_row(&self.read_back()?).map_err(|_| Refused::NoDigest)?;
        let rules = crate::coin::rules(&self.profile, self.chain)?;
        let paths: Vec<String> =
            rules.to_sign(&self.draft, &self.keys)?.iter().map(|it| it.path.to_string()).collect();
        let beside: Vec<u8> = self.beside.iter().flat_map(|id| *id.bytes()).collect();
        Ok(PlanDigest::new(domain_hash(
            DOMAIN,
            &[
                self.chain.name().as_bytes(),
                &rules.network_id(),
                &self.draft.unsigned,
                &self.draft.facts,
                &shown,
                paths.join("\n").as_bytes(),
                &beside,
                &self.not_after.millis().to_be_bytes(),
            ],
        )))
    }

    /// What the bytes do, compared with what was asked for. The digest is left empty.
    fn read_back(&self) -> Result<Review, Refused> {
        let rules = crate::coin::rules(&self.profile, self.chain)?;
        let effects = rules.effects(&self.draft, &self.keys)?;
        let as_asked = effects.to == self.to
            && effects.asset == self.asset
            && self.exactly.is_none_or(|amount| amount == effects.amount)
            && !effects.amount.is_zero();
        if !as_asked {
            return Err(Refused::EffectsDiffer);
        }
        let decimals = |asset: &Asset| self.profile.asset(asset).map(|info| info.decimals);
        let body = domain_hash(DOMAIN, &[b"body", &self.draft.unsigned]);
        let mut warnings = self.habits.clone();
        warnings.extend(effects.notes.iter().map(|note| warning(*note)));
        warnings.extend(
            (effects.fee_asset == effects.asset).then(|| high_fee(effects.fee, effects.amount)).flatten(),
        );
        let Effects { amount, fee, fee_asset, costs, sources, change, expires, .. } = effects;
        let costs = costs.into_iter().map(|Cost::AccountMade { asset, amount }| (asset, amount)).collect();
        Ok(Review {
            peer: self.peer,
            decimals: decimals(&self.asset).ok_or(Refused::AssetUnknown)?,
            fee_decimals: decimals(&fee_asset).ok_or(Refused::AssetUnknown)?,
            amount,
            fee,
            fee_asset: (fee_asset != self.asset).then_some(fee_asset),
            costs,
            sources,
            change,
            text: self.text.clone(),
            expires,
            not_after: self.not_after,
            body: BodyDigest::new(body),
            warnings,
            ..Review::blank(&self.profile, &self.to, &self.asset)
        })
    }

    /// Signs what was approved. If the process dies here, nothing has happened: the bytes are nowhere yet.
    pub(crate) fn sign(self, digest: PlanDigest, signer: &dyn Signer) -> Result<Signed, Refused> {
        if self.digest_now() != Ok(digest) {
            return Err(Refused::PlanChanged);
        }
        let rules = crate::coin::rules(&self.profile, self.chain)?;
        let mut signatures = Vec::new();
        for wanted in rules.to_sign(&self.draft, &self.keys)? {
            signatures.push(signature(&wanted, signer)?);
        }
        let sealed = rules.seal(&self.draft, &signatures)?;
        let Self { payment, review, beside, .. } = self;
        let payment = PaymentRow {
            id: payment,
            direction: Direction::Out,
            asset: review.asset,
            amount: review.amount,
            fee: review.fee,
            to: review.to,
            sub_address: None,
            memo: None,
            peer: review.peer,
            state: PaymentState::Signed,
            at: Timestamp::default(),
            body: Some(review.body),
            txs: vec![sealed.id],
            plan: Some(digest),
            signed: Some(sealed.bytes),
            sources: review.sources,
            reused: Vec::new(),
            change: review.change,
            fee_asset: review.fee_asset,
            fee_sources: Vec::new(),
            fee_reused: Vec::new(),
            fee_change: None,
            message: None,
            coin: Some(CoinPart { track: sealed.track, costs: review.costs, included: None, watched: false }),
            revision: 0,
        };
        Ok(Signed::of_coin(payment, review.decimals, rules.network_id(), review.text, beside))
    }
}

/// A signature, checked to be of the key that the chain named.
fn signature(wanted: &ToSign, signer: &dyn Signer) -> Result<Signature, Refused> {
    match &wanted.what {
        Signable::Secp { digest, key } => {
            let signed = signer.sign(&wanted.path, &keys::ToSign::SecpDigest(*digest))?;
            let signature = signed.secp().ok_or(Refused::WrongKey)?;
            if secp::recover(digest, &signature)? != *key {
                return Err(Refused::WrongKey);
            }
            Ok(Signature::Secp(signature))
        }
        Signable::Ed25519 { message, key } => {
            let what = keys::ToSign::Ed25519Message(message.clone());
            match signer.sign(&wanted.path, &what)? {
                keys::Signature::Ed25519(signature) if signer::is_signed_by(key, message, &signature) => {
                    Ok(Signature::Ed25519(signature))
                }
                _ => Err(Refused::WrongKey),
            }
        }
    }
}

fn warning(note: Note) -> Warning {
    match note {
        Note::PayeeHasCode => Warning::PayeeHasCode,
        Note::FeeAtMost => Warning::FeeAtMost,
        Note::FeeNotEstimated => Warning::FeeNotEstimated,
    }
}

/// What an intent wants of a chain besides TTChain.
struct Wish<'a> {
    chain: Chain,
    asset: &'a Asset,
    amount: crate::intent::Wanted,
    payee: &'a Payee,
    text: &'a Option<String>,
}

impl<'a> Wish<'a> {
    fn of(intent: &'a Intent, profile: &Profile) -> Result<Self, Refused> {
        let Kind::Pay { asset, amount, payee, memo: _, text } = &intent.kind else {
            return Err(Refused::NothingToCancel);
        };
        let info = profile.asset(asset).ok_or(Refused::AssetUnknown)?;
        Ok(Self { chain: info.chain, asset, amount: *amount, payee, text })
    }

    fn payee(&self, profile: &Profile, coin: &Coin<'_>, now: Timestamp) -> Result<Address, Refused> {
        let text = match self.payee {
            Payee::Address(text) => text,
            Payee::Contact(contact) => {
                contact.check(self.chain, &coin.row.network, now)?;
                &contact.address
            }
        };
        let to = route::on_chain(profile, self.chain, text)?;
        if coin.owns(&to) { Err(Refused::PayeeIsMine) } else { Ok(to) }
    }

    fn peer(&self) -> Option<PeerId> {
        match self.payee {
            Payee::Address(_) => None,
            Payee::Contact(contact) => Some(contact.peer),
        }
    }

    fn order<'b>(&'b self, coin: &'b Coin<'b>, to: &'b Address, now: Timestamp) -> Order<'b> {
        Order {
            keys: &coin.row.keys,
            state: &coin.row.state,
            asset: self.asset,
            amount: self.amount,
            to,
            flights: &coin.flights,
            now,
        }
    }

    fn exactly(&self) -> Option<Amount> {
        match self.amount {
            crate::intent::Wanted::Exactly(amount) => Some(amount),
            crate::intent::Wanted::Max => None,
        }
    }

    fn refused(&self, fault: tongtong_chain::Fault, facts: &Facts, profile: &Profile) -> Refused {
        route::or_only_twin(Refused::from(fault), profile, facts, self.asset, self.amount)
    }
}
