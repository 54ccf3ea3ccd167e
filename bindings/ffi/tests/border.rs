//! The border's own promises, from Rust: work goes on without its caller, panics tell nothing, secrets are used
//! once, and what an app implements can throw or block without harm. Kotlin and Swift check the same from theirs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use static_assertions::assert_not_impl_any;
use std::fmt::{Debug, Display};
use std::future::Future;
use std::pin::pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tongtong::{
    CallbackError, Device, ErrorKind, Event, EventListener, ForeignLogger, LogLine, PassPhrase,
    RecoveryWords, Reveal, SecretSink, TongTongError, contract,
};

const PATIENCE: Duration = Duration::from_secs(30);
const PASS: &[u8] = b"wheel canyon ribbon orbit velvet summer";
const SECRET: &str = "a text that no error may carry";

assert_not_impl_any!(PassPhrase: Debug, Display, Clone, PartialEq);
assert_not_impl_any!(RecoveryWords: Debug, Display, Clone, PartialEq);
assert_not_impl_any!(Reveal: Debug, Display, Clone, PartialEq);
assert_not_impl_any!(SecretSink: Debug, Display, Clone, PartialEq);

/// A profile whose servers do not answer: what is tested here needs none of them.
fn profile() -> String {
    serde_json::json!({
        "name": "devnet", "version": 1, "coin_type": 666,
        "ttchain": {
            "name": "devnet", "prefix": "TTC", "chain_id": "00".repeat(32), "symbol": "TTC", "decimals": 5,
            "layout": "v2",
        },
        "fee": {"rate_ppm": 5_000, "minimum_units": 10_000},
        "assets": [{"code": "TTC", "chain": "ttchain", "decimals": 5}],
        "endpoints": {
            "ttchain": ["http://127.0.0.1:9"], "relays": ["http://127.0.0.1:9"],
            "directory": "http://127.0.0.1:9",
        },
    })
    .to_string()
}

/// Waits for a future of the border as a foreign runtime does: by its waker alone.
fn wait<T>(work: impl Future<Output = T>) -> T {
    struct Wakes(Sender<()>);
    impl std::task::Wake for Wakes {
        fn wake(self: Arc<Self>) {
            let _waiting = self.0.send(());
        }
    }
    let (sender, woken) = channel();
    let waker = Waker::from(Arc::new(Wakes(sender)));
    let mut work = pin!(work);
    loop {
        match work.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(done) => return done,
            Poll::Pending => woken.recv_timeout(PATIENCE).unwrap(),
        }
    }
}

fn pass() -> Arc<PassPhrase> {
    PassPhrase::from_utf8(PASS).unwrap()
}

fn open(folder: &tempfile::TempDir, logger: Option<Arc<dyn ForeignLogger>>) -> Arc<Device> {
    let path = folder.path().to_str().unwrap().to_owned();
    wait(Device::open(profile(), path, None, None, logger)).unwrap()
}

fn code<T>(answer: Result<T, TongTongError>) -> String {
    answer.err().unwrap().code().to_owned()
}

#[test]
fn work_that_was_begun_is_done_though_its_caller_goes_away() {
    let folder = tempfile::tempdir().unwrap();
    let device = open(&folder, None);
    {
        let mut setting_up = pin!(device.set_up(pass()));
        let mut context = Context::from_waker(Waker::noop());
        assert!(setting_up.as_mut().poll(&mut context).is_pending(), "it takes its time");
    }
    let until = std::time::Instant::now() + PATIENCE;
    while !wait(device.is_set_up()).unwrap() {
        assert!(std::time::Instant::now() < until, "the keys were never made");
    }
}

#[test]
fn work_that_was_never_begun_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let device = open(&folder, None);
    drop(device.set_up(pass()));
    assert!(!wait(device.is_set_up()).unwrap());
}

#[test]
fn a_panic_is_an_error_that_carries_nothing_of_it() {
    for failed in
        [wait(contract::contract_panic(SECRET.to_owned())), contract::contract_panic_here(SECRET.to_owned())]
    {
        let TongTongError::Failed { kind, code, retryable, facts } = failed.err().unwrap();
        assert_eq!((kind, code.as_str(), retryable), (ErrorKind::Internal, "internal", false));
        assert_eq!(facts.into_iter().collect::<Vec<_>>(), [("place".to_owned(), "panic".to_owned())]);
    }
}

#[test]
fn a_pass_phrase_is_used_once() {
    let folder = tempfile::tempdir().unwrap();
    let device = open(&folder, None);
    let pass = pass();
    wait(device.set_up(Arc::clone(&pass))).unwrap();
    assert_eq!(code(wait(device.unlock(pass))), "secret_used");
}

#[test]
fn words_are_shown_until_they_are_wiped() {
    let folder = tempfile::tempdir().unwrap();
    let device = open(&folder, None);
    wait(device.set_up(pass())).unwrap();
    let words = wait(device.new_wallet(pass(), tongtong_crypto::words::Language::Korean)).unwrap();
    assert_eq!(words.count(), 12);
    assert!(words.word(11).is_ok());
    assert_eq!(code(words.word(12)), "word_place");
    words.wipe();
    assert_eq!((words.count(), code(words.word(0)).as_str()), (0, "secret_used"));
}

#[test]
fn bytes_that_are_no_text_are_neither_pass_phrase_nor_words() {
    assert_eq!(code(PassPhrase::from_utf8(&[0xff])), "pass_phrase_character");
    assert_eq!(code(RecoveryWords::from_utf8(&[0xff])), "not_utf8");
    assert_eq!(code(RecoveryWords::from_utf8(b"abandon ability")), "word_count");
    assert_eq!(code(PassPhrase::from_utf8(&[b'x'; 513])), "pass_phrase_too_long");
}

