//! Whom and how much can be paid, and what it costs.

use super::world::{BASE, RENT_TOKEN, RENT_WALLET, SYSTEM, mint_data};
use super::*;
use spl_token_interface::ID as TOKEN;
use tongtong_chain::{AddressFault, Cost, Effects};

/// Fees at the least price: 1,000 units at a thousandth of a lamport, and 20,000.
const FEE: u64 = BASE + 1;
const TOKEN_FEE: u64 = BASE + 20;
const TOKEN_2022: Key = Key::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");

fn amount(units: u64) -> Amount {
    Amount::from_units(u128::from(units))
}

fn effects(draft: &Draft) -> Effects {
    solana().effects(draft, &us()).unwrap()
}

fn not_enough(missing: u64) -> Fault {
    Fault::NotEnough { missing: amount(missing) }
}

fn no_fee(missing: u64) -> Fault {
    Fault::NotEnoughForFee { asset: asset("SOL"), missing: amount(missing) }
}

/// A cluster in which we hold TTCL too, and the payee can receive it.
fn with_tokens(coins: u64, tokens: u64) -> World {
    let mut world = World::new(coins);
    world.tokens(&key(1), &ttcl(), tokens);
    world.tokens(&key(2), &ttcl(), 0);
    world
}

#[test]
fn a_payment_of_sol_says_who_gets_what_and_what_it_costs() {
    let world = World::new(10_000_000);
    let draft = Pay::new("SOL", 2_000_000, key(2)).draft(&world).unwrap();
    let expected = Effects {
        to: address(&key(2)),
        asset: asset("SOL"),
        amount: amount(2_000_000),
        fee: amount(FEE),
        fee_asset: asset("SOL"),
        costs: vec![],
        sources: vec![(address(&key(1)), amount(2_000_000 + FEE))],
        change: None,
        notes: vec![],
        expires: Some(Timestamp::from_millis(50_000)),
    };
    assert_eq!(effects(&draft), expected);
}

#[test]
fn a_payment_of_tokens_names_the_payees_wallet_and_not_its_account() {
    let world = with_tokens(10_000_000, 500);
    let draft = Pay::new("TTCL", 200, key(2)).draft(&world).unwrap();
    let expected = Effects {
        to: address(&key(2)),
        asset: asset("TTCL"),
        amount: amount(200),
        fee: amount(TOKEN_FEE),
        fee_asset: asset("SOL"),
        costs: vec![],
        sources: vec![(address(&key(1)), amount(200))],
        change: None,
        notes: vec![],
        expires: Some(Timestamp::from_millis(50_000)),
    };
    assert_eq!(effects(&draft), expected);
}

#[test]
fn an_account_that_is_missing_is_made_and_its_rent_is_a_cost() {
    let mut world = with_tokens(10_000_000, 500);
    let effects_of = |world: &World| effects(&Pay::new("TTCL", 200, key(3)).draft(world).unwrap());
    let made = effects_of(&world);
    assert_eq!(made.costs, [Cost::AccountMade { asset: asset("SOL"), amount: amount(RENT_TOKEN) }]);
    assert!(made.fee > amount(TOKEN_FEE + 40) && made.fee < amount(TOKEN_FEE + 100), "{:?}", made.fee);
    // Lamports that somebody has laid there may be gone by then: all of the rent is shown, and less may be taken.
    let at = crate::address::associated(&key(3), &ttcl());
    world.wallet(&at, 1_000_000);
    assert_eq!(effects_of(&world), made);
}

#[test]
fn everything_of_sol_leaves_nothing() {
    let world = World::new(10_000_000);
    let effects = effects(&Pay::max("SOL", key(2)).draft(&world).unwrap());
    assert_eq!((effects.amount, effects.sources[0].1), (amount(10_000_000 - FEE), amount(10_000_000)));
}

#[test]
fn everything_of_a_token_leaves_no_token() {
    let world = with_tokens(10_000_000, 500);
    assert_eq!(effects(&Pay::max("TTCL", key(2)).draft(&world).unwrap()).amount, amount(500));
}

