mod contacts;
mod included;

use super::observe::lower_costs;
use super::plan::{CoinPlan, plan, questions};
use crate::intent::{Intent, Payee, Wanted};
use crate::network::{Answer, Question};
use crate::profile::{AssetInfo, ChainInfo};
use crate::review::Warning;
use crate::rows::{Direction, PaymentRow, PaymentState};
use crate::{Changes, Command, Event, Facts, Profile, Refused, coin, road, step};
use bitcoin::consensus::encode::serialize_hex;
use serde_json::json;
use std::str::FromStr;
use tongtong_chain::{Holding, Moved, Reply};
use tongtong_crypto::entropy::SeededEntropy;
use tongtong_crypto::keys::SpendingKeys;
use tongtong_crypto::secret::Secret;
use tongtong_types::{Amount, Asset, Chain, Duration, PlanDigest, Timestamp, TxId};

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);
const GENESIS: &str = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
const COINS: [(&str, &str); 3] = [
    ("BTC", "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"),
    ("ETH", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
    ("SOL", "GjJyeC1r2RgkuoCWMyPYkCWSGSGLcz266EaAkLA27AhL"),
];

fn keys() -> SpendingKeys {
    SpendingKeys::from_seed(Secret::init_with(|out| out.fill(1)))
}

fn profile() -> Profile {
    let mut profile = Profile::main_net();
    let asset = |code: &str, chain: &str, decimals| AssetInfo {
        code: code.parse().unwrap(),
        chain: chain.parse().unwrap(),
        id: None,
        decimals,
        fee: None,
    };
    // A chain that is configured has a coin, and no token without its mint.
    profile.assets.retain(|info| info.code.code() != "TTCL");
    profile.assets.push(asset("SOL", "solana", 9));
    let chain =
        |chain: &str, network| ChainInfo { chain: chain.parse().unwrap(), network, endpoints: Vec::new() };
    profile.chains = vec![
        chain("bitcoin", json!({"network": "regtest"})),
        chain("ethereum", json!({"chain_id": 31337, "cap_gwei": 500})),
        chain("solana", json!({"genesis": GENESIS})),
    ];
    Profile::parse(&serde_json::to_string(&profile).unwrap()).unwrap()
}

fn apply(facts: &mut Facts, changes: Changes) {
    facts.account = changes.account.or(facts.account.take());
    for payment in changes.payments {
        facts.payments.retain(|row| row.id != payment.id);
        facts.payments.push(payment);
    }
}

fn wallet(profile: &Profile, restored: bool) -> Facts {
    let account = keys().account(666, 0).unwrap();
    let coins = coin::keys_of(profile, &keys()).unwrap();
    let open = Command::Open { keys: account, pay_key: [0; 32], coins, restored };
    let mut facts = Facts::default();
    let opened = step(&open, profile, &facts, NOW, &SeededEntropy::new(1)).unwrap();
    apply(&mut facts, opened.changes);
    if let Some(account) = &mut facts.account {
        account.scan = None;
    }
    facts
}

fn own(profile: &Profile, facts: &Facts, asset: &str) -> String {
    let show = Command::ShowAddress { asset: asset.parse().unwrap() };
    let step = step(&show, profile, facts, NOW, &SeededEntropy::new(2)).unwrap();
    step.shown.unwrap().text().to_owned()
}

/// A block at the height 200 on regtest: its hash, its header with the path to its first transaction, and that one.
const TIP: (&str, &str, &str) = (
    "03ad77d7e4568f9b46613fa23372cf45a3549cb1a57a297ae02d26b3b1019e4b",
    "0200000008080808080808080808080808080808080808080808080808080808080808080fc241553d6ebe3463dc0b7d89a8b413ae1e9a9afd79fb2364a2ed486d9e313800000000ffff7f20010000000200000002ffc1da018777c1502f640339a7282c79865692e9c13499e1dc07d702d0737d7f09090909090909090909090909090909090909090909090909090909090909090103",
    "02000000010000000000000000000000000000000000000000000000000000000000000000ffffffff0502c8000100ffffffff0132000000000000000000000000",
);

/// An honest node that has something for us on every chain.
fn answer(question: &Question, own: &str) -> Answer {
    let Question::Coin { chain, query } = question else { panic!("{question:?}") };
    let reply = match chain.name() {
        "bitcoin" => {
            use tongtong_bitcoin::{Ask, Coin, Found, Point, Purse, Seen, Work};
            let address = bitcoin::Address::from_str(own).unwrap().assume_checked();
            let paid = bitcoin::Transaction {
                version: bitcoin::transaction::Version::TWO,
                lock_time: bitcoin::absolute::LockTime::ZERO,
                input: vec![bitcoin::TxIn {
                    previous_output: bitcoin::OutPoint {
                        txid: bitcoin::Txid::from_str(&"11".repeat(32)).unwrap(),
                        vout: 0,
                    },
                    ..bitcoin::TxIn::default()
                }],
                output: vec![bitcoin::TxOut {
                    value: bitcoin::Amount::from_sat(500_000_000),
                    script_pubkey: address.script_pubkey(),
                }],
            };
            let tx: TxId = paid.compute_txid().to_string().parse().unwrap();
            let point = Point { tx, output: 0 };
            Reply::new(&match query.read::<Ask>().unwrap() {
                Ask::Transactions(_) => Found::Transactions(vec![serialize_hex(&paid)]),
                Ask::Look(look) => Found::Look(Seen {
                    genesis: look.genesis,
                    tip: TIP.0.parse::<TxId>().unwrap().bytes().to_vec(),
                    height: 200,
                    work: Some(Work { block: TIP.1.to_owned(), first: TIP.2.to_owned() }),
                    purses: look
                        .addresses
                        .iter()
                        .map(|text| Purse {
                            address: text.clone(),
                            used: text == own,
                            coins: (text == own)
                                .then(|| Coin { point: point.clone(), value: 500_000_000, height: 50 })
                                .into_iter()
                                .collect(),
                        })
                        .collect(),
                    payments: Vec::new(),
                    spends: Vec::new(),
                    rate: Some(5_000),
                }),
            })
        }
        "ethereum" => {
            use tongtong_ethereum::question::{Account, Gas, Looked, Priced, Question as Ask};
            let balance = Amount::from_units(5_000_000_000_000_000_000);
            let account = Account { chain_id: 31337, block: 9, time: 9, now: 9, nonce: 0, balance };
            let gwei = Amount::from_units(1_000_000_000);
            match query.read::<Ask>().unwrap() {
                Ask::Look { .. } => {
                    Reply::new(&Looked { account, finalized: None, transactions: Vec::new() })
                }
                Ask::Price { .. } => Reply::new(&Priced {
                    account,
                    payee_has_code: false,
                    base_fee: gwei,
                    rewards: vec![gwei],
                }),
                Ask::Gas { .. } => Reply::new(&Gas::Units(21_000)),
                Ask::Passed { .. } => unreachable!("nothing is missing"),
            }
        }
        _ => {
            use tongtong_solana::question::{Account, Answer, Price, Question as Ask};
            let system = "1".repeat(32);
            let ours = Account {
                lamports: 5_000_000_000,
                owner: system,
                executable: false,
                space: 0,
                data: String::new(),
            };
            Reply::new(&match query.read::<Ask>().unwrap() {
                Ask::Price { accounts, .. } => Answer::Price(Price {
                    genesis: GENESIS.to_owned(),
                    slot: 10,
                    accounts: accounts.iter().map(|text| (text == own).then(|| ours.clone())).collect(),
                    blockhash: GENESIS.to_owned(),
                    block_height: 20,
                    last_valid_block_height: 160,
                    rent_wallet: 890_880,
                    rent_token: 2_039_280,
                    priority: vec![1_000],
                }),
                Ask::Fee { .. } => Answer::Fee(Some(5_001)),
                other => panic!("{other:?}"),
            })
        }
    };
    Answer::Coin(reply.unwrap())
}

fn heard(intent: &Intent, profile: &Profile, facts: &Facts, asset: &str) -> Vec<(Question, Answer)> {
    let own = own(profile, facts, asset);
    let mut answers = Vec::new();
    for _ in 0..road::ROUNDS {
        for question in questions(intent, profile, facts, &answers, NOW).unwrap() {
            let found = answer(&question, &own);
            answers.push((question, found));
        }
    }
    answers
}

fn intent(profile: &Profile, asset: &str, to: &str, less: u128) -> Intent {
    let asset: Asset = asset.parse().unwrap();
    let one = 10_u128.pow(u32::from(profile.asset(&asset).unwrap().decimals));
    let amount = Wanted::Exactly(Amount::from_units(one - less));
    Intent::pay(profile, asset, amount, Payee::Address(to.to_owned()), None).unwrap()
}

/// One coin, or a little less, to somebody.
fn planned(facts: &Facts, asset: &str, to: &str, less: u128) -> Result<CoinPlan, Refused> {
    let profile = profile();
    let intent = intent(&profile, asset, to, less);
    let answers = heard(&intent, &profile, facts, asset);
    plan(&intent, &profile, facts, &answers, NOW, &SeededEntropy::new(u64::try_from(less).unwrap()))
}

fn some_plan(asset: &str, to: &str) -> CoinPlan {
    planned(&wallet(&profile(), false), asset, to, 0).unwrap()
}

fn is_refused(plan: &CoinPlan, seen: PlanDigest) -> bool {
    plan.digest_now() != Ok(seen)
}

#[test]
fn what_is_reviewed_is_what_the_bytes_do() {
    for (asset, to) in COINS {
        let plan = some_plan(asset, to);
        assert_eq!(plan.review.to.text(), to);
        assert_eq!(
            plan.review.amount.to_decimal(plan.review.decimals),
            format!("1.{}", "0".repeat(plan.review.decimals.into()))
                .trim_end_matches('0')
                .trim_end_matches('.')
        );
        assert!(!plan.review.fee.is_zero(), "{asset}");
        assert!(plan.review.warnings.contains(&Warning::FirstPayment));
        assert!(!is_refused(&plan, plan.review.digest), "{asset}");
    }
}

#[test]
fn no_byte_can_be_changed_after_the_review() {
    for (asset, to) in COINS {
        let length = some_plan(asset, to).draft.unsigned.len();
        assert!(length > 40, "{asset}");
        let mut plan = some_plan(asset, to);
        let seen = plan.review.digest;
        for at in 0..length {
            plan.draft.unsigned[at] ^= 1;
            assert!(is_refused(&plan, seen), "{asset}: byte {at}");
            plan.draft.unsigned[at] ^= 1;
        }
        for at in 0..plan.draft.facts.len() {
            plan.draft.facts[at] ^= 1;
            assert!(is_refused(&plan, seen), "{asset}: fact byte {at}");
            plan.draft.facts[at] ^= 1;
        }
        assert!(!is_refused(&plan, seen), "{asset}");
    }
}

#[test]
fn no_field_can_be_changed_after_the_review() {
    type Change = fn(&mut CoinPlan);
    let changes: [(&str, Change); 9] = [
        ("payee", |plan| plan.to = tongtong_types::Address::checked(plan.chain, "x".to_owned())),
        ("asset", |plan| plan.asset = Asset::ttc()),
        ("amount", |plan| plan.exactly = Some(Amount::from_units(1))),
        ("contact", |plan| plan.peer = Some(tongtong_types::PeerId::new([1; 32]))),
        ("words", |plan| plan.text = Some("other".to_owned())),
        ("what was in flight", |plan| plan.beside.push(plan.payment)),
        ("the time", |plan| plan.not_after = plan.not_after.after(Duration::from_secs(1))),
        ("the warnings", |plan| plan.habits.clear()),
        ("the network", |plan| plan.profile.name.push('x')),
    ];
    for (asset, to) in COINS {
        for (field, change) in &changes {
            let mut plan = some_plan(asset, to);
            let seen = plan.review.digest;
            change(&mut plan);
            assert!(is_refused(&plan, seen), "{asset}: {field}");
        }
    }
}

#[test]
fn what_changed_after_the_approval_is_not_signed() {
    for (asset, to) in COINS {
        let mut plan = some_plan(asset, to);
        let seen = plan.review.digest;
        plan.draft.unsigned[10] ^= 1;
        assert_eq!(plan.sign(seen, &keys()).unwrap_err(), Refused::PlanChanged, "{asset}");
    }
}

#[test]
fn a_plan_is_approved_no_later_than_the_network_takes_it() {
    let (profile, facts) = (profile(), wallet(&profile(), false));
    // 140 blocks of 400 ms less what sending needs, where a block hash runs out.
    for ((asset, to), life) in COINS.into_iter().zip([600_000, 600_000, 46_000]) {
        let intent = intent(&profile, asset, to, 0);
        let answers = heard(&intent, &profile, &facts, asset);
        let approved = |at: u64| {
            let plan = road::plan(&intent, &profile, &facts, &answers, NOW, &SeededEntropy::new(1)).unwrap();
            let seen = plan.review().digest;
            plan.approve(seen, NOW.after(Duration::from_millis(at))).map(drop)
        };
        assert_eq!(approved(life), Ok(()), "{asset}");
        assert_eq!(approved(life + 1), Err(Refused::PlanExpired), "{asset}");
    }
}

#[test]
fn another_wallets_key_does_not_sign() {
    let other = SpendingKeys::from_seed(Secret::init_with(|out| out.fill(2)));
    for (asset, to) in COINS {
        let plan = some_plan(asset, to);
        let seen = plan.review.digest;
        assert_eq!(plan.sign(seen, &other).unwrap_err(), Refused::WrongKey, "{asset}");
    }
}

#[test]
fn a_payment_recorded_since_the_plan_was_made_voids_it() {
    for (asset, to) in COINS {
        let profile = profile();
        let mut facts = wallet(&profile, false);
        let (first, second) =
            (planned(&facts, asset, to, 0).unwrap(), planned(&facts, asset, to, 5).unwrap());
        let entropy = SeededEntropy::new(3);
        let record = |plan: CoinPlan| {
            let seen = plan.review.digest;
            Command::Record(Box::new(plan.sign(seen, &keys()).unwrap()))
        };
        let (first, second) = (record(first), record(second));
        let step_one = step(&first, &profile, &facts, NOW, &entropy).unwrap();
        assert_eq!(step_one.broadcast.len(), 1);
        apply(&mut facts, step_one.changes);
        assert_eq!(
            step(&second, &profile, &facts, NOW, &entropy).unwrap_err(),
            Refused::SourceInUse,
            "{asset}"
        );
    }
}

#[test]
fn the_same_body_is_not_paid_a_second_time() {
    for (asset, to) in COINS {
        let profile = profile();
        let mut facts = wallet(&profile, false);
        let (plan, again) = (planned(&facts, asset, to, 0).unwrap(), planned(&facts, asset, to, 0).unwrap());
        let (seen, entropy) = (plan.review.digest, SeededEntropy::new(3));
        let first = Command::Record(Box::new(plan.sign(seen, &keys()).unwrap()));
        let recorded = step(&first, &profile, &facts, NOW, &entropy).unwrap();
        apply(&mut facts, recorded.changes);
        facts.payments[0].state = PaymentState::Confirmed { at: NOW };
        let mut again = again.sign(seen, &keys()).unwrap();
        again.payment.id = tongtong_types::PaymentId::new([9; 16]);
        let again = Command::Record(Box::new(again));
        let refused = step(&again, &profile, &facts, NOW, &entropy).unwrap_err();
        assert_eq!(refused, Refused::AlreadyRecorded, "{asset}");
        assert_eq!(planned(&facts, asset, to, 0).unwrap_err(), Refused::AlreadyRecorded, "{asset}");
    }
}

#[test]
fn a_payment_of_which_nobody_tells_any_more_does_not_hide_the_rest_for_ever() {
    use tongtong_ethereum::question::Fate;
    let profile = profile();
    let mut facts = wallet(&profile, false);
    let five = 5_000_000_000_000_000_000;
    look(&mut facts, five, 0, 2, Vec::new());
    let (asset, to) = COINS[1];
    let plan = planned(&facts, asset, to, 0).unwrap();
    let seen = plan.review.digest;
    let signed = Command::Record(Box::new(plan.sign(seen, &keys()).unwrap()));
    let recorded = step(&signed, &profile, &facts, NOW, &SeededEntropy::new(4)).unwrap();
    apply(&mut facts, recorded.changes);

    look(&mut facts, 77, 1, 11, vec![Fate::Known]);
    let holds = |facts: &Facts| facts.account.as_ref().unwrap().coins[1].holds[0].amount.units();
    assert_eq!(holds(&facts), five, "not counted while it may still be told");
    for row in facts.payments.iter_mut().filter(|row| row.direction == Direction::Out) {
        row.at = Timestamp::from_millis(NOW.millis() - 3_600_000);
    }
    look(&mut facts, five + 9, 1, 12, vec![Fate::Known]);
    assert_eq!(holds(&facts), five + 9);
    assert_eq!(
        facts.payments.iter().filter(|row| row.direction == Direction::In).count(),
        1,
        "nobody's payment"
    );
}

/// A look at Ethereum: what the account holds, and what became of our payments.
fn look(
    facts: &mut Facts,
    balance: u128,
    nonce: u64,
    block: u64,
    fates: Vec<tongtong_ethereum::question::Fate>,
) -> Vec<Event> {
    use tongtong_ethereum::question::{Account, Looked};
    let profile = profile();
    let chain: Chain = "ethereum".parse().unwrap();
    let asked = crate::poll::look(&profile, facts, chain, &[], (0, 128), NOW).unwrap();
    let balance = Amount::from_units(balance);
    let account = Account { chain_id: 31337, block, time: block, now: block, nonce, balance };
    let reply = Reply::new(&Looked { account, finalized: None, transactions: fates }).unwrap();
    let answers = asked.into_iter().map(|question| (question, Answer::Coin(reply.clone()))).collect();
    let step = step(&Command::Observe { answers }, &profile, facts, NOW, &SeededEntropy::new(block)).unwrap();
    apply(facts, step.changes);
    step.events
}

fn held(facts: &Facts) -> u128 {
    let eth: Asset = "ETH".parse().unwrap();
    let balances = crate::balance::balances(facts, &profile());
    balances.into_iter().find(|balance| balance.asset == eth).unwrap().confirmed.units()
}

/// Of all payments, the least first.
fn amounts(facts: &Facts) -> Vec<u128> {
    let mut units: Vec<u128> = facts.payments.iter().map(|row| row.amount.units()).collect();
    units.sort_unstable();
    units
}

#[test]
fn what_arrives_is_counted_once_and_told() {
    let mut facts = wallet(&profile(), false);
    look(&mut facts, 0, 0, 1, Vec::new());
    assert!(facts.payments.is_empty());
    let events = look(&mut facts, 700, 0, 2, Vec::new());
    assert!(events.contains(&Event::Balance));
    look(&mut facts, 700, 0, 3, Vec::new());
    look(&mut facts, 1_000, 0, 4, Vec::new());
    assert!(facts.payments.iter().all(|row| row.direction == Direction::In));
    assert_eq!(amounts(&facts), [300, 700]);
    assert_eq!(held(&facts), 1_000);
}

#[test]
fn what_restored_words_hold_at_first_is_nobodys_payment() {
    let mut facts = wallet(&profile(), true);
    look(&mut facts, 700, 3, 2, Vec::new());
    assert_eq!((facts.payments.len(), held(&facts)), (0, 700));
    look(&mut facts, 900, 3, 3, Vec::new());
    assert_eq!(facts.payments.len(), 1);
}

#[test]
fn what_an_old_copy_of_the_store_did_not_know_is_nobodys_payment() {
    let mut facts = wallet(&profile(), false);
    look(&mut facts, 700, 0, 2, Vec::new());
    let again = step(&Command::Rescan, &profile(), &facts, NOW, &SeededEntropy::new(9)).unwrap();
    apply(&mut facts, again.changes);
    assert_eq!(held(&facts), 700, "what was seen is still told");
    look(&mut facts, 1_500, 4, 3, Vec::new());
    assert_eq!((facts.payments.len(), held(&facts)), (1, 1_500));
    look(&mut facts, 1_600, 4, 4, Vec::new());
    assert_eq!(facts.payments.len(), 2);
}

#[test]
fn our_own_payment_is_no_income_and_what_came_beside_it_is() {
    use tongtong_ethereum::question::{Fate, Receipt};
    let profile = profile();
    let mut facts = wallet(&profile, false);
    let five = 5_000_000_000_000_000_000;
    look(&mut facts, five, 0, 2, Vec::new());
    let (asset, to) = COINS[1];
    let plan = some_plan(asset, to);
    let seen = plan.review.digest;
    let signed = Command::Record(Box::new(plan.sign(seen, &keys()).unwrap()));
    let recorded = step(&signed, &profile, &facts, NOW, &SeededEntropy::new(4)).unwrap();
    apply(&mut facts, recorded.changes);
    assert!(held(&facts) < four(five), "the fee is set aside too");

    look(&mut facts, five, 0, 10, vec![Fate::Known]);
    assert_eq!(facts.payments.len(), 2, "nothing came");
    let price = Amount::from_units(1_000_000_000);
    let receipt = Receipt { block: 11, done: true, gas_used: 21_000, price };
    let cost = 21_000 * 1_000_000_000;
    look(&mut facts, four(five) - cost + 77, 1, 11, vec![Fate::Receipt(receipt)]);
    let out = facts.payments.iter().find(|row| row.direction == Direction::Out).unwrap();
    assert_eq!((out.state, out.fee.units()), (PaymentState::Confirmed { at: NOW }, cost));
    assert_eq!(held(&facts), four(five) - cost + 77);
    facts.payments.retain(|row| row.direction == Direction::In);
    assert_eq!(amounts(&facts), [77, five]);
}

fn four(five: u128) -> u128 {
    five - 1_000_000_000_000_000_000
}

#[test]
fn an_address_of_another_chain_is_refused_by_its_name() {
    let profile = profile();
    let all = [COINS[0], COINS[1], COINS[2], ("TTC", "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk")];
    for (asset, _) in all {
        for (other, to) in all.iter().filter(|(other, _)| *other != asset) {
            let amount = Wanted::Exactly(Amount::from_units(1_000_000));
            let payee = Payee::Address((*to).to_owned());
            let refused = Intent::pay(&profile, asset.parse().unwrap(), amount, payee, None).unwrap_err();
            let chain = profile.asset(&other.parse().unwrap()).unwrap().chain;
            assert_eq!(refused, Refused::PayeeOtherChain { chain }, "{asset} to {other}");
        }
    }
}

#[test]
fn of_what_a_payment_costs_besides_only_what_was_taken_remains() {
    let sol: Asset = "SOL".parse().unwrap();
    let units = Amount::from_units;
    let plan = some_plan(COINS[2].0, COINS[2].1);
    let to = plan.to.clone();
    let seen = plan.review.digest;
    let signed = Command::Record(Box::new(plan.sign(seen, &keys()).unwrap()));
    let facts = wallet(&profile(), false);
    let recorded = step(&signed, &profile(), &facts, NOW, &SeededEntropy::new(4)).unwrap();
    let mut token = recorded.changes.payments[0].clone();
    (token.asset, token.fee_asset) = ("TTCL".parse().unwrap(), Some(sol.clone()));
    let took = |amount| Holding { address: to.clone(), asset: sol.clone(), amount: units(amount) };
    let paid = |taken: Vec<Holding>, row: &PaymentRow| {
        let mut row = row.clone();
        row.fee = units(5_000);
        row.coin.as_mut().unwrap().costs = vec![(sol.clone(), units(2_000_000))];
        lower_costs(&mut row, &Moved { took: taken, gave: Vec::new(), fee: units(5_000) });
        row.coin.unwrap().costs.first().map(|(_, cost)| cost.units())
    };
    assert_eq!(paid(vec![took(2_005_000)], &token), Some(2_000_000));
    assert_eq!(paid(vec![took(1_005_000)], &token), Some(1_000_000));
    assert_eq!(paid(vec![took(5_000)], &token), None, "another payment made the account");
    assert_eq!(paid(Vec::new(), &token), None, "nothing was paid");
    let mut coin = token;
    (coin.asset, coin.amount) = (sol.clone(), units(70));
    assert_eq!(paid(vec![took(2_005_070)], &coin), Some(2_000_000));
    assert_eq!(paid(vec![took(5_070)], &coin), None);
}

#[test]
fn keys_of_one_network_are_not_used_on_another() {
    let here = profile();
    let facts = wallet(&here, false);
    let mut there = profile();
    there.chains[0].network = json!({"network": "main"});
    let show = Command::ShowAddress { asset: "BTC".parse().unwrap() };
    let entropy = SeededEntropy::new(1);
    assert_eq!(step(&show, &there, &facts, NOW, &entropy).unwrap_err(), Refused::WrongChain);
    let intent = intent(&there, "BTC", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", 0);
    assert_eq!(questions(&intent, &there, &facts, &[], NOW).unwrap_err(), Refused::WrongChain);
}
