use super::*;
use proptest::prelude::*;
use tongtong_types::{HeaderHash, LogId, MessageId, PeerId};

fn head(seq: u64) -> Head {
    let id = MessageId { author: PeerId::new([1; 32]), log: LogId::new([2; 16]), seq };
    Head { id, hash: HeaderHash::new([3; 32]) }
}

/// The bytes of a heads frame whose one head has this for missing runs.
fn with_missing(missing: Value) -> Vec<u8> {
    let mut fields = head(40).to_value().into_fields().unwrap().rest();
    fields.insert(5, missing);
    encode(&Value::map([(1, Value::Array(vec![Value::Map(fields)]))]))
}

#[test]
fn frames_are_read_as_they_were_written_and_fit_a_session_s_frame() {
    const BODY: usize = 65_516;
    let message = MessageFrame { header: vec![1; 4_096], salt: [2; 32], body: vec![3; MAX_BODY] };
    assert!(message.encode().len() <= BODY);
    assert_eq!(MessageFrame::decode(&message.encode()), Ok(message));
    let place = crate::header::MAX_SEQ;
    let reach = Reach { head: head(place), missing: vec![(place - 2, place - 1); MAX_MISSING] };
    let heads = Heads(vec![reach; MAX_HEADS]);
    assert!(heads.encode().len() <= BODY, "{}", heads.encode().len());
    assert_eq!(Heads::decode(&heads.encode()), Ok(heads));
    let acks = Acks(vec![head(1), head(2)]);
    assert_eq!(Acks::decode(&acks.encode()), Ok(acks));
}

#[test]
fn frames_are_refused_by_name() {
    let message = |body: usize, salt: usize| {
        let (salt, body) = (vec![0; salt], vec![0; body]);
        encode(&Value::map([(1, Value::bytes(&[])), (2, Value::bytes(&salt)), (3, Value::bytes(&body))]))
    };
    assert!(MessageFrame::decode(&message(MAX_BODY + 1, 32)).is_err(), "a body over its limit");
    assert!(MessageFrame::decode(&message(1, 31)).is_err(), "a short salt");
    assert!(Heads::decode(&Heads(vec![Reach { head: head(1), missing: vec![] }; 129]).encode()).is_err());
    assert!(Acks::decode(&Acks(vec![head(1); 129]).encode()).is_err(), "129 heads");
    for (fault, missing) in [
        ("half a run", Value::Array(vec![Value::Uint(1)])),
        ("a run backwards", Value::Array(vec![Value::Uint(2), Value::Uint(1)])),
        ("17 runs", Value::Array(vec![Value::Uint(1); 34])),
        ("no list", Value::Uint(1)),
    ] {
        assert!(Heads::decode(&with_missing(missing)).is_err(), "{fault}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_refused_as_frames(bytes: Vec<u8>) {
        prop_assert!(MessageFrame::decode(&bytes).is_err());
        prop_assert!(Heads::decode(&bytes).map_or(true, |heads| heads.0.is_empty()));
        prop_assert!(Acks::decode(&bytes).map_or(true, |acks| acks.0.is_empty()));
    }
}
