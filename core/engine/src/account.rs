//! The device's life: set up, signed up, unlocked, online, locked.

use crate::engine::Shared;
use crate::{Engine, EngineError};
use std::sync::Arc;
use std::time::Duration;
use tongtong_chat::card::{NumberClaim, PublicCard, next_counter};
use tongtong_chat::rows::SelfRow;
use tongtong_chat::{Needs, Refused};
use tongtong_crypto::entropy;
use tongtong_crypto::envelope::Argon2Params;
use tongtong_crypto::secret::PassPhrase;
use tongtong_ports::{Changes, Door, Level, Link, LinkError};
use tongtong_types::{DeviceId, DisplayName, PeerId, Phone, RowId, Tier};

/// How long sessions may take to say good-bye when the device locks.
const PARTING: Duration = Duration::from_millis(100);
/// How long the transport may take to shut.
const PARTING_MOST: Duration = Duration::from_secs(3);

impl Engine {
    /// Whether this device has its keys, and so needs unlocking instead of setting up.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn is_set_up(&self) -> Result<bool, EngineError> {
        self.shared.blocking(|shared| Ok(shared.parts.store.envelope(Tier::Reading)?.is_some())).await
    }

    /// Makes the keys of a new device under a pass phrase, and leaves it unlocked. `work` is what one guess
    /// at the pass phrase shall cost.
    ///
    /// # Errors
    /// [`EngineError::SetUpAlready`], [`EngineError::WeakPassPhrase`] on a device without secure hardware. If the
    /// safe fails at the very end the keys are made already, and [`Engine::unlock`] goes on.
    pub async fn set_up(&self, pass: PassPhrase, work: Argon2Params) -> Result<(), EngineError> {
        let _life = self.shared.life.lock().await;
        self.shared.not_ended()?;
        self.shared.in_turn(move |shared| shared.make_roots(&pass, work)).await?;
        self.shared.still_wanted()?;
        self.shared.start_workers();
        Ok(())
    }

    /// Opens the device: keys into memory, workers running, and the messenger online if it has signed up
    /// and a relay can be reached. Whatever the outbox owes goes on.
    ///
    /// # Errors
    /// [`EngineError::WrongPassPhrase`], [`EngineError::Wait`], [`EngineError::OldCopy`] and those of the
    /// ports. Being offline is no error.
    pub async fn unlock(&self, pass: PassPhrase) -> Result<(), EngineError> {
        let _life = self.shared.life.lock().await;
        self.shared.not_ended()?;
        self.shared
            .in_turn(move |shared| {
                shared.open_roots(&pass)?;
                shared.raise_generation().inspect_err(|_| shared.forget())
            })
            .await?;
        self.shared.still_wanted()?;
        self.shared.start_all().await;
        Ok(())
    }

    /// Opens a device whose folder is an older copy than its safe remembers ([`EngineError::OldCopy`]), because
    /// the user says so: a backup of the folder was put back. Nothing that the copy does not know is used
    /// twice: messages go on in new logs under a new card, and the wallet looks for every address on the chain
    /// before anything is handed out or signed.
    ///
    /// # Errors
    /// As [`Engine::unlock`].
    pub async fn unlock_old_copy(&self, pass: PassPhrase) -> Result<(), EngineError> {
        let _life = self.shared.life.lock().await;
        self.shared.not_ended()?;
        self.shared
            .in_turn(move |shared| {
                shared.open_roots(&pass)?;
                shared.renew_copy().inspect_err(|_| shared.forget())
            })
            .await?;
        self.shared.still_wanted()?;
        self.shared.start_all().await;
        Ok(())
    }

    /// Opens the device for reading only: pages and balances, beside the process that holds the folder.
    /// No worker runs and nothing is written.
    ///
    /// # Errors
    /// As [`Engine::unlock`].
    pub async fn unlock_for_reading(&self, pass: PassPhrase) -> Result<(), EngineError> {
        self.shared.blocking(move |shared| shared.open_roots(&pass)).await
    }

    /// Wipes every key from memory and ends every session. [`Engine::unlock`] brings the device back.
    pub async fn lock(&self) {
        let _life = self.shared.life.lock().await;
        self.close().await;
    }

    /// As [`Engine::lock`], for good: whatever is on its way to open this device finds it ended. What was asked
    /// of the safe before is waited for.
    pub async fn end(&self) {
        self.shared.set_ended();
        let _life = self.shared.life.lock().await;
        self.close().await;
    }

    async fn close(&self) {
        self.shared.stop_workers();
        self.shared.close_sessions();
        if let Some(link) = self.shared.link() {
            self.shared.set_link(None);
            // Sessions say good-bye; then the door shuts, whoever still stands in it.
            tokio::time::sleep(PARTING).await;
            let _shut = tokio::time::timeout(PARTING_MOST, link.shutdown()).await;
        }
        let _turn = self.shared.turn.lock().await;
        self.shared.forget();
    }

    /// Asks the phone directory to send a code to this number.
    ///
    /// # Errors
    /// [`EngineError::Directory`].
    pub async fn request_code(&self, phone: &Phone) -> Result<(), EngineError> {
        Ok(self.shared.parts.directory.request_code(phone).await?)
    }

    /// Signs up: proves the number by its code, publishes the public card, and goes online.
    ///
    /// If the process dies after the directory took the card and before this device committed it, signing
    /// up again with a new code goes through: the identity is the same.
    ///
    /// # Errors
    /// [`EngineError::Directory`] for a wrong code and the like, [`EngineError::SignedUpAlready`],
    /// [`EngineError::Link`] if no relay can be reached.
    pub async fn sign_up(&self, phone: &Phone, code: &str, name: DisplayName) -> Result<PeerId, EngineError> {
        let _life = self.shared.life.lock().await;
        self.shared.not_ended()?;
        if self.shared.own().await?.is_some() {
            return Err(EngineError::SignedUpAlready);
        }
        let link = self.shared.open_link().await?;
        let source = self.shared.parts.entropy.as_ref();
        let device = DeviceId::new(entropy::array(source)?);
        let epoch = RowId::new(entropy::array(source)?);
        let card_counter = next_counter(0, self.shared.parts.clock.now());
        let card = self.shared.issue_card(link.as_ref(), device, card_counter)?;
        let claim = NumberClaim::sign(&self.shared.keys()?.identity, phone, code);
        self.shared.parts.directory.register(phone, code, &card, &claim).await?;
        let identity = self.shared.me()?;
        let me = SelfRow { identity, device, name, epoch, card_counter, card };
        self.shared.commit_own(me).await?;
        self.shared.start_all().await;
        Ok(identity)
    }

    /// My identity and how others see me, once signed up.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn own(&self) -> Result<Option<SelfRow>, EngineError> {
        self.shared.own().await
    }

    /// Allows or forbids direct paths, which show IP addresses to accepted contacts. Sessions begin anew.
    ///
    /// # Errors
    /// [`EngineError::Link`].
    pub async fn allow_direct(&self, allowed: bool) -> Result<(), EngineError> {
        let _life = self.shared.life.lock().await;
        self.shared.set_direct(allowed);
        let Some(link) = self.shared.link() else { return Ok(()) };
        self.shared.close_sessions();
        link.allow_direct(allowed).await?;
        self.shared.seek_all().await
    }
}

