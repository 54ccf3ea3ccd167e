//! Contacts on chains besides TTChain: what they are told, how they are paid, and what their words mean.

use super::*;
use crate::intent::{ContactAddress, network_of};
use crate::sheet::{self, Sheet};
use tongtong_types::note::PaymentAnnounced;
use tongtong_types::{Address, BodyDigest, Duration, PeerId, RowId};

const ONE: u128 = 1_000_000_000_000_000_000;

fn peer(number: u8) -> PeerId {
    PeerId::new([number; 32])
}

/// An address of somebody else.
fn next_address(profile: &Profile, asset: &str) -> String {
    let theirs = SpendingKeys::from_seed(Secret::init_with(|out| out.fill(2)));
    let mut facts = wallet(profile, false);
    for (chain, keys) in coin::keys_of(profile, &theirs).unwrap() {
        let mut rows = facts.account.as_mut().unwrap().coins.iter_mut();
        rows.find(|row| row.chain == chain).unwrap().keys = keys;
    }
    own(profile, &facts, asset)
}

fn later(days: u64) -> Timestamp {
    NOW.after(Duration::from_days(days))
}

fn hand(facts: &mut Facts, profile: &Profile) -> Sheet {
    let hand = Command::HandToContact { peer: peer(2) };
    let handed = step(&hand, profile, facts, NOW, &SeededEntropy::new(9)).unwrap();
    apply(facts, handed.changes);
    handed.sheet.unwrap()
}

/// A contact's signed address for an asset.
fn vouched(profile: &Profile, asset: &str, address: &str) -> ContactAddress {
    let (chain, network) = network_of(profile, &asset.parse().unwrap()).unwrap();
    let until = NOW.after(sheet::PROMISE);
    ContactAddress { peer: peer(2), chain, address: address.to_owned(), network, pay_key: [7; 32], until }
}

fn to_contact(profile: &Profile, asset: &str, contact: ContactAddress) -> Result<Intent, Refused> {
    let asset: Asset = asset.parse().unwrap();
    let one = 10_u128.pow(u32::from(profile.asset(&asset).unwrap().decimals));
    let amount = Wanted::Exactly(Amount::from_units(one));
    Intent::pay(profile, asset, amount, Payee::Contact(contact), None)
}

/// One coin to a contact.
fn plan_to(facts: &Facts, asset: &str, contact: ContactAddress) -> Result<CoinPlan, Refused> {
    let profile = profile();
    let intent = to_contact(&profile, asset, contact)?.with_text("점심값");
    let answers = heard(&intent, &profile, facts, asset);
    plan(&intent, &profile, facts, &answers, NOW, &SeededEntropy::new(1))
}

/// What a contact says that they paid us in ETH.
fn words(from: PeerId, amount: u128, message: u8) -> PaymentAnnounced {
    let profile = profile();
    let asset: Asset = "ETH".parse().unwrap();
    let to = Address::checked("ethereum".parse().unwrap(), own(&profile, &wallet(&profile, false), "ETH"));
    PaymentAnnounced {
        peer: from,
        message: RowId::new([message; 16]),
        network: network_of(&profile, &asset).unwrap().1,
        asset,
        amount: Amount::from_units(amount),
        decimals: 18,
        to,
        body: BodyDigest::new([message; 32]),
        tx: TxId::new(&[message; 32]).unwrap(),
    }
}

fn say(facts: &mut Facts, note: PaymentAnnounced, now: Timestamp) {
    let seed = SeededEntropy::new(u64::from(note.message.bytes()[0]) + 50);
    let heard = step(&Command::Announced(note), &profile(), facts, now, &seed).unwrap();
    apply(facts, heard.changes);
}

