//! A chain in memory, and random lives of an account on it: blocks, payments, money that comes, payments made
//! elsewhere with the same key, endpoints that lag, forget, have not indexed, or keep no old state. Whoever books what looks show
//! books what has happened, nothing twice, and nothing that never came.

use super::*;
use crate::moment::AGAIN;
use crate::question::{Fate, Finalized, Looked, Passed, Receipt};
use alloy_consensus::TxEip1559;
use alloy_consensus::transaction::RlpEcdsaDecodableTx;
use proptest::prelude::*;
use std::collections::BTreeMap;
use tongtong_chain::{Outcome, View};
use tongtong_types::TxId;

/// How many blocks are not final yet.
const UNSETTLED: u64 = 5;

/// The account at the end of a block.
#[derive(Clone, Debug)]
struct Moment {
    nonce: u64,
    balance: u128,
}

/// The true chain.
struct World {
    moments: Vec<Moment>,
    /// Payments in blocks, and what each took in truth.
    receipts: BTreeMap<TxId, (Receipt, u128)>,
    pool: BTreeMap<TxId, TxEip1559>,
    base_fee: u128,
    /// Since the last block.
    deposits: u128,
    /// Another device with the same words pays this in the next block.
    elsewhere: Option<u128>,
}

impl World {
    fn new() -> Self {
        Self {
            moments: vec![Moment { nonce: 0, balance: 10 * ETHER }],
            receipts: BTreeMap::new(),
            pool: BTreeMap::new(),
            base_fee: 8 * GWEI,
            deposits: 0,
            elsewhere: None,
        }
    }

    fn height(&self) -> u64 {
        self.moments.len() as u64 - 1
    }

    fn moment(&self, block: u64) -> &Moment {
        &self.moments[usize::try_from(block).unwrap()]
    }

    fn take(&mut self, raw: &[u8], id: &TxId) {
        let mut rest = raw;
        let transaction = TxEip1559::eip2718_decode(&mut rest).unwrap().strip_signature();
        assert_eq!(transaction.chain_id, CHAIN_ID);
        if !self.receipts.contains_key(id) {
            self.pool.insert(id.clone(), transaction);
        }
    }

    /// Makes a block of all that can be in it.
    fn mine(&mut self, fails: bool) {
        let mut next = self.moments.last().unwrap().clone();
        next.balance += core::mem::take(&mut self.deposits);
        if let Some(amount) = self.elsewhere.take() {
            next.nonce += 1;
            next.balance -= amount.min(next.balance / 4);
        }
        let block = self.height() + 1;
        while let Some((id, transaction)) =
            self.pool.iter().find(|(_, tx)| tx.nonce == next.nonce).map(|(id, tx)| (id.clone(), tx.clone()))
        {
            let price = transaction.max_fee_per_gas.min(self.base_fee + transaction.max_priority_fee_per_gas);
            let fee = price * 21_000;
            let value: u128 = transaction.value.to();
            let most = value + transaction.max_fee_per_gas * u128::from(transaction.gas_limit);
            if price < self.base_fee || most > next.balance {
                break;
            }
            let took = if fails { fee } else { value + fee };
            next.balance -= took;
            next.nonce += 1;
            let receipt = Receipt { block, done: !fails, gas_used: 21_000, price: wei(price) };
            self.receipts.insert(id.clone(), (receipt, took));
            self.pool.remove(&id);
        }
        let nonce = next.nonce;
        self.pool.retain(|_, transaction| transaction.nonce >= nonce);
        self.moments.push(next);
    }

    fn account(&self, block: u64) -> Account {
        let Moment { nonce, balance } = self.moment(block);
        account(block, *nonce, *balance)
    }

    fn finalized(&self, block: u64) -> Finalized {
        let block = block.saturating_sub(UNSETTLED);
        Finalized { block, nonce: Some(self.moment(block).nonce) }
    }