impl Shared {
    /// My own row.
    pub(crate) async fn own(self: &Arc<Self>) -> Result<Option<SelfRow>, EngineError> {
        self.blocking(|shared| Ok(shared.parts.store.read_chat(&Needs::default())?.me)).await
    }

    /// That the device which was just opened was not ended meanwhile: then its keys go again.
    fn still_wanted(&self) -> Result<(), EngineError> {
        self.not_ended().inspect_err(|_| self.forget())
    }

    /// Wipes the keys here and in the store.
    pub(crate) fn forget(&self) {
        self.plans().clear();
        self.set_keys(None);
        self.parts.store.lock();
    }

    async fn commit_own(self: &Arc<Self>, me: SelfRow) -> Result<(), EngineError> {
        self.in_turn(move |shared| {
            let chat = tongtong_chat::Changes { me: Some(me), ..Default::default() };
            Ok(shared.parts.store.commit(&Changes { chat, ..Changes::default() })?)
        })
        .await
    }

    fn issue_card(&self, link: &dyn Link, device: DeviceId, counter: u64) -> Result<Vec<u8>, EngineError> {
        let keys = self.keys()?;
        let now = self.parts.clock.now();
        let card = PublicCard {
            identity: keys.identity.peer(),
            device,
            counter,
            static_key: keys.static_secret.public(),
            rendezvous: link.address(Door::Rendezvous),
            valid_from: now,
            valid_until: now.after(PublicCard::LIFETIME),
        };
        Ok(card.issue(&keys.identity).map_err(Refused::Card)?)
    }

