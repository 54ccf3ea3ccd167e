//! After the spending root is dropped, no readable page of this process holds it or anything made of it.
//!
//! Linux only: the scan reads `/proc/self/mem`. Registers and swap are out of its sight. The scanner keeps
//! what it looks for masked, so that it does not find itself. One test in this binary, and no other thread.

#![cfg(target_os = "linux")]
#![allow(unused_crate_dependencies)]

use std::fs::{File, read_to_string};
use std::os::unix::fs::FileExt;
use tongtong_crypto::envelope::{Argon2Params, Header, open, seal, stretch};
use tongtong_crypto::keys::{SpendingRoot, Tier};
use tongtong_crypto::secret::{PassPhrase, SecretBytes};
use tongtong_crypto::signer::{Signer, ToSign};
use tongtong_crypto::words::{Language, Phrase};
use zeroize::Zeroize;

const MASK: u8 = 0xa5;

/// Bytes to look for, masked.
struct Needle {
    name: &'static str,
    masked: Vec<u8>,
}

impl Needle {
    fn of(name: &'static str, bytes: &mut [u8]) -> Self {
        let masked = bytes.iter().map(|byte| byte ^ MASK).collect();
        bytes.zeroize();
        Self { name, masked }
    }

    fn is_in(&self, page: &[u8]) -> bool {
        let first = self.masked[0] ^ MASK;
        page.windows(self.masked.len()).any(|window| {
            window[0] == first && window.iter().zip(&self.masked).all(|(byte, masked)| byte ^ MASK == *masked)
        })
    }
}

/// The names of the needles that lie in any readable and writable page.
fn found(needles: &[Needle]) -> Vec<&'static str> {
    let memory = File::open("/proc/self/mem").unwrap();
    let mut names = Vec::new();
    for line in read_to_string("/proc/self/maps").unwrap().lines() {
        let mut fields = line.split(' ');
        let (range, rights) = (fields.next().unwrap(), fields.next().unwrap());
        if !rights.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let from = u64::from_str_radix(from, 16).unwrap();
        let length = u64::from_str_radix(to, 16).unwrap() - from;
        let mut page = vec![0; usize::try_from(length).unwrap()];
        if memory.read_exact_at(&mut page, from).is_ok() {
            names.extend(needles.iter().filter(|needle| needle.is_in(&page)).map(|needle| needle.name));
        }
        page.zeroize();
    }
    names.sort_unstable();
    names.dedup();
    names
}

#[test]
fn nothing_of_the_spending_root_is_left_after_it_is_dropped() {
    // What the device has on disk, made in a thread of its own whose stack goes away with it.
    let (sealed, mut needles) = std::thread::spawn(prepare).join().unwrap();
    let path = "m/44'/666'/0'/0/0".parse().unwrap();

    let passphrase = PassPhrase::new("ozone drill grab fiber curtain grace").unwrap();
    let a = stretch(&passphrase, &Header::parse(&sealed).unwrap()).unwrap();
    let bytes: SecretBytes = open(&sealed, &a, &[3; 32]).unwrap();
    let root = SpendingRoot::from_bytes(&bytes).unwrap();
    let keys = root.keys();
    let signature = keys.sign(&path, &ToSign::SecpDigestCanonical([9; 32])).unwrap();
    let pay = keys.pay_key();
    let account = keys.account(666, 0).unwrap();

    let before = found(&needles);
    for name in ["entropy", "seed", "pass phrase"] {
        assert!(before.contains(&name), "the scan must be able to find the {name}: {before:?}");
    }

    drop((pay, keys, root, bytes, a, passphrase));
    let after = found(&needles);
    assert_eq!(after, Vec::<&str>::new(), "left behind");
    assert!(signature.secp().is_some() && account.child(0, 0).is_ok());
    needles.clear();
}

/// Seals a wallet and masks what must not be found later.
fn prepare() -> (Vec<u8>, Vec<Needle>) {
    let mut entropy: [u8; 16] = *b"0123456789abcdef";
    entropy.iter_mut().for_each(|byte| *byte = byte.wrapping_mul(73) ^ 0x5c);
    let phrase = Phrase::generate(&entropy, Language::Korean).unwrap();
    let mut needles = vec![];
    let mut words: Vec<String> = (0..12).map(|place| phrase.word(place).unwrap().to_owned()).collect();
    for place in 0..10 {
        let mut three = words[place..place + 3].join(" ").into_bytes();
        needles.push(Needle::of("three words", &mut three));
    }
    let mut seed = *phrase.seed(None).expose();
    needles.push(Needle::of("entropy", &mut entropy));
    needles.push(Needle::of("seed", &mut seed));
    needles.push(Needle::of("pass phrase", &mut b"ozone drill grab fiber curtain grace".map(|byte| byte)));
    words.zeroize();

    let header = Header::new(Tier::Spending, Some(Argon2Params::FLOOR), [1; 32], [2; 12]).unwrap();
    let passphrase = PassPhrase::new("ozone drill grab fiber curtain grace").unwrap();
    let a = stretch(&passphrase, &header).unwrap();
    let mut copy = *a.expose();
    needles.push(Needle::of("stretched pass phrase", &mut copy));
    let sealed = seal(&header, &SpendingRoot::new(phrase, None).to_bytes(), &a, &[3; 32]).unwrap();
    (sealed, needles)
}