    /// The block that a nonce passed in.
    fn passed(&self, question: &Question) -> Passed {
        let Question::Passed { nonce, transaction, from, until, .. } = question else {
            panic!("{question:?} after the look")
        };
        let block = (*from..=*until).find(|block| self.moment(*block).nonce > *nonce).unwrap();
        assert!(self.moment(block - 1).nonce <= *nonce);
        let within = self.receipts.get(transaction).is_some_and(|(receipt, _)| receipt.block == block);
        Passed { block, within }
    }

    /// What an endpoint that is so many blocks behind says of a payment.
    fn fate(&self, id: &TxId, block: u64, indexed: bool) -> Fate {
        match self.receipts.get(id) {
            Some((receipt, _)) if receipt.block <= block && indexed => Fate::Receipt(receipt.clone()),
            None if self.pool.contains_key(id) => Fate::Known,
            _ => Fate::Unknown,
        }
    }
}

/// What the wallet has booked.
struct Books {
    state: Vec<u8>,
    flights: Vec<Flight>,
    /// Paid, and in a block that is not final yet.
    watched: Vec<Flight>,
    bytes: BTreeMap<TxId, Vec<u8>>,
    /// Below nothing for a while, if money was spent that came during a doubt.
    balance: i128,
    /// What came less what went besides our payments.
    others: i128,
    reached: BTreeMap<&'static str, usize>,
}

impl Books {
    fn reach(&mut self, branch: &'static str) {
        *self.reached.entry(branch).or_default() += 1;
    }

    fn pay(&mut self, world: &mut World, amount: Wanted, lag: u64, sent: bool) {
        let block = world.height().saturating_sub(lag);
        let mut wish = Wish::new(amount);
        wish.state = self.state.clone();
        wish.flights = self.flights.clone();
        wish.priced.account = world.account(block);
        wish.priced.base_fee = wei(world.base_fee);
        let Ok(draft) = wish.draft() else { return self.reach("not enough") };
        let sealed = seal(&draft);
        assert!(!self.bytes.contains_key(&sealed.id), "a nonce was used twice for the same payment");
        let number = u8::try_from(self.bytes.len()).unwrap();
        self.flights.push(flight(number, &sealed));
        self.bytes.insert(sealed.id.clone(), sealed.bytes.clone());
        if sent {
            world.take(&sealed.bytes, &sealed.id);
        }
        self.reach(if sent { "sent" } else { "lost on its way" });
    }

