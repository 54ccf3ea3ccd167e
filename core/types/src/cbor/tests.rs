use super::*;
use proptest::prelude::*;

fn refused(hex: &str) -> Option<CborError> {
    decode(&hex::decode(hex).unwrap()).err()
}

#[test]
fn writes_the_canonical_form() {
    let record = Value::map([(1, Value::Uint(24)), (0, Value::text("통")), (300, Value::bytes(&[1]))]);
    assert_eq!(hex::encode(encode(&record)), "a30063ed86b501181819012c4101");
}

#[test]
fn refuses_what_is_not_canonical_by_name() {
    for (fault, hex) in [
        ("keys out of order", "a201000000"),
        ("a key twice", "a200000000"),
        ("a long head", "1801"),
        ("an indefinite array", "9f01ff"),
        ("an indefinite text", "7f6161ff"),
        ("a float", "f93c00"),
        ("a tag", "c001"),
        ("a negative number", "20"),
        ("a text key", "a1616100"),
        ("undefined", "f7"),
    ] {
        assert!(matches!(refused(hex), Some(CborError::NotCanonical | CborError::Malformed)), "{fault}");
    }
}

#[test]
fn refuses_what_is_malformed_by_name() {
    assert_eq!(refused(""), Some(CborError::Malformed), "nothing");
    assert_eq!(refused("42aa"), Some(CborError::Malformed), "cut short");
    assert_eq!(refused("0000"), Some(CborError::Malformed), "bytes behind the end");
    assert_eq!(refused("61ff"), Some(CborError::Malformed), "a text that is not UTF-8");
    assert_eq!(refused(&"81".repeat(40)), Some(CborError::Limit), "too deep");
    assert_eq!(decode(&vec![0; MAX_RECORD + 1]), Err(CborError::Limit), "too long");
    assert!(refused("9bffffffffffffffff").is_some(), "a list that promises 2^64 items");
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<u64>().prop_map(Value::Uint),
        any::<Vec<u8>>().prop_map(Value::Bytes),
        any::<String>().prop_map(Value::Text),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::btree_map(any::<u64>(), inner, 0..6).prop_map(Value::Map),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(value in any_value()) {
        prop_assert_eq!(decode(&encode(&value)), Ok(value));
    }

    #[test]
    fn any_bytes_are_refused_or_come_back_the_same(bytes: Vec<u8>) {
        if let Ok(value) = decode(&bytes) {
            prop_assert_eq!(encode(&value), bytes);
        }
    }
}
