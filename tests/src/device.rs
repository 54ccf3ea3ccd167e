use crate::world::{World, wait_for};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tongtong_chat::Content;
use tongtong_chat::rows::{ContactState, MessageRow, MessageState};
use tongtong_crypto::entropy::OsEntropy;
use tongtong_crypto::envelope::Argon2Params;
use tongtong_crypto::secret::PassPhrase;
use tongtong_crypto::words::Language;
use tongtong_engine::{Engine, EngineError, Parts, Probe, Step};
use tongtong_net::{Chains, DirectoryClient, Http};
use tongtong_p2p::IrohOpener;
use tongtong_ports::{LogEntry, Logger, Network, NoWakeUp, SystemClock};
use tongtong_store::{Access, FileVault, SqliteStore};
use tongtong_types::{Amount, Asset, DisplayName, PaymentId, PeerId, Phone};
use tongtong_wallet::intent::Wanted;
use tongtong_wallet::review::Review;
use tongtong_wallet::rows::PaymentState;

const PASS: &str = "wheel canyon ribbon orbit velvet summer";

/// Dies at one numbered step: from there on no step of this engine goes any further.
pub struct Crash {
    step: Option<(Step, bool)>,
    dead: AtomicBool,
}

impl Crash {
    /// Never.
    pub fn never() -> Arc<Self> {
        Arc::new(Self { step: None, dead: AtomicBool::new(false) })
    }

    /// At this step; `pays` picks steps that carry a signed payment, or the others.
    pub fn at(step: Step, pays: bool) -> Arc<Self> {
        Arc::new(Self { step: Some((step, pays)), dead: AtomicBool::new(false) })
    }

    /// Whether it has died.
    pub fn happened(&self) -> bool {
        self.dead.load(Ordering::SeqCst)
    }
}

impl Probe for Crash {
    fn reached(&self, step: Step, pays: bool) {
        if self.step == Some((step, pays)) {
            self.dead.store(true, Ordering::SeqCst);
        }
        assert!(!self.happened(), "the process died here");
    }
}