    /// Books one look as the wallet does: nothing while an outcome is in doubt.
    fn look(&mut self, world: &mut World, end: &End) {
        let End { lag, indexed, tagged, keeps } = *end;
        let block = world.height().saturating_sub(lag);
        let keys = keys();
        let view = View { keys: &keys, state: &self.state, flights: &self.flights, watched: &self.watched };
        let query = rules().look(&view, &[]).unwrap().remove(0);
        let all = self.flights.iter().chain(&self.watched);
        let fates = all.map(|flight| world.fate(&flight.id, block, indexed)).collect();
        let finalized = tagged.then(|| world.finalized(block));
        let looked = Looked { account: world.account(block), finalized, transactions: fates };
        let mut answers = vec![(query, Reply::new(&looked).unwrap())];
        let Ok(queries) = rules().look(&view, &answers) else {
            assert_eq!(rules().saw(&view, &answers), Err(Fault::Contradiction));
            assert_ne!(lag, 0, "the newest block is refused");
            return self.reach("an endpoint that lagged");
        };
        let searched = !queries.is_empty();
        for query in queries {
            let passed = keeps.then(|| world.passed(&query.read().unwrap()));
            answers.push((query, Reply::new(&passed).unwrap()));
        }
        let sight = rules().saw(&view, &answers).unwrap();
        if searched {
            self.reach(if keeps { "searched" } else { "searched in vain" });
        }
        let held = signed(sight.holdings[0].amount.units());
        let unsure = sight.outcomes.iter().any(|(_, outcome)| *outcome == Outcome::Unsure);
        if sight.holdings[0].amount != looked.account.balance {
            self.reach("failing");
        }
        assert_eq!((sight.tip.block, sight.tip.finalized), (block, finalized.map(|it| it.block)));
        self.watch(world, &sight.blocks, |of| sight.tip.inclusion(of).is_final);
        self.state = sight.state;
        let mut took = 0i128;
        for (payment, outcome) in sight.outcomes {
            let at = self.flights.iter().position(|flight| flight.payment == payment).unwrap();
            let id = self.flights[at].id.clone();
            let (moved, branch) = match outcome {
                Outcome::Open { again } => {
                    self.reach(if again { "sent again" } else { "open" });
                    if again {
                        world.take(&self.bytes[&id].clone(), &id);
                    }
                    continue;
                }
                Outcome::Unsure => {
                    self.reach("unsure");
                    continue;
                }
                Outcome::Paid(moved) => (moved, "paid"),
                Outcome::Failed(moved) if moved.took.is_empty() => (moved, "replaced"),
                Outcome::Failed(moved) => (moved, "failed"),
            };
            self.reach(branch);
            let cost: u128 = moved.took.iter().map(|holding| holding.amount.units()).sum();
            let truth = world.receipts.get(&id).map(|(receipt, took)| (receipt.done, *took));
            let told = sight.blocks.iter().find(|(of, _)| *of == payment).map(|(_, block)| *block);
            match branch {
                "paid" => assert_eq!(truth, Some((true, cost))),
                "failed" => assert_eq!(truth, Some((false, cost))),
                _ => assert_eq!(truth, None, "given up and paid"),
            }
            took += signed(cost);
            let flight = self.flights.remove(at);
            if branch == "paid" {
                assert_eq!(told, Some(Some(world.receipts[&id].0.block)));
                self.watched.push(flight);
            } else {
                assert_eq!(told, None);
            }
        }
        self.balance -= took;
        if !unsure {
            self.others += held - self.balance;
            self.balance = held;
        }
    }
}

impl Books {
    /// Notes where payments in blocks stand: each in its own block, and never in none.
    fn watch(&mut self, world: &World, blocks: &[(PaymentId, Option<u64>)], is_final: impl Fn(u64) -> bool) {
        for (payment, block) in blocks {
            let Some(at) = self.watched.iter().position(|flight| flight.payment == *payment) else {
                continue;
            };
            let truth = world.receipts[&self.watched[at].id].0.block;
            assert_eq!(*block, Some(truth));
            if is_final(truth) {
                self.reach("final");
                self.watched.remove(at);
            }
        }
    }
}

/// An endpoint as it is at one look.
#[derive(Clone, Debug)]
struct End {
    /// How many blocks it is behind.
    lag: u64,
    /// Whether it knows what is in blocks.
    indexed: bool,
    /// Whether it tells what is final.
    tagged: bool,
    /// Whether it has the state of older blocks.
    keeps: bool,
}

const GOOD: End = End { lag: 0, indexed: true, tagged: true, keeps: true };

#[derive(Clone, Debug)]
enum Event {
    Pay { amount: Wanted, lag: u64, sent: bool },
    Come(u128),
    Elsewhere(u128),
    Mine { fails: bool },
    Look(End),
    Forget,
    Fee(u128),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let amount = prop_oneof![
        3 => (1..3 * ETHER).prop_map(|units| Wanted::Exactly(wei(units))),
        1 => Just(Wanted::Max),
    ];
    let lag = || prop_oneof![4 => Just(0u64), 1 => 1u64..4];
    let event = prop_oneof![
        4 => (amount, lag(), prop::bool::weighted(0.7)).prop_map(|(amount, lag, sent)| Event::Pay { amount, lag, sent }),
        2 => (1..ETHER).prop_map(Event::Come),
        1 => (1..ETHER).prop_map(Event::Elsewhere),
        6 => prop::bool::weighted(0.15).prop_map(|fails| Event::Mine { fails }),
        8 => (lag(), prop::bool::weighted(0.8), prop::bool::weighted(0.9), prop::bool::weighted(0.5))
            .prop_map(|(lag, indexed, tagged, keeps)| Event::Look(End { lag, indexed, tagged, keeps })),
        1 => Just(Event::Forget),
        1 => (GWEI..12 * GWEI).prop_map(Event::Fee),
    ];
    proptest::collection::vec(event, 10..60)
}

