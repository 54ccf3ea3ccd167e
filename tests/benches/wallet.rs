//! What the wallet's two computations cost beside the primitives under them: from words to an address, and
//! from a transaction to signed bytes.
//!
//! Each group has two lines, `ours` and `reference`, as in `crypto`. `scripts/bench wallet` runs this.

#![allow(clippy::unwrap_used, reason = "a measurement that fails must stop at once")]

use criterion::Criterion;
use ecdsa::hazmat::sign_prehashed_rfc6979;
use hmac::{Hmac, KeyInit, Mac};
use k256::{NonZeroScalar, ProjectivePoint, Scalar, Secp256k1, SecretKey};
use ripemd::Ripemd160;
use sha2::{Digest, Sha256, Sha512};
use std::hint::black_box;
use std::time::Duration;
use tongtong_crypto::keys::{SpendingKeys, SpendingRoot};
use tongtong_crypto::secret::Secret;
use tongtong_crypto::signer::{RawKey, Signer, ToSign};
use tongtong_crypto::words::Phrase;
use tongtong_ttchain::{BalanceId, Network, Operation, Owner, Transaction};
use tongtong_types::KeyPath;

/// As in what ships: every byte that is freed is wiped.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// BIP-39's own first vector: nobody's money.
const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
/// The coin type of the measurement; any will do.
const COIN: u32 = 666;
const ROUNDS: u32 = 2_048;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4))
        .configure_from_args();
    address(&mut criterion);
    sign(&mut criterion);
    criterion.final_summary();
}

fn address(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("words_to_address");
    let network = Network::main_net();
    group.sample_size(50);
    group.bench_function("ours", |b| {
        b.iter(|| {
            let root = SpendingRoot::new(Phrase::parse(black_box(WORDS)).unwrap(), None);
            let key = root.keys().account(COIN, 0).unwrap().child(0, 0).unwrap();
            network.address(&Owner::of(&key))
        });
    });
    group.bench_function("reference", |b| b.iter(bare_address));
    group.finish();
}

/// The same number of the same primitives: PBKDF2, the HMACs of master key and five steps, the points of the
/// account and of two public steps, and the two hashes of an address.
fn bare_address() -> [u8; 20] {
    let mut seed = [0; 64];
    pbkdf2::pbkdf2_hmac::<Sha512>(black_box(WORDS.as_bytes()), b"mnemonic", ROUNDS, &mut seed);
    let mut block: [u8; 64] = seed;
    for _ in 0..6 {
        let mut mac = <Hmac<Sha512> as KeyInit>::new_from_slice(&block).unwrap();
        mac.update(&[0; 37]);
        block = mac.finalize().into_bytes().into();
    }
    let mut point = ProjectivePoint::IDENTITY;
    for factor in 1..=3 {
        point += ProjectivePoint::GENERATOR * black_box(Scalar::from(0x00ff_ffff_ffff_u64 * factor));
        black_box(point.to_affine());
    }
    Ripemd160::digest(Sha512::digest(black_box(block))).into()
}

/// One withdraw, one payment, one change: the usual payment.
fn payment(expiration: u32) -> Transaction {
    let mut transaction = Transaction::new(expiration);
    transaction.operations.push(Operation::withdraw(BalanceId::new([1; 20]), 100_000_000));
    transaction.operations.push(Operation::pay(Owner::new([2; 20]), 0, 1_000_000));
    transaction.operations.push(Operation::pay(Owner::new([3; 20]), 0, 98_990_000));
    transaction
}

/// Signs and packs; every call another transaction, as the number of tries for the chain's canonical form
/// depends on it.
fn signed(network: &Network, path: &KeyPath, signer: &dyn Signer, number: &mut u32) -> Vec<u8> {
    *number = number.wrapping_add(1);
    let transaction = payment(*number);
    let digest = transaction.body_digest(&network.chain_id);
    let signature = signer.sign(path, &ToSign::SecpDigestCanonical(*digest.bytes())).unwrap();
    transaction.with_signatures(&[signature.secp().unwrap()]).unwrap().pack()
}

fn sign(criterion: &mut Criterion) {
    let network = Network::main_net();
    let path = SpendingKeys::account_path(COIN, 0).child(0).child(0);
    let raw = RawKey::new(&Secret::init_with(|out| *out = [7; 32])).unwrap();
    let seed = SpendingKeys::from_seed(Secret::init_with(|out| *out = [7; 64]));
    let signers: [(&str, &dyn Signer); 2] = [("sign_and_pack", &raw), ("derive_sign_and_pack", &seed)];
    for (name, signer) in signers {
        let mut group = criterion.benchmark_group(name);
        group.bench_function("ours", |b| {
            let mut number = 0;
            b.iter(|| signed(&network, &path, signer, &mut number));
        });
        group.bench_function("reference", |b| {
            let mut number = 0;
            b.iter(|| bare_signature(&mut number));
        });
        group.finish();
    }
}

/// One signature of RFC 6979 over one digest: neither derived, nor canonical, nor packed.
fn bare_signature(number: &mut u32) -> ([u8; 32], u8) {
    *number = number.wrapping_add(1);
    let digest: [u8; 32] = Sha256::digest(number.to_be_bytes()).into();
    let key: NonZeroScalar = SecretKey::from_slice(&[7; 32]).unwrap().to_nonzero_scalar();
    let (signature, id) = sign_prehashed_rfc6979::<Secp256k1, Sha256>(&key, &digest, &[]);
    (signature.split_bytes().0.into(), id.to_byte())
}