#[test]
fn after_shutting_down_nothing_but_that_is_answered_and_the_folder_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let device = open(&folder, None);
    wait(device.set_up(pass())).unwrap();
    wait(device.shutdown()).unwrap();
    assert_eq!(code(wait(device.contacts())), "shut_down");
    wait(device.shutdown()).unwrap();
    let again = open(&folder, None);
    wait(again.unlock(pass())).unwrap();
}

#[test]
fn a_device_that_is_shut_down_while_it_is_set_up_lets_its_folder_go() {
    let folder = tempfile::tempdir().unwrap();
    let device = open(&folder, None);
    {
        let mut setting_up = pin!(device.set_up(pass()));
        assert!(setting_up.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        wait(device.shutdown()).unwrap();
        let set_up = wait(setting_up);
        assert!(set_up.is_ok() || code(set_up) == "shut_down");
    }
    wait(open(&folder, None).shutdown()).unwrap();
}

#[test]
fn who_shuts_down_second_waits_for_the_folder_too() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..20 {
        let device = open(&folder, None);
        let mut first = pin!(device.shutdown());
        let _begun = first.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        wait(device.shutdown()).unwrap();
        drop(open(&folder, None));
        wait_until_free(&folder);
    }
}

/// A device that was dropped lets its folder go in the background.
fn wait_until_free(folder: &tempfile::TempDir) {
    let until = std::time::Instant::now() + PATIENCE;
    let path = folder.path().to_str().unwrap().to_owned();
    loop {
        match wait(Device::open(profile(), path.clone(), None, None, None)) {
            Ok(device) => return wait(device.shutdown()).unwrap(),
            Err(error) => assert_eq!(error.code(), "store_held"),
        }
        assert!(std::time::Instant::now() < until, "the folder was never let go");
    }
}

#[test]
fn a_profile_that_is_none_is_refused_by_its_place() {
    let path = tempfile::tempdir().unwrap().path().to_str().unwrap().to_owned();
    let refused = wait(Device::open("{\n \"name\": 7}".to_owned(), path.clone(), None, None, None));
    let TongTongError::Failed { kind, code, facts, .. } = refused.err().unwrap();
    assert_eq!((kind, code.as_str(), facts["line"].as_str()), (ErrorKind::Input, "profile_malformed", "2"));
    assert!(!std::path::Path::new(&path).exists(), "nothing was made");
}

#[test]
fn a_folder_belongs_to_one_device_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let _first = open(&folder, None);
    let path = folder.path().to_str().unwrap().to_owned();
    let second = wait(Device::open(profile(), path, None, None, None));
    assert_eq!(second.err().unwrap().kind(), ErrorKind::Storage);
}

/// A listener that does as it is told before it says what it heard.
struct Listens(fn(), Sender<Event>);

impl EventListener for Listens {
    fn on_event(&self, event: Event) -> Result<(), CallbackError> {
        let _heard = self.1.send(event);
        (self.0)();
        Err(CallbackError::Failed)
    }
}

fn listens(device: &Device, does: fn()) -> (Arc<tongtong::Subscription>, Receiver<Event>) {
    let (sender, heard) = channel();
    (device.subscribe(Arc::new(Listens(does, sender))).unwrap(), heard)
}

#[test]
fn a_listener_that_fails_panics_or_blocks_hinders_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let device = open(&folder, None);
    let (_blocked, blocked) = listens(&device, std::thread::park);
    let (_panics, panics) = listens(&device, || panic!("{SECRET}"));
    let (_fails, fails) = listens(&device, || {});
    for heard in [&blocked, &panics, &fails] {
        assert_eq!(heard.recv_timeout(PATIENCE), Ok(Event::ReadAnew { missed: 0 }), "told first");
    }
    wait(device.set_up(pass())).unwrap();
    drop(wait(device.new_wallet(pass(), tongtong_crypto::words::Language::English)).unwrap());
    wait(device.receive_address("TTC".to_owned())).unwrap();
    wait(device.shutdown()).unwrap();
    assert!(blocked.try_recv().is_err(), "still inside of its first call");
}

#[test]
fn a_subscription_that_is_cancelled_hears_nothing_more_and_lets_its_listener_go() {
    let folder = tempfile::tempdir().unwrap();
    let device = open(&folder, None);
    let (subscription, heard) = listens(&device, || {});
    assert!(heard.recv_timeout(PATIENCE).is_ok());
    subscription.cancel();
    subscription.cancel();
    assert_eq!(heard.recv_timeout(PATIENCE), Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
}

/// A log that blocks at its first line until it is told to go on.
struct Blocks(Mutex<Option<Receiver<()>>>, Sender<LogLine>);

impl ForeignLogger for Blocks {
    fn log(&self, line: LogLine) -> Result<(), CallbackError> {
        if let Some(gate) = self.0.lock().unwrap().take() {
            let _opened = gate.recv_timeout(PATIENCE);
        }
        let _read = self.1.send(line);
        Ok(())
    }
}

#[test]
fn a_log_that_blocks_hinders_nobody_and_hears_of_panics_by_place() {
    let folder = tempfile::tempdir().unwrap();
    let (open_gate, gate) = channel();
    let (sender, lines) = channel();
    let device = open(&folder, Some(Arc::new(Blocks(Mutex::new(Some(gate)), sender))));
    assert!(wait(contract::contract_panic(SECRET.to_owned())).is_err());
    wait(device.set_up(pass())).unwrap();
    open_gate.send(()).unwrap();
    loop {
        let line = lines.recv_timeout(PATIENCE).unwrap();
        assert!(!format!("{line:?}").contains(SECRET));
        if line.code == "panic" && line.file.as_deref().is_some_and(|file| file.ends_with("contract.rs")) {
            break;
        }
    }
}
