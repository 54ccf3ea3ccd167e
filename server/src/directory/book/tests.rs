use super::super::codes::TRIES;
use super::super::number::KeyError;
use super::*;
use crate::directory::tests::{card, identity};
use std::path::PathBuf;
use tongtong_crypto::statement::IdentityKey;

const START: Timestamp = Timestamp::from_millis(1_780_000_000_000);

struct World {
    dir: tempfile::TempDir,
    book: Book,
    sms: mpsc::Receiver<SmsCode>,
    now: Timestamp,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (book, sms) = open(dir.path());
        Self { dir, book: book.unwrap(), sms, now: START }
    }

    /// Asks for a code a minute later and registers as the owner of the key.
    fn register(&mut self, key: &IdentityKey, phone: &Phone, card: &[u8]) -> Result<(), Refusal> {
        let code = self.code(phone);
        let claim = NumberClaim::sign(key, phone, &code);
        self.book.register(phone, &code, card, &claim, self.now)
    }

    fn code(&mut self, phone: &Phone) -> String {
        self.now = self.now.after(Duration::from_secs(60));
        self.book.request_code(phone, self.now).unwrap();
        self.sms.try_recv().unwrap().digits().to_owned()
    }

    fn card(&self, key: &IdentityKey, counter: u64) -> Vec<u8> {
        card(key, counter, START)
    }
}

fn open(dir: &Path) -> (Result<Book, DirectoryError>, mpsc::Receiver<SmsCode>) {
    let (sender, sms) = mpsc::channel(1);
    (Book::open(dir, sender, OsEntropy::new().unwrap()), sms)
}

fn phone(text: &str) -> Phone {
    text.parse().unwrap()
}

#[test]
fn registered_number_is_found() {
    let (mut world, number) = (World::new(), phone("010-1234-5678"));
    let card = world.card(&identity(1), 1);
    assert_eq!(world.book.look_up(&number), Err(Refusal::NotFound));
    world.register(&identity(1), &number, &card).unwrap();
    assert_eq!(world.book.look_up(&phone("+82 10 1234 5678")), Ok(card));
    assert_eq!(world.book.look_up(&phone("010-1234-5679")), Err(Refusal::NotFound));
}

#[test]
fn held_number_is_not_given_to_another_identity() {
    let (mut world, number) = (World::new(), phone("010-1234-5678"));
    let (mine, other) = (world.card(&identity(1), 1), world.card(&identity(2), 1));
    world.register(&identity(1), &number, &mine).unwrap();
    assert_eq!(world.register(&identity(2), &number, &other), Err(Refusal::NumberHeld));
    assert_eq!(world.book.look_up(&number), Ok(mine));
}

#[test]
fn own_number_takes_a_newer_card() {
    let (mut world, number) = (World::new(), phone("010-1234-5678"));
    let (first, second) = (world.card(&identity(1), 1), world.card(&identity(1), 2));
    world.register(&identity(1), &number, &first).unwrap();
    world.register(&identity(1), &number, &second).unwrap();
    assert_eq!(world.book.look_up(&number), Ok(second));
}

#[test]
fn lower_counter_is_refused_by_both_ways() {
    let (mut world, number) = (World::new(), phone("010-1234-5678"));
    let (old, new) = (world.card(&identity(1), 4), world.card(&identity(1), 5));
    world.register(&identity(1), &number, &new).unwrap();
    let older = Err(Refusal::Card(CardError::Older));
    assert_eq!(world.register(&identity(1), &number, &old), older);
    assert_eq!(world.book.publish(&old, world.now), older);
    assert_eq!(world.book.look_up(&number), Ok(new));
}

#[test]
fn same_counter_in_another_card_is_refused_and_the_same_card_is_not() {
    let (mut world, number) = (World::new(), phone("010-1234-5678"));
    let first = world.card(&identity(1), 1);
    world.register(&identity(1), &number, &first).unwrap();
    let twin = card(&identity(1), 1, START.after(Duration::from_secs(1)));
    assert_ne!(twin, first);
    assert_eq!(world.book.publish(&twin, world.now), Err(Refusal::Card(CardError::Older)));
    assert_eq!(world.book.publish(&first, world.now), Ok(()));
    assert_eq!(world.register(&identity(1), &number, &first), Ok(()));
}