#[test]
fn what_remains_is_nothing_or_enough_for_a_wallet_to_stay() {
    let coins = 10_000_000;
    let pay = |units| Pay::new("SOL", units, key(2)).draft(&World::new(coins));
    assert!(pay(coins - FEE).is_ok(), "nothing remains");
    assert!(pay(coins - FEE - RENT_WALLET).is_ok(), "just enough remains");
    assert_eq!(pay(coins - FEE - RENT_WALLET + 1), Err(not_enough(1)));
    assert_eq!(pay(coins - FEE - 1), Err(not_enough(RENT_WALLET - 1)));
}

#[test]
fn sol_that_is_there_without_its_fee_says_that_the_fee_is_missing() {
    let coins = 10_000_000;
    let pay = |units| Pay::new("SOL", units, key(2)).draft(&World::new(coins));
    assert_eq!(pay(coins - FEE + 1), Err(no_fee(1)));
    assert_eq!(pay(coins), Err(no_fee(FEE)));
    assert_eq!(pay(coins + 1), Err(not_enough(1)));
    assert_eq!(Pay::new("SOL", 1_000_000, key(2)).draft(&World::new(0)), Err(not_enough(1_000_000)));
}

#[test]
fn a_payment_is_to_be_approved_while_the_network_will_still_take_it() {
    let expires = |last_told: Option<u64>| {
        let mut world = World::new(10_000_000);
        world.last_told = last_told;
        let draft = Pay::new("SOL", 2_000_000, key(2)).at(7_000).draft(&world).unwrap();
        effects(&draft).expires.unwrap().millis()
    };
    // A hash lives for 150 blocks of 400 ms, of which the last ten seconds are for sending.
    assert_eq!(expires(None), 7_000 + 50_000);
    assert_eq!(expires(Some(1_100)), 7_000 + 30_000);
    assert_eq!(expires(Some(1_026)), 7_000 + 400);
    for brief in [1_001, 1_025] {
        assert_eq!(expires(Some(brief)), 7_000, "{brief}");
    }
}

#[test]
fn the_most_of_nothing_is_nothing() {
    for coins in [0, 1, FEE - 1, FEE] {
        assert_eq!(Pay::max("SOL", key(2)).draft(&World::new(coins)), Err(not_enough(FEE + 1 - coins)));
    }
    let too_little = Fault::TooLittle { least: amount(RENT_WALLET) };
    assert_eq!(Pay::max("SOL", key(2)).draft(&World::new(FEE + 1)), Err(too_little));
    assert_eq!(Pay::max("TTCL", key(2)).draft(&with_tokens(10_000_000, 0)), Err(not_enough(1)));
    assert_eq!(Pay::max("USDX", key(2)).draft(&with_tokens(10_000_000, 9)), Err(not_enough(1)));
}

#[test]
fn a_new_wallet_gets_at_least_what_it_must_hold() {
    let mut world = World::new(10_000_000);
    let too_little = |least| Err(Fault::TooLittle { least: amount(least) });
    assert_eq!(Pay::new("SOL", RENT_WALLET - 1, key(2)).draft(&world), too_little(RENT_WALLET));
    assert!(Pay::new("SOL", RENT_WALLET, key(2)).draft(&world).is_ok());
    assert_eq!(Pay::new("SOL", 0, key(2)).draft(&world), too_little(1));
    world.wallet(&key(2), RENT_WALLET);
    assert!(Pay::new("SOL", 1, key(2)).draft(&world).is_ok(), "it exists");
    world.wallet(&key(2), RENT_WALLET - 10);
    assert_eq!(Pay::new("SOL", 9, key(2)).draft(&world), too_little(10));
}

#[test]
fn tokens_without_sol_for_the_fee_say_how_much_sol_is_missing() {
    let pay = |coins, to: u8| Pay::new("TTCL", 5, key(to)).draft(&with_tokens(coins, 500));
    assert!(pay(TOKEN_FEE, 2).is_ok(), "nothing remains");
    assert_eq!(pay(0, 2), Err(no_fee(TOKEN_FEE)));
    assert_eq!(pay(TOKEN_FEE - 1, 2), Err(no_fee(1)));
    assert_eq!(pay(TOKEN_FEE + 1, 2), Err(no_fee(RENT_WALLET - 1)));
    assert!(pay(TOKEN_FEE + RENT_WALLET, 2).is_ok());
    // With an account to be made.
    let whole = match pay(10_000_000, 3).map(|draft| effects(&draft)) {
        Ok(made) => u64::try_from(made.fee.units()).unwrap() + RENT_TOKEN,
        Err(fault) => panic!("{fault:?}"),
    };
    assert!(pay(whole, 3).is_ok());
    assert_eq!(pay(whole - 1, 3), Err(no_fee(1)));
    assert_eq!(pay(TOKEN_FEE, 3), Err(no_fee(whole - TOKEN_FEE)));
}

