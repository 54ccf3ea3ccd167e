use super::*;
use crate::{Ask, Found};
use proptest::prelude::*;

fn draft(unsigned: Vec<u8>, facts: Vec<u8>) -> Draft {
    Draft { unsigned, facts }
}

/// Whatever the bytes are, every parser answers, and refuses them.
fn refused(wallet: &Wallet, draft: &Draft) {
    assert_eq!(wallet.effects(draft), Err(Fault::Unreadable));
    assert_eq!(wallet.rules.to_sign(draft, wallet.account), Err(Fault::Unreadable));
    assert_eq!(wallet.rules.seal(draft, &[]), Err(Fault::Unreadable));
}

#[test]
fn a_draft_cut_short_or_followed_by_more_is_refused() {
    let wallet = Wallet::with(&[30_000]);
    let good = wallet.draft(PAYEE, exactly(20_000)).unwrap();
    for end in 0..good.unsigned.len() {
        refused(&wallet, &draft(good.unsigned[..end].to_vec(), good.facts.clone()));
    }
    refused(&wallet, &draft([good.unsigned.clone(), vec![0]].concat(), good.facts.clone()));
    for end in 0..good.facts.len() {
        refused(&wallet, &draft(good.unsigned.clone(), good.facts[..end].to_vec()));
    }
    refused(&wallet, &draft(good.unsigned, [good.facts, vec![0]].concat()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_no_draft(bytes: Vec<u8>, facts: Vec<u8>) {
        let wallet = Wallet::new();
        let magic = [b"psbt\xff".as_slice(), &bytes].concat();
        let real = tongtong_types::cbor::to_row(&BTreeMap::from([("estimated", true)])).unwrap();
        for facts in [facts, real] {
            refused(&wallet, &draft(bytes.clone(), facts.clone()));
            refused(&wallet, &draft(magic.clone(), facts));
        }
    }

    #[test]
    fn any_bytes_are_no_state_and_no_track(bytes in prop::collection::vec(any::<u8>(), 1..200)) {
        let wallet = Wallet::new();
        prop_assert_eq!(wallet.rules.receive(wallet.account, &bytes), Err(Fault::Unreadable));
        let view = View { keys: wallet.account, state: &bytes, flights: &[], watched: &[] };
        prop_assert_eq!(wallet.rules.look(&view, &[]), Err(Fault::Unreadable));
        let id = tongtong_types::TxId::new(&[1; 32]).unwrap();
        let payment = PaymentId::new([1; 16]);
        let flights = [Flight { payment, id, track: bytes.clone(), age: Duration::from_secs(1) }];
        let view = View { keys: wallet.account, state: &[], flights: &flights, watched: &[] };
        prop_assert_eq!(wallet.rules.look(&view, &[]), Err(Fault::Unreadable));
        prop_assert_eq!(crate::id_of(&bytes), None);
    }

    #[test]
    fn any_text_is_read(text: String, tail: String) {
        for network in ["main", "regtest"] {
            let rules = rules(network);
            let _ = rules.read(&text);
            for head in ["bc1", "BCRT1", "tb1q", "1", "3", "m", "2"] {
                let _ = rules.read(&format!("{head}{tail}"));
            }
        }
    }
}

/// Numbers and texts that an answer may hold in place of the true ones.
fn spoil(seed: u64, seen: &mut crate::Seen) {
    let mut rest = seed;
    let mut next = |below: u64| {
        let taken = rest % below;
        rest /= below;
        taken
    };
    let values = [0, 1, u64::from(u32::MAX), 2_100_000_000_000_000, 2_100_000_000_000_001, u64::MAX];
    let value = values[usize::try_from(next(6)).unwrap()];
    let narrow = u32::try_from(value).unwrap_or(u32::MAX);
    let id = |bytes: &[u8]| tongtong_types::TxId::new(bytes).unwrap();
    match next(9) {
        0 => seen.height = narrow,
        1 => seen.purses[0].coins[0].value = value,
        2 => seen.purses[0].coins[0].height = narrow,
        3 => seen.purses[0].coins[0].point.output = narrow,
        4 => seen.purses[0].coins[0].point.tx = id(&[9; 20]),
        5 => seen.purses[0].coins[0].point.tx = id(&[9; 32]),
        6 => seen.rate = Some(value),
        7 => seen.purses[0].address = "x".to_owned(),
        _ => {
            let by = Some(crate::Spender { tx: id(&[1]), height: Some(narrow) });
            let point = crate::Point { tx: id(&[9; 64]), output: narrow };
            seen.spends.push(crate::Spend { point, by, made: None });
        }
    }
}

#[test]
fn an_answer_with_any_numbers_never_panics() {
    let wallet = Wallet::with(&[30_000, 20_000]);
    let (to, asset) = (payee(PAYEE), btc());
    let (mut good, mut bad) = (0, 0);
    for seed in 0..54 {
        let mut answers = wallet.look_answers().unwrap();
        let Found::Look(mut seen) = answers[0].1.read().unwrap() else { panic!() };
        spoil(seed, &mut seen);
        answers[0].1 = Reply::new(&Found::Look(seen)).unwrap();
        if wallet.saw(&answers).is_ok() {
            good += 1
        } else {
            bad += 1
        }
        for amount in [exactly(25_000), Wanted::Max, exactly(2_100_000_000_000_000)] {
            let order = wallet.order(&to, amount, &asset);
            let mut answers = wallet.ask(&order).unwrap_or_default();
            let Some((_, reply)) = answers.first_mut() else { continue };
            let Found::Look(mut seen) = reply.read().unwrap() else { panic!() };
            spoil(seed, &mut seen);
            *reply = Reply::new(&Found::Look(seen)).unwrap();
            let asked = wallet.rules.ask(&order, &answers);
            let drafted = wallet.rules.draft(&order, &answers);
            assert!(asked.is_ok() || drafted.is_err());
        }
    }
    assert!(good > 0 && bad > good, "{good} {bad}");
}

#[test]
fn an_answer_of_another_kind_or_none() {
    let wallet = Wallet::with(&[30_000]);
    let (to, asset) = (payee(PAYEE), btc());
    let order = wallet.order(&to, exactly(20_000), &asset);
    let answers = wallet.ask(&order).unwrap();
    let kinds = [
        Reply::new(&Found::Transactions(vec![])).unwrap(),
        Reply::new(&Found::Transactions(vec!["zz".to_owned()])).unwrap(),
        Reply::new(&Found::Transactions(vec!["00".to_owned()])).unwrap(),
        Reply::new(&7).unwrap(),
        answers[0].1.clone(),
        answers[1].1.clone(),
    ];
    for place in 0..2 {
        for (kind, reply) in kinds.iter().enumerate().filter(|(kind, _)| *kind != place + 4) {
            let mut answers = answers.clone();
            answers[place].1 = reply.clone();
            assert!(wallet.rules.draft(&order, &answers).is_err(), "{place} {kind}");
            assert!(wallet.rules.ask(&order, &answers).is_err(), "{place} {kind}");
        }
    }
    let stray = vec![(Query::new(&Ask::Transactions(vec![])).unwrap(), answers[1].1.clone())];
    assert_eq!(wallet.rules.draft(&order, &stray), Err(Fault::Unanswered));
}
