use super::*;
use crate::log::conversation_id;
use proptest::prelude::*;
use tongtong_types::PeerId;

fn payment() -> Payment {
    Payment {
        asset: Asset::ttc(),
        amount: Amount::from_units(1_000_000),
        decimals: 5,
        network: vec![0x7c, 0x16],
        to: Address::checked(Chain::TTCHAIN, "TTCaddress".to_owned()),
        body: BodyDigest::new([1; 32]),
        tx: TxId::new(&[2; 20]).unwrap(),
        text: None,
    }
}

fn record(fields: &[(u64, Value)]) -> Vec<u8> {
    encode(&Value::map(fields.iter().cloned()))
}

#[test]
fn every_kind_is_read_as_it_was_written() {
    let name = DisplayName::new("민수").unwrap();
    for body in [
        Body::Request { name: name.clone(), text: String::new() },
        Body::Request { name, text: "가".repeat(140) },
        Body::Accept,
        Body::ContactCard(vec![1, 2, 3]),
        Body::Text("가".repeat(MAX_TEXT)),
        Body::Text("e\u{301} and \u{e9}\nare kept as typed".to_owned()),
        Body::Payment(payment()),
        Body::Payment(Payment { text: Some("점심값".to_owned()), ..payment() }),
        Body::Payment(Payment {
            to: Address::checked(Chain::named("ethereum"), "0xEther".to_owned()),
            ..payment()
        }),
        Body::Receipt { log: LogId::new([3; 16]), from: 2, up_to: 257 },
        Body::Unknown { kind: 99, bytes: vec![0xff] },
    ] {
        let bytes = body.encode();
        assert!(bytes.len() <= MAX_BODY);
        assert_eq!(Body::decode(body.kind(), &bytes), Ok(body));
    }
}

#[test]
fn texts_and_requests_are_refused_by_name() {
    let text = |text: &str| record(&[(1, Value::text(text))]);
    let request = |name: &str, text: &str| record(&[(1, Value::text(name)), (2, Value::text(text))]);
    for (fault, kind, bytes) in [
        ("an empty text", kind::TEXT, text("")),
        ("a text over its limit", kind::TEXT, text(&"a".repeat(MAX_TEXT + 1))),
        ("a text with NUL", kind::TEXT, text("a\0b")),
        ("a text that is bytes", kind::TEXT, record(&[(1, Value::bytes(b"hi"))])),
        ("a body over its limit", kind::TEXT, text(&"가".repeat(MAX_BODY / 3))),
        ("a text that is no record", kind::TEXT, encode(&Value::text("hi"))),
        ("a request over its limit", kind::REQUEST, request("A", &"가".repeat(141))),
        ("a request without a name", kind::REQUEST, request("", "hi")),
        ("a name that turns the direction", kind::REQUEST, request("A\u{202e}B", "hi")),
        ("an accept that is no record", kind::ACCEPT, vec![0]),
        ("no body", kind::ACCEPT, vec![]),
        ("an unknown kind over its limit", 99, vec![0; MAX_BODY + 1]),
    ] {
        assert_eq!(Body::decode(kind, &bytes), Err(MalformedBody), "{fault}");
    }
}

#[test]
fn payments_are_refused_by_name() {
    let fields = || decode(&payment().encode()).unwrap().into_fields().unwrap().rest();
    for (fault, key, value) in [
        ("an asset in small letters", 1, Value::text("ttc")),
        ("no amount", 2, Value::bytes(&[0; 16])),
        ("an amount of 15 bytes", 2, Value::bytes(&[1; 15])),
        ("39 decimals", 3, Value::Uint(39)),
        ("no network", 4, Value::bytes(&[])),
        ("a long network", 4, Value::bytes(&[0; 65])),
        ("a number of no chain", 5, Value::Uint(2)),
        ("TTChain by its name", 5, Value::text("ttchain")),
        ("no name of a chain", 5, Value::text("Ethereum")),
        ("a long name of a chain", 5, Value::text("thirteenchars")),
        ("no address", 6, Value::text("")),
        ("a long address", 6, Value::text(&"T".repeat(129))),
        ("an address with a line break", 6, Value::text("TTC\naddress")),
        ("a short digest", 7, Value::bytes(&[1; 31])),
        ("no transaction id", 8, Value::bytes(&[])),
        ("an empty text", 9, Value::text("")),
        ("a text that is a number", 9, Value::Uint(1)),
    ] {
        let mut fields = fields();
        fields.insert(key, value);
        let bytes = encode(&Value::Map(fields));
        assert_eq!(Body::decode(kind::PAYMENT, &bytes), Err(MalformedBody), "{fault}");
    }
}

#[test]
fn receipts_are_refused_by_name() {
    for (fault, from, up_to) in
        [("place 0", 0, 1), ("backwards", 2, 1), ("257 places", 1, 257), ("all places", 1, u64::MAX)]
    {
        let bytes = Body::Receipt { log: LogId::new([3; 16]), from, up_to }.encode();
        assert_eq!(Body::decode(kind::RECEIPT, &bytes), Err(MalformedBody), "{fault}");
    }
}

#[test]
fn debug_shows_no_text() {
    let shown = format!("{:?} {:?}", Body::Text("secret".to_owned()), payment());
    assert!(!shown.contains("secret") && !shown.contains("TTCaddress"));
}

#[test]
fn the_conversation_is_the_same_from_both_sides() {
    let (a, b, c) = (PeerId::new([1; 32]), PeerId::new([2; 32]), PeerId::new([3; 32]));
    assert_eq!(conversation_id(a, b), conversation_id(b, a));
    assert_ne!(conversation_id(a, b), conversation_id(a, c));
}

proptest! {
    #[test]
    fn any_bytes_are_a_body_that_writes_itself_or_refused(kind in 0_u64..16, bytes: Vec<u8>) {
        if let Ok(body) = Body::decode(kind, &bytes) {
            prop_assert_eq!(body.kind(), kind);
            prop_assert_eq!(Body::decode(kind, &body.encode()), Ok(body));
        }
    }

    #[test]
    fn any_text_of_fitting_length_travels_unchanged(text in "\\PC{1,200}") {
        let body = Body::Text(text);
        prop_assert_eq!(Body::decode(kind::TEXT, &body.encode()), Ok(body));
    }
}
