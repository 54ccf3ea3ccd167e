//! Money: words, addresses, reviews, approvals, history.

use crate::conversation::page;
use crate::endpoints::{Answers, Inquiry};
use crate::engine::Shared;
use crate::{Engine, EngineError, Event};
use std::sync::{Arc, Mutex, PoisonError};
use tongtong_chat::rows::{ContactRow, ContactState};
use tongtong_crypto::keys::{SpendingKeys, SpendingRoot};
use tongtong_crypto::secret::PassPhrase;
use tongtong_crypto::words::{Language, Phrase, WordCount};
use tongtong_ports::{Changes, Level};
use tongtong_types::{Address, Asset, Chain, PaymentId, PeerId, PlanDigest, Tier, Timestamp};
use tongtong_wallet::balance::Balance;
use tongtong_wallet::intent::{ContactAddress, Intent, Payee, Wanted, network_of};
use tongtong_wallet::review::Review;
use tongtong_wallet::road::{self, Plan};
use tongtong_wallet::rows::PaymentRow;
use tongtong_wallet::{Answer, Command, Facts, Needs, PaymentsNeeded, Question, Refused};

/// How many reviews may wait for an approval; older ones are forgotten then.
const MOST_PLANS: usize = 16;

/// A wallet's words, to be shown one at a time. Dropped, they are wiped.
#[derive(Debug)]
pub struct Words(SpendingRoot);

impl Words {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.phrase().len()
    }

    /// One of them, from 0.
    #[must_use]
    pub fn word(&self, place: usize) -> Option<&str> {
        self.0.phrase().word(place)
    }
}

/// What the wallet holds, as last seen on the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalletView {
    /// By asset, in the profile's order.
    pub balances: Vec<Balance>,
    /// Whether a gap scan after a restore is still running.
    pub scanning: bool,
}

impl Engine {
    /// Makes a wallet of 12 new words and gives them back, to be shown once.
    ///
    /// # Errors
    /// [`EngineError::WrongPassPhrase`], [`EngineError::Wallet`] if there is one already.
    pub async fn new_wallet(&self, pass: PassPhrase, language: Language) -> Result<Words, EngineError> {
        let source = self.shared.parts.entropy.as_ref();
        let phrase = Phrase::random(source, WordCount::Twelve, language)?;
        self.shared.open_wallet(pass, SpendingRoot::new(phrase, None), false).await
    }

    /// Brings a wallet back from its words. A gap scan finds its addresses; [`tongtong_wallet::Event::Restored`]
    /// tells when it is done.
    ///
    /// # Errors
    /// As [`Engine::new_wallet`].
    pub async fn restore_wallet(&self, pass: PassPhrase, words: Phrase) -> Result<(), EngineError> {
        self.shared.open_wallet(pass, SpendingRoot::new(words, None), true).await.map(drop)
    }

    /// The wallet's words again.
    ///
    /// # Errors
    /// [`EngineError::WrongPassPhrase`], [`EngineError::Wallet`] if there is no wallet.
    pub async fn reveal_words(&self, pass: PassPhrase) -> Result<Words, EngineError> {
        self.shared.blocking(move |shared| Ok(Words(shared.open_spending(&pass)?))).await
    }

    /// An address to be shown or copied, where an asset can be paid to. Where the chain has fresh ones, it is
    /// fresh and not given to anybody else.
    ///
    /// # Errors
    /// [`EngineError::Wallet`] if there is no wallet, or no fresh address may be handed out now.
    pub async fn receive_address(&self, asset: Asset) -> Result<Address, EngineError> {
        let moved = self.shared.wallet(Command::ShowAddress { asset }).await?;
        moved.shown.ok_or(EngineError::Internal("address_shown"))
    }

