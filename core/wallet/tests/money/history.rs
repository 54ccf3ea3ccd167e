//! Random histories: who pays, who is paid, what is lost on the way, what is handed in again. After every
//! step the wallet's books are compared with the ledger's.

use crate::act::{Act, act};
use crate::world::{Ledger, Rules, Wallet, peer, twin, units};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use tongtong_types::note::PaymentAnnounced;
use tongtong_types::{Address, Amount, Asset, BodyDigest, Duration, PaymentId, RowId, TxId};
use tongtong_wallet::intent::{Intent, Payee, Wanted};
use tongtong_wallet::rows::{AddressState, Branch, Direction, HandedTo, PaymentRow, PaymentState};
use tongtong_wallet::sign::Signed;
use tongtong_wallet::{Command, account, rescue, settle};

const SOMEBODY: &str = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";
const CASES: u32 = 48;

/// How often each branch of a story was reached.
type Reached = RefCell<BTreeMap<&'static str, u32>>;

struct Story<'a> {
    wallet: Wallet,
    ledger: Ledger,
    handed: Vec<Address>,
    changes: BTreeSet<Address>,
    sent: Vec<PaymentId>,
    /// What was signed, also after the wallet has let go of it.
    bytes: BTreeMap<PaymentId, Vec<u8>>,
    lying: Option<Signed>,
    messages: u8,
    given: i64,
    reached: &'a Reached,
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
            Act::Receive { which, units: amount } => {
                let Some(to) = self.one_of_few(*which) else { return };
                let dead = self.wallet.address(&to).state == AddressState::Dead;
                self.reach(if dead { "late deposit" } else { "deposit" });
                self.given += i64::from(*amount);
                self.ledger.give(&to, units(u128::from(*amount)));
            }
            Act::Announce { which, units: amount } => self.announce(*which, *amount),
            Act::Pay { units: amount } => {
                let intent = self.wallet.to(SOMEBODY, units(u128::from(*amount)));
                self.pay(&intent);
            }
            Act::PayAll => {
                let all = Payee::Address(SOMEBODY.to_owned());
                let intent = self.wallet.intent(all, Wanted::Max).unwrap();
                self.pay(&intent);
            }
            Act::Rescue => {
                for intent in rescue::due(&self.wallet.profile, &self.wallet.rows) {
                    self.pay(&intent);
                }
            }
            Act::Cancel(which) => {
                let flying: Vec<_> = self.wallet.rows.in_flight().map(|row| row.id).collect();
                let Some(id) = pick(&flying, *which) else { return };
                let intent = Intent::cancel(&self.wallet.profile, self.wallet.payment(id)).unwrap();
                self.pay(&intent);
            }
            Act::Dawdle { units: amount } => match self.lying.take() {
                Some(signed) => self.record(signed),
                None => {
                    let intent = self.wallet.to(SOMEBODY, units(u128::from(*amount)));
                    let plan = self.wallet.plan(&intent, &self.ledger);
                    self.lying = plan.and_then(|plan| self.wallet.sign(plan)).ok();
                }
            },
            Act::Deliver { which, altered } => self.deliver(*which, *altered),
            Act::Replay => self.replay(),
            Act::Look => {
                self.wallet.wait(settle::SECOND_LOOK);
                self.wallet.look(&self.ledger);
            }
        }
        self.check();
    }

    /// Among few addresses, so that money and words meet.
    fn one_of_few(&self, which: usize) -> Option<Address> {
        pick(&self.handed[..self.handed.len().min(6)], which)
    }

    fn hand_out(&mut self, addresses: Vec<Address>) {
        for address in addresses {
            assert_eq!(self.wallet.address(&address).state, AddressState::Fresh, "handed out: {address:?}");
            assert!(!self.wallet.signed_by.contains(&address), "a dead address is handed out");
            if !self.handed.contains(&address) {
                self.handed.push(address);
            }
        }
    }

    fn announce(&mut self, which: usize, amount: u32) {
        let Some(to) = self.one_of_few(which) else { return };
        let Some(message) = self.messages.checked_add(1) else { return };
        self.messages = message;
        let before = self.wallet.incoming().filter(|row| row.message.is_some()).count();
        let rows = self.wallet.incoming().count();
        let balance = self.wallet.balance();
        let HandedTo::Contact(peer) = self.wallet.address(&to).handed else { return };
        let waiting = |row: &&PaymentRow| row.state == PaymentState::Announced && row.to == to;
        let full = self.wallet.incoming().filter(waiting).count() == 4;
        let note = PaymentAnnounced {
            peer,
            message: RowId::new([message; 16]),
            asset: Asset::ttc(),
            amount: units(u128::from(amount)),
            decimals: 5,
            network: self.wallet.profile.ttchain.chain_id.bytes().to_vec(),
            to,
            body: BodyDigest::new([message; 32]),
            tx: TxId::new(&[message; 20]).unwrap(),
        };
        let _step = self.wallet.run(&Command::Announced(note)).unwrap();
        assert_eq!(self.wallet.balance(), balance, "words credit nothing");
        let spoken = self.wallet.incoming().filter(|row| row.message.is_some()).count();
        if full && spoken == before {
            return self.reach("words that are too many");
        }
        assert_eq!(spoken, before + 1);
        let found = self.wallet.incoming().count() == rows;
        self.reach(if found { "words after the money" } else { "words before the money" });
    }

    fn pay(&mut self, intent: &Intent) {
        let plan = match self.wallet.plan(intent, &self.ledger) {
            Ok(plan) => plan,
            Err(why) => return self.reach(why.code()),
        };
        let review = plan.review().clone();
        for (source, amount) in &review.sources {
            let there = u128::try_from(self.ledger.holds(source)).unwrap();
            assert_eq!(amount.units(), there, "a payment empties what it touches");
        }
        let all: u128 = review.sources.iter().map(|(_, amount)| amount.units()).sum();
        let change = review.change.as_ref().map_or(0, |(_, amount)| amount.units());
        assert_eq!(all, review.amount.units() + review.fee.units() + change);
        self.reach(match (review.direction, review.sources.len(), change) {
            (Direction::Rescue, ..) => "rescue",
            (Direction::Cancel, ..) => "cancel",
            (_, 1, 0) => "one source, no change",
            (_, 1, _) => "one source, change",
            (_, _, 0) => "many sources, no change",
            _ => "many sources, change",
        });
        let signed = self.wallet.sign(plan).unwrap();
        self.record(signed);
        assert!(self.wallet.rows.payments.iter().any(|row| row.plan == Some(review.digest)));
    }

    fn record(&mut self, signed: Signed) {
        let id = signed.payment();
        self.bytes.insert(id, signed.bytes().to_vec());
        let dead = self.wallet.signed_by.clone();
        match self.wallet.record(signed) {
            Ok(_) => self.sent.push(id),
            Err(why) => return self.reach(why.code()),
        }
        if let Some((fresh, _)) = self.wallet.payment(id).comes_back() {
            assert!(!dead.contains(fresh) && !self.handed.contains(fresh));
            assert!(self.changes.insert(fresh.clone()), "a change address is used twice");
        }
    }

    fn deliver(&mut self, which: usize, altered: bool) {
        let Some(id) = pick(&self.sent, which).filter(|id| !self.has_failed(*id)) else { return };
        let bytes = self.bytes[&id].clone();
        let bytes = if altered { twin(&bytes) } else { bytes };
        match self.ledger.submit(&bytes, self.wallet.now) {
            Ok(tx) if !altered => {
                let _step = self.wallet.run(&Command::Taken { payment: id, tx }).unwrap();
                self.reach("delivered");
            }
            Ok(_) => self.reach("delivered altered"),
            Err("too little") => {
                assert!(self.rival_is_paid(id), "nothing but its rival can have taken its money");
                self.reach("cancelled or not");
            }
            Err(why) => {
                assert_eq!(why, "duplicate", "nothing else can be wrong with our own payment");
                self.reach("duplicate");
            }
        }
    }

    fn replay(&mut self) {
        let total = self.ledger.total();
        let paid: Vec<_> = self.sent.iter().copied().filter(|id| self.in_a_block(*id)).collect();
        for id in paid {
            let bytes = self.bytes[&id].clone();
            let _refused = self.ledger.submit(&bytes, self.wallet.now);
            assert_eq!(
                self.ledger.submit(&twin(&bytes), self.wallet.now).is_ok(),
                self.ledger.submit(&bytes, self.wallet.now).is_err()
            );
            self.reach("replay");
        }
        assert_eq!(self.ledger.total(), total, "a replay paid");
    }

    fn rival_is_paid(&self, id: PaymentId) -> bool {
        let row = self.wallet.payment(id);
        self.wallet.rows.payments.iter().any(|other| other.rivals(row) && self.in_a_block(other.id))
    }

    /// Handed in again, it would be paid out of what came to its dead source since, and is the loss of whoever
    /// sent that.
    fn has_failed(&self, id: PaymentId) -> bool {
        matches!(self.wallet.payment(id).state, PaymentState::Failed { .. })
    }

    /// Whether one rival took from every source at least what this payment takes: then somebody has sent all of
    /// it once more, and only the altered id of this payment could have told.
    fn was_paid_back(&self, row: &PaymentRow) -> bool {
        let took = |other: &PaymentRow| {
            row.sources
                .iter()
                .all(|(source, takes)| other.takes(&row.asset, source).is_some_and(|took| took >= *takes))
        };
        row.comes_back().is_none()
            && self.wallet.rows.payments.iter().any(|other| other.id != row.id && took(other))
    }

    fn in_a_block(&self, id: PaymentId) -> bool {
        self.ledger.is_paid(&self.wallet.payment(id).body.unwrap())
    }

    fn check(&self) {
        let (wallet, ledger) = (&self.wallet, &self.ledger);
        assert_eq!(ledger.issued, ledger.total() + ledger.burnt, "the ledger itself");
        for row in wallet.rows.payments.iter().filter(|row| row.direction != Direction::In) {
            let in_block = ledger.is_paid(&row.body.unwrap());
            match row.state {
                PaymentState::Confirmed { .. } => assert!(in_block, "confirmed and not in the ledger"),
                PaymentState::Failed { .. } => {
                    assert!(self.rival_is_paid(row.id), "failed for no reason");
                    assert!(!in_block || self.was_paid_back(row), "paid, and called failed");
                    self.reach("failed");
                }
                _ => {}
            }
            assert!(ledger.paid.get(&row.body.unwrap()).is_none_or(|times| *times == 1));
        }
        let credited: u128 = wallet
            .incoming()
            .filter(|row| matches!(row.state, PaymentState::Confirmed { .. }))
            .map(|row| row.amount.units())
            .sum();
        assert!(credited <= u128::try_from(self.given).unwrap(), "credited what nobody gave");
        for address in &wallet.signed_by {
            assert_eq!(wallet.address(address).state, AddressState::Dead);
        }
        let account = wallet.rows.account.as_ref().unwrap();
        let end = account.highest_received.map_or(0, |index| index + 1) + account::RECEIVE_GAP;
        assert!(account.next_receive <= end);
        let used = wallet.rows.addresses.iter();
        let used = used.filter(|row| row.branch == Branch::Change && row.state != AddressState::Fresh);
        let end = used.map(|row| row.index + 1).max().unwrap_or(0) + account::CHANGE_GAP;
        assert!(account.next_change <= end);
    }

    /// Everything is delivered and looked at: the books agree to the unit.
    fn close(mut self) {
        for id in self.sent.iter().filter(|id| !self.has_failed(**id)).copied().collect::<Vec<_>>() {
            let _known = self.ledger.submit(&self.bytes[&id], self.wallet.now);
        }
        self.wallet.look(&self.ledger);
        for span in [settle::SECOND_LOOK, settle::LAG] {
            self.wallet.wait(span);
            self.wallet.wait(Duration::from_secs(1));
            self.wallet.look(&self.ledger);
        }
        let open: Vec<_> = self.wallet.rows.payments.iter().filter(|row| row.is_in_flight()).collect();
        for row in &open {
            if !self.ledger.is_paid(&row.body.unwrap()) {
                assert!(open.iter().any(|other| other.rivals(row)), "open, and it could be known");
                continue;
            }
            // Under an altered id, without change, and with every source reused or full again, nothing tells
            // that a payment was paid; it is not guessed.
            assert!(row.comes_back().is_none());
            let told = |(source, taken): &(Address, Amount)| {
                let full = u128::try_from(self.ledger.holds(source)).unwrap() >= taken.units();
                !row.reused.contains(source) && !full
            };
            assert!(!row.sources.iter().any(told), "paid, and it could be known");
        }
        if !open.is_empty() {
            return self.reach("nothing tells");
        }
        self.check();
        let balance = self.wallet.balance();
        assert_eq!(
            i128::try_from(balance.confirmed.units()).unwrap(),
            self.wallet.truth(&self.ledger).into()
        );
        assert_eq!((balance.coming.units(), balance.leaving.units()), (0, 0));
        let credited: u128 = self
            .wallet
            .incoming()
            .filter(|row| matches!(row.state, PaymentState::Confirmed { .. }))
            .map(|row| row.amount.units())
            .sum();
        assert_eq!(credited, u128::try_from(self.given).unwrap(), "everything given is credited once");

        let mut again = self.wallet.restored(1);
        again.look(&self.ledger);
        assert_eq!(again.balance(), balance, "a restore finds the same");
        self.reach("restored");

        // Late deposits out of the way, version 2.0 would pay no old body again.
        self.ledger.rules = Rules::ById;
        for intent in rescue::due(&self.wallet.profile, &self.wallet.rows) {
            let id = self.wallet.pay(&intent, &self.ledger).unwrap();
            let bytes = self.wallet.bytes(id);
            self.ledger.submit(&bytes, self.wallet.now).unwrap();
            self.bytes.insert(id, bytes);
            self.sent.push(id);
        }
        self.wallet.look(&self.ledger);
        let clean = self.wallet.dead().all(|row| self.ledger.holds(&row.address) == 0);
        if clean && !self.sent.is_empty() {
            let total = self.ledger.total();
            for id in &self.sent {
                for bytes in [self.bytes[id].clone(), twin(&self.bytes[id])] {
                    let _judged = self.ledger.submit(&bytes, self.wallet.now);
                }
            }
            assert_eq!(self.ledger.total(), total, "an old body was paid again");
            self.reach("2.0 replay");
        }
    }
}

