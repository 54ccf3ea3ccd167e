use super::*;
use crate::form::Form;
use crate::select::{dust, own_script};
use bitcoin::consensus::encode::deserialize;
use bitcoin::{Psbt, Transaction};
use tongtong_chain::{AddressFault, Note};

const P2WPKH_DUST: u64 = 294;
const P2SH_DUST: u64 = 540;

fn fault(wallet: &Wallet, amount: Wanted) -> Fault {
    wallet.draft(PAYEE, amount).unwrap_err()
}

#[test]
fn a_payment_says_whom_it_pays_what_it_costs_and_what_comes_back() {
    let wallet = Wallet::with(&[50_000, 30_000]);
    let draft = wallet.draft(PAYEE, exactly(20_000)).unwrap();
    let effects = wallet.effects(&draft).unwrap();
    assert_eq!(effects.to.text(), PAYEE);
    assert_eq!((effects.asset, effects.fee_asset), (btc(), btc()));
    assert_eq!(effects.amount, units(20_000));
    // The smallest coin that suffices. 10.5 + 68 + 32 (P2SH) + 31 (change) = 141.5 virtual bytes at 1 unit each.
    assert_eq!(effects.fee, units(142));
    assert_eq!(effects.sources, [(wallet.account.address(0, 1, "regtest"), units(30_000))]);
    assert_eq!(effects.change, Some((wallet.account.address(1, 0, "regtest"), units(9_858))));
    assert!(effects.notes.is_empty() && effects.costs.is_empty() && effects.expires.is_none());
}

#[test]
fn a_sealed_payment_is_what_was_signed_and_its_id_is_known() {
    let wallet = Wallet::with(&[50_000, 30_000, 20_000]);
    let draft = wallet.draft(PAYEE, exactly(90_000)).unwrap();
    let wanted = wallet.rules.to_sign(&draft, wallet.account).unwrap();
    assert_eq!(wanted.len(), 3);
    let sealed = wallet.seal(&draft).unwrap();
    assert_eq!(crate::id_of(&sealed.bytes), Some(sealed.id.clone()));
    assert_eq!(sealed.body, *sealed.id.bytes());
    assert_eq!(sealed, wallet.seal(&draft).unwrap(), "the same bytes every time");
    let transaction: Transaction = deserialize(&sealed.bytes).unwrap();
    assert_eq!(sealed.id.to_string(), transaction.compute_txid().to_string());
    let psbt = Psbt::deserialize(&draft.unsigned).unwrap();
    let mut unsigned = transaction.clone();
    for input in &mut unsigned.input {
        assert_eq!(input.witness.len(), 2);
        assert_eq!(input.witness.nth(0).unwrap().last(), Some(&1), "SIGHASH_ALL");
        input.witness.clear();
        assert_eq!(input.sequence.to_consensus_u32(), 0xffff_fffd);
    }
    assert_eq!(unsigned, psbt.unsigned_tx);
    assert_eq!((unsigned.version.0, unsigned.lock_time.to_consensus_u32()), (2, 0));
    let fee = u64::try_from(wallet.effects(&draft).unwrap().fee.units()).unwrap();
    let vsize = u64::try_from(transaction.vsize()).unwrap();
    assert!(fee >= vsize && fee <= vsize + 2, "{fee} for {vsize} virtual bytes at 1 unit each");
}

#[test]
fn a_payment_to_every_form_of_address() {
    let wallet = Wallet::with(&[100_000]);
    let own = wallet.account.address(0, 3, "regtest");
    let hash = "0000000000000000000000000000000000000001";
    let p2wsh = bitcoin::ScriptBuf::from_hex(&format!("0020{hash}000000000000000000000001")).unwrap();
    let p2tr = bitcoin::ScriptBuf::from_hex(&format!("5120{hash}000000000000000000000001")).unwrap();
    let text = |script: &bitcoin::ScriptBuf| {
        bitcoin::Address::from_script(script, bitcoin::Network::Regtest).unwrap().to_string()
    };
    let forms = [
        (own.text().to_owned(), 31),
        ("mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn".to_owned(), 34),
        (PAYEE.to_owned(), 32),
        (text(&p2wsh), 43),
        (text(&p2tr), 43),
    ];
    for (to, size) in forms {
        let draft = wallet.draft(&to, exactly(50_000)).unwrap();
        let effects = wallet.effects(&draft).unwrap();
        assert_eq!(effects.to.text(), to);
        // 10.5 bytes of every transaction with a witness, 68 of the input, 31 of the change.
        assert_eq!(effects.fee, units((2 * size + 21 + 2 * 68 + 2 * 31u64).div_ceil(2)), "{to}");
        wallet.seal(&draft).unwrap();
    }
}

