//! What the session costs beside the primitives it is made of: a whole handshake, and frames.
//!
//! Each group has two lines: `ours`, and `reference`, which is the bare primitives of the same crates in the
//! same run. `scripts/bench crypto` runs this; `docs/benchmarks.md` says what each group means.

#![allow(clippy::unwrap_used, reason = "a measurement that fails must stop at once")]

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{AeadInOut, KeyInit};
use criterion::{Criterion, Throughput};
use ml_kem::ml_kem_1024::DecapsulationKey;
use ml_kem::{Decapsulate, KeyExport};
use std::hint::black_box;
use std::time::{Duration, Instant};
use tongtong_crypto::session::{
    Established, Initiator, Limit, Opener, Prologue, Responder, Sealer, StaticSecret, VERSION,
};
use tongtong_types::{EndpointId, PeerId};
use x25519_dalek::{PublicKey, StaticSecret as Scalar};

/// As in what ships: every byte that is freed is wiped.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// Kind and length stand before the body, and all of it is padded to a fixed size.
const HEADER: usize = 3;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4))
        .configure_from_args();
    handshake(&mut criterion);
    frames(&mut criterion, "frame_256_bytes", 256);
    frames(&mut criterion, "frame_16_kib", 16_384);
    criterion.final_summary();
}

/// The two devices of every handshake here.
struct Pair {
    initiator: StaticSecret,
    responder: StaticSecret,
    prologue: Prologue,
}

impl Pair {
    fn new() -> Self {
        let prologue = Prologue {
            offered: vec![VERSION],
            version: VERSION,
            initiator: EndpointId::new([3; 32]),
            responder: EndpointId::new([4; 32]),
            responder_identity: PeerId::new([5; 32]),
            tls_exporter: [6; 32],
        };
        let key = |byte| StaticSecret::from(&[byte; 32]);
        Self { initiator: key(1), responder: key(2), prologue }
    }

    /// All three messages, both sides.
    fn shake(&self) -> (Established, Established) {
        let Self { initiator, responder, prologue } = self;
        let (dialling, first) = Initiator::start(&[7; 32], initiator, &responder.public(), prologue).unwrap();
        let (dialled, second) = Responder::answer(&[8; 32], &[responder], prologue, &first).unwrap();
        let (third, ours) = dialling.finish(&second, b"").unwrap();
        let (theirs, _) = dialled.finish(&third).unwrap();
        (ours, theirs)
    }
}

fn handshake(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("handshake");
    let pair = Pair::new();
    group.bench_function("ours", |b| b.iter(|| pair.shake()));
    let statics = [[1; 32], [2; 32]].map(Scalar::from);
    let publics = [PublicKey::from(&statics[0]), PublicKey::from(&statics[1])];
    group.bench_function("reference", |b| b.iter(|| bare_handshake(&statics, &publics)));
    group.finish();
}

/// What both sides must compute at least: two ephemeral keys, three agreements on each side, and a key
/// encapsulation.
fn bare_handshake(statics: &[Scalar; 2], publics: &[PublicKey; 2]) -> ([u8; 32], [u8; 32]) {
    let ([initiator, responder], [initiator_public, responder_public]) = (statics, publics);
    let (dialling, dialled) = (Scalar::from(black_box([7; 32])), Scalar::from(black_box([8; 32])));
    let (dialling_public, dialled_public) = (PublicKey::from(&dialling), PublicKey::from(&dialled));
    let kem = DecapsulationKey::from_seed(black_box([9; 64]).into());
    black_box(kem.encapsulation_key().to_bytes());
    let (ciphertext, theirs) = kem.encapsulation_key().encapsulate_deterministic(&black_box([10; 32]).into());
    let ours = kem.decapsulate(&ciphertext);
    for (secret, public) in [
        (&dialling, responder_public),
        (responder, &dialling_public),
        (&dialling, &dialled_public),
        (&dialled, &dialling_public),
        (initiator, &dialled_public),
        (&dialled, initiator_public),
    ] {
        black_box(secret.diffie_hellman(public));
    }
    (ours.into(), theirs.into())
}

/// One frame sealed by one side and opened by the other, with the step of the key on both.
fn frames(criterion: &mut Criterion, name: &str, size: usize) {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(size.try_into().unwrap()));
    let pair = Pair::new();
    let body = vec![0x5a; size - HEADER];
    group.bench_function("ours", |b| {
        b.iter_custom(|frames| {
            let mut left = frames;
            let mut took = Duration::ZERO;
            while left > 0 {
                let (ours, theirs) = pair.shake();
                took += carry(ours.sealer, theirs.opener, &body, &mut left);
            }
            took
        });
    });
    group.bench_function("reference", |b| {
        let cipher = Aes256Gcm::new(&[1; 32].into());
        let nonce = [2; 12].into();
        let mut buffer = vec![0x5a; size];
        b.iter(|| {
            let tag = cipher.encrypt_inout_detached(&nonce, &[], buffer.as_mut_slice().into()).unwrap();
            cipher.decrypt_inout_detached(&nonce, &[], buffer.as_mut_slice().into(), &tag).unwrap();
            black_box(&buffer);
        });
    });
    group.finish();
}

/// Frames through one session, until none is left or the session should be replaced. A handshake is not
/// counted.
fn carry(mut sealer: Sealer, mut opener: Opener, body: &[u8], left: &mut u64) -> Duration {
    let started = Instant::now();
    while *left > 0 && sealer.limit() == Limit::Fresh {
        let frame = sealer.seal(1, black_box(body)).unwrap();
        let (_length, ciphertext) = frame.split_at(size_of::<u16>());
        black_box(opener.open(ciphertext).unwrap());
        *left -= 1;
    }
    started.elapsed()
}
