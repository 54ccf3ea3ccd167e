//! The wallet: words, addresses, reviews, approvals, history.

use crate::records::money::{Payment, PaymentPlace, Wallet, Wanted};
use crate::records::review::Review;
use crate::runtime::run;
use crate::secrets::{PassPhrase, RecoveryWords, Reveal};
use crate::{Device, TongTongError};
use std::sync::Arc;
use tongtong_crypto::words::Language;
use tongtong_engine::{Engine, EngineError};
use tongtong_types::{Amount, Asset, PaymentId, PeerId, PlanDigest};
use tongtong_wallet::Refused;
use tongtong_wallet::intent::{self, Intent, Payee};

#[uniffi::export]
impl Device {
    /// Makes a wallet of 12 new words and gives them back, to be shown and written down.
    ///
    /// # Errors
    /// `wallet_exists`; `pass_phrase_wrong`.
    pub async fn new_wallet(
        &self,
        pass: Arc<PassPhrase>,
        language: Language,
    ) -> Result<Arc<Reveal>, TongTongError> {
        let (engine, pass) = (self.engine()?, pass.take()?);
        run(async move { engine.new_wallet(pass, language).await.map(Reveal::of) }).await
    }

    /// Brings a wallet back from its words. The event `WalletRestored` tells when its addresses are found.
    ///
    /// # Errors
    /// As `new_wallet`.
    pub async fn restore_wallet(
        &self,
        pass: Arc<PassPhrase>,
        words: Arc<RecoveryWords>,
    ) -> Result<(), TongTongError> {
        let (engine, pass, words) = (self.engine()?, pass.take()?, words.take()?);
        run(async move { engine.restore_wallet(pass, words).await }).await
    }

    /// The wallet's words again.
    ///
    /// # Errors
    /// `wallet_missing`; `pass_phrase_wrong`.
    pub async fn reveal_words(&self, pass: Arc<PassPhrase>) -> Result<Arc<Reveal>, TongTongError> {
        let (engine, pass) = (self.engine()?, pass.take()?);
        run(async move { engine.reveal_words(pass).await.map(Reveal::of) }).await
    }

    /// An address to be shown or copied, where an asset can be paid to. Where the chain has fresh ones, it is
    /// fresh and not given to anybody else.
    ///
    /// # Errors
    /// `wallet_missing`; `address_none_fresh`; `asset_code`, `asset_unknown`; `chain_not_configured`,
    /// `coin_not_opened`.
    pub async fn receive_address(&self, asset: String) -> Result<String, TongTongError> {
        let engine = self.engine()?;
        let asset = asset.parse()?;
        run(async move { engine.receive_address(asset).await.map(|address| address.text().to_owned()) }).await
    }