#[test]
fn everything_leaves_nothing_and_has_no_change() {
    let wallet = Wallet::with(&[50_000, 30_000, 600]);
    let effects = wallet.effects(&wallet.draft(PAYEE, Wanted::Max).unwrap()).unwrap();
    assert_eq!(effects.change, None);
    assert_eq!(effects.sources.len(), 3);
    assert_eq!(effects.amount.units() + effects.fee.units(), 80_600);
}

#[test]
fn everything_leaves_out_a_coin_that_costs_more_than_it_brings() {
    let mut wallet = Wallet::with(&[50_000, 600]);
    wallet.ledger.rate = Some(10_000);
    let effects = wallet.effects(&wallet.draft(PAYEE, Wanted::Max).unwrap()).unwrap();
    assert_eq!(effects.amount.units() + effects.fee.units(), 50_000);
    let effects = wallet.effects(&wallet.draft(PAYEE, exactly(40_000)).unwrap()).unwrap();
    assert_eq!(effects.sources.len(), 1);
}

#[test]
fn change_that_would_be_dust_goes_to_the_network() {
    let wallet = Wallet::with(&[30_000]);
    for (back, change) in [(P2WPKH_DUST, true), (P2WPKH_DUST - 1, false), (0, false)] {
        let effects = wallet.effects(&wallet.draft(PAYEE, exactly(30_000 - 142 - back)).unwrap()).unwrap();
        assert_eq!(effects.change.is_some(), change, "{back}");
        assert_eq!(effects.fee.units(), if change { 142 } else { u128::from(142 + back) });
    }
    assert_eq!(dust(&own_script()), P2WPKH_DUST);
}