#[test]
fn tokens_that_we_do_not_hold() {
    let world = with_tokens(10_000_000, 500);
    assert_eq!(Pay::new("TTCL", 501, key(2)).draft(&world), Err(not_enough(1)));
    assert_eq!(Pay::new("USDX", 7, key(2)).draft(&world), Err(not_enough(7)));
    // Before the fee is looked at.
    assert_eq!(Pay::new("TTCL", 501, key(2)).draft(&with_tokens(0, 500)), Err(not_enough(1)));
}

#[test]
fn our_own_account_frozen_or_handed_over_pays_nothing() {
    for (owner, mint, frozen) in [(key(1), ttcl(), true), (key(9), ttcl(), false), (key(1), usd(), false)] {
        let mut world = with_tokens(10_000_000, 500);
        world.spoil(&key(1), &ttcl(), &owner, &mint, frozen);
        assert_eq!(Pay::new("TTCL", 5, key(2)).draft(&world), Err(not_enough(5)));
    }
}

#[test]
fn an_amount_beyond_all_range() {
    let world = with_tokens(10_000_000, 500);
    for code in ["SOL", "TTCL"] {
        let amount = Wanted::Exactly(Amount::from_units(1 << 64));
        assert_eq!(Pay { amount, ..Pay::new(code, 1, key(2)) }.draft(&world), Err(Fault::OutOfRange));
        assert!(matches!(Pay::new(code, u64::MAX, key(2)).draft(&world), Err(Fault::NotEnough { .. })));
    }
}

#[test]
fn an_asset_that_the_profile_does_not_name() {
    assert_eq!(Pay::new("BTC", 1, key(2)).draft(&World::new(1)), Err(Fault::Asset));
}

#[test]
fn a_mint_that_is_not_there_or_counts_otherwise() {
    for spoil in [
        |world: &mut World| drop(world.accounts.remove(&ttcl())),
        |world: &mut World| world.put(&ttcl(), 1, &TOKEN, mint_data(DECIMALS + 1)),
        |world: &mut World| world.put(&ttcl(), 1, &TOKEN_2022, mint_data(DECIMALS)),
        |world: &mut World| world.put(&ttcl(), 1, &TOKEN, vec![0; 82]),
        |world: &mut World| world.put(&ttcl(), 1, &SYSTEM, vec![]),
    ] {
        let mut world = with_tokens(10_000_000, 500);
        spoil(&mut world);
        assert_eq!(Pay::new("TTCL", 5, key(2)).draft(&world), Err(Fault::Asset));
    }
}

/// What stands at the payee's address, and why that is no payee.
fn no_payees() -> Vec<(&'static str, Key, Vec<u8>, bool, AddressFault)> {
    let mut other_mint = vec![0; 200];
    other_mint[165] = 1;
    let mut other_account = vec![0; 200];
    other_account[165] = 2;
    let mut world = World::new(1);
    world.tokens(&key(2), &ttcl(), 1);
    let account = world.accounts[&crate::address::associated(&key(2), &ttcl())].data.clone();
    vec![
        ("a token account", TOKEN, account.clone(), false, AddressFault::TokenAccount),
        ("an empty token account", TOKEN, vec![0; 165], false, AddressFault::TokenAccount),
        ("several signers", TOKEN, vec![0; 355], false, AddressFault::TokenAccount),
        ("a token account of Token-2022", TOKEN_2022, account, false, AddressFault::TokenAccount),
        ("a longer one", TOKEN_2022, other_account, false, AddressFault::TokenAccount),
        ("a mint", TOKEN, mint_data(3), false, AddressFault::Mint),
        ("a mint of Token-2022", TOKEN_2022, mint_data(3), false, AddressFault::Mint),
        ("a longer one", TOKEN_2022, other_mint, false, AddressFault::Mint),
        ("a program", key(77), vec![1; 36], true, AddressFault::Program),
        ("a program's account", key(77), vec![1; 36], false, AddressFault::Program),
        ("a wallet given to a program", key(77), vec![], false, AddressFault::Program),
        ("an account for nonces", SYSTEM, vec![0; 80], false, AddressFault::Program),
    ]
}