/// Amount, who, whether a message speaks of it, and whether it is confirmed, the least first.
fn incoming(facts: &Facts) -> Vec<(u128, Option<PeerId>, bool, bool)> {
    let rows = facts.payments.iter().filter(|row| row.direction == Direction::In);
    let confirmed = |row: &PaymentRow| matches!(row.state, PaymentState::Confirmed { .. });
    let mut rows: Vec<_> =
        rows.map(|row| (row.amount.units(), row.peer, row.message.is_some(), confirmed(row))).collect();
    rows.sort_unstable();
    rows
}

#[test]
fn a_sheet_names_the_address_on_every_chain_that_the_wallet_has_keys_for() {
    let profile = profile();
    let mut facts = wallet(&profile, false);
    let handed = hand(&mut facts, &profile);
    let named: Vec<_> = handed.coins.iter().map(|coin| coin.address.text().to_owned()).collect();
    assert_eq!(named, COINS.map(|(asset, _)| own(&profile, &facts, asset)));
    for (coin, (asset, _)) in handed.coins.iter().zip(COINS) {
        let there = (coin.address.chain(), coin.network.clone());
        assert_eq!(there, network_of(&profile, &asset.parse().unwrap()).unwrap());
    }
    assert_eq!(handed.coins, sheet::coins(&profile, &facts), "and says so again");

    let mut fewer = profile.clone();
    fewer.chains.remove(0);
    assert_eq!(sheet::coins(&fewer, &facts).len(), 2, "a chain that the profile has left");
    let mut other = profile.clone();
    other.chains[1].network = json!({"chain_id": 1, "cap_gwei": 500});
    let there = sheet::coins(&other, &facts);
    assert!(there.iter().all(|coin| coin.address.chain().name() != "ethereum"), "keys of another network");
    facts.account.as_mut().unwrap().coins.truncate(1);
    assert_eq!(sheet::coins(&profile, &facts).len(), 1, "chains without keys yet");
}

#[test]
fn an_address_that_was_paid_is_followed_by_another_where_the_chain_has_one_and_stays_ours() {
    let profile = profile();
    let mut facts = wallet(&profile, false);
    let (first, _) = (hand(&mut facts, &profile), hand(&mut facts, &profile));
    let bitcoin = |coins: &[sheet::CoinAddress]| coins[0].address.clone();
    let old = bitcoin(&first.coins);
    let chain: Chain = "bitcoin".parse().unwrap();
    let mut answers = Vec::new();
    for _ in 0..road::ROUNDS {
        for question in crate::poll::look(&profile, &facts, chain, &answers, (0, 128), NOW).unwrap() {
            let found = answer(&question, old.text());
            answers.push((question, found));
        }
    }
    let seen = step(&Command::Observe { answers }, &profile, &facts, NOW, &SeededEntropy::new(5)).unwrap();
    apply(&mut facts, seen.changes);
    let next = sheet::coins(&profile, &facts);
    assert_ne!(bitcoin(&next), old);
    assert_eq!(next[1..], first.coins[1..], "accounts have one address");

    facts.account.as_mut().unwrap().coins[0].holds.clear();
    let row = facts.account.as_ref().unwrap().coin(chain).unwrap();
    let rules = coin::rules(&profile, chain).unwrap();
    assert!(row.owns(rules.as_ref(), &old), "a contact has it still");
    let never = Address::checked(chain, COINS[0].1.to_owned());
    assert!(!row.owns(rules.as_ref(), &never));
}

#[test]
fn only_so_many_handed_addresses_are_remembered_each_once() {
    let profile = profile();
    let mut row = wallet(&profile, false).account.unwrap().coins.remove(0);
    let address = |number: usize| Address::checked(row.chain, format!("address{number}"));
    let all: Vec<_> = (0..coin::CoinRow::MOST_HANDED + 3).map(address).collect();
    for address in all.iter().chain(&all[5..6]) {
        row.hand(address);
    }
    assert_eq!(row.handed.len(), coin::CoinRow::MOST_HANDED);
    assert_eq!((&row.handed[0], row.handed.last()), (&all[3], Some(&all[5])));
}

