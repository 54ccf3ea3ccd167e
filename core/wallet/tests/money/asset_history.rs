//! Random histories with two assets: what is paid, rescued and cancelled, delivered as it is or altered, and at
//! last handed in again by someone who has kept everything.

use crate::world::{Ledger, Rules, TTM, Wallet, peer, ttm, twin, units, with_fee, with_ttm};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use tongtong_types::{Address, Amount, Asset, Duration, PaymentId};
use tongtong_wallet::intent::{Intent, Wanted};
use tongtong_wallet::profile::{AssetFee, Worth};
use tongtong_wallet::rows::{Direction, PaymentState};
use tongtong_wallet::{rescue, settle};

const SOMEBODY: &str = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";
const CASES: u32 = 48;

#[derive(Clone, Debug)]
enum Act {
    Show,
    Hand(u8),
    Give { money: bool, which: usize, units: u32 },
    Pay { money: bool, units: Option<u32> },
    Rescue,
    Cancel(usize),
    Deliver { which: usize, altered: bool },
    Look,
}

fn act() -> impl Strategy<Value = Act> {
    let amount = || prop_oneof![1 => Just(10_000_u32), 2 => Just(150_000), 2 => 1_u32..3_000_000];
    prop_oneof![
        1 => Just(Act::Show),
        1 => (0_u8..4).prop_map(Act::Hand),
        5 => (any::<bool>(), any::<usize>(), amount())
            .prop_map(|(money, which, units)| Act::Give { money, which, units }),
        5 => (prop::bool::weighted(0.7), prop::option::weighted(0.9, amount()))
            .prop_map(|(money, units)| Act::Pay { money, units }),
        3 => Just(Act::Rescue),
        2 => any::<usize>().prop_map(Act::Cancel),
        5 => (any::<usize>(), any::<bool>()).prop_map(|(which, altered)| Act::Deliver { which, altered }),
        6 => Just(Act::Look),
    ]
}

struct Story<'a> {
    wallet: Wallet,
    ledger: Ledger,
    handed: Vec<Address>,
    fresh: BTreeSet<Address>,
    sent: Vec<PaymentId>,
    bytes: BTreeMap<PaymentId, Vec<u8>>,
    reached: &'a RefCell<BTreeMap<&'static str, u32>>,
}

fn coin_or_money(money: bool) -> (Asset, i32) {
    if money { (ttm(), TTM) } else { (Asset::ttc(), 0) }
}