#[test]
fn a_payee_that_turns_out_to_be_no_wallet() {
    for (what, owner, data, executable, fault) in no_payees() {
        for code in ["SOL", "TTCL"] {
            let mut world = with_tokens(10_000_000, 500);
            world.put(&key(2), RENT_TOKEN, &owner, data.clone());
            world.accounts.get_mut(&key(2)).unwrap().executable = executable;
            assert_eq!(Pay::new(code, 5, key(2)).draft(&world), Err(Fault::Payee(fault)), "{what}, {code}");
        }
    }
}

#[test]
fn a_payee_that_can_be_told_from_its_text() {
    let world = with_tokens(10_000_000, 500);
    let associated = crate::address::associated(&key(2), &ttcl());
    for (to, fault) in [
        (ttcl(), AddressFault::Mint),
        (associated, AddressFault::OffCurve),
        (SYSTEM, AddressFault::Program),
        (TOKEN, AddressFault::Program),
    ] {
        assert_eq!(Pay::new("SOL", 5, to).draft(&world), Err(Fault::Payee(fault)));
    }
}

#[test]
fn a_payees_account_that_is_frozen_or_anothers_or_something_else() {
    for (owner, mint, frozen) in [(key(2), ttcl(), true), (key(9), ttcl(), false), (key(2), usd(), false)] {
        let mut world = with_tokens(10_000_000, 500);
        world.spoil(&key(2), &ttcl(), &owner, &mint, frozen);
        assert_eq!(Pay::new("TTCL", 5, key(2)).draft(&world), Err(Fault::PayeeAccount));
        assert!(Pay::new("SOL", RENT_WALLET, key(2)).draft(&world).is_ok(), "SOL does not pass there");
    }
    for (owner, data) in [(TOKEN, mint_data(3)), (key(77), vec![]), (TOKEN_2022, vec![0; 170])] {
        let mut world = with_tokens(10_000_000, 500);
        world.put(&crate::address::associated(&key(2), &ttcl()), RENT_TOKEN, &owner, data);
        assert_eq!(Pay::new("TTCL", 5, key(2)).draft(&world), Err(Fault::PayeeAccount));
    }
}

#[test]
fn a_node_of_another_network() {
    let mut world = World::new(10_000_000);
    world.genesis = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG".to_owned();
    assert_eq!(Pay::new("SOL", 1_000_000, key(2)).draft(&world), Err(Fault::WrongNetwork));
}

#[test]
fn the_price_of_a_unit_is_what_three_of_four_paid_at_most() {
    let fee = |priority: Vec<u64>| {
        let mut world = World::new(10_000_000);
        world.priority = priority;
        Pay::new("SOL", 1_000_000, key(2)).draft(&world).map(|draft| effects(&draft).fee)
    };
    let expected = |price: u64| Ok(amount(BASE + price.div_ceil(1_000)));
    assert_eq!(fee(vec![]), expected(1_000), "nobody paid");
    assert_eq!(fee(vec![0; 150]), expected(1_000));
    assert_eq!(fee((1..=100).rev().map(|price| price * 10_000).collect()), expected(760_000));
    assert_eq!(fee(vec![999_001; 3]), expected(999_001), "rounded up");
    assert_eq!(fee(vec![1_000_000; 3]), expected(1_000_000));
    assert_eq!(fee(vec![1_000_001; 3]), Err(Fault::FeeTooHigh));
    assert_eq!(fee(vec![0, 0, 0, 9_000_000, 0, 0, 0, 0]), expected(1_000), "one who paid too much");
}