/// The codes that a device has written into its log.
#[derive(Clone, Default)]
pub struct Codes(Arc<Mutex<Vec<&'static str>>>);

impl Codes {
    /// How often a code was written.
    pub fn count(&self, code: &str) -> usize {
        self.0.lock().unwrap().iter().filter(|written| **written == code).count()
    }
}

impl Logger for Codes {
    fn log(&self, entry: LogEntry) {
        self.0.lock().unwrap().push(entry.code);
    }
}

/// A device on real parts: SQLite, the file vault, HTTP, iroh.
pub struct Device {
    /// Its core.
    pub engine: Engine,
    /// What its core has logged since it was opened.
    pub codes: Codes,
    home: PathBuf,
    phone: Phone,
}

impl Device {
    /// Makes a device, signs it up and brings it online.
    pub async fn sign_up(world: &World, name: &str, phone: &str) -> Self {
        Self::sign_up_over(world, name, phone, |network| network).await
    }

    /// The same, with a network of the test's own before the chains' real one.
    pub async fn sign_up_over(
        world: &World,
        name: &str,
        phone: &str,
        over: impl FnOnce(Arc<dyn Network>) -> Arc<dyn Network>,
    ) -> Self {
        let phone: Phone = phone.parse().unwrap();
        let home = world.home(name);
        let (engine, codes) = engine_over(world, &home, Crash::never(), over);
        engine.set_up(pass(), Argon2Params::FLOOR).await.unwrap();
        engine.request_code(&phone).await.unwrap();
        let code = world.code_for(&phone).await;
        engine.sign_up(&phone, &code, DisplayName::new(name).unwrap()).await.unwrap();
        Self { engine, codes, home, phone }
    }

    /// The pass phrase of every device here.
    pub fn pass() -> PassPhrase {
        pass()
    }

    /// Opens the same folder anew, after the old engine is gone.
    pub async fn reopen(self, world: &World, crash: Arc<Crash>) -> Self {
        let Self { engine: old, codes: _, home, phone } = self;
        old.lock().await;
        drop(old);
        let (engine, codes) = reopened(world, &home, crash).await;
        engine.unlock(pass()).await.unwrap();
        Self { engine, codes, home, phone }
    }

    /// Its identity.
    pub async fn me(&self) -> PeerId {
        self.engine.own().await.unwrap().unwrap().identity
    }

    /// Becomes a contact of another device: found by number, asked, accepted, cards exchanged.
    pub async fn befriend(&self, other: &Self) {
        let (me, them) = (self.me().await, other.me().await);
        self.engine.find(&other.phone).await.unwrap();
        self.engine.ask(them, "hello").await.unwrap();
        wait_for("the request arrives", || async {
            other.engine.contact(me).await.is_ok_and(|contact| contact.state == ContactState::Asking)
        })
        .await;
        other.engine.accept(me).await.unwrap();
        wait_for("both hold the other's contact card", || async {
            let mine = self.engine.contact(them).await.unwrap();
            let theirs = other.engine.contact(me).await.unwrap();
            mine.contact_card.is_some() && theirs.contact_card.is_some()
        })
        .await;
    }

    /// Makes a wallet and lets the faucet fill it.
    pub async fn fund(&self, world: &World, units: u64) {
        self.engine.new_wallet(pass(), Language::English).await.unwrap();
        let address = self.engine.receive_address(Asset::ttc()).await.unwrap();
        world.faucet(address.text(), units).await;
        self.holds(u128::from(units)).await;
    }

    /// Waits until this much can be spent.
    pub async fn holds(&self, units: u128) {
        wait_for("the money is there", || async {
            self.engine.wallet().await.unwrap().balances[0].confirmed == Amount::from_units(units)
        })
        .await;
    }

    /// Reviews, approves and sends a payment in the chat.
    pub async fn pay(&self, peer: PeerId, units: u128) -> Result<PaymentId, EngineError> {
        let review = self.review(peer, units).await?;
        self.engine.approve(review.digest, pass()).await
    }

    /// Reviews a payment in the chat, once the contact's addresses have come.
    pub async fn review(&self, peer: PeerId, units: u128) -> Result<Review, EngineError> {
        wait_for("the contact has given addresses", || async {
            self.engine.contact(peer).await.unwrap().pay_key.is_some()
        })
        .await;
        let amount = Wanted::Exactly(Amount::from_units(units));
        self.engine.review_for_contact(peer, Asset::ttc(), amount, "").await
    }

    /// Waits until a payment of mine is confirmed.
    pub async fn confirmed(&self, payment: PaymentId) {
        wait_for("the payment is confirmed", || async {
            let row = self.engine.payment(payment).await.unwrap().unwrap();
            matches!(row.state, PaymentState::Confirmed { .. })
        })
        .await;
    }

    /// The texts of a conversation, oldest first.
    pub async fn texts(&self, peer: PeerId) -> Vec<String> {
        let rows = self.rows(peer).await;
        let text = |row: &MessageRow| match row.content() {
            Content::Text(text) => Some(text),
            _ => None,
        };
        rows.iter().filter_map(text).collect()
    }

    /// The rows of a conversation, oldest first.
    pub async fn rows(&self, peer: PeerId) -> Vec<MessageRow> {
        let mut rows = self.engine.messages(peer, None, 1_000).await.unwrap();
        rows.reverse();
        rows
    }

    /// Whether nothing of mine waits for this peer.
    pub async fn all_delivered(&self, peer: PeerId) -> bool {
        let waits = |row: &MessageRow| matches!(row.state, MessageState::Waiting { .. });
        !self.rows(peer).await.iter().any(waits)
    }

    /// Takes the device down without a word, as a kill does: sessions just end.
    pub async fn vanish(self) -> Gone {
        let Self { engine, codes: _, home, phone } = self;
        engine.lock().await;
        Gone { home, phone }
    }
}

/// A device that is switched off.
pub struct Gone {
    home: PathBuf,
    phone: Phone,
}

impl Gone {
    /// Where its database lies.
    pub fn store(&self) -> PathBuf {
        self.home.join("store")
    }

    /// Switches it on again after an older copy of its database was put there: first refused, then taken
    /// because its user says so.
    pub async fn back_from_an_old_copy(self, world: &World) -> Device {
        let Self { home, phone } = self;
        let (engine, codes) = reopened(world, &home, Crash::never()).await;
        let refused = engine.unlock(pass()).await;
        assert!(matches!(refused, Err(EngineError::OldCopy)), "an old copy is noticed");
        engine.unlock_old_copy(pass()).await.unwrap();
        Device { engine, codes, home, phone }
    }

    /// Switches it on again.
    pub async fn back(self, world: &World) -> Device {
        let Self { home, phone } = self;
        let (engine, codes) = reopened(world, &home, Crash::never()).await;
        engine.unlock(pass()).await.unwrap();
        Device { engine, codes, home, phone }
    }
}

fn pass() -> PassPhrase {
    PassPhrase::new(PASS).unwrap()
}

/// The store of a dropped engine is let go when its last worker ends: a moment.
async fn reopened(world: &World, home: &std::path::Path, crash: Arc<Crash>) -> (Engine, Codes) {
    let free = || async {
        let store =
            SqliteStore::open(&home.join("store"), Access::Write, Arc::new(OsEntropy::new().unwrap()));
        store.is_ok()
    };
    wait_for("the old process lets the folder go", free).await;
    engine(world, home, crash)
}

fn engine(world: &World, home: &std::path::Path, probe: Arc<Crash>) -> (Engine, Codes) {
    engine_over(world, home, probe, |network| network)
}

fn engine_over(
    world: &World,
    home: &std::path::Path,
    probe: Arc<Crash>,
    over: impl FnOnce(Arc<dyn Network>) -> Arc<dyn Network>,
) -> (Engine, Codes) {
    let codes = Codes::default();
    let profile = world.profile();
    let http = Http::new().unwrap();
    let entropy = Arc::new(OsEntropy::new().unwrap());
    let parts = Parts {
        store: Arc::new(SqliteStore::open(&home.join("store"), Access::Write, entropy.clone()).unwrap()),
        vault: Arc::new(FileVault::open(&home.join("keyvault"), entropy.clone()).unwrap()),
        network: over(Arc::new(Chains::new(&http, &profile).unwrap())),
        directory: Arc::new(DirectoryClient::new(&http, &profile).unwrap()),
        link: Arc::new(IrohOpener::default()),
        wake_up: Arc::new(NoWakeUp),
        clock: Arc::new(SystemClock),
        entropy,
        logger: Arc::new(codes.clone()),
        probe,
    };
    (Engine::new(parts, profile), codes)
}