#[test]
fn a_contact_is_paid_on_the_assets_chain_and_told_in_the_chat() {
    for (asset, to) in COINS {
        let profile = profile();
        let mut facts = wallet(&profile, false);
        let plan = plan_to(&facts, asset, vouched(&profile, asset, to)).unwrap();
        assert_eq!((plan.review.to.text(), plan.review.peer), (to, Some(peer(2))));
        assert!(plan.review.warnings.contains(&Warning::FirstPayment));
        let seen = plan.review.digest;
        let record = Command::Record(Box::new(plan.sign(seen, &keys()).unwrap()));
        let recorded = step(&record, &profile, &facts, NOW, &SeededEntropy::new(4)).unwrap();
        let [note] = recorded.notes.as_slice() else { panic!("{asset}: no word in the chat") };
        assert_eq!((note.peer, note.to.text(), note.asset.code()), (peer(2), to, asset));
        assert_eq!(note.network, network_of(&profile, &asset.parse().unwrap()).unwrap().1);
        assert_eq!(note.text.as_deref(), Some("점심값"));
        assert_eq!(recorded.changes.payments[0].peer, Some(peer(2)));
        apply(&mut facts, recorded.changes);
        facts.payments[0].state = PaymentState::Confirmed { at: NOW };
        facts.payments[0].body = None;
        let warned = |facts: &Facts, to: &str| {
            let plan = plan_to(facts, asset, vouched(&profile, asset, to)).unwrap();
            let warned = |warning| plan.review.warnings.contains(&warning);
            (warned(Warning::FirstPayment), warned(Warning::AddressChanged))
        };
        assert_eq!(warned(&facts, to), (false, false), "{asset}: paid before");
        let next = next_address(&profile, asset);
        assert_eq!(warned(&facts, &next), (false, asset != "BTC"), "{asset}: a new address of theirs");

        let mut paid = facts.payments[0].clone();
        (paid.id, paid.to) =
            (tongtong_types::PaymentId::new([3; 16]), Address::checked(paid.to.chain(), next.clone()));
        facts.payments.push(paid);
        assert_eq!(warned(&facts, &next), (false, false), "{asset}: is said once");
        facts.payments[1].state = PaymentState::Failed { at: NOW };
        assert_eq!(warned(&facts, &next), (false, asset != "BTC"), "{asset}: it was not paid");
        facts.payments[0].state = PaymentState::Failed { at: NOW };
        assert_eq!(warned(&facts, to), (true, false), "{asset}: nobody was paid");
    }
}

#[test]
fn what_was_paid_on_one_chain_says_nothing_of_an_address_on_another() {
    let profile = profile();
    let mut facts = wallet(&profile, false);
    let (asset, to) = COINS[1];
    let plan = plan_to(&facts, asset, vouched(&profile, asset, to)).unwrap();
    let seen = plan.review.digest;
    let record = Command::Record(Box::new(plan.sign(seen, &keys()).unwrap()));
    let recorded = step(&record, &profile, &facts, NOW, &SeededEntropy::new(4)).unwrap();
    apply(&mut facts, recorded.changes);
    let (asset, to) = COINS[2];
    let warnings = plan_to(&facts, asset, vouched(&profile, asset, to)).unwrap().review.warnings;
    assert!(!warnings.contains(&Warning::AddressChanged), "{warnings:?}");
}

#[test]
fn an_address_by_hand_says_nothing_in_the_chat() {
    let (asset, to) = COINS[1];
    let plan = some_plan(asset, to);
    let seen = plan.review.digest;
    let record = Command::Record(Box::new(plan.sign(seen, &keys()).unwrap()));
    let facts = wallet(&profile(), false);
    let recorded = step(&record, &profile(), &facts, NOW, &SeededEntropy::new(4)).unwrap();
    assert_eq!(recorded.notes, []);
}

