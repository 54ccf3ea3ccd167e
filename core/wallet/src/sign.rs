//! Sign: the only place that asks a chain key to sign.

use crate::approve::Approved;
use crate::rows::{PaymentRow, PaymentState};
use crate::{Plan, Refused};
use core::fmt;
use tongtong_crypto::secp;
use tongtong_crypto::signer::{Signer, ToSign};
use tongtong_ttchain::{Owner, Transaction, Unreadable};
use tongtong_types::note::PaymentSigned;
use tongtong_types::{Amount, BodyDigest, PaymentId, RecoverableSignature, Timestamp, TxId};

/// A signed payment that nobody has seen yet. Hand it to [`crate::Command::Record`]; only what is committed
/// may be sent.
#[must_use]
#[derive(Clone, PartialEq, Eq)]
pub struct Signed {
    pub(crate) payment: PaymentRow,
    pub(crate) decimals: u8,
    pub(crate) network: Vec<u8>,
    pub(crate) text: Option<String>,
    /// The indices of the fresh change addresses that it takes.
    pub(crate) fresh: Vec<u32>,
    /// The payment that it makes fail.
    pub(crate) cancels: Option<PaymentId>,
    /// What was known to lie on each source when it was planned.
    pub(crate) known: Vec<Amount>,
    /// On chains besides TTChain: our payments that were in flight when it was planned.
    pub(crate) beside: Vec<PaymentId>,
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { payment, decimals: _, network: _, text: _, fresh, cancels: _, known: _, beside: _ } = self;
        write!(f, "Signed({payment:?}, change indices {fresh:?})")
    }
}

impl Signed {
    /// A signed payment on another chain than TTChain.
    pub(crate) fn of_coin(
        payment: PaymentRow,
        decimals: u8,
        network: Vec<u8>,
        text: Option<String>,
        beside: Vec<PaymentId>,
    ) -> Self {
        Self { payment, decimals, network, text, fresh: Vec::new(), cancels: None, known: Vec::new(), beside }
    }

    /// The payment's id in this wallet.
    #[must_use]
    pub fn payment(&self) -> PaymentId {
        self.payment.id
    }

    /// The bytes to send, the same every time.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.payment.signed.as_deref().unwrap_or_default()
    }

    /// The id under which it is sent first.
    #[must_use]
    pub fn tx(&self) -> Option<&TxId> {
        self.payment.txs.first()
    }

    /// The signing digest by which it is known.
    #[must_use]
    pub fn body(&self) -> Option<BodyDigest> {
        self.payment.body
    }

    /// What the chat should say, if a contact is paid.
    #[must_use]
    pub fn note(&self) -> Option<PaymentSigned> {
        Some(PaymentSigned {
            payment: self.payment.id,
            peer: self.payment.peer?,
            asset: self.payment.asset.clone(),
            amount: self.payment.amount,
            decimals: self.decimals,
            network: self.network.clone(),
            to: self.payment.to.clone(),
            body: self.payment.body?,
            tx: self.payment.txs.first()?.clone(),
            text: self.text.clone(),
        })
    }
}

impl Approved {
    /// Signs what was approved. If the process dies here, nothing has happened: the bytes are nowhere yet.
    ///
    /// # Errors
    /// [`Refused::PlanChanged`] if the plan is not the approved one any more, [`Refused::WrongKey`] if a
    /// signature is not of the key that owns its source, and whatever the signer says.
    pub fn sign(self, signer: &dyn Signer) -> Result<Signed, Refused> {
        let Self { plan, digest } = self;
        if plan.digest_now()? != digest {
            return Err(Refused::PlanChanged);
        }
        let network = &plan.profile.ttchain;
        let transaction = Transaction::unpack(&plan.bytes, network.layout).map_err(Unreadable::from)?;
        let body = transaction.body_digest(&network.chain_id);
        let signatures = signatures(&plan, body, signer)?;
        let signed = transaction.with_signatures(&signatures)?;
        let Plan { payment, profile, claims, review, .. } = plan;
        let known = claims.all_sources().map(|source| source.known).collect();
        let payment = PaymentRow {
            id: payment,
            direction: claims.direction,
            asset: claims.asset,
            amount: claims.amount,
            fee: claims.fee,
            to: review.to,
            sub_address: review.sub_address,
            memo: review.memo,
            peer: claims.route.peer,
            state: PaymentState::Signed,
            at: Timestamp::default(),
            body: Some(body),
            txs: vec![signed.id()],
            plan: Some(digest),
            signed: Some(signed.pack()),
            sources: review.sources,
            reused: Vec::new(),
            change: review.change,
            fee_asset: review.fee_asset,
            fee_sources: review.fee_sources,
            fee_reused: Vec::new(),
            fee_change: review.fee_change,
            message: None,
            coin: None,
            revision: 0,
        };
        Ok(Signed {
            payment,
            decimals: review.decimals,
            network: profile.ttchain.chain_id.bytes().to_vec(),
            text: claims.text,
            fresh: claims.fresh,
            cancels: claims.cancels,
            known,
            beside: Vec::new(),
        })
    }
}

/// One signature for each key, each checked to be of the owner of its sources.
fn signatures(
    plan: &Plan,
    body: BodyDigest,
    signer: &dyn Signer,
) -> Result<Vec<RecoverableSignature>, Refused> {
    let what = ToSign::SecpDigestCanonical(*body.bytes());
    let (mut signatures, mut signed) = (Vec::new(), Vec::new());
    for source in plan.claims.all_sources() {
        if signed.contains(&source.owner) {
            continue;
        }
        let signature = signer.sign(&source.path, &what)?.secp().ok_or(Refused::WrongKey)?;
        let key = secp::recover(body.bytes(), &signature)?;
        if Owner::of(&key) != source.owner {
            return Err(Refused::WrongKey);
        }
        signatures.push(signature);
        signed.push(source.owner);
    }
    Ok(signatures)
}
