//! Random handshakes and transcripts: this code on one side, `snow` on the other.

use super::snow_peer::{SnowPeer, SnowSession};
use super::*;
use hmac::{Hmac, KeyInit, Mac};
use std::collections::BTreeMap;
use tongtong_types::StaticKey;

const HANDSHAKES: u64 = 10_000;
const WORKERS: u64 = 2;

type Counts = BTreeMap<&'static str, u64>;

/// The seed of this run: from `TONGTONG_SEED` (64 hex digits) to repeat one, else drawn.
fn run_seed() -> [u8; 32] {
    if let Ok(text) = std::env::var("TONGTONG_SEED") {
        return hex::decode(text).unwrap().try_into().unwrap();
    }
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).unwrap();
    seed
}

fn any_prologue(draws: &mut Draws) -> Prologue {
    let mut offered: Vec<u16> = (0..draws.below(16)).map(|n| u16::try_from(n).unwrap() + 7).collect();
    offered.push(VERSION);
    Prologue {
        offered,
        version: VERSION,
        initiator: EndpointId::new(draws.bytes()),
        responder: EndpointId::new(draws.bytes()),
        responder_identity: PeerId::new(draws.bytes()),
        tls_exporter: draws.bytes(),
    }
}

fn payload_3(draws: &mut Draws, counts: &mut Counts) -> Vec<u8> {
    let (name, length) = match draws.below(100) {
        0..20 => ("payload 3: empty", 0),
        20..98 => ("payload 3: to 2 kB", 1 + draws.below(2_000)),
        98 => ("payload 3: to 60 kB", 2_001 + draws.below(58_000)),
        _ => ("payload 3: largest", 65_471),
    };
    *counts.entry(name).or_default() += 1;
    draws.many(usize::try_from(length).unwrap())
}

fn body(draws: &mut Draws, counts: &mut Counts) -> Vec<u8> {
    let (name, length) = match draws.below(200) {
        0..20 => ("body: empty", 0),
        20..120 => ("body: to 253", 1 + draws.below(253)),
        120..160 => ("body: to 1021", 254 + draws.below(768)),
        160..190 => ("body: to 4093", 1_022 + draws.below(3_072)),
        190..195 => ("body: to 16381", 4_094 + draws.below(12_288)),
        195..197 => ("body: to 32765", 16_382 + draws.below(16_384)),
        197..199 => ("body: to 65515", 32_766 + draws.below(32_750)),
        _ => ("body: largest", 65_516),
    };
    *counts.entry(name).or_default() += 1;
    draws.many(usize::try_from(length).unwrap())
}

/// Our end and snow's, compared in all they know, then a few frames each way.
fn compare(mut ours: Established, mut snow: SnowSession, draws: &mut Draws, counts: &mut Counts) {
    assert_eq!(ours.handshake_hash, snow.handshake_hash);
    let label = draws.bytes();
    let mut expand = <Hmac<Sha512> as KeyInit>::new_from_slice(&snow.exporter).unwrap();
    expand.update(b"tongtong/1 session export\0");
    expand.update(&label);
    expand.update(&[1]);
    assert_eq!(ours.exporter.derive(&label)[..], expand.finalize().into_bytes()[..32]);

    for _ in 0..1 + draws.below(4) {
        let kind = draws.bytes()[0];
        let body = body(draws, counts);
        if draws.below(2) == 0 {
            *counts.entry("frame: sealed here").or_default() += 1;
            let frame = ours.sealer.seal(kind, &body).unwrap();
            let plaintext = snow.open(ciphertext(&frame));
            assert_eq!((plaintext[0], &plaintext[3..3 + body.len()]), (kind, body.as_slice()));
        } else {
            *counts.entry("frame: opened here").or_default() += 1;
            let frame = ours.opener.open(&snow.seal(kind, &body)).unwrap();
            assert_eq!((frame.kind, frame.body), (kind, body));
        }
    }
}

fn own_initiator(draws: &mut Draws, counts: &mut Counts) {
    *counts.entry("role: own initiator").or_default() += 1;
    let prologue = any_prologue(draws);
    let (own, theirs) = (StaticSecret::from(&draws.bytes()), draws.bytes());
    let peer = StaticSecret::from(&theirs).public();
    let payload = payload_3(draws, counts);
    let mut snow = SnowPeer::responder(draws.bytes(), &theirs, &prologue.bytes());

    let (ours, message1) = Initiator::start(&draws.bytes(), &own, &peer, &prologue).unwrap();
    assert!(snow.read(&message1).is_empty());
    let message2 = snow.write(&[]);
    assert_eq!((message1.len(), message2.len()), (1_632, 1_632));
    let (message3, ours) = ours.finish(&message2, &payload).unwrap();
    assert_eq!(message3.len(), 64 + payload.len());
    assert_eq!(snow.read(&message3), payload);
    let snow = snow.finish();
    assert_eq!((ours.remote_static, StaticKey::new(snow.remote_static)), (peer, own.public()));
    compare(ours, snow, draws, counts);
}

fn own_responder(draws: &mut Draws, counts: &mut Counts) {
    *counts.entry("role: own responder").or_default() += 1;
    let prologue = any_prologue(draws);
    let keys = [StaticSecret::from(&draws.bytes()), StaticSecret::from(&draws.bytes())];
    let (name, meant) = match draws.below(2) {
        0 => ("static key: current", &keys[0]),
        _ => ("static key: previous", &keys[1]),
    };
    *counts.entry(name).or_default() += 1;
    let theirs = draws.bytes();
    let payload = payload_3(draws, counts);
    let mut snow = SnowPeer::initiator(draws.bytes(), &theirs, meant.public().bytes(), &prologue.bytes());

    let message1 = snow.write(&[]);
    let own: Vec<_> = keys.iter().collect();
    let (ours, message2) = Responder::answer(&draws.bytes(), &own, &prologue, &message1).unwrap();
    assert!(snow.read(&message2).is_empty());
    let message3 = snow.write(&payload);
    let (ours, read) = ours.finish(&message3).unwrap();
    assert_eq!(read, payload);
    let snow = snow.finish();
    assert_eq!(ours.remote_static, StaticSecret::from(&theirs).public());
    assert_eq!(StaticKey::new(snow.remote_static), meant.public());
    compare(ours, snow, draws, counts);
}

#[test]
fn ten_thousand_random_handshakes_and_transcripts_agree_with_snow() {
    let seed = run_seed();
    println!("TONGTONG_SEED={}", hex::encode(seed));
    let worker = |first: u64| {
        let mut counts = Counts::new();
        for n in (first..HANDSHAKES).step_by(usize::try_from(WORKERS).unwrap()) {
            let digest = Sha512::new().chain_update(seed).chain_update(n.to_be_bytes()).finalize();
            let mut draws = Draws::new(digest[..32].try_into().unwrap());
            match draws.below(2) {
                0 => own_initiator(&mut draws, &mut counts),
                _ => own_responder(&mut draws, &mut counts),
            }
        }
        counts
    };
    let mut counts = Counts::new();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|first| scope.spawn(move || worker(first))).collect();
        for part in workers {
            for (name, count) in part.join().unwrap() {
                *counts.entry(name).or_default() += count;
            }
        }
    });
    for (name, count) in &counts {
        println!("{count:>6}  {name}");
    }
    // Two roles, two static keys, four payloads, eight bodies, two directions: all reached.
    assert_eq!(counts.len(), 18, "a branch was never reached");
    assert_eq!(counts["role: own initiator"] + counts["role: own responder"], HANDSHAKES);
}