    /// What is held.
    ///
    /// # Errors
    /// [`EngineError::Wallet`] if there is no wallet.
    pub async fn wallet(&self) -> Result<WalletView, EngineError> {
        self.shared
            .blocking(|shared| {
                let needs = Needs { addresses: true, payments: PaymentsNeeded::Open };
                let facts = shared.parts.store.read_wallet(&needs)?;
                let account = facts.account.as_ref().ok_or(Refused::NoWallet)?;
                let scanning = account.scan.is_some();
                let balances = tongtong_wallet::balance::balances(&facts, &shared.profile);
                Ok(WalletView { balances, scanning })
            })
            .await
    }

    /// Looks at the chain now instead of at the next turn of the worker.
    ///
    /// # Errors
    /// [`EngineError::Network`].
    pub async fn refresh(&self) -> Result<(), EngineError> {
        crate::workers::look_around(&self.shared).await
    }

    /// A page of payments, newest first: at least one row, at most 1,000.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn payments(
        &self,
        before: Option<(Timestamp, PaymentId)>,
        limit: u32,
    ) -> Result<Vec<PaymentRow>, EngineError> {
        self.shared.blocking(move |shared| Ok(shared.parts.store.payments(before, page(limit))?)).await
    }

    /// One payment.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn payment(&self, id: PaymentId) -> Result<Option<PaymentRow>, EngineError> {
        self.shared.blocking(move |shared| Ok(shared.parts.store.payment(id)?)).await
    }

    /// Prices a payment and shows what would be signed. Nothing is committed; the plan waits in memory until
    /// it is approved by its digest, runs out, or the device is locked.
    ///
    /// # Errors
    /// [`EngineError::Wallet`] by what is wrong with the payment, [`EngineError::Network`].
    pub async fn review(&self, intent: Intent) -> Result<Review, EngineError> {
        let shared = &self.shared;
        let needs = road::needs();
        let facts = shared.blocking(move |shared| Ok(shared.parts.store.read_wallet(&needs)?)).await?;
        let planning = Planning { shared, intent, facts, begun: Mutex::new(shared.parts.clock.now()) };
        // What needs no network is refused before anybody is asked.
        let plan = match planning.questions(&[])?.first() {
            Some(question) => shared.inquire(question.chain(), None, &planning).await?,
            None => planning.done(Vec::new()).await?,
        };
        let review = plan.review().clone();
        let mut plans = shared.plans();
        if plans.len() >= MOST_PLANS {
            plans.clear();
        }
        plans.insert(review.digest, plan);
        Ok(review)
    }

    /// The bytes that an approval of this review would sign, if its plan still waits; in the chain's own form.
    #[must_use]
    pub fn unsigned(&self, seen: PlanDigest) -> Option<Vec<u8>> {
        self.shared.plans().get(&seen).map(|plan| plan.unsigned().to_vec())
    }

    /// Whether a contact can be paid now in any asset: they are accepted and have signed an address for us on its
    /// chain, of this network.
    #[must_use]
    pub fn can_pay(&self, contact: &ContactRow) -> bool {
        let now = self.shared.parts.clock.now();
        let payable = |(chain, network): (Chain, Vec<u8>)| contact.payee(chain, &network, now).is_ok();
        let assets = self.shared.profile.assets.iter();
        assets.filter_map(|info| network_of(&self.shared.profile, &info.code).ok()).any(payable)
    }

    /// The same for a contact: the address on the asset's chain comes from the contact's card, signed by the
    /// contact's pay key.
    ///
    /// # Errors
    /// [`EngineError::Payee`] if the contact cannot be paid now, and those of [`Engine::review`].
    pub async fn review_for_contact(
        &self,
        peer: PeerId,
        asset: Asset,
        amount: Wanted,
        text: &str,
    ) -> Result<Review, EngineError> {
        if !text.is_empty() {
            tongtong_chat::check_text(text)?;
        }
        let contact = self.shared.contact(peer).await?;
        let (chain, network) = network_of(&self.shared.profile, &asset)?;
        let target = contact.payee(chain, &network, self.shared.parts.clock.now())?;
        let payee = Payee::Contact(ContactAddress {
            peer,
            chain,
            address: target.address,
            network,
            pay_key: target.pay_key.0,
            until: target.until,
        });
        let intent = Intent::pay(&self.shared.profile, asset, amount, payee, None)?;
        self.review(intent.with_text(text)).await
    }

    /// Approves the plan whose review was seen, signs it, and commits payment and message together before
    /// the first byte is sent. Signed bytes are the same at every sending.
    ///
    /// # Errors
    /// [`EngineError::UnknownPlan`] if no such plan waits; [`EngineError::Wallet`] if it ran out or its money
    /// has changed: review anew; [`EngineError::WrongPassPhrase`]: the plan still waits.
    pub async fn approve(&self, seen: PlanDigest, pass: PassPhrase) -> Result<PaymentId, EngineError> {
        let shared = &self.shared;
        if !shared.plans().contains_key(&seen) {
            return Err(EngineError::UnknownPlan);
        }
        let keys = shared.blocking(move |shared| Ok(shared.open_spending(&pass)?.keys())).await?;
        let plan = shared.plans().remove(&seen).ok_or(EngineError::UnknownPlan)?;
        let approved = plan.approve(seen, shared.parts.clock.now())?;
        let signed = approved.sign(&keys)?;
        let id = signed.payment();
        shared.pay(Command::Record(Box::new(signed))).await?;
        shared.open_coins_or_log(&keys).await;
        shared.hand_sheets_or_log(&keys).await;
        Ok(id)
    }

    /// Whether a contact waits for pay addresses that only an opened wallet can sign: someone accepted since,
    /// or one who has paid most of theirs. [`Engine::renew_pay_addresses`] makes up for it.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn owes_pay_addresses(&self) -> Result<bool, EngineError> {
        let facts = self.shared.addresses().await?;
        if facts.account.as_ref().is_none_or(|account| account.scan.is_some()) {
            return Ok(false);
        }
        let contacts = self.contacts().await?;
        let accepted = contacts.iter().filter(|contact| contact.state == ContactState::Accepted);
        Ok(accepted.into_iter().any(|contact| self.shared.needs_sheet(&facts, contact)))
    }

    /// What to approve so that a payment which nobody has put in a block is not paid any more: its source is
    /// emptied to a fresh address of ours. Whichever of the two is in a block first makes the other fail.
    ///
    /// # Errors
    /// [`EngineError::Wallet`] if the payment is not ours or is settled, and those of [`Engine::review`].
    pub async fn review_cancel(&self, payment: PaymentId) -> Result<Review, EngineError> {
        let row = self.payment(payment).await?.ok_or(Refused::PaymentUnknown)?;
        self.review(Intent::cancel(&self.shared.profile, &row)?).await
    }

    /// What to approve so that money which came late to a dead address moves to a fresh one, where no old
    /// signed payment can take it again. None if there is no such money.
    ///
    /// # Errors
    /// As [`Engine::review`].
    pub async fn review_rescue(&self) -> Result<Option<Review>, EngineError> {
        let due = tongtong_wallet::rescue::due(&self.shared.profile, &self.shared.rescuable().await?);
        match due.into_iter().next() {
            Some(intent) => self.review(intent).await.map(Some),
            None => Ok(None),
        }
    }

    /// Signs fresh pay addresses for contacts that run short of them, and opens coins that the profile has
    /// learned of since the wallet was made.
    ///
    /// # Errors
    /// [`EngineError::WrongPassPhrase`], [`EngineError::Wallet`] if there is no wallet.
    pub async fn renew_pay_addresses(&self, pass: PassPhrase) -> Result<(), EngineError> {
        let keys = self.shared.blocking(move |shared| Ok(shared.open_spending(&pass)?.keys())).await?;
        self.shared.open_coins(&keys).await?;
        self.shared.hand_sheets(&keys).await
    }
}