impl Story<'_> {
    fn reach(&self, branch: &'static str) {
        *self.reached.borrow_mut().entry(branch).or_default() += 1;
    }

    fn play(&mut self, act: &Act) {
        self.wallet.wait(Duration::from_secs(1));
        match act {
            Act::Show => {
                let shown = self.wallet.show();
                self.hand_out(vec![shown]);
            }
            Act::Hand(name) => {
                if let Ok(sheet) = self.wallet.hand(peer(*name)) {
                    self.hand_out(sheet.addresses);
                }
            }
            Act::Give { money, which, units: amount } => {
                let few = self.handed.len().min(6);
                let Some(to) = self.handed.get(which.checked_rem(few).unwrap_or(0)) else { return };
                let (asset, number) = coin_or_money(*money);
                let exposed = self.wallet.address(to).is_spent(&asset);
                self.ledger.give_of(number, &to.clone(), units(u128::from(*amount)));
                self.reach(if exposed { "late deposit" } else { "deposit" });
            }
            Act::Pay { money, units: amount } => {
                let wanted = amount.map_or(Wanted::Max, |all| Wanted::Exactly(units(u128::from(all))));
                let intent = self.wallet.of(&coin_or_money(*money).0, SOMEBODY, wanted);
                self.pay(&intent);
            }
            Act::Rescue => {
                for intent in rescue::due(&self.wallet.profile, &self.wallet.rows) {
                    self.pay(&intent);
                }
            }
            Act::Cancel(which) => {
                let flying: Vec<_> = self.wallet.rows.in_flight().map(|row| row.id).collect();
                let Some(id) = which.checked_rem(flying.len()).map(|at| flying[at]) else { return };
                let intent = Intent::cancel(&self.wallet.profile, self.wallet.payment(id)).unwrap();
                self.pay(&intent);
            }
            Act::Deliver { which, altered } => {
                let Some(id) = which.checked_rem(self.sent.len()).map(|at| self.sent[at]) else { return };
                if matches!(self.wallet.payment(id).state, PaymentState::Failed { .. }) {
                    return;
                }
                let bytes = self.bytes[&id].clone();
                let bytes = if *altered { twin(&bytes) } else { bytes };
                let verdict = self.ledger.submit(&bytes, self.wallet.now);
                self.reach(verdict.map_or_else(|why| why, |_| "delivered"));
            }
            Act::Look => {
                self.wallet.wait(settle::SECOND_LOOK);
                self.wallet.look(&self.ledger);
            }
        }
        self.check();
    }

    fn hand_out(&mut self, addresses: Vec<Address>) {
        for address in addresses {
            assert!(!self.wallet.signed_by.contains(&address), "a dead address is handed out");
            if !self.handed.contains(&address) {
                self.handed.push(address);
            }
        }
    }

    fn pay(&mut self, intent: &Intent) {
        let plan = match self.wallet.plan(intent, &self.ledger) {
            Ok(plan) => plan,
            Err(why) => return self.reach(why.code()),
        };
        let review = plan.review().clone();
        let number = if review.asset == ttm() { TTM } else { 0 };
        let sum = |part: &[(Address, Amount)], number| {
            part.iter().fold(0, |sum, (source, amount)| {
                let there = u128::try_from(self.ledger.holds_of(number, source)).unwrap();
                assert_eq!(amount.units(), there, "a payment empties what it touches");
                sum + there
            })
        };
        let units_of =
            |part: &Option<(Address, Amount)>| part.as_ref().map_or(0, |(_, amount)| amount.units());
        let own_fee = if review.fee_asset.is_none() { review.fee.units() } else { 0 };
        let out = review.amount.units() + own_fee + units_of(&review.change);
        assert_eq!(sum(&review.sources, number), out);
        if review.fee_asset.is_some() {
            let out = review.fee.units() + units_of(&review.fee_change);
            assert_eq!(sum(&review.fee_sources, 0), out);
            self.reach(match review.direction {
                Direction::Rescue => "rescue of money",
                Direction::Cancel => "cancel of money",
                _ => "payment of money",
            });
        }
        let signed = self.wallet.sign(plan).unwrap();
        let (id, bytes) = (signed.payment(), signed.bytes().to_vec());
        let dead = self.wallet.signed_by.clone();
        match self.wallet.record(signed) {
            Ok(_) => self.sent.push(id),
            Err(why) => return self.reach(why.code()),
        }
        self.bytes.insert(id, bytes);
        let row = self.wallet.payment(id).clone();
        for (fresh, _) in row.parts().filter_map(|part| part.comes_back) {
            assert!(!dead.contains(fresh) && !self.handed.contains(fresh));
            assert!(self.fresh.insert(fresh.clone()), "a fresh address is used twice");
        }
    }

    fn check(&self) {
        assert_eq!(self.ledger.issued, self.ledger.total() + self.ledger.burnt, "the ledger itself");
        for row in self.wallet.rows.payments.iter().filter(|row| row.body.is_some()) {
            let paid = self.ledger.paid.get(&row.body.unwrap()).copied().unwrap_or(0);
            assert!(paid <= 1, "paid twice");
            if matches!(row.state, PaymentState::Confirmed { .. }) {
                assert_eq!(paid, 1, "confirmed and not in the ledger");
            }
        }
        for row in self.wallet.rows.in_flight().filter(|row| row.direction != Direction::Cancel) {
            let mut rivals = self.wallet.rows.in_flight().filter(|other| other.rivals(row));
            assert!(rivals.all(|other| other.direction == Direction::Cancel), "spent by two");
        }
    }

    fn close(mut self) {
        for id in self.sent.clone() {
            if !matches!(self.wallet.payment(id).state, PaymentState::Failed { .. }) {
                let _known = self.ledger.submit(&self.bytes[&id], self.wallet.now);
            }
        }
        self.wallet.look(&self.ledger);
        for span in [settle::SECOND_LOOK, settle::LAG] {
            self.wallet.wait(span);
            self.wallet.wait(Duration::from_secs(1));
            self.wallet.look(&self.ledger);
        }
        self.check();
        if self.wallet.rows.in_flight().next().is_some() {
            return self.reach("nothing tells");
        }
        for money in [true, false] {
            let (asset, number) = coin_or_money(money);
            let balance = self.wallet.balance_of(&asset);
            let truth = self.wallet.truth_of(number, &self.ledger);
            assert_eq!(i128::try_from(balance.confirmed.units()).unwrap(), truth.into(), "{asset}");
            assert_eq!((balance.coming.units(), balance.leaving.units()), (0, 0), "{asset}");
        }
        let mut again = self.wallet.restored(1);
        again.look(&self.ledger);
        for asset in [ttm(), Asset::ttc()] {
            assert_eq!(again.balance_of(&asset), self.wallet.balance_of(&asset), "a restore finds the same");
        }
        self.reach("books agree");
        self.replay();
    }

    /// Late deposits out of the way, version 2.0 pays no old body again: nobody gains a unit of either asset.
    fn replay(mut self) {
        self.ledger.rules = Rules::ById;
        for _ in 0..3 {
            for intent in rescue::due(&self.wallet.profile, &self.wallet.rows) {
                let Ok(id) = self.wallet.pay(&intent, &self.ledger) else { continue };
                let bytes = self.wallet.bytes(id);
                self.ledger.submit(&bytes, self.wallet.now).unwrap();
                self.bytes.insert(id, bytes);
                self.wallet.look(&self.ledger);
            }
        }
        let exposed = self.wallet.dead().any(|row| {
            [(ttm(), TTM), (Asset::ttc(), 0)]
                .iter()
                .any(|(asset, number)| row.is_spent(asset) && self.ledger.holds_of(*number, &row.address) > 0)
        });
        if exposed || self.bytes.is_empty() {
            return self.reach("dust that nothing pays for");
        }
        let before = [TTM, 0].map(|number| self.wallet.truth_of(number, &self.ledger));
        for bytes in self.bytes.values().chain(self.bytes.values().rev()) {
            for copy in [bytes.clone(), twin(bytes)] {
                let _judged = self.ledger.submit(&copy, self.wallet.now);
            }
        }
        assert_eq!(
            [TTM, 0].map(|number| self.wallet.truth_of(number, &self.ledger)),
            before,
            "an old body paid"
        );
        self.reach("replayed");
    }
}