#[test]
fn published_card_hangs_under_every_number_of_its_identity() {
    let mut world = World::new();
    let (one, two, other) = (phone("010-1111-1111"), phone("010-2222-2222"), phone("010-3333-3333"));
    let (first, second) = (world.card(&identity(1), 1), world.card(&identity(1), 2));
    let foreign = world.card(&identity(2), 1);
    world.register(&identity(1), &one, &first).unwrap();
    world.register(&identity(1), &two, &first).unwrap();
    world.register(&identity(2), &other, &foreign).unwrap();
    world.book.publish(&second, world.now).unwrap();
    assert_eq!(world.book.look_up(&one), Ok(second.clone()));
    assert_eq!(world.book.look_up(&two), Ok(second));
    assert_eq!(world.book.look_up(&other), Ok(foreign));
}

#[test]
fn card_of_an_unknown_identity_is_not_published() {
    let mut world = World::new();
    let stranger = world.card(&identity(1), 1);
    assert_eq!(world.book.publish(&stranger, START), Err(Refusal::NotFound));
}

#[test]
fn bad_card_does_not_spend_the_code() {
    let (mut world, number) = (World::new(), phone("010-1234-5678"));
    let good = world.card(&identity(1), 1);
    let code = world.code(&number);
    let mut forged = good.clone();
    *forged.last_mut().unwrap() ^= 1;
    let claim = NumberClaim::sign(&identity(1), &number, &code);
    let mut refused = |card: &[u8]| world.book.register(&number, &code, card, &claim, world.now).err();
    assert_eq!(refused(&forged), Some(Refusal::Card(CardError::Signature)));
    assert_eq!(refused(b"no card"), Some(Refusal::Card(CardError::Malformed)));
    assert_eq!(refused(&[0; 2000]), Some(Refusal::Card(CardError::Malformed)));
    let past = card(&identity(1), 1, Timestamp::from_millis(1));
    assert_eq!(refused(&past), Some(Refusal::Card(CardError::Expired)));
    let beyond = card(&identity(1), u64::MAX, START);
    assert_eq!(refused(&beyond), Some(Refusal::Card(CardError::Malformed)));
    assert_eq!(refused(&good), None);
    assert_eq!(refused(&good), Some(Refusal::CodeExpired), "the code again");
}

#[test]
fn bad_claim_neither_spends_the_code_nor_hangs_the_card() {
    let (mut world, number) = (World::new(), phone("010-1234-5678"));
    let (mine, other) = (world.card(&identity(1), 1), world.card(&identity(2), 1));
    let code = world.code(&number);
    let claim = |phone: &Phone, code: &str| NumberClaim::sign(&identity(1), phone, code);
    let good = claim(&number, &code);
    let mut flipped = good;
    flipped[40] ^= 1;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for (fault, card, sent, claim) in [
        ("another person's card with my claim", &other, code.as_str(), good),
        ("a claim over another number", &mine, &code, claim(&phone("010-1234-5679"), &code)),
        ("a claim over another code", &mine, &code, claim(&number, wrong)),
        ("a right claim with another code", &mine, wrong, good),
        ("a flipped bit", &mine, &code, flipped),
    ] {
        for _ in 0..TRIES {
            let refused = world.book.register(&number, sent, card, &claim, world.now);
            assert_eq!(refused, Err(Refusal::Card(CardError::Signature)), "{fault}");
        }
        assert_eq!(world.book.look_up(&number), Err(Refusal::NotFound), "{fault}");
    }
    assert_eq!(world.book.register(&number, &code, &mine, &good, world.now), Ok(()));
}

#[test]
fn claim_does_not_serve_again_with_the_next_code() {
    let (mut world, number) = (World::new(), phone("010-1234-5678"));
    let card = world.card(&identity(1), 1);
    let first = world.code(&number);
    let claim = NumberClaim::sign(&identity(1), &number, &first);
    world.book.register(&number, &first, &card, &claim, world.now).unwrap();
    // Two codes are the same once in a million.
    let next = loop {
        let next = world.code(&number);
        if next != first {
            break next;
        }
    };
    let replayed = world.book.register(&number, &next, &card, &claim, world.now);
    assert_eq!(replayed, Err(Refusal::Card(CardError::Signature)));
}