#[test]
fn a_contacts_address_is_refused_by_what_is_wrong_with_it() {
    let profile = profile();
    let facts = wallet(&profile, false);
    for (asset, to) in COINS {
        let good = || vouched(&profile, asset, to);
        let refused = |contact| plan_to(&facts, asset, contact).unwrap_err();
        let first = to_contact(&profile, asset, ContactAddress { network: vec![1], ..good() }).unwrap();
        assert_eq!(questions(&first, &profile, &facts, &[], NOW).unwrap_err(), Refused::PayeeOtherNetwork);
        let late = to_contact(&profile, asset, ContactAddress { until: Timestamp::from_millis(1), ..good() });
        assert_eq!(questions(&late.unwrap(), &profile, &facts, &[], NOW).unwrap_err(), Refused::PayeeExpired);
        let mine = to_contact(&profile, asset, vouched(&profile, asset, &own(&profile, &facts, asset)));
        assert_eq!(questions(&mine.unwrap(), &profile, &facts, &[], NOW).unwrap_err(), Refused::PayeeIsMine);
        let (other, elsewhere) = COINS[(COINS.iter().position(|(code, _)| *code == asset).unwrap() + 1) % 3];
        let chain = profile.asset(&other.parse().unwrap()).unwrap().chain;
        assert_eq!(refused(vouched(&profile, other, elsewhere)), Refused::PayeeOtherChain { chain });
        let text = to_contact(&profile, asset, ContactAddress { address: elsewhere.to_owned(), ..good() });
        let refused = questions(&text.unwrap(), &profile, &facts, &[], NOW).unwrap_err();
        assert_eq!(refused, Refused::PayeeOtherChain { chain }, "a text that is no address of its chain");
    }
}

#[test]
fn of_the_two_coins_of_one_worth_the_contacts_chain_takes_one() {
    let mut profile = profile();
    let mint = "So11111111111111111111111111111111111111112".to_owned();
    let (code, chain) = ("TTCL".parse().unwrap(), "solana".parse().unwrap());
    profile.assets.push(AssetInfo { code, chain, id: Some(mint), decimals: 9, fee: None });
    let carried = |asked: &str, contact: ContactAddress| {
        let intent = to_contact(&profile, asked, contact).unwrap();
        intent.asset().code().to_owned()
    };
    let there = || vouched(&profile, "TTCL", COINS[2].1);
    assert_eq!((carried("TTCL", there()), carried("TTC", there())), ("TTCL".into(), "TTCL".into()));
    let home = vouched(&profile, "TTC", "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk");
    assert_eq!(carried("TTC", home), "TTC");

    let mut facts = wallet(&profile, false);
    let ttc = Asset::ttc();
    let place = Command::ShowAddress { asset: ttc.clone() };
    let shown = step(&place, &profile, &facts, NOW, &SeededEntropy::new(1)).unwrap();
    facts.addresses = shown.changes.addresses;
    facts.addresses[0].holds.push((ttc.clone(), Amount::from_units(10_000_000)));
    let missing = Refused::NotEnough { missing: Amount::from_units(1), coming: Amount::ZERO };
    let one = Wanted::Exactly(Amount::from_units(1_000_000_000));
    let only = crate::route::or_only_twin(missing, &profile, &facts, &"TTCL".parse().unwrap(), one);
    assert_eq!(only, Refused::OnlyTwinHeld { twin: ttc });
}

#[test]
fn words_and_money_are_one_payment_whichever_comes_first() {
    for words_first in [true, false] {
        let mut facts = wallet(&profile(), false);
        look(&mut facts, 0, 0, 1, Vec::new());
        let note = words(peer(2), 700, 1);
        if words_first {
            say(&mut facts, note.clone(), NOW);
            assert_eq!(incoming(&facts), [(700, Some(peer(2)), true, false)], "words alone");
            look(&mut facts, 0, 0, 2, Vec::new());
            assert_eq!((incoming(&facts)[0].3, held(&facts)), (false, 0));
        }
        look(&mut facts, 700, 0, 3, Vec::new());
        if !words_first {
            assert_eq!(incoming(&facts), [(700, None, false, true)], "money alone");
            say(&mut facts, note.clone(), NOW);
        }
        assert_eq!(incoming(&facts), [(700, Some(peer(2)), true, true)], "words first: {words_first}");
        let row = facts.payments[0].clone();
        assert!(row.coin.is_some_and(|coin| coin.included.is_some()), "how deep it lies is known");
        say(&mut facts, note, NOW);
        look(&mut facts, 700, 0, 4, Vec::new());
        assert_eq!((incoming(&facts).len(), held(&facts)), (1, 700), "said and seen again");
    }
}