/// A payment that is being priced.
struct Planning<'a> {
    shared: &'a Shared,
    intent: Intent,
    facts: Facts,
    /// When the endpoint that is asked now was asked first: an endpoint that hung before it does not make the plan old.
    begun: Mutex<Timestamp>,
}

impl Planning<'_> {
    fn questions(&self, answers: &[(Question, Answer)]) -> Result<Vec<Question>, EngineError> {
        let begun = self.begun();
        Ok(road::questions(&self.intent, &self.shared.profile, &self.facts, answers, begun)?)
    }

    fn begun(&self) -> Timestamp {
        *self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inquiry for Planning<'_> {
    type Found = Plan;

    async fn next(&self, answers: Answers) -> Result<(Vec<Question>, Answers), EngineError> {
        if answers.is_empty() {
            *self.begun.lock().unwrap_or_else(PoisonError::into_inner) = self.shared.parts.clock.now();
        }
        Ok((self.questions(&answers)?, answers))
    }

    async fn done(&self, answers: Answers) -> Result<Plan, EngineError> {
        let Self { shared, intent, facts, begun: _ } = self;
        let source = shared.parts.entropy.as_ref();
        Ok(road::plan(intent, &shared.profile, facts, &answers, self.begun(), source)?)
    }
}

impl Shared {
    async fn open_wallet(
        self: &Arc<Self>,
        pass: PassPhrase,
        root: SpendingRoot,
        restored: bool,
    ) -> Result<Words, EngineError> {
        let (keys, words) = self
            .in_turn(move |shared| {
                if shared.parts.store.envelope(Tier::Spending)?.is_some() {
                    return Err(Refused::WalletExists.into());
                }
                let work = shared.check_pass(&pass)?;
                let envelope = shared.seal_spending(&root, &pass, work)?;
                let keys = root.keys();
                let account = keys
                    .account(shared.profile.coin_type, 0)
                    .map_err(|_| EngineError::Internal("account_key"))?;
                let pay_key = keys.pay_key().public().0;
                let coins = tongtong_wallet::coin::keys_of(&shared.profile, &keys)?;
                let command = Command::Open { keys: account, pay_key, coins, restored };
                let facts = shared.parts.store.read_wallet(&command.needs())?;
                let now = shared.parts.clock.now();
                let source = shared.parts.entropy.as_ref();
                let step = tongtong_wallet::step(&command, &shared.profile, &facts, now, source)?;
                let mut changes = Changes { wallet: step.changes, ..Changes::default() };
                changes.keys.envelopes.push((Tier::Spending, envelope));
                shared.parts.store.commit(&changes)?;
                for event in step.events {
                    let _heard = shared.events.send(Event::Wallet(event));
                }
                Ok((keys, Words(root)))
            })
            .await?;
        self.poll.notify_one();
        if !restored {
            self.hand_sheets_or_log(&keys).await;
        }
        Ok(words)
    }

