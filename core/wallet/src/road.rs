//! Road: the one way of every payment, whatever its chain: questions, plan, review, approval, signature.
//!
//! TTChain has rules of its own ([`crate::plan`], [`crate::approve`], [`crate::sign`]), because what was signed
//! there can be handed in for ever; every other chain goes by what its room says ([`crate::coin`]). Whoever
//! stands outside sees one road.

use crate::coin::plan as coin;
use crate::intent::Intent;
use crate::network::{Answer, Question};
use crate::review::Review;
use crate::sign::Signed;
use crate::{Facts, Needs, Profile, Refused, approve, plan};
use tongtong_crypto::entropy::Entropy;
use tongtong_crypto::signer::Signer;
use tongtong_types::{Chain, PaymentId, PlanDigest, Timestamp};

/// The most rounds of questions before a plan must be there.
pub const ROUNDS: usize = tongtong_chain::ROUNDS;

/// A payment that can be shown and approved. It is opaque: an app shows its review and hands back the digest.
#[must_use]
#[derive(Debug)]
pub struct Plan(Way);

enum Way {
    TtChain(Box<plan::Plan>),
    Coin(Box<coin::CoinPlan>),
}

/// A plan that a person has approved. It can be signed once.
#[must_use]
#[derive(Debug)]
pub struct Approved(Signable);

enum Signable {
    TtChain(Box<approve::Approved>),
    Coin(Box<coin::CoinPlan>, PlanDigest),
}

impl core::fmt::Debug for Way {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::TtChain(plan) => plan.fmt(f),
            Self::Coin(plan) => plan.fmt(f),
        }
    }
}

impl core::fmt::Debug for Signable {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::TtChain(approved) => approved.fmt(f),
            Self::Coin(plan, digest) => write!(f, "Approved({:?}, {digest:?})", plan.payment),
        }
    }
}

/// What planning must know of the store.
#[must_use]
pub fn needs() -> Needs {
    plan::needs()
}

/// What must still be asked before an intent can be priced, each round in this order and freshly; nothing when the
/// answers so far suffice. There are at most [`ROUNDS`].
///
/// # Errors
/// [`Refused`] already here for what needs no network.
pub fn questions(
    intent: &Intent,
    profile: &Profile,
    facts: &Facts,
    answers: &[(Question, Answer)],
    now: Timestamp,
) -> Result<Vec<Question>, Refused> {
    if chain_of(intent, profile)? != Chain::TTCHAIN {
        return coin::questions(intent, profile, facts, answers, now);
    }
    if answers.is_empty() { plan::questions(intent, profile, facts, now) } else { Ok(Vec::new()) }
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
    let way = if chain_of(intent, profile)? == Chain::TTCHAIN {
        Way::TtChain(Box::new(plan::plan(intent, profile, facts, answers, now, entropy)?))
    } else {
        Way::Coin(Box::new(coin::plan(intent, profile, facts, answers, now, entropy)?))
    };
    Ok(Plan(way))
}

impl Plan {
    /// What to show.
    #[must_use]
    pub fn review(&self) -> &Review {
        match &self.0 {
            Way::TtChain(plan) => plan.review(),
            Way::Coin(plan) => &plan.review,
        }
    }

    /// The bytes that will be signed, in the chain's own form: a packed transaction on TTChain, a PSBT on Bitcoin
    /// (BIP-174), the unsigned envelope on Ethereum (EIP-2718), the message on Solana.
    #[must_use]
    pub fn unsigned(&self) -> &[u8] {
        match &self.0 {
            Way::TtChain(plan) => &plan.bytes,
            Way::Coin(plan) => plan.unsigned(),
        }
    }

    /// The payment that it will become.
    #[must_use]
    pub fn payment(&self) -> PaymentId {
        match &self.0 {
            Way::TtChain(plan) => plan.payment(),
            Way::Coin(plan) => plan.payment,
        }
    }

    /// Approves exactly what was seen. If the process dies here, nothing has happened.
    ///
    /// # Errors
    /// [`Refused::PlanExpired`] if its time is over, [`Refused::PlanChanged`] if `seen` is not the digest of what
    /// it is now.
    pub fn approve(self, seen: PlanDigest, now: Timestamp) -> Result<Approved, Refused> {
        match self.0 {
            Way::TtChain(plan) => {
                let approved = plan.approve(seen, now).map_err(|refused| refused.why)?;
                Ok(Approved(Signable::TtChain(Box::new(approved))))
            }
            Way::Coin(plan) if now > plan.not_after => Err(Refused::PlanExpired),
            Way::Coin(plan) if plan.digest_now() != Ok(seen) => Err(Refused::PlanChanged),
            Way::Coin(plan) => Ok(Approved(Signable::Coin(plan, seen))),
        }
    }
}

impl Approved {
    /// Signs what was approved. If the process dies here, nothing has happened: the bytes are nowhere yet.
    ///
    /// # Errors
    /// [`Refused::PlanChanged`], [`Refused::WrongKey`], and whatever the signer says.
    pub fn sign(self, signer: &dyn Signer) -> Result<Signed, Refused> {
        match self.0 {
            Signable::TtChain(approved) => approved.sign(signer),
            Signable::Coin(plan, digest) => plan.sign(digest, signer),
        }
    }
}

fn chain_of(intent: &Intent, profile: &Profile) -> Result<Chain, Refused> {
    profile.asset(intent.asset()).map(|info| info.chain).ok_or(Refused::AssetUnknown)
}