#[test]
fn the_same_address_is_paid_again_and_each_payment_is_named() {
    let mut facts = wallet(&profile(), false);
    look(&mut facts, 0, 0, 1, Vec::new());
    for time in 1..=6 {
        let note = words(peer(2), 700, time);
        say(&mut facts, note, NOW);
    }
    assert_eq!(incoming(&facts).len(), 6, "more than an address of TTChain is waited for");
    for time in 1..=6 {
        look(&mut facts, 700 * time, 0, u64::try_from(time).unwrap() + 1, Vec::new());
        let confirmed = incoming(&facts).into_iter().filter(|row| row.3).count();
        assert_eq!(confirmed, usize::try_from(time).unwrap());
    }
    assert_eq!(incoming(&facts), [(700, Some(peer(2)), true, true); 6]);
}

#[test]
fn what_several_paid_between_two_looks_is_told_apart_by_their_words() {
    let all = [(200, Some(peer(3)), true, true), (500, Some(peer(2)), true, true)];
    // Words, words, money; words, money, words; money, words, words.
    for money_at in 0..3 {
        let mut facts = wallet(&profile(), false);
        look(&mut facts, 0, 0, 1, Vec::new());
        for place in 0..3 {
            if place == money_at {
                look(&mut facts, 700, 0, 2, Vec::new());
            }
            match place {
                0 => say(&mut facts, words(peer(2), 500, 1), NOW),
                1 => say(&mut facts, words(peer(3), 200, 2), NOW),
                _ => {}
            }
        }
        assert_eq!(incoming(&facts), all, "money at {money_at}");
        assert!(facts.payments.iter().all(|row| row.coin.is_some()), "and how deep they lie");
        assert_eq!(held(&facts), 700);
    }
}

#[test]
fn words_that_do_not_make_up_what_came_stay_words() {
    let mut facts = wallet(&profile(), false);
    look(&mut facts, 0, 0, 1, Vec::new());
    say(&mut facts, words(peer(2), 500, 1), NOW);
    look(&mut facts, 700, 0, 2, Vec::new());
    say(&mut facts, words(peer(3), 300, 2), NOW);
    let waits =
        [(300, Some(peer(3)), true, false), (500, Some(peer(2)), true, false), (700, None, false, true)];
    assert_eq!(incoming(&facts), waits);
    // Words that nothing came for hide nobody's payment.
    look(&mut facts, 1_200, 0, 3, Vec::new());
    assert_eq!(incoming(&facts)[1], (500, Some(peer(2)), true, true));
}