    /// Adds the keys of chains that the profile has learned of since the wallet was made.
    async fn open_coins(self: &Arc<Self>, keys: &SpendingKeys) -> Result<(), EngineError> {
        let facts = self.addresses().await?;
        let account = facts.account.as_ref().ok_or(Refused::NoWallet)?;
        if tongtong_wallet::coin::missing(&self.profile, account).is_empty() {
            return Ok(());
        }
        let coins = tongtong_wallet::coin::keys_of(&self.profile, keys)?;
        self.wallet(Command::OpenCoins { coins }).await?;
        self.poll.notify_one();
        Ok(())
    }

    /// The same beside a step that is done already: what fails here is made up for at the next approval.
    async fn open_coins_or_log(self: &Arc<Self>, keys: &SpendingKeys) {
        if let Err(error) = self.open_coins(keys).await {
            self.log(Level::Warn, error.code(), None);
        }
    }

    async fn rescuable(self: &Arc<Self>) -> Result<Facts, EngineError> {
        let needs = Needs { addresses: true, payments: PaymentsNeeded::Open };
        self.blocking(move |shared| Ok(shared.parts.store.read_wallet(&needs)?)).await
    }

    pub(crate) async fn addresses(self: &Arc<Self>) -> Result<Facts, EngineError> {
        let needs = Needs { addresses: true, payments: PaymentsNeeded::None };
        self.blocking(move |shared| Ok(shared.parts.store.read_wallet(&needs)?)).await
    }
}
