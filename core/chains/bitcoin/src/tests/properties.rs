use super::*;
use crate::form::Form;
use bitcoin::consensus::encode::deserialize;
use bitcoin::{Amount as Sats, Psbt, ScriptBuf, Transaction};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, RngSeed, TestRng, TestRunner};
use std::collections::BTreeMap as Map;

/// How often something happened, printed at the end; what never happened is a fault.
#[derive(Default)]
struct Counts(Map<&'static str, u32>);

impl Counts {
    fn count(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    fn all_of(&self, expected: &[&'static str]) {
        println!("{:?}", self.0);
        for what in expected {
            assert!(self.0.contains_key(what), "{what} never happened");
        }
    }
}

fn runner(cases: u32, seed: u64) -> TestRunner {
    println!("seed {seed}");
    let config = ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

fn value() -> impl Strategy<Value = u64> {
    prop_oneof![1u64..2000, 1000u64..100_000, 50_000u64..50_000_000]
}

fn wanted() -> impl Strategy<Value = Option<u64>> {
    prop_oneof![3 => value().prop_map(Some), 1 => Just(None)]
}

#[test]
fn whatever_the_coins_a_payment_takes_what_it_gives() {
    let mut counts = Counts::default();
    let counted = std::cell::RefCell::new(&mut counts);
    let account = &*REGTEST;
    let coins = prop::collection::vec((value(), 0u32..6), 0..12);
    let rate = prop_oneof![Just(None), (1u64..300_000).prop_map(Some)];
    runner(256, 84)
        .run(&(coins, wanted(), rate), |(coins, amount, rate)| {
            let mut wallet = Wallet::new();
            for (value, index) in &coins {
                wallet.ledger.fund(&account.address(0, *index, "regtest"), *value);
            }
            wallet.ledger.rate = rate;
            let all: u64 = coins.iter().map(|(value, _)| value).sum();
            let kind = amount.map_or(Wanted::Max, exactly);
            let count = |what| counted.borrow_mut().count(what);
            let draft = match wallet.draft(PAYEE, kind) {
                Ok(draft) => draft,
                Err(fault) => {
                    count(fault.code());
                    match (fault, amount) {
                        (Fault::NotEnough { missing }, Some(amount)) => {
                            prop_assert!(all < amount && missing.units() > u128::from(amount - all));
                        }
                        (Fault::NotEnough { missing }, None) => {
                            prop_assert!(missing.units() > 0);
                        }
                        (Fault::NotEnoughForFee { missing, .. }, amount) => {
                            prop_assert!(all >= amount.unwrap_or(0) && missing.units() > 0);
                        }
                        (Fault::TooLittle { least }, _) => prop_assert_eq!(least, units(540)),
                        (other, _) => prop_assert!(false, "{:?}", other),
                    }
                    return Ok(());
                }
            };
            let effects = wallet.effects(&draft).unwrap();
            let sealed = wallet.seal(&draft).unwrap();
            let transaction: Transaction = deserialize(&sealed.bytes).unwrap();
            let out: u64 = transaction.output.iter().map(|output| output.value.to_sat()).sum();
            let sources: u128 = effects.sources.iter().map(|(_, units)| units.units()).sum();
            prop_assert_eq!(sources, u128::from(out) + effects.fee.units());
            for output in &transaction.output {
                prop_assert!(output.value >= output.script_pubkey.minimal_non_dust());
            }
            let rate = rate.unwrap_or(0).max(1000);
            let least = (u128::try_from(transaction.vsize()).unwrap() * u128::from(rate)).div_ceil(1000);
            prop_assert!(effects.fee.units() >= least);
            // Two bytes less for each signature than the longest; 31 bytes of change and its dust may be given up.
            let slack = u128::from(rate) * u128::try_from(transaction.input.len() + 33).unwrap() / 1000 + 295;
            prop_assert!(effects.fee.units() <= least + slack);
            match amount {
                Some(amount) => {
                    prop_assert_eq!(effects.amount, units(amount));
                    count(if effects.change.is_some() { "change" } else { "no change" });
                }
                None => {
                    count("everything");
                    prop_assert!(effects.change.is_none());
                    let cost = 68 * rate / 1000;
                    let left = u128::from(all) - sources;
                    let costly: u64 =
                        coins.iter().map(|(value, _)| value).filter(|value| **value <= cost + 1).sum();
                    prop_assert!(left <= u128::from(costly));
                    if left > 0 {
                        count("everything but what costs more");
                    }
                }
            }
            if transaction.input.len() > 1 {
                count("several coins");
            }
            Ok(())
        })
        .unwrap();
    counts.all_of(&[
        "change",
        "no change",
        "everything",
        "everything but what costs more",
        "several coins",
        "not_enough",
        "not_enough_for_fee",
        "amount_too_little",
    ]);
}

#[test]
fn one_field_changed_shows_in_the_effects_or_is_refused() {
    let mut counts = Counts::default();
    let mut wallet = Wallet::with(&[30_000, 20_000, 10_000, 40_000]);
    let good = wallet.draft(PAYEE, exactly(45_000)).unwrap();
    let shown = wallet.effects(&good).unwrap();
    wallet.ledger.rate = None;
    let guessed = wallet.draft(PAYEE, exactly(45_000)).unwrap();
    assert_eq!(guessed.unsigned, good.unsigned);
    let account = crate::account_path("regtest").unwrap();
    let mut judge = |what: &'static str, draft: &Draft| match wallet.effects(draft) {
        Err(_) => counts.count("refused"),
        Ok(effects) => {
            assert_ne!(effects, shown, "{what}");
            counts.count("shown");
            counts.count(what);
        }
    };
    // In the form: everything else stays as it must be.
    let form = |change: &dyn Fn(&mut Form)| {
        let mut form = Form::read(&good.unsigned, &account).unwrap();
        change(&mut form);
        Draft { unsigned: form.pack(&account).unwrap_or_default(), facts: good.facts.clone() }
    };
    let other = ScriptBuf::new_p2sh(&bitcoin::hashes::Hash::all_zeros());
    let key = wallet.account.secp(0, 4).unwrap();
    judge("payee", &form(&|form| form.payee = ScriptBuf::from_hex(PAYEE_TWIN).unwrap()));
    judge("nobody", &form(&|form| form.payee.clone_from(&other)));
    judge("amount", &form(&|form| form.amount -= 1));
    judge("more fee", &form(&|form| form.change.as_mut().unwrap().value -= 1));
    judge("no change", &form(&|form| form.change = None));
    judge(
        "change",
        &form(&|form| {
            let change = form.change.as_mut().unwrap();
            (change.index, change.key) = (1, wallet.account.secp(1, 1).unwrap());
        }),
    );
    judge("change key", &form(&|form| form.change.as_mut().unwrap().key = key));
    judge("input key", &form(&|form| form.inputs[0].key = key));
    judge("fewer inputs", &form(&|form| drop(form.inputs.remove(0))));
    judge("twice", &form(&|form| form.inputs.insert(0, form.inputs[0].clone())));
    judge("order", &form(&|form| form.inputs.swap(0, 1)));
    judge("output", &form(&|form| form.inputs[0].output = 0));
    judge("home", &form(&|form| form.inputs[0].home.index += 1));
    judge("branch", &form(&|form| form.inputs[0].home.branch = 1));
    judge("worth", &form(&|form| form.inputs[0].previous.output[1].value = Sats::from_sat(90_000)));
    judge("witness", &form(&|form| form.inputs[0].previous.input[0].witness.push([1])));
    judge("dust", &form(&|form| form.amount = 539));
    // In the PSBT.
    let psbt = |change: &dyn Fn(&mut Psbt)| {
        let mut psbt = Psbt::deserialize(&good.unsigned).unwrap();
        change(&mut psbt);
        Draft { unsigned: psbt.serialize(), facts: good.facts.clone() }
    };
    judge("version", &psbt(&|psbt| psbt.unsigned_tx.version.0 = 1));
    judge(
        "lock",
        &psbt(&|psbt| {
            psbt.unsigned_tx.lock_time = bitcoin::absolute::LockTime::from_consensus(1);
        }),
    );
    judge("sequence", &psbt(&|psbt| psbt.unsigned_tx.input[0].sequence = bitcoin::Sequence::MAX));
    judge(
        "txid",
        &psbt(&|psbt| {
            psbt.unsigned_tx.input[0].previous_output.txid = bitcoin::hashes::Hash::all_zeros();
        }),
    );
    judge(
        "outputs swapped",
        &psbt(&|psbt| {
            psbt.unsigned_tx.output.swap(0, 1);
            psbt.outputs.swap(0, 1);
        }),
    );
    judge("change is the payee", &psbt(&|psbt| psbt.outputs.swap(0, 1)));
    judge(
        "two payees",
        &psbt(&|psbt| {
            psbt.outputs.iter_mut().for_each(|output| output.bip32_derivation.clear());
        }),
    );
    judge(
        "a third output",
        &psbt(&|psbt| {
            let extra = psbt.unsigned_tx.output[0].clone();
            psbt.unsigned_tx.output.push(extra);
            psbt.outputs.push(psbt.outputs[0].clone());
        }),
    );
    judge(
        "no output",
        &psbt(&|psbt| {
            psbt.unsigned_tx.output.clear();
            psbt.outputs.clear();
        }),
    );
    judge(
        "no inputs",
        &psbt(&|psbt| {
            psbt.unsigned_tx.input.clear();
            psbt.inputs.clear();
        }),
    );
    judge(
        "amount of the input",
        &psbt(&|psbt| {
            psbt.inputs[0].witness_utxo.as_mut().unwrap().value += Sats::from_sat(1);
        }),
    );
    judge("no proof", &psbt(&|psbt| psbt.inputs[0].non_witness_utxo = None));
    judge("no path", &psbt(&|psbt| psbt.inputs[0].bip32_derivation.clear()));
    judge(
        "sighash",
        &psbt(&|psbt| {
            psbt.inputs[0].sighash_type = Some(bitcoin::EcdsaSighashType::None.into());
        }),
    );
    judge(
        "unknown",
        &psbt(&|psbt| {
            let key = bitcoin::psbt::raw::Key { type_value: 0x77, key: vec![] };
            psbt.inputs[0].unknown.insert(key, vec![1]);
        }),
    );
    judge(
        "fingerprint",
        &psbt(&|psbt| {
            for (fingerprint, _) in psbt.inputs[0].bip32_derivation.values_mut() {
                *fingerprint = [1; 4].into();
            }
        }),
    );
    // In the facts.
    judge("facts", &guessed);
    // Any byte at all.
    for place in 0..good.unsigned.len() {
        for bit in 0..8 {
            let mut unsigned = good.unsigned.clone();
            unsigned[place] ^= 1 << bit;
            judge("a bit", &Draft { unsigned, facts: good.facts.clone() });
        }
    }
    for place in 0..good.facts.len() {
        for bit in 0..8 {
            let mut facts = good.facts.clone();
            facts[place] ^= 1 << bit;
            judge("a bit of the facts", &Draft { unsigned: good.unsigned.clone(), facts });
        }
    }
    counts.all_of(&[
        "payee",
        "amount",
        "more fee",
        "no change",
        "change",
        "facts",
        "a bit",
        "a bit of the facts",
        "refused",
    ]);
    let rare = ["payee", "amount", "more fee", "no change", "change", "facts", "a bit", "a bit of the facts"];
    let stray: Vec<_> = counts.0.keys().filter(|what| !rare.contains(what)).collect();
    assert_eq!(stray, [&"refused", &"shown"], "what must be refused was shown");
}

/// P2SH of a hash of ones.
const PAYEE_TWIN: &str = "a914010101010101010101010101010101010101010187";

#[test]
fn whatever_happens_to_payments_the_money_is_conserved() {
    let mut counts = Counts::default();
    let counted = std::cell::RefCell::new(&mut counts);
    let steps = prop::collection::vec((0u8..6, value()), 1..25);
    runner(48, 143)
        .run(&steps, |steps| {
            let count = |what| counted.borrow_mut().count(what);
            let mut wallet = Wallet::with(&[]);
            let mut bytes: Map<PaymentId, Vec<u8>> = Map::new();
            // What a rule of money knows: what came, less what payments took, plus what they gave.
            let mut books: i128 = 0;
            for (step, value) in steps {
                match step {
                    0 | 1 => {
                        let (address, state) = wallet.rules.receive(wallet.account, &wallet.state).unwrap();
                        wallet.state = state;
                        wallet.ledger.fund(&address, value);
                        books += i128::from(value);
                        count("came");
                    }
                    2 => {
                        if let Ok(draft) = wallet.draft(PAYEE, exactly(value)) {
                            let sealed = wallet.fly(&draft);
                            bytes.insert(wallet.flights.last().unwrap().payment, sealed.bytes);
                            count("sealed");
                        }
                    }
                    3 => wallet.ledger.mine(),
                    4 => {
                        wallet.ledger.forget();
                        count("forgotten");
                    }
                    _ => {
                        // Another device spends the coin of a payment that is on its way.
                        let flights = core::mem::take(&mut wallet.flights);
                        wallet.ledger.forget();
                        if let Ok(draft) = wallet.draft(PAYEE, Wanted::Max)
                            && !flights.is_empty()
                        {
                            let sealed = wallet.seal(&draft).unwrap();
                            let takes = wallet.effects(&draft).unwrap().sources;
                            books -=
                                i128::try_from(takes.iter().map(|(_, a)| a.units()).sum::<u128>()).unwrap();
                            wallet.ledger.take(&sealed.bytes);
                            // Until it is final, the payment keeps what it spends.
                            (0..6).for_each(|_| wallet.ledger.mine());
                        }
                        wallet.flights = flights;
                    }
                }
                let sight = wallet.look().unwrap();
                for (payment, outcome) in &sight.outcomes {
                    let sum = |holdings: &[tongtong_chain::Holding]| {
                        holdings.iter().map(|h| i128::try_from(h.amount.units()).unwrap()).sum::<i128>()
                    };
                    match outcome {
                        tongtong_chain::Outcome::Open { again: true } => {
                            wallet.ledger.take(&bytes[payment]);
                            count("sent again");
                            continue;
                        }
                        tongtong_chain::Outcome::Open { again: false } => continue,
                        tongtong_chain::Outcome::Unsure => prop_assert!(false, "unsure"),
                        tongtong_chain::Outcome::Paid(moved) => {
                            books -= sum(&moved.took) - sum(&moved.gave);
                            count("paid");
                        }
                        tongtong_chain::Outcome::Failed(moved) => {
                            prop_assert_eq!(sum(&moved.took) + sum(&moved.gave), 0);
                            count("failed");
                        }
                    }
                    wallet.flights.retain(|flight| flight.payment != *payment);
                }
                prop_assert_eq!(i128::try_from(total(&sight)).unwrap(), books);
            }
            Ok(())
        })
        .unwrap();
    counts.all_of(&["came", "sealed", "forgotten", "sent again", "paid", "failed"]);
}