#[test]
fn the_fee_is_the_nodes_or_the_usual_one() {
    let mut world = World::new(10_000_000);
    let told = effects(&Pay::new("SOL", 1_000_000, key(2)).draft(&world).unwrap()).fee;
    world.fee_known = false;
    assert_eq!(effects(&Pay::new("SOL", 1_000_000, key(2)).draft(&world).unwrap()).fee, told);
    assert_eq!(told, amount(FEE));
}

#[test]
fn a_rent_that_no_network_asks_for_makes_no_account() {
    let mut world = with_tokens(10_000_000, 500);
    world.rent_told = RENT_TOKEN / 10 - 1;
    assert_eq!(Pay::new("TTCL", 200, key(3)).draft(&world), Err(Fault::Contradiction));
    assert!(Pay::new("TTCL", 200, key(2)).draft(&world).is_ok(), "no account is made");
    world.rent_told = RENT_TOKEN;
    assert!(Pay::new("TTCL", 200, key(3)).draft(&world).is_ok());
}

#[test]
fn what_a_payment_on_its_way_needs_is_not_spent_again() {
    let world = with_tokens(10_000_000, 500);
    let sol = flight(1, &sealed(&Pay::new("SOL", 4_000_000, key(2)).draft(&world).unwrap()));
    let tokens = flight(2, &sealed(&Pay::new("TTCL", 300, key(3)).draft(&world).unwrap()));
    let draft = |code, wanted, flights: &[Flight]| {
        Pay { amount: wanted, flights, ..Pay::max(code, key(2)) }.draft(&world)
    };
    let max = |code, flights: &[Flight]| effects(&draft(code, Wanted::Max, flights).unwrap()).amount;
    assert_eq!(max("SOL", &[]), amount(10_000_000 - FEE));
    assert_eq!(max("SOL", std::slice::from_ref(&sol)), amount(6_000_000 - 2 * FEE));
    assert_eq!(max("TTCL", std::slice::from_ref(&sol)), amount(500));
    let both = [sol, tokens.clone()];
    assert_eq!(max("TTCL", &both), amount(200));
    let made = effects(&Pay::new("TTCL", 300, key(3)).draft(&world).unwrap()).fee;
    let fee = u64::try_from(made.units()).unwrap();
    assert_eq!(max("SOL", &both), amount(6_000_000 - 2 * FEE - fee - RENT_TOKEN));
    assert_eq!(draft("TTCL", Wanted::Exactly(amount(201)), &both), Err(not_enough(1)));
    let unreadable = Flight { track: vec![1, 2, 3], ..tokens };
    assert_eq!(draft("SOL", Wanted::Max, &[unreadable]), Err(Fault::Unreadable));
}

#[test]
fn everything_beside_a_payment_that_is_in_a_block_by_then_is_everything() {
    let mut world = with_tokens(10_000_000, 500);
    let sol = sealed(&Pay::new("SOL", 4_000_000, key(2)).draft(&world).unwrap());
    let tokens = sealed(&Pay::new("TTCL", 300, key(2)).draft(&world).unwrap());
    let flights = [flight(1, &sol), flight(2, &tokens)];
    world.land(&sol.bytes).unwrap();
    world.land(&tokens.bytes).unwrap();
    let max = |world: &World, code| {
        effects(&Pay { flights: &flights, ..Pay::max(code, key(2)) }.draft(world).unwrap()).amount
    };
    let held = 6_000_000 - FEE - TOKEN_FEE;
    assert_eq!((max(&world, "SOL"), max(&world, "TTCL")), (amount(held - FEE), amount(200)));
    // One that failed there needs nothing any more either; one in a block that may vanish, or that the accounts do
    // not know of, still does.
    let with = |spoil: fn(&mut crate::question::Status)| {
        let mut world = world.clone();
        let name = bs58::encode(sol.id.bytes()).into_string();
        spoil(&mut world.statuses.get_mut(&name).unwrap().0);
        max(&world, "SOL")
    };
    assert_eq!(with(|status| status.failed = true), amount(held - FEE));
    assert_eq!(with(|status| status.settled = false), amount(held - FEE - 4_000_000 - FEE));
    assert_eq!(with(|status| status.slot += 2), amount(held - FEE - 4_000_000 - FEE));
}

