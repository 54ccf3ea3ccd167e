//! The session's specification, section by section of `docs/protocol.md`, part 1.

use super::*;
use sha2::{Digest, Sha512};
use tongtong_types::{EndpointId, PeerId};

mod differential;
mod frame_faults;
mod handshake_faults;
mod hello;
mod hostile;
mod key_faults;
mod known_answer;
mod limits;
mod published;
mod secrecy;
mod snow_peer;
mod story;

fn prologue() -> Prologue {
    Prologue {
        offered: vec![VERSION, 2],
        version: VERSION,
        initiator: EndpointId::new([1; 32]),
        responder: EndpointId::new([2; 32]),
        responder_identity: PeerId::new([3; 32]),
        tls_exporter: [4; 32],
    }
}

fn alice() -> StaticSecret {
    StaticSecret::from(&[5; 32])
}

fn bob() -> StaticSecret {
    StaticSecret::from(&[6; 32])
}

fn mallory() -> StaticSecret {
    StaticSecret::from(&[9; 32])
}

/// Alice has dialled Bob: her state and message 1.
fn dialled() -> (Initiator, Vec<u8>) {
    Initiator::start(&[7; 32], &alice(), &bob().public(), &prologue()).unwrap()
}

/// Bob has answered Alice.
fn answered() -> (Initiator, Responder, Vec<u8>) {
    let (initiator, message1) = dialled();
    let (responder, message2) = Responder::answer(&[8; 32], &[&bob()], &prologue(), &message1).unwrap();
    (initiator, responder, message2)
}

/// Alice's and Bob's ends of one session.
fn established() -> (Established, Established) {
    let (initiator, responder, message2) = answered();
    let (message3, alice) = initiator.finish(&message2, b"card").unwrap();
    let (bob, _) = responder.finish(&message3).unwrap();
    (alice, bob)
}

/// The ciphertext of a sealed frame: the bytes after its length, which must be right.
fn ciphertext(frame: &[u8]) -> &[u8] {
    let (length, rest) = frame.split_first_chunk::<2>().unwrap();
    assert_eq!(usize::from(u16::from_be_bytes(*length)), rest.len());
    rest
}

/// The error of a step that must fail; its success value need not be printable.
fn refused<T>(result: Result<T, SessionError>) -> SessionError {
    result.err().expect("the step was accepted")
}

/// Bytes drawn from a printed seed, so that a failure can be repeated.
struct Draws {
    seed: [u8; 32],
    count: u64,
}

impl Draws {
    fn new(seed: [u8; 32]) -> Self {
        Self { seed, count: 0 }
    }

    fn bytes(&mut self) -> [u8; 32] {
        self.count += 1;
        let digest = Sha512::new().chain_update(self.seed).chain_update(self.count.to_be_bytes()).finalize();
        digest[..32].try_into().unwrap()
    }

    fn below(&mut self, bound: u64) -> u64 {
        u64::from_be_bytes(self.bytes()[..8].try_into().unwrap()) % bound
    }

    fn many(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 32);
        while bytes.len() < length {
            bytes.extend_from_slice(&self.bytes());
        }
        bytes.truncate(length);
        bytes
    }
}
