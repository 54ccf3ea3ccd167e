use super::*;
use proptest::prelude::*;

fn header(seq: u64) -> Header {
    Header {
        conversation: ConversationId::new([1; 32]),
        id: MessageId { author: PeerId::new([2; 32]), log: LogId::new([3; 16]), seq },
        prev: (seq > 1).then_some(HeaderHash::new([4; 32])),
        seen: vec![Head {
            id: MessageId { author: PeerId::new([5; 32]), log: LogId::new([6; 16]), seq: 7 },
            hash: HeaderHash::new([8; 32]),
        }],
        sent_at: Timestamp::from_millis(9),
        expires_at: None,
        kind: 1,
        commitment: [10; 32],
    }
}

/// The header's bytes with one field changed, or taken out.
fn changed(seq: u64, key: u64, value: Option<Value>) -> Vec<u8> {
    let mut fields = decode(&header(seq).encode()).unwrap().into_fields().unwrap().rest();
    let _ = fields.remove(&key);
    fields.extend(value.map(|value| (key, value)));
    encode(&Value::Map(fields))
}

#[test]
fn a_header_is_read_as_it_was_written() {
    for header in [
        header(1),
        header(2),
        header(MAX_SEQ),
        Header { expires_at: Some(Timestamp::from_millis(1)), ..header(3) },
        Header { seen: vec![header(1).seen[0]; MAX_SEEN], ..header(2) },
    ] {
        let bytes = header.encode();
        assert!(bytes.len() <= MAX_HEADER);
        assert_eq!(Header::decode(&bytes), Ok(header));
    }
}

#[test]
fn unknown_keys_change_the_hash_and_nothing_else() {
    let bytes = changed(2, 12, Some(Value::text("newer")));
    assert_eq!(Header::decode(&bytes), Ok(header(2)));
    assert_ne!(Header::hash(&bytes), Header::hash(&header(2).encode()));
}

#[test]
fn headers_are_refused_by_name() {
    let head = |seq| {
        let mut head = header(1).seen[0];
        head.id.seq = seq;
        head.to_value()
    };
    let seen = |seq, count| Some(Value::Array(vec![head(seq); count]));
    for (fault, bytes) in [
        ("another version", changed(2, 1, Some(Value::Uint(2)))),
        ("no conversation", changed(2, 2, None)),
        ("a short author", changed(2, 3, Some(Value::bytes(&[2; 31])))),
        ("a long log", changed(2, 4, Some(Value::bytes(&[2; 17])))),
        ("place 0", changed(1, 5, Some(Value::Uint(0)))),
        ("a place over the highest", changed(2, 5, Some(Value::Uint(MAX_SEQ + 1)))),
        ("prev at place 1", changed(1, 6, Some(Value::bytes(&[4; 32])))),
        ("no prev at place 2", changed(2, 6, None)),
        ("a short prev", changed(2, 6, Some(Value::bytes(&[4; 31])))),
        ("17 heads seen", changed(2, 7, seen(1, 17))),
        ("a head at place 0", changed(2, 7, seen(0, 1))),
        ("a time that is a text", changed(2, 8, Some(Value::text("now")))),
        ("an expiry that is nothing", changed(2, 9, Some(Value::Null))),
        ("no kind", changed(2, 10, None)),
        ("a short commitment", changed(2, 11, Some(Value::bytes(&[1; 31])))),
        ("over its size", changed(2, 12, Some(Value::bytes(&[0; MAX_HEADER])))),
    ] {
        assert!(Header::decode(&bytes).is_err(), "{fault}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_refused_as_headers(bytes: Vec<u8>) {
        prop_assert!(Header::decode(&bytes).is_err());
    }

    #[test]
    fn a_changed_byte_is_refused_or_changes_the_hash(place in 0_usize..400, bit in 0_u8..8) {
        let good = header(2).encode();
        let mut bytes = good.clone();
        let place = place % bytes.len();
        bytes[place] ^= 1 << bit;
        if let Ok(read) = Header::decode(&bytes) {
            prop_assert_ne!(Header::hash(&bytes), Header::hash(&good));
            prop_assert_eq!(Header::decode(&read.encode()), Ok(read));
        }
    }
}