#[test]
fn code_is_not_counted_where_the_sender_takes_none() {
    let (mut world, number) = (World::new(), phone("010-1234-5678"));
    world.book.request_code(&phone("010-9999-9999"), START).unwrap();
    assert_eq!(world.book.request_code(&number, START), Err(Refusal::Busy { wait: SENDER_WAIT }));
    world.sms.try_recv().unwrap();
    assert_eq!(world.book.request_code(&number, START), Ok(()), "no pause of 30 seconds");
    drop(world.sms);
    assert_eq!(world.book.request_code(&number, START), Err(Refusal::Busy { wait: SENDER_WAIT }));
}

#[test]
fn entries_outlive_the_process_and_codes_do_not() {
    let (mut world, number) = (World::new(), phone("010-1234-5678"));
    let card = world.card(&identity(1), 1);
    world.register(&identity(1), &number, &card).unwrap();
    let code = world.code(&number);
    drop(world.book);
    let mut book = open(world.dir.path()).0.unwrap();
    assert_eq!(book.look_up(&number), Ok(card.clone()));
    let claim = NumberClaim::sign(&identity(1), &number, &code);
    assert_eq!(book.register(&number, &code, &card, &claim, world.now), Err(Refusal::CodeExpired));
}

#[test]
fn database_without_its_key_is_refused() {
    let world = World::new();
    let key = world.dir.path().join("number.key");
    let refused = || match open(world.dir.path()).0 {
        Err(DirectoryError::Key(error)) => Some(error),
        _ => None,
    };
    let bytes = fs::read(&key).unwrap();
    fs::write(&key, &bytes[..31]).unwrap();
    assert_eq!(refused(), Some(KeyError::Damaged));
    fs::remove_file(&key).unwrap();
    assert_eq!(refused(), Some(KeyError::Missing));
    assert!(!key.exists(), "none is made in its place");
}

#[test]
fn number_is_found_under_its_own_key_only() {
    let (mut world, number) = (World::new(), phone("010-1234-5678"));
    let card = world.card(&identity(1), 1);
    world.register(&identity(1), &number, &card).unwrap();
    drop(world.book);
    fs::write(world.dir.path().join("number.key"), [7; 32]).unwrap();
    assert_eq!(open(world.dir.path()).0.unwrap().look_up(&number), Err(Refusal::NotFound));
}

#[test]
fn database_of_another_version_stays_as_it_is() {
    let world = World::new();
    drop(world.book);
    let path = world.dir.path().join("directory.db");
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 9).unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(open(world.dir.path()).0, Err(DirectoryError::Database)));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn files_hold_no_number_and_no_code() {
    let (mut world, number) = (World::new(), phone("010-1234-5678"));
    let card = world.card(&identity(1), 1);
    let code = world.code(&number);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let claim = NumberClaim::sign(&identity(1), &number, wrong);
    assert_eq!(
        world.book.register(&number, wrong, &card, &claim, world.now),
        Err(Refusal::CodeWrong { left: 4 })
    );
    world.register(&identity(1), &number, &card).unwrap();
    let identity = *identity(1).peer().bytes();
    for closed in [false, true] {
        if closed {
            world.book = open(&world.dir.path().join("elsewhere")).0.unwrap();
        }
        let files = files(world.dir.path());
        assert!(files.iter().any(|(_, bytes)| holds(bytes, &identity)), "the search finds what is there");
        for (path, bytes) in &files {
            for text in ["01012345678", "010-1234-5678", "821012345678", "1012345678", "5678", &code] {
                assert!(!holds(bytes, text.as_bytes()), "{text} in {}", path.display());
            }
            let digits = [1, 0, 1, 2, 3, 4, 5, 6, 7, 8];
            assert!(!holds(bytes, &digits), "digits in {}", path.display());
            let integer = 821_012_345_678_u64;
            assert!(!holds(bytes, &integer.to_be_bytes()[2..]) && !holds(bytes, &integer.to_le_bytes()[..6]));
        }
    }
}

#[cfg(unix)]
#[test]
fn files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (mut world, number) = (World::new(), phone("010-1234-5678"));
    let card = world.card(&identity(1), 1);
    world.register(&identity(1), &number, &card).unwrap();
    for (path, _) in files(world.dir.path()) {
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0, "{}", path.display());
    }
}

fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_file()).map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