#[test]
fn nobody_gains_from_what_was_signed_for_two_assets() {
    let reached = RefCell::default();
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let acts = (any::<bool>(), proptest::collection::vec(act(), 20..70));
    TestRunner::new_with_rng(config, rng)
        .run(&acts, |(worth, acts)| {
            let worth = worth.then_some(Worth { coin_units: 1, units: 10 });
            let mut story = Story {
                wallet: Wallet::on(with_fee(&AssetFee::Native { worth }), 1),
                ledger: with_ttm(Rules::ByBody),
                handed: Vec::new(),
                fresh: BTreeSet::new(),
                sent: Vec::new(),
                bytes: BTreeMap::new(),
                reached: &reached,
            };
            story.play(&Act::Show);
            story.play(&Act::Hand(1));
            for (money, which) in [(true, 0), (false, 0), (true, 1), (false, 2)] {
                story.play(&Act::Give { money, which, units: 1_500_000 });
            }
            story.play(&Act::Look);
            for act in &acts {
                story.play(act);
            }
            story.close();
            Ok(())
        })
        .unwrap();
    let reached: BTreeMap<&'static str, u32> = reached.into_inner();
    for (branch, times) in &reached {
        println!("{times:6}  {branch}");
    }
    for branch in [
        "late deposit",
        "payment of money",
        "rescue of money",
        "cancel of money",
        "not_enough_for_fee",
        "delivered",
        "books agree",
        "replayed",
    ] {
        assert!(reached.contains_key(branch), "never reached: {branch}");
    }
}
