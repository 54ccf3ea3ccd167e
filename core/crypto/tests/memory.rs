//! After the spending root is dropped, no readable page of this process holds it or anything made of it.
//!
//! Linux only: the scan reads `/proc/self/mem`. Registers and swap are out of its sight. The scanner keeps
//! what it looks for masked, so that it does not find itself. One test in this binary, and no other thread.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test, its parts outside of the test function too")]

use std::fs::{File, read_to_string};
use std::os::unix::fs::FileExt;
use tongtong_crypto::envelope::{Argon2Params, Header, open, seal, stretch};
use tongtong_crypto::keys::{SpendingRoot, Tier};
use tongtong_crypto::secret::{PassPhrase, Secret, SecretBytes};
use tongtong_crypto::signer::{RawKey, Signer, ToSign};
use tongtong_crypto::words::{Language, Phrase};
use zeroize::Zeroize;

const MASK: u8 = 0xa5;

/// Keys of the wallet below, computed elsewhere (a BIP-32, BIP-39 and HKDF of 40 lines in another language),
/// masked. Big endian; the curve keeps its scalars little endian.
const PAY_SEED: &str = "848066a1d71861d0007545542e0754dc0de1e00c08e3d6c34f8793d6f23e73d6";
const MASTER_KEY: &str = "c65f3b4ca86a6d71932ad9910e479dfbdca772465335836645ce07b384d515c6";
const ADDRESS_KEY: &str = "c2490875edecf4593873e7124f93996152638e57013477aeaf541bb06b5f77cc";
const ADDRESS_PUBLIC: &str = "02a3d26b1c69aafadcc0bfa37753f79ff200ed65a7d78a69ccfbf6f96ba68e2e37";

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

    /// Both orders of a masked number.
    fn masked(name: &'static str, hex: &str) -> [Self; 2] {
        let masked = hex::decode(hex).unwrap();
        let reversed = masked.iter().rev().copied().collect();
        [Self { name, masked }, Self { name, masked: reversed }]
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
    let pay = keys.pay_key();
    let public = keys.public_key(&path).unwrap().secp().unwrap();
    assert_eq!(hex::encode(public.compressed), ADDRESS_PUBLIC);
    let raw = raw_key();
    assert_eq!(raw.public(), public);
    let account = keys.account(666, 0).unwrap();

    // A number on the stack proves that the scan sees stacks too.
    let mut on_stack = [0_u8; 16];
    on_stack.iter_mut().zip(&needles[0].masked).for_each(|(byte, masked)| *byte = masked ^ 0x11);
    let probe = Needle { name: "stack", masked: on_stack.iter().map(|byte| byte ^ MASK).collect() };
    needles.push(probe);
    let before = found(&needles);
    std::hint::black_box(&mut on_stack).zeroize();
    needles.pop();
    for name in ["entropy", "seed", "pass phrase", "pay seed", "address key", "stack"] {
        assert!(before.contains(&name), "the scan must be able to find the {name}: {before:?}");
    }

    // The last thing done with the keys, so that nothing later covers its traces by chance.
    let signature = keys.sign(&path, &ToSign::SecpDigestCanonical([9; 32])).unwrap();
    drop((raw, pay, keys, root, bytes, a, passphrase));
    let after = found(&needles);
    assert_eq!(after, Vec::<&str>::new(), "left behind");
    assert!(signature.secp().is_some() && account.child(0, 0).is_ok());
    needles.clear();
}

/// The address's key by itself, as an import would hold it.
fn raw_key() -> RawKey {
    let bytes = Secret::init_with(|buf: &mut [u8; 32]| {
        hex::decode_to_slice(ADDRESS_KEY, buf).unwrap();
        buf.iter_mut().for_each(|byte| *byte ^= MASK);
    });
    RawKey::new(&bytes).unwrap()
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
    needles.extend(Needle::masked("pay seed", PAY_SEED));
    needles.extend(Needle::masked("master key", MASTER_KEY));
    needles.extend(Needle::masked("address key", ADDRESS_KEY));

    let header = Header::new(Tier::Spending, Some(Argon2Params::FLOOR), [1; 32], [2; 12]).unwrap();
    let passphrase = PassPhrase::new("ozone drill grab fiber curtain grace").unwrap();
    let a = stretch(&passphrase, &header).unwrap();
    let mut copy = *a.expose();
    needles.push(Needle::of("stretched pass phrase", &mut copy));
    let sealed = seal(&header, &SpendingRoot::new(phrase, None).to_bytes(), &a, &[3; 32]).unwrap();
    (sealed, needles)
}
