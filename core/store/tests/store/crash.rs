//! Killed at any moment (SIGKILL), the store has every commit that it acknowledged, and no half of one.

use crate::place::{Place, open};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tongtong_chat::rows::Author;
use tongtong_ports::contract::rows;
use tongtong_ports::contract::store::MASTER;
use tongtong_ports::{Changes, Store, StoreError};
use tongtong_store::{Access, SqliteStore};
use tongtong_wallet::rows::Direction;

/// Set for the copy of this test that writes until it is killed.
const WRITER: &str = "TONGTONG_STORE_WRITER";
const NAME: &str = "crash::kill_minus_nine_loses_nothing_that_was_acknowledged";
const KILLS: u32 = 45;

#[test]
fn kill_minus_nine_loses_nothing_that_was_acknowledged() {
    if let Some(dir) = std::env::var_os(WRITER) {
        write_for_ever(Path::new(&dir));
    }
    let place = Place::new();
    let mut fell = Fell::default();
    let mut kept = 0;
    for kill in 0..KILLS {
        let last = write_until_killed(&place, kill);
        let store = place.writer();
        let committed = committed(&store);
        assert!(committed >= kept, "a kill took back an old commit");
        match last {
            // The writer had not begun.
            None => fell.before += 1,
            Some(Said::Begin(n)) => {
                assert!(committed == n || committed + 1 == n, "commit {n} under way, {committed} there");
                if committed == n { fell.inside += 1 } else { fell.before += 1 }
            }
            Some(Said::Done(n)) => {
                assert_eq!(committed, n, "commit {n} was acknowledged");
                fell.after += 1;
            }
        }
        kept = committed;
    }
    println!("{KILLS} kills, {kept} commits: {fell:?}");
    assert!(kept > 0 && fell.after > 0, "nothing was ever written");
}

/// Where a kill fell. Inside: on the disk, not yet acknowledged.
#[derive(Debug, Default)]
struct Fell {
    before: u32,
    inside: u32,
    after: u32,
}

enum Said {
    Begin(u64),
    Done(u64),
}

fn write_for_ever(dir: &Path) -> ! {
    let store = open(dir, Access::Write).unwrap();
    store.unlock(&MASTER).unwrap();
    let mut out = std::io::stdout();
    let mut say = |word: &str, n: u64| {
        writeln!(out, "{word} {n}").unwrap();
        out.flush().unwrap();
    };
    for n in committed(&store) + 1.. {
        let changes = commit_number(n);
        say("begin", n);
        store.commit(&changes).unwrap();
        say("done", n);
    }
    unreachable!("there is always one more")
}

/// A commit in every table whose parts all bear its number.
fn commit_number(n: u64) -> Changes {
    let mut changes = Changes::default();
    let text = "kept ".repeat(usize::try_from(n % 300).unwrap());
    changes.chat.me = Some(tongtong_chat::rows::SelfRow { card_counter: n, ..rows::me("A") });
    changes.chat.messages = vec![rows::message(1, Author::Me, n, &text)];
    changes.wallet.payments = vec![rows::payment(n, Direction::Out, "to")];
    changes.keys.generation = Some(n);
    changes
}

/// How many commits are there; each of them whole.
fn committed(store: &SqliteStore) -> u64 {
    let n = store.generation().unwrap();
    let facts = store.read_chat(&Default::default()).unwrap();
    assert_eq!(facts.me.map_or(0, |me| me.card_counter), n, "half a commit");
    let count = u32::try_from(n).unwrap() + 1;
    let messages = store.messages(rows::peer(1), None, count).unwrap();
    let expected: Vec<_> = (1..=n).rev().map(|n| commit_number(n).chat.messages.remove(0)).collect();
    assert!(messages == expected, "every message, as written");
    let payments = store.payments(None, count).unwrap();
    let expected: Vec<_> = (1..=n).rev().map(|n| commit_number(n).wallet.payments.remove(0)).collect();
    assert!(payments == expected, "every payment, as written");
    n
}

/// Starts a writer, kills it at a moment that differs each time, and tells the last that it said.
fn write_until_killed(place: &Place, kill: u32) -> Option<Said> {
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", NAME, "--nocapture"])
        .env(WRITER, place.dir())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
    let mut last = None;
    let mut hear = |line: Option<std::io::Result<String>>| {
        let line = line?.ok()?;
        let said = line.split_once(' ').and_then(|(word, n)| Some((word.to_owned(), n.parse().ok()?)));
        match said {
            Some((word, n)) if word.ends_with("begin") => last = Some(Said::Begin(n)),
            Some((word, n)) if word.ends_with("done") => last = Some(Said::Done(n)),
            _ => {}
        }
        Some(())
    };
    // A few commits, then an odd number of lines more, so that kills fall on both sides of a commit; every
    // ninth kill comes before the writer has said anything.
    let lines_first = if kill % 9 == 8 { 0 } else { 3 + kill % 8 };
    for _ in 0..lines_first {
        hear(lines.next());
    }
    let wait = Duration::from_micros(u64::from(kill.wrapping_mul(7_919) % 2_500));
    let started = Instant::now();
    while started.elapsed() < wait {
        std::hint::spin_loop();
    }
    writer.kill().unwrap();
    let status = writer.wait().unwrap();
    #[cfg(unix)]
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9), "{status}");
    // What it had said before it died.
    while hear(lines.next()).is_some() {}
    last
}

/// The lease dies with its process, however that ends.
#[test]
fn a_killed_writer_holds_nothing() {
    let place = Place::new();
    drop(place.writer());
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", NAME, "--nocapture"])
        .env(WRITER, place.dir())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().starts_with("done")));
    assert_eq!(place.open(Access::Write).err(), Some(StoreError::Held { pid: writer.id() }));
    writer.kill().unwrap();
    writer.wait().unwrap();
    assert!(committed(&place.writer()) > 0);
}

/// A torn last write of the log, as a power cut leaves it, takes back nothing before it.
#[test]
fn a_torn_log_keeps_every_whole_commit() {
    let place = Place::new();
    let store = place.writer();
    let wal = place.dir().join("store.db-wal");
    for n in 1..=3 {
        store.commit(&commit_number(n)).unwrap();
    }
    let three = std::fs::metadata(&wal).unwrap().len();
    store.commit(&commit_number(4)).unwrap();
    let four = std::fs::metadata(&wal).unwrap().len();
    assert!(four > three);
    for length in [three, three + 1, three + 24, four - 4_096, four - 1, four] {
        let torn = Place::new();
        std::fs::copy(place.file(), torn.file()).unwrap();
        let bytes = std::fs::read(&wal).unwrap();
        std::fs::write(torn.dir().join("store.db-wal"), &bytes[..usize::try_from(length).unwrap()]).unwrap();
        assert_eq!(committed(&torn.writer()), if length == four { 4 } else { 3 }, "torn at {length}");
    }
}
