//! The parts of the handshake against published vectors of the plain pattern XK (no KEM).

use super::super::cipher::CipherState;
use super::super::static_secret::KeyPair;
use super::super::symmetric::{Split, Symmetric, Unkeyed};
use crate::secret::Secret;
use serde_json::Value;

const VECTORS: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/vectors/session/noise_xk_25519_aesgcm_sha512.json"
));

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

fn pair(value: &Value) -> KeyPair {
    KeyPair::new(Secret::init_with(|out| out.copy_from_slice(&bytes(value))))
}

/// One side's view: what it holds after the handshake, and whether it wrote what the vector says.
struct Side {
    symmetric: Option<Symmetric>,
    name: &'static str,
}

impl Side {
    fn write(&mut self, mut head: Vec<u8>, payload: &Value, expected: &Value) {
        self.symmetric.as_mut().unwrap().write(&bytes(payload), &mut head).unwrap();
        assert_eq!(hex::encode(head), expected.as_str().unwrap(), "written by the {}", self.name);
    }

    fn read(&mut self, sealed: &[u8], expected: &Value) {
        let payload = self.symmetric.as_mut().unwrap().read(sealed).unwrap();
        assert_eq!(hex::encode(payload), expected.as_str().unwrap(), "read by the {}", self.name);
    }

    fn mix(&mut self, own: &KeyPair, theirs: &[u8; 32]) {
        self.symmetric.as_mut().unwrap().mix_key(own.agree(theirs).unwrap().expose());
    }

    fn split(self) -> Split {
        self.symmetric.unwrap().split()
    }
}

fn opened(prologue: &[u8], responder: &[u8; 32], e: &KeyPair, agreed: (&KeyPair, &[u8; 32])) -> Symmetric {
    let mut unkeyed = Unkeyed::new("Noise_XK_25519_AESGCM_SHA512");
    unkeyed.mix_hash(prologue);
    unkeyed.mix_hash(responder);
    unkeyed.mix_hash(e.public());
    unkeyed.mix_key(agreed.0.agree(agreed.1).unwrap().expose())
}

fn handshake(vector: &Value) -> (Split, Split) {
    let [s, e] = ["init_static", "init_ephemeral"].map(|name| pair(&vector[name]));
    let [rs, re] = ["resp_static", "resp_ephemeral"].map(|name| pair(&vector[name]));
    assert_eq!(rs.public().as_slice(), bytes(&vector["init_remote_static"]));
    let message = |n: usize| (&vector["messages"][n]["payload"], &vector["messages"][n]["ciphertext"]);
    let prologue = bytes(&vector["init_prologue"]);

    // -> e, es
    let i = opened(&prologue, rs.public(), &e, (&e, rs.public()));
    let r = opened(&prologue, rs.public(), &e, (&rs, e.public()));
    let mut i = Side { symmetric: Some(i), name: "initiator" };
    let mut r = Side { symmetric: Some(r), name: "responder" };
    let (payload, expected) = message(0);
    i.write(e.public().to_vec(), payload, expected);
    r.read(&bytes(expected)[32..], payload);

    // <- e, ee
    for side in [&mut i, &mut r] {
        side.symmetric.as_mut().unwrap().mix_hash(re.public());
    }
    i.mix(&e, re.public());
    r.mix(&re, e.public());
    let (payload, expected) = message(1);
    r.write(re.public().to_vec(), payload, expected);
    i.read(&bytes(expected)[32..], payload);

    // -> s, se
    let (payload, expected) = message(2);
    let mut head = Vec::new();
    i.symmetric.as_mut().unwrap().write(s.public(), &mut head).unwrap();
    r.read(&bytes(expected)[..48], &Value::from(hex::encode(s.public())));
    i.mix(&s, re.public());
    r.mix(&re, s.public());
    i.write(head, payload, expected);
    r.read(&bytes(expected)[48..], payload);
    (i.split(), r.split())
}

fn transport(seal: &mut CipherState, open: &mut CipherState, message: &Value) {
    let (payload, expected) = (bytes(&message["payload"]), bytes(&message["ciphertext"]));
    let mut buffer = payload.clone();
    let tag = seal.seal(&[], &mut buffer).unwrap();
    assert_eq!([buffer.as_slice(), &tag].concat(), expected);
    open.open(&[], &mut buffer, &tag).unwrap();
    assert_eq!(buffer, payload);
}

#[test]
fn the_plain_parts_agree_with_the_published_vectors() {
    let file: Value = serde_json::from_str(VECTORS).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let (mut i, mut r) = handshake(vector);
        assert_eq!(i.hash, r.hash);
        if let Some(hash) = vector["handshake_hash"].as_str() {
            assert_eq!(hex::encode(i.hash), hash);
        }
        for (n, message) in vector["messages"].as_array().unwrap().iter().enumerate().skip(3) {
            // The responder speaks first after the handshake's three.
            if n % 2 == 1 {
                transport(&mut r.responder, &mut i.responder, message);
            } else {
                transport(&mut i.initiator, &mut r.initiator, message);
            }
        }
    }
    assert!(vectors.iter().any(|vector| vector["handshake_hash"].is_string()));
}