#[test]
fn words_that_cannot_be_meant_for_us_change_nothing() {
    let facts = wallet(&profile(), false);
    let good = || words(peer(2), 700, 1);
    let ethereum: Chain = "ethereum".parse().unwrap();
    for (fault, note) in [
        (
            "another's address",
            PaymentAnnounced { to: Address::checked(ethereum, COINS[1].1.to_owned()), ..good() },
        ),
        ("another network", PaymentAnnounced { network: vec![1], ..good() }),
        ("an asset of another chain", PaymentAnnounced { asset: "SOL".parse().unwrap(), ..good() }),
        ("an unknown asset", PaymentAnnounced { asset: "XYZ".parse().unwrap(), ..good() }),
        ("an amount that means another", PaymentAnnounced { decimals: 9, ..good() }),
        ("nothing", PaymentAnnounced { amount: Amount::ZERO, ..good() }),
        (
            "our text on another chain",
            PaymentAnnounced {
                to: Address::checked("bitcoin".parse().unwrap(), good().to.text().to_owned()),
                ..good()
            },
        ),
        (
            "a chain that is not there",
            PaymentAnnounced {
                to: Address::checked("other".parse().unwrap(), good().to.text().to_owned()),
                ..good()
            },
        ),
    ] {
        let heard = step(&Command::Announced(note), &profile(), &facts, NOW, &SeededEntropy::new(1)).unwrap();
        assert_eq!(heard.changes, Changes::default(), "{fault}");
    }
    let mut facts = facts.clone();
    for message in 0..70 {
        say(&mut facts, words(peer(2), 700, message), NOW);
    }
    say(&mut facts, words(peer(3), 700, 99), NOW);
    let of = |who| incoming(&facts).iter().filter(|row| row.1 == Some(peer(who))).count();
    assert_eq!((of(2), of(3)), (64, 1), "one who says too much takes nobody else's place");
}

#[test]
fn words_long_after_the_money_do_not_mean_it() {
    let mut facts = wallet(&profile(), false);
    look(&mut facts, 0, 0, 1, Vec::new());
    look(&mut facts, ONE, 0, 2, Vec::new());
    say(&mut facts, words(peer(2), ONE, 1), later(31));
    assert_eq!(incoming(&facts), [(ONE, None, false, true), (ONE, Some(peer(2)), true, false)]);
    let mut facts = wallet(&profile(), false);
    look(&mut facts, 0, 0, 1, Vec::new());
    look(&mut facts, ONE, 0, 2, Vec::new());
    say(&mut facts, words(peer(2), ONE, 1), later(29));
    assert_eq!(incoming(&facts), [(ONE, Some(peer(2)), true, true)]);
}

#[test]
fn money_that_the_chain_took_back_leaves_the_words_and_is_named_again() {
    let mut facts = wallet(&profile(), false);
    look(&mut facts, 0, 0, 1, Vec::new());
    say(&mut facts, words(peer(2), 700, 1), NOW);
    look(&mut facts, 700, 0, 2, Vec::new());
    look(&mut facts, 0, 0, 3, Vec::new());
    assert_eq!(incoming(&facts), [(700, Some(peer(2)), true, false)]);
    look(&mut facts, 700, 0, 4, Vec::new());
    assert_eq!(incoming(&facts), [(700, Some(peer(2)), true, true)]);
}

/// The amounts that nobody is said to have paid, and those whose words wait.
fn nameless_and_waiting(facts: &Facts) -> (Vec<u128>, Vec<(u128, Option<PeerId>)>) {
    let all = incoming(facts);
    let nameless = all.iter().filter(|row| row.1.is_none() && row.3).map(|row| row.0).collect();
    (nameless, all.iter().filter(|row| !row.3).map(|row| (row.0, row.1)).collect())
}

#[test]
fn money_that_two_contacts_could_mean_is_named_after_neither() {
    let mut facts = wallet(&profile(), false);
    look(&mut facts, 0, 0, 1, Vec::new());
    say(&mut facts, words(peer(9), ONE, 1), NOW);
    say(&mut facts, words(peer(2), ONE, 2), NOW);
    look(&mut facts, ONE, 0, 2, Vec::new());
    let both = vec![(ONE, Some(peer(2))), (ONE, Some(peer(9)))];
    assert_eq!(nameless_and_waiting(&facts), (vec![ONE], both.clone()));
    say(&mut facts, words(peer(4), ONE, 3), NOW);
    assert_eq!(nameless_and_waiting(&facts).0, [ONE], "nor after who says so next");
    assert_eq!(held(&facts), ONE);

    let mut facts = wallet(&profile(), false);
    look(&mut facts, 0, 0, 1, Vec::new());
    say(&mut facts, words(peer(9), ONE, 1), NOW);
    say(&mut facts, words(peer(2), ONE, 2), NOW);
    look(&mut facts, 2 * ONE, 0, 2, Vec::new());
    assert_eq!(nameless_and_waiting(&facts), (vec![], vec![]), "both paid, and were seen as one");
}