    /// What is held.
    ///
    /// # Errors
    /// `wallet_missing`.
    pub async fn wallet(&self) -> Result<Wallet, TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.wallet().await.map(Wallet::from) }).await
    }

    /// Looks at the chain now instead of at the next turn.
    ///
    /// # Errors
    /// Kind `Offline`.
    pub async fn refresh(&self) -> Result<(), TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.refresh().await }).await
    }

    /// A page of payments, newest first, older than `before`.
    ///
    /// # Errors
    /// Kind `Locked`.
    pub async fn payments(
        &self,
        before: Option<PaymentPlace>,
        limit: u32,
    ) -> Result<Vec<Payment>, TongTongError> {
        let engine = self.engine()?;
        let before = before.map(|PaymentPlace { at, id }| (at, id));
        run(async move {
            let rows = engine.payments(before, limit).await?;
            let profile = engine.profile();
            Ok::<_, EngineError>(rows.into_iter().map(|row| Payment::of(row, profile)).collect())
        })
        .await
    }

    /// One payment, if it is there.
    ///
    /// # Errors
    /// Kind `Locked`.
    pub async fn payment(&self, id: PaymentId) -> Result<Option<Payment>, TongTongError> {
        let engine = self.engine()?;
        run(async move {
            let row = engine.payment(id).await?;
            Ok::<_, EngineError>(row.map(|row| Payment::of(row, engine.profile())))
        })
        .await
    }

    /// Prices a payment to an address and shows what would be signed. Nothing is kept; the plan waits until it is
    /// approved by its digest, runs out, or the device is locked. `memo` is public, on the chain for ever.
    ///
    /// # Errors
    /// Kinds `Payment`, `NotEnough` and
    /// `Input`, by what is wrong with it.
    pub async fn review(
        &self,
        to: String,
        asset: String,
        amount: Wanted,
        memo: Option<String>,
    ) -> Result<Review, TongTongError> {
        let engine = self.engine()?;
        let (asset, amount) = wanted(&engine, &asset, amount)?;
        run(async move {
            let intent = Intent::pay(engine.profile(), asset, amount, Payee::Address(to), memo)?;
            engine.review(intent).await.map(Review::from)
        })
        .await
    }

    /// The same for a contact, to an address that the contact has signed for us. `text` goes into the chat.
    ///
    /// # Errors
    /// As `review`, and kind `Contact` if they cannot be paid now.
    pub async fn review_for_contact(
        &self,
        peer: PeerId,
        asset: String,
        amount: Wanted,
        text: String,
    ) -> Result<Review, TongTongError> {
        let engine = self.engine()?;
        let (asset, amount) = wanted(&engine, &asset, amount)?;
        run(async move { engine.review_for_contact(peer, asset, amount, &text).await.map(Review::from) })
            .await
    }

    /// What to approve so that a payment which is in no block yet is not paid any more: its money moves to a
    /// fresh address of ours. Whichever is in a block first makes the other fail.
    ///
    /// # Errors
    /// `nothing_to_cancel`; `payment_unknown`; those of `review`.
    pub async fn review_cancel(&self, payment: PaymentId) -> Result<Review, TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.review_cancel(payment).await.map(Review::from) }).await
    }

    /// What to approve so that money which came late to an old address moves to a fresh one. None if there is none.
    ///
    /// # Errors
    /// As `review`.
    pub async fn review_rescue(&self) -> Result<Option<Review>, TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.review_rescue().await.map(|review| review.map(Review::from)) }).await
    }

    /// Approves the plan whose review was shown, by its digest; signs it, keeps payment and message together, and
    /// then sends it.
    ///
    /// # Errors
    /// Kind `Review`: show a new review. `pass_phrase_wrong`: the plan still waits.
    pub async fn approve(
        &self,
        digest: PlanDigest,
        pass: Arc<PassPhrase>,
    ) -> Result<PaymentId, TongTongError> {
        let (engine, pass) = (self.engine()?, pass.take()?);
        run(async move { engine.approve(digest, pass).await }).await
    }

    /// Whether a contact waits for pay addresses that only the pass phrase can sign: offer `renew_pay_addresses`.
    ///
    /// # Errors
    /// Kind `Locked`.
    pub async fn owes_pay_addresses(&self) -> Result<bool, TongTongError> {
        let engine = self.engine()?;
        run(async move { engine.owes_pay_addresses().await }).await
    }

    /// Signs fresh pay addresses for contacts that run short of them, and opens coins that the profile has learned
    /// of since the wallet was made.
    ///
    /// # Errors
    /// `wallet_missing`; `pass_phrase_wrong`.
    pub async fn renew_pay_addresses(&self, pass: Arc<PassPhrase>) -> Result<(), TongTongError> {
        let (engine, pass) = (self.engine()?, pass.take()?);
        run(async move { engine.renew_pay_addresses(pass).await }).await
    }
}

/// Reads an amount as it was typed, by the decimals that the profile gives the asset.
fn wanted(engine: &Engine, asset: &str, amount: Wanted) -> Result<(Asset, intent::Wanted), TongTongError> {
    let asset: Asset = asset.parse()?;
    let info = engine.profile().asset(&asset).ok_or(EngineError::Wallet(Refused::AssetUnknown))?;
    let amount = match amount {
        Wanted::Exactly { amount } => {
            intent::Wanted::Exactly(Amount::parse_decimal(amount.trim(), info.decimals)?)
        }
        Wanted::Max => intent::Wanted::Max,
    };
    Ok((asset, amount))
}