#[test]
fn what_is_left_beside_a_payment_on_its_way_lets_either_be_first() {
    let world = with_tokens(10_000_000, 500);
    let tokens = sealed(&Pay::new("TTCL", 300, key(2)).draft(&world).unwrap());
    let flights = [flight(1, &tokens)];
    let pay = |wanted| Pay { amount: wanted, flights: &flights, ..Pay::max("SOL", key(3)) }.draft(&world);
    let all = 10_000_000 - TOKEN_FEE - FEE;
    // A wallet cannot hold the fee of the tokens alone, so it holds what it must at least.
    let draft = pay(Wanted::Max).unwrap();
    assert_eq!(effects(&draft).amount, amount(all - RENT_WALLET));
    for order in [[0, 1], [1, 0]] {
        let (mut world, both) = (world.clone(), [tokens.bytes.clone(), sealed(&draft).bytes]);
        order.iter().for_each(|which: &usize| world.land(&both[*which]).unwrap());
        assert!(world.statuses.values().all(|(status, _)| !status.failed), "{order:?}");
        assert_eq!(world.lamports(&key(1)), RENT_WALLET);
    }
    let exactly = |units| pay(Wanted::Exactly(amount(units)));
    assert!(exactly(all - RENT_WALLET).is_ok());
    assert_eq!(exactly(all - RENT_WALLET + 1), Err(not_enough(1)));
    assert_eq!(exactly(all), Err(not_enough(RENT_WALLET)));
    // The other way round it is the same: tokens whose fee would be the last lamports beside a payment of SOL.
    let sol = sealed(&Pay::new("SOL", 2_000_000, key(3)).draft(&world).unwrap());
    let tokens = |coins| {
        let flights = [flight(1, &sol)];
        Pay { flights: &flights, ..Pay::new("TTCL", 300, key(2)) }.draft(&with_tokens(coins, 500)).map(drop)
    };
    assert_eq!(tokens(2_000_000 + FEE + TOKEN_FEE), Err(no_fee(RENT_WALLET)));
    assert_eq!(tokens(2_000_000 + FEE + TOKEN_FEE + RENT_WALLET), Ok(()));
    let poor = with_tokens(TOKEN_FEE + FEE + RENT_WALLET, 500);
    let max = Pay { flights: &flights, ..Pay::max("SOL", key(3)) };
    assert_eq!(max.draft(&poor), Err(not_enough(1)));
}

#[test]
fn what_became_of_payments_on_their_way_is_told_of_each() {
    use crate::question::{Answer, Question};
    let (world, keys, chain) = (World::new(10_000_000), us(), solana());
    let sealed = sealed(&Pay::new("SOL", 2_000_000, key(2)).draft(&world).unwrap());
    let flights: Vec<Flight> = (0..=255u8).chain(0..44).map(|number| flight(number, &sealed)).collect();
    let (asset, to, now) = (asset("SOL"), address(&key(2)), Timestamp::from_millis(0));
    let order = Order {
        keys: &keys,
        state: &[],
        asset: &asset,
        amount: Wanted::Max,
        to: &to,
        flights: &flights,
        now,
    };
    let [price] = chain.ask(&order, &[]).unwrap().try_into().unwrap();
    let price = (price.clone(), world.reply(&price));
    let [fee, statuses] = chain.ask(&order, std::slice::from_ref(&price)).unwrap().try_into().unwrap();
    let Ok(Question::Statuses { signatures }) = statuses.read() else { panic!("statuses") };
    assert_eq!(signatures.len(), 256, "as many as a node takes at once; the others are reserved");
    let fee = (fee.clone(), world.reply(&fee));
    let drafted = |answer: Option<Answer>| {
        let told = answer.map(|answer| (statuses.clone(), Reply::new(&answer).unwrap()));
        let answers: Vec<_> = [price.clone(), fee.clone()].into_iter().chain(told).collect();
        chain.draft(&order, &answers)
    };
    assert_eq!(drafted(None), Err(Fault::Unanswered));
    assert_eq!(drafted(Some(Answer::Fee(None))), Err(Fault::Unreadable));
    assert_eq!(drafted(Some(Answer::Statuses(vec![None; 255]))), Err(Fault::Unreadable));
    assert!(matches!(drafted(Some(Answer::Statuses(vec![None; 256]))), Err(Fault::NotEnough { .. })));
}