    async fn open_link(self: &Arc<Self>) -> Result<Arc<dyn Link>, EngineError> {
        if let Some(link) = self.link() {
            return Ok(link);
        }
        let seeds = self.keys()?.link_seeds();
        let link = self.parts.link.open(seeds, &self.profile.endpoints.relays, self.direct()).await?;
        self.set_link(Some(Arc::clone(&link)));
        Ok(link)
    }

    /// Makes an old copy fit to go on, in one transaction, under a generation above all that were used.
    fn renew_copy(&self) -> Result<(), EngineError> {
        let store = self.parts.store.as_ref();
        let remembered = self.parts.vault.marker()?.map_or(0, |marker| marker.generation);
        let generation = store.generation()?.max(remembered).saturating_add(1);
        let mut changes = Changes::default();
        changes.keys.generation = Some(generation);
        if let Some(mut me) = store.read_chat(&Needs::default())?.me {
            me.epoch = RowId::new(entropy::array(self.parts.entropy.as_ref())?);
            me.card_counter = next_counter(me.card_counter, self.parts.clock.now());
            me.card = self.reissue(&me)?;
            changes.chat.me = Some(me);
        }
        let rescan = tongtong_wallet::Command::Rescan;
        let facts = store.read_wallet(&rescan.needs())?;
        if facts.account.is_some() {
            let now = self.parts.clock.now();
            let source = self.parts.entropy.as_ref();
            changes.wallet = tongtong_wallet::step(&rescan, &self.profile, &facts, now, source)?.changes;
        }
        store.commit(&changes)?;
        self.mark(generation)
    }

    /// The same card under its new counter, from now on.
    fn reissue(&self, me: &SelfRow) -> Result<Vec<u8>, EngineError> {
        let now = self.parts.clock.now();
        let old = PublicCard::decode(&me.card).map_err(Refused::Card)?;
        let card = PublicCard {
            counter: me.card_counter,
            valid_from: now,
            valid_until: now.after(PublicCard::LIFETIME),
            ..old
        };
        Ok(card.issue(&self.keys()?.identity).map_err(Refused::Card)?)
    }

    /// Starts the workers: those of the messenger too if the device has signed up and its transport opens.
    /// Then what the outbox owes goes on. Being offline is no error.
    async fn start_all(self: &Arc<Self>) {
        let prepared = self.prepare().await;
        self.start_workers();
        let going = match prepared {
            Ok(()) => self.seek_all().await,
            Err(error) => Err(error),
        };
        if let Err(error) = going {
            self.log(Level::Warn, error.code(), None);
        }
    }

    /// Opens the transport and renews the public card where it no longer holds, if the device has signed up.
    async fn prepare(self: &Arc<Self>) -> Result<(), EngineError> {
        if self.own().await?.is_some() {
            let link = self.open_link().await?;
            self.renew_card(link.as_ref()).await?;
        }
        Ok(())
    }

    /// Makes a new public card if the old one runs out within a month or names another rendezvous, and gives
    /// the one that holds. It is committed before it is published.
    pub(crate) async fn renew_card(self: &Arc<Self>, link: &dyn Link) -> Result<Vec<u8>, EngineError> {
        let mut me = self.own().await?.ok_or(EngineError::NotSignedUp)?;
        let old = PublicCard::decode(&me.card).map_err(Refused::Card)?;
        let month = self.parts.clock.now().after(tongtong_types::Duration::from_days(30));
        if old.rendezvous != link.address(Door::Rendezvous) || old.valid_until < month {
            me.card_counter = next_counter(me.card_counter, self.parts.clock.now());
            me.card = self.issue_card(link, me.device, me.card_counter)?;
            self.commit_own(me.clone()).await?;
        }
        Ok(me.card)
    }

    /// The link, or why there is none.
    pub(crate) fn need_link(&self) -> Result<Arc<dyn Link>, EngineError> {
        self.link().ok_or(EngineError::Link(LinkError::Endpoint))
    }
}