#[test]
fn many_small_claims_do_not_take_whatever_comes() {
    let mut facts = wallet(&profile(), false);
    look(&mut facts, 0, 0, 1, Vec::new());
    for place in 0..10 {
        say(&mut facts, words(peer(9), (ONE / 10) << place, place + 1), NOW);
    }
    let came = 37 * ONE / 10;
    look(&mut facts, came, 0, 2, Vec::new());
    assert_eq!((nameless_and_waiting(&facts).0, incoming(&facts).len()), (vec![came], 11));
    say(&mut facts, words(peer(2), came, 100), NOW);
    assert!(incoming(&facts).contains(&(came, Some(peer(2)), true, true)), "it was theirs");
    assert_eq!((incoming(&facts).len(), nameless_and_waiting(&facts).1.len()), (11, 10));
}

#[test]
fn all_that_a_contact_said_is_taken_together_beside_the_words_of_others() {
    // Words, then money; money between the words.
    for money_at in 1..=3 {
        let mut facts = wallet(&profile(), false);
        look(&mut facts, 0, 0, 1, Vec::new());
        say(&mut facts, words(peer(3), 9, 1), NOW);
        for (place, amount) in [(1, 300), (2, 400)] {
            if place == money_at {
                look(&mut facts, 700, 0, 2, Vec::new());
            }
            say(&mut facts, words(peer(2), amount, place + 1), NOW);
        }
        if money_at == 3 {
            look(&mut facts, 700, 0, 2, Vec::new());
        }
        let all = [
            (9, Some(peer(3)), true, false),
            (300, Some(peer(2)), true, true),
            (400, Some(peer(2)), true, true),
        ];
        assert_eq!(incoming(&facts), all, "money at {money_at}");
    }
}

#[test]
fn a_transaction_that_two_contacts_name_is_neithers() {
    let same = |from, message, tx: &PaymentAnnounced| PaymentAnnounced {
        tx: tx.tx.clone(),
        body: tx.body,
        ..words(from, 700, message)
    };
    let first = words(peer(9), 700, 1);
    let second = same(peer(2), 2, &first);
    let both = vec![(700, Some(peer(2))), (700, Some(peer(9)))];
    // Both before the money; one before, one after; both after.
    for money_at in [2, 0] {
        let mut facts = wallet(&profile(), false);
        look(&mut facts, 0, 0, 1, Vec::new());
        for (place, note) in [&first, &second].into_iter().enumerate() {
            if place == money_at {
                look(&mut facts, 700, 0, 2, Vec::new());
            }
            say(&mut facts, note.clone(), later(1));
        }
        if money_at == 2 {
            look(&mut facts, 700, 0, 2, Vec::new());
        }
        assert_eq!(nameless_and_waiting(&facts), (vec![700], both.clone()), "money at {money_at}");
        look(&mut facts, 2_100, 0, 3, Vec::new());
        assert_eq!(nameless_and_waiting(&facts), (vec![700, 1_400], both.clone()), "nor both at once");
    }

    // Who said so before it came has not read it off the chain.
    let mut facts = wallet(&profile(), false);
    look(&mut facts, 0, 0, 1, Vec::new());
    say(&mut facts, second.clone(), Timestamp::from_millis(NOW.millis() - 5_000));
    look(&mut facts, 700, 0, 2, Vec::new());
    let named = incoming(&facts);
    say(&mut facts, first, later(1));
    assert_eq!((&incoming(&facts), &named[..]), (&named, &[(700, Some(peer(2)), true, true)][..]));
    say(&mut facts, same(peer(2), 5, &second), later(1));
    assert_eq!(incoming(&facts), named, "the same payment in another message");
}