#[test]
fn an_answer_that_does_not_fit_is_not_believed() {
    use crate::question::{Answer, Price, Question};
    let (world, keys, chain) = (with_tokens(10_000_000, 500), us(), solana());
    let (asset, to) = (asset("TTCL"), address(&key(2)));
    let wanted = Wanted::Exactly(amount(5));
    let now = Timestamp::from_millis(0);
    let order = Order { keys: &keys, state: &[], asset: &asset, amount: wanted, to: &to, flights: &[], now };
    let [query] = chain.ask(&order, &[]).unwrap().try_into().unwrap();
    let Answer::Price(good) = world.answer(&query.read::<Question>().unwrap()) else { panic!("a price") };
    let asked = |answer: &Answer| {
        let reply = Reply::new(answer).unwrap();
        chain.ask(&order, &[(query.clone(), reply)])
    };
    assert!(asked(&Answer::Price(good.clone())).is_ok());
    let spoiled = |spoil: &dyn Fn(&mut Price)| {
        let mut price = good.clone();
        spoil(&mut price);
        asked(&Answer::Price(price)).unwrap_err()
    };
    let account = |at: usize, spoil: fn(&mut crate::question::Account)| {
        spoiled(&move |price| spoil(price.accounts[at].as_mut().unwrap()))
    };
    assert_eq!(asked(&Answer::Fee(None)), Err(Fault::Unreadable));
    assert_eq!(spoiled(&|price| drop(price.accounts.pop())), Fault::Unreadable);
    assert_eq!(spoiled(&|price| price.accounts.push(None)), Fault::Unreadable);
    assert_eq!(spoiled(&|price| price.blockhash.push('1')), Fault::Unreadable);
    // A hash is good for 150 blocks and no more, and this one still is.
    assert_eq!((good.block_height, good.last_valid_block_height), (1_000, 1_150));
    assert_eq!(spoiled(&|price| price.last_valid_block_height = 1_151), Fault::Contradiction);
    assert_eq!(spoiled(&|price| price.last_valid_block_height = u64::MAX), Fault::Contradiction);
    assert_eq!(spoiled(&|price| price.last_valid_block_height = 1_000), Fault::Contradiction);
    assert_eq!(spoiled(&|price| price.last_valid_block_height = 0), Fault::Contradiction);
    assert_eq!(spoiled(&|price| price.block_height = u64::MAX), Fault::Contradiction);
    let mut brief = good.clone();
    brief.last_valid_block_height = 1_001;
    assert!(asked(&Answer::Price(brief)).is_ok());
    assert_eq!(spoiled(&|price| price.rent_token = 100_000_001), Fault::FeeTooHigh);
    assert_eq!(spoiled(&|price| price.rent_wallet = u64::MAX), Fault::FeeTooHigh);
    assert_eq!(account(0, |account| account.owner.clear()), Fault::Unreadable);
    assert_eq!(account(2, |account| account.data.push('*')), Fault::Unreadable);
    assert_eq!(account(2, |account| account.space = 5), Fault::Contradiction);
    // The fee of the whole message cannot be less than its own price says.
    let [fee] = asked(&Answer::Price(good.clone())).unwrap().try_into().unwrap();
    let drafted = |told: Option<u64>| {
        let price = (query.clone(), Reply::new(&Answer::Price(good.clone())).unwrap());
        chain.draft(&order, &[price, (fee.clone(), Reply::new(&Answer::Fee(told)).unwrap())])
    };
    assert!(drafted(Some(TOKEN_FEE)).is_ok());
    assert_eq!(effects(&drafted(Some(9_020)).unwrap()).fee, amount(9_020));
    assert_eq!(drafted(Some(19)), Err(Fault::Contradiction));
    // Nor can the signature's part be less than the network takes anywhere.
    assert_eq!(drafted(Some(TOKEN_FEE - 1)), Err(Fault::Contradiction));
    assert_eq!(drafted(Some(1_000_021)), Err(Fault::FeeTooHigh));
    assert_eq!(chain.draft(&order, &[]), Err(Fault::Unanswered));
}