#[test]
fn lacking_the_amount_and_lacking_the_fee_are_told_apart() {
    let wallet = Wallet::with(&[30_000, 20_000]);
    // 10.5 + 2 * 68 + 32 = 178.5 virtual bytes.
    let missing = |amount| match fault(&wallet, exactly(amount)) {
        Fault::NotEnough { missing } => ("all", missing.units()),
        Fault::NotEnoughForFee { asset, missing } => {
            assert_eq!(asset, btc());
            ("fee", missing.units())
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(missing(50_001), ("all", 1 + 179));
    assert_eq!(missing(50_000), ("fee", 179));
    assert_eq!(missing(49_822), ("fee", 1));
    let effects = wallet.effects(&wallet.draft(PAYEE, exactly(49_821)).unwrap()).unwrap();
    assert_eq!((effects.fee, effects.change), (units(179), None));
}

#[test]
fn an_empty_account_lacks_what_the_fee_of_one_coin_is_and_more() {
    let wallet = Wallet::with(&[]);
    assert_eq!(fault(&wallet, exactly(1000)), Fault::NotEnough { missing: units(1000 + 111) });
    assert_eq!(fault(&wallet, Wanted::Max), Fault::NotEnough { missing: units(P2SH_DUST + 111) });
}

#[test]
fn too_little_for_the_network_is_refused_with_the_least() {
    let wallet = Wallet::with(&[30_000]);
    for amount in [0, 1, P2SH_DUST - 1] {
        assert_eq!(fault(&wallet, exactly(amount)), Fault::TooLittle { least: units(P2SH_DUST) });
    }
    assert!(wallet.draft(PAYEE, exactly(P2SH_DUST)).is_ok());
    let wallet = Wallet::with(&[600]);
    assert_eq!(fault(&wallet, Wanted::Max), Fault::TooLittle { least: units(P2SH_DUST) });
    let mut wallet = Wallet::with(&[1200]);
    wallet.ledger.rate = Some(11_000);
    let missing = Fault::NotEnoughForFee { asset: btc(), missing: units(111 * 11 + P2SH_DUST - 1200) };
    assert_eq!(fault(&wallet, Wanted::Max), missing);
}

#[test]
fn amounts_that_cannot_be() {
    let wallet = Wallet::with(&[30_000]);
    for amount in [units(2_100_000_000_000_001), Amount::from_units(u128::MAX)] {
        assert_eq!(fault(&wallet, Wanted::Exactly(amount)), Fault::OutOfRange);
    }
}

#[test]
fn another_asset_and_a_payee_of_another_network() {
    let wallet = Wallet::with(&[30_000]);
    let (to, asset) = (payee(PAYEE), "ETH".parse().unwrap());
    assert_eq!(wallet.ask(&wallet.order(&to, exactly(1000), &asset)), Err(Fault::Asset));
    let other = wallet.draft("17VZNX1SN5NtKa8UQFxwQbFeFc3iqRYhem", exactly(1000)).unwrap_err();
    assert_eq!(other, Fault::Payee(AddressFault::OtherNetwork));
    assert_eq!(wallet.draft("anything", exactly(1000)).unwrap_err(), Fault::Unreadable);
}

#[test]
fn without_an_estimate_the_floor_is_paid_and_said() {
    let mut wallet = Wallet::with(&[30_000]);
    wallet.ledger.rate = None;
    let effects = wallet.effects(&wallet.draft(PAYEE, exactly(20_000)).unwrap()).unwrap();
    assert_eq!((effects.fee, effects.notes), (units(142), vec![Note::FeeNotEstimated]));
    wallet.ledger.rate = Some(1);
    let effects = wallet.effects(&wallet.draft(PAYEE, exactly(20_000)).unwrap()).unwrap();
    assert_eq!((effects.fee, effects.notes), (units(142), vec![]), "never below the floor");
}

#[test]
fn an_unreasonable_rate_or_fee_is_refused() {
    let mut wallet = Wallet::with(&[100_000_000]);
    wallet.ledger.rate = Some(1_000_000);
    assert!(wallet.effects(&wallet.draft(PAYEE, exactly(20_000)).unwrap()).is_ok());
    for rate in [1_000_001, u64::MAX] {
        wallet.ledger.rate = Some(rate);
        assert_eq!(fault(&wallet, exactly(20_000)), Fault::FeeTooHigh);
    }
    let mut many = Wallet::with(&[1_000_000; 150]);
    many.ledger.rate = Some(1_000_000);
    assert_eq!(fault(&many, Wanted::Max), Fault::FeeTooHigh, "more than a tenth of a coin");
}

#[test]
fn what_a_payment_on_its_way_spends_or_was_promised_is_not_used_again() {
    let mut wallet = Wallet::with(&[50_000, 30_000]);
    let first = wallet.draft(PAYEE, exactly(40_000)).unwrap();
    wallet.fly(&first);
    let second = wallet.draft(PAYEE, exactly(20_000)).unwrap();
    let (one, other) = (wallet.effects(&first).unwrap(), wallet.effects(&second).unwrap());
    assert_ne!(one.sources, other.sources);
    assert_ne!(one.change.unwrap().0, other.change.unwrap().0);
    wallet.fly(&second);
    assert!(matches!(fault(&wallet, exactly(1000)), Fault::NotEnough { .. }));
}

#[test]
fn the_amount_of_an_input_is_what_its_transaction_says() {
    let wallet = Wallet::with(&[30_000]);
    let (to, asset) = (payee(PAYEE), btc());
    let order = wallet.order(&to, exactly(20_000), &asset);
    let mut answers = wallet.ask(&order).unwrap();
    let crate::Found::Look(seen) = answers[0].1.read().unwrap() else { panic!() };
    let lies: [fn(&mut crate::Coin); 3] = [
        |coin| coin.value = 25_000,
        |coin| coin.value = 30_001,
        // No such output.
        |coin| coin.point.output = 2,
    ];
    for lie in lies {
        let mut seen = seen.clone();
        lie(&mut seen.purses[0].coins[0]);
        answers[0].1 = Reply::new(&crate::Found::Look(seen)).unwrap();
        assert_eq!(wallet.rules.draft(&order, &answers), Err(Fault::Contradiction));
    }
}

#[test]
fn a_coin_that_is_somebody_elses() {
    let mut wallet = Wallet::with(&[30_000]);
    let theirs = wallet.ledger.fund(&Account::of("main").address(0, 0, "regtest"), 40_000);
    let (to, asset) = (payee(PAYEE), btc());
    let order = wallet.order(&to, exactly(20_000), &asset);
    let mut answers = wallet.ask(&order).unwrap()[..1].to_vec();
    let crate::Found::Look(mut seen) = answers[0].1.read().unwrap() else { panic!() };
    let coin = &mut seen.purses[0].coins[0];
    (coin.point.tx, coin.value) = (theirs, 40_000);
    answers[0].1 = Reply::new(&crate::Found::Look(seen)).unwrap();
    for query in wallet.rules.ask(&order, &answers).unwrap() {
        answers.push((query.clone(), wallet.ledger.answer(&query)));
    }
    assert_eq!(answers.len(), 2);
    assert_eq!(wallet.rules.draft(&order, &answers), Err(Fault::Contradiction));
}

#[test]
fn a_transaction_under_the_id_of_another() {
    let mut wallet = Wallet::with(&[30_000]);
    let (to, asset) = (payee(PAYEE), btc());
    let mut answers = wallet.ask(&wallet.order(&to, exactly(20_000), &asset)).unwrap();
    // It pays the same address as much, so nothing else tells them apart.
    let other = wallet.ledger.fund(&wallet.account.address(0, 0, "regtest"), 30_000);
    let other = wallet.ledger.found(&crate::Ask::Transactions(vec![other]));
    assert!(answers[1].1.read() != Ok(other.clone()));
    answers[1].1 = Reply::new(&other).unwrap();
    let order = wallet.order(&to, exactly(20_000), &asset);
    assert_eq!(wallet.rules.draft(&order, &answers), Err(Fault::Contradiction));
}

#[test]
fn a_question_left_open() {
    let wallet = Wallet::with(&[30_000]);
    let (to, asset) = (payee(PAYEE), btc());
    let order = wallet.order(&to, exactly(20_000), &asset);
    let answers = wallet.ask(&order).unwrap();
    assert_eq!(answers.len(), 2);
    assert_eq!(wallet.rules.draft(&order, &answers[..1]), Err(Fault::Unanswered));
    assert_eq!(wallet.rules.draft(&order, &[]), Err(Fault::Unanswered));
}

#[test]
fn a_node_of_another_network() {
    let mut wallet = Wallet::with(&[30_000]);
    wallet.ledger.genesis = rules("signet").network_id();
    assert_eq!(fault(&wallet, exactly(20_000)), Fault::WrongNetwork);
    assert_eq!(wallet.look().unwrap_err(), Fault::WrongNetwork);
}

#[test]
fn a_miners_coin_waits_for_a_hundred_blocks() {
    let mut wallet = Wallet::with(&[10_000]);
    for _ in 0..6 {
        wallet.ledger.mine_to(&wallet.account.address(0, 2, "regtest"), 50_000);
    }
    wallet.look().unwrap();
    assert!(matches!(fault(&wallet, exactly(20_000)), Fault::NotEnough { .. }));
    let effects = wallet.effects(&wallet.draft(PAYEE, exactly(5_000)).unwrap()).unwrap();
    assert_eq!(effects.sources, [(wallet.account.address(0, 0, "regtest"), units(10_000))]);
    // The first of them is 5 blocks deep; in the hundredth it may be spent.
    wallet.ledger.height += 93;
    assert!(matches!(fault(&wallet, exactly(20_000)), Fault::NotEnough { .. }));
    wallet.ledger.height += 1;
    assert!(wallet.draft(PAYEE, exactly(20_000)).is_ok());
}

#[test]
fn more_coins_than_a_payment_can_spend() {
    let wallet = Wallet::with(&[1_000; 501]);
    assert_eq!(fault(&wallet, Wanted::Max), Fault::OutOfRange);
    let wallet = Wallet::with(&[1_000; 500]);
    let draft = wallet.draft(PAYEE, Wanted::Max).unwrap();
    assert_eq!(wallet.effects(&draft).unwrap().sources.len(), 5);
    let sealed = wallet.seal(&draft).unwrap();
    let transaction: Transaction = deserialize(&sealed.bytes).unwrap();
    assert!(transaction.weight().to_wu() < 400_000);
}

#[test]
fn signatures_that_are_missing_swapped_or_of_another_curve() {
    let wallet = Wallet::with(&[30_000, 20_000]);
    let draft = wallet.draft(PAYEE, exactly(45_000)).unwrap();
    let good = wallet.account.sign(&wallet.rules.to_sign(&draft, wallet.account).unwrap());
    let swapped = vec![good[1], good[0]];
    let other = vec![good[0], Signature::Ed25519([0; 64])];
    let Signature::Secp(mut high) = good[0] else { panic!() };
    high.s = negated(high.s);
    let high = vec![Signature::Secp(high), good[1]];
    for bad in [vec![], vec![good[0]], swapped, other, high, [good.clone(), vec![good[0]]].concat()] {
        assert_eq!(wallet.rules.seal(&draft, &bad), Err(Fault::WrongKey));
    }
    assert!(wallet.rules.seal(&draft, &good).is_ok());
}

#[test]
fn a_draft_of_another_account_is_refused() {
    struct Others(Account);
    impl Keys for Others {
        fn secp(&self, branch: u32, index: u32) -> Result<SecpPublicKey, Fault> {
            self.0.secp(branch, index + 1)
        }
        fn ed25519(&self) -> Result<[u8; 32], Fault> {
            Err(Fault::NoKey)
        }
    }
    let wallet = Wallet::with(&[30_000]);
    let draft = wallet.draft(PAYEE, exactly(20_000)).unwrap();
    let others = Others(Account::of("regtest"));
    assert_eq!(wallet.rules.effects(&draft, &others), Err(Fault::Unreadable));
    assert_eq!(wallet.rules.to_sign(&draft, &others), Err(Fault::Unreadable));
    // The path of another network's account.
    assert_eq!(rules("main").effects(&draft, wallet.account), Err(Fault::Unreadable));
}

#[test]
fn change_of_a_strangers_key_is_refused() {
    let wallet = Wallet::with(&[30_000]);
    let draft = wallet.draft(PAYEE, exactly(20_000)).unwrap();
    let account = crate::account_path("regtest").unwrap();
    let mut form = Form::read(&draft.unsigned, &account).unwrap();
    form.change.as_mut().unwrap().key = Account::of("main").secp(1, 0).unwrap();
    let draft = Draft { unsigned: form.pack(&account).unwrap(), ..draft };
    assert_eq!(wallet.effects(&draft), Err(Fault::Unreadable));
}

#[test]
fn a_draft_that_gives_the_network_far_too_much_is_refused() {
    let wallet = Wallet::with(&[30_000_000]);
    let draft = wallet.draft(PAYEE, exactly(29_990_000)).unwrap();
    let account = crate::account_path("regtest").unwrap();
    // 141.5 virtual bytes at 1,000 units each, and what would have been dust.
    let most = 142_000 + P2WPKH_DUST;
    for (fee, good) in [(most, true), (most + 1, false), (20_000_000, false)] {
        let mut form = Form::read(&draft.unsigned, &account).unwrap();
        form.change = None;
        form.amount = 30_000_000 - fee;
        let draft = Draft { unsigned: form.pack(&account).unwrap(), ..draft.clone() };
        assert_eq!(wallet.effects(&draft).err(), (!good).then_some(Fault::FeeTooHigh), "{fee}");
    }
}