fn pick<T: Clone>(of: &[T], which: usize) -> Option<T> {
    of.get(which.checked_rem(of.len())?).cloned()
}

#[test]
fn no_history_loses_or_makes_a_unit() {
    let reached = Reached::default();
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let acts = proptest::collection::vec(act(), 20..80);
    TestRunner::new_with_rng(config, rng)
        .run(&acts, |acts| {
            let mut story = Story {
                wallet: Wallet::new(1),
                ledger: Ledger::new(Rules::ByBody),
                handed: Vec::new(),
                changes: BTreeSet::new(),
                sent: Vec::new(),
                bytes: BTreeMap::new(),
                lying: None,
                messages: 0,
                given: 0,
                reached: &reached,
            };
            story.play(&Act::Show);
            story.play(&Act::Receive { which: 0, units: 2_000_000 });
            story.play(&Act::Hand(1));
            for which in [1, 4] {
                story.play(&Act::Receive { which, units: 1_500_000 });
            }
            story.play(&Act::Look);
            for act in &acts {
                story.play(act);
            }
            story.close();
            Ok(())
        })
        .unwrap();
    let reached = reached.into_inner();
    for (branch, times) in &reached {
        println!("{times:6}  {branch}");
    }
    for branch in [
        "deposit",
        "late deposit",
        "words before the money",
        "words after the money",
        "one source, no change",
        "one source, change",
        "many sources, no change",
        "many sources, change",
        "rescue",
        "cancel",
        "cancelled or not",
        "failed",
        "not_enough",
        "delivered",
        "delivered altered",
        "duplicate",
        "source_in_use",
        "source_changed",
        "replay",
        "2.0 replay",
        "restored",
    ] {
        assert!(reached.contains_key(branch), "never reached: {branch}");
    }
}