fn signed(units: u128) -> i128 {
    units.try_into().unwrap()
}

/// Plays a life to its end, and gives what it met.
fn live(events: Vec<Event>) -> BTreeMap<&'static str, usize> {
    let mut world = World::new();
    let mut books = Books {
        state: vec![],
        flights: vec![],
        watched: vec![],
        bytes: BTreeMap::new(),
        balance: signed(10 * ETHER),
        others: 0,
        reached: BTreeMap::new(),
    };
    books.look(&mut world, &GOOD);
    let mut come = 0u128;
    let mut gone = 0u128;
    let mut mine = |world: &mut World, fails: bool| {
        // What is spent elsewhere goes as the block is made; only its truth is known then.
        let before = world.moments.last().unwrap().balance + world.deposits;
        gone += world.elsewhere.map_or(0, |amount| amount.min(before / 4));
        world.mine(fails);
    };
    for event in events {
        match event {
            Event::Pay { amount, lag, sent } => books.pay(&mut world, amount, lag, sent),
            Event::Come(amount) => {
                come += amount;
                world.deposits += amount;
            }
            Event::Elsewhere(amount) => world.elsewhere = Some(amount),
            Event::Mine { fails } => mine(&mut world, fails),
            Event::Look(end) => books.look(&mut world, &end),
            Event::Forget => world.pool.clear(),
            Event::Fee(fee) => world.base_fee = fee,
        }
        assert!(books.others <= signed(come), "money came that nobody sent");
    }
    // The faults end. What was spent elsewhere may have made a payment impossible for now: money comes.
    world.base_fee = GWEI;
    come += 100 * ETHER;
    world.deposits += 100 * ETHER;
    for _ in 0..AGAIN + 2 * UNSETTLED {
        mine(&mut world, false);
        books.look(&mut world, &GOOD);
    }
    assert_eq!(books.flights, [], "every payment is settled");
    assert_eq!(books.watched, [], "and final");
    assert_eq!(books.balance, signed(world.moments.last().unwrap().balance));
    assert_eq!(books.others, signed(come) - signed(gone));
    let (paid, replaced) = (books.reached.get("paid").copied(), books.reached.get("replaced").copied());
    let failed = books.reached.get("failed").copied().unwrap_or(0);
    let settled = paid.unwrap_or(0) + replaced.unwrap_or(0) + failed;
    assert_eq!(settled, books.bytes.len(), "every payment has one end");
    books.reached
}

#[test]
fn whatever_endpoints_do_every_payment_ends_once_and_the_books_are_the_chains() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(200)
    });
    let total = std::cell::RefCell::new(BTreeMap::<&str, usize>::new());
    runner
        .run(&events(), |events| {
            for (branch, count) in live(events) {
                *total.borrow_mut().entry(branch).or_default() += count;
            }
            Ok(())
        })
        .unwrap();
    let total = total.into_inner();
    println!("200 lives: {total:#?}");
    for branch in [
        "sent",
        "lost on its way",
        "not enough",
        "open",
        "sent again",
        "unsure",
        "an endpoint that lagged",
        "paid",
        "final",
        "failed",
        "replaced",
        "failing",
        "searched",
        "searched in vain",
    ] {
        assert!(total.contains_key(branch), "{branch}");
    }
}
