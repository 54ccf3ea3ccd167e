//! One whole session as an independent Python reading of the page computes it.

use super::*;
use serde_json::Value;

const VECTOR: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/session/xkhfs.json"));

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

fn array(value: &Value) -> [u8; 32] {
    bytes(value).try_into().unwrap()
}

fn vector_prologue(fields: &Value) -> Prologue {
    let number = |value: &Value| u16::try_from(value.as_u64().unwrap()).unwrap();
    Prologue {
        offered: fields["offered"].as_array().unwrap().iter().map(number).collect(),
        version: number(&fields["version"]),
        initiator: EndpointId::new(array(&fields["initiator"])),
        responder: EndpointId::new(array(&fields["responder"])),
        responder_identity: PeerId::new(array(&fields["responder_identity"])),
        tls_exporter: array(&fields["tls_exporter"]),
    }
}

#[test]
fn a_whole_session_is_what_the_page_says_to_the_last_byte() {
    let v: Value = serde_json::from_str(VECTOR).unwrap();
    let prologue = vector_prologue(&v["prologue"]);
    let [i, r] = ["initiator_static", "responder_static"].map(|name| StaticSecret::from(&array(&v[name])));
    let payload = bytes(&v["payload_3"]);

    let (initiator, message1) =
        Initiator::start(&array(&v["initiator_seed"]), &i, &r.public(), &prologue).unwrap();
    assert_eq!(message1, bytes(&v["message_1"]));
    let (responder, message2) =
        Responder::answer(&array(&v["responder_seed"]), &[&r], &prologue, &message1).unwrap();
    assert_eq!(message2, bytes(&v["message_2"]));
    let (message3, mut initiator) = initiator.finish(&message2, &payload).unwrap();
    assert_eq!(message3, bytes(&v["message_3"]));
    let (mut responder, read) = responder.finish(&message3).unwrap();
    assert_eq!(read, payload);

    for end in [&initiator, &responder] {
        assert_eq!(end.handshake_hash.as_slice(), bytes(&v["handshake_hash"]));
        assert_eq!(*end.exporter.derive(&bytes(&v["export_label"])), array(&v["exported"]));
    }
    for frame in v["frames"].as_array().unwrap() {
        let (from, to) = match frame["sender"].as_str().unwrap() {
            "initiator" => (&mut initiator, &mut responder),
            _ => (&mut responder, &mut initiator),
        };
        let expected = Frame {
            kind: u8::try_from(frame["kind"].as_u64().unwrap()).unwrap(),
            body: bytes(&frame["body"]),
        };
        let sealed = from.sealer.seal(expected.kind, &expected.body).unwrap();
        assert_eq!(sealed, bytes(&frame["frame"]));
        assert_eq!(to.opener.open(ciphertext(&sealed)).unwrap(), expected);
    }
}
