use super::*;

#[test]
fn debug_hides_payee_and_words() {
    let payee = Payee::Address("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk".to_owned());
    let memo = Some("점심값".to_owned());
    let asset = Asset::ttc();
    let intent =
        Intent::pay(&Profile::main_net(), asset, Wanted::Max, payee, memo).unwrap().with_text("고마워");
    let text = format!("{intent:?}");
    assert!(!text.contains("GE4cf7") && !text.contains("점심값") && !text.contains("고마워"), "{text}");
}

#[test]
fn an_empty_memo_is_none() {
    let payee = Payee::Address("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk".to_owned());
    let intent =
        Intent::pay(&Profile::main_net(), Asset::ttc(), Wanted::Max, payee, Some(String::new())).unwrap();
    assert!(matches!(intent.kind, Kind::Pay { memo: None, .. }));
}

#[test]
fn a_memo_says_what_is_left() {
    for (memo, left) in [
        ("", Ok(40)),
        ("가나다라마바사아자차카타파", Ok(1)),
        ("가나다라마바사아자차카타파x", Ok(0)),
        ("가나다라마바사아자차카타파xy", Err(Refused::MemoTooLong { over: 1, limit: 40 })),
    ] {
        assert_eq!(memo_left(memo), left, "{memo}");
    }
}
