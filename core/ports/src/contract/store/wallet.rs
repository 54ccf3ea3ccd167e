use super::{Bench, Case};
use crate::contract::rows;
use crate::store::{Changes, StoreError};
use tongtong_types::PaymentId;
use tongtong_wallet::rows::{AddressRow, AddressState, Branch, Direction, PaymentRow, PaymentState};
use tongtong_wallet::{Needs, PaymentsNeeded};

pub(super) const CASES: &[Case] = &[
    keeps_the_account_and_its_addresses,
    reads_the_payments_that_are_asked_for,
    an_incoming_payment_stays_open_while_its_address_lives,
    a_row_that_moves_money_only_goes_forward,
    pages_meet_every_payment_once,
    owes_the_broadcast_of_what_is_signed_and_unconfirmed,
];

fn payments(payments: Vec<PaymentRow>) -> Changes {
    let mut changes = Changes::default();
    changes.wallet.payments = payments;
    changes
}

fn settled(mut row: PaymentRow) -> PaymentRow {
    row.state = PaymentState::Confirmed { at: rows::moment(99) };
    row
}

fn open(bench: &Bench<'_>) -> Vec<PaymentId> {
    let needs = Needs { payments: PaymentsNeeded::Open, ..Needs::default() };
    let mut ids: Vec<_> =
        bench.store().read_wallet(&needs).unwrap().payments.iter().map(|row| row.id).collect();
    ids.sort_unstable();
    ids
}

fn sorted(mut ids: Vec<PaymentId>) -> Vec<PaymentId> {
    ids.sort_unstable();
    ids
}

fn keeps_the_account_and_its_addresses(bench: &mut Bench<'_>) {
    let mut changes = Changes::default();
    changes.wallet.account = Some(rows::account(2));
    // The same index on both branches is two addresses.
    changes.wallet.addresses = vec![
        rows::address(Branch::Receive, 0, "r0"),
        rows::address(Branch::Receive, 1, "r1"),
        rows::address(Branch::Change, 0, "c0"),
    ];
    bench.keep(&changes);
    let mut later = changes.wallet.addresses[1].clone();
    later.state = AddressState::Received;
    later.revision = 2;
    let mut next = Changes::default();
    next.wallet.account = Some(rows::account(3));
    next.wallet.addresses = vec![later.clone()];
    bench.keep(&next);

    let facts = bench.store().read_wallet(&Needs { addresses: true, ..Needs::default() }).unwrap();
    assert_eq!(facts.account, Some(rows::account(3)));
    assert_eq!(facts.payments, []);
    let mut found: Vec<AddressRow> = facts.addresses;
    found.sort_by_key(|row| (row.branch, row.index));
    let [r0, _, c0] = changes.wallet.addresses.as_slice() else { panic!("three were written") };
    assert_eq!(found, [r0.clone(), later, c0.clone()]);
    let facts = bench.store().read_wallet(&Needs::default()).unwrap();
    assert_eq!(facts.account, Some(rows::account(3)), "the account is always read");
    assert_eq!(facts.addresses, []);
}

fn reads_the_payments_that_are_asked_for(bench: &mut Bench<'_>) {
    let out = rows::payment(1, Direction::Out, "x");
    let mut sent = rows::payment(2, Direction::Out, "x");
    sent.state = PaymentState::Sent { at: rows::moment(3) };
    let done = settled(rows::payment(3, Direction::Out, "x"));
    let mut failed = rows::payment(4, Direction::Rescue, "x");
    failed.state = PaymentState::Failed { at: rows::moment(5) };
    let announced = rows::payment(5, Direction::In, "r0");
    let all = vec![out.clone(), sent.clone(), done.clone(), failed, announced.clone()];
    bench.keep(&payments(all.clone()));

    let read = |needed| {
        let needs = Needs { payments: needed, ..Needs::default() };
        let mut found = bench.store().read_wallet(&needs).unwrap().payments;
        found.sort_by_key(|row| row.at);
        found
    };
    assert_eq!(read(PaymentsNeeded::None), []);
    assert_eq!(read(PaymentsNeeded::All), all);
    assert_eq!(read(PaymentsNeeded::One(done.id)), vec![done.clone()]);
    assert_eq!(read(PaymentsNeeded::One(PaymentId::new([0; 16]))), []);
    assert_eq!(read(PaymentsNeeded::Open), [out, sent, announced]);
    assert_eq!(bench.store().payment(done.id), Ok(Some(done)));
    assert_eq!(bench.store().payment(PaymentId::new([0; 16])), Ok(None));
}

fn an_incoming_payment_stays_open_while_its_address_lives(bench: &mut Bench<'_>) {
    let here = settled(rows::payment(1, Direction::In, "r0"));
    let elsewhere = settled(rows::payment(2, Direction::In, "unknown"));
    let mine = settled(rows::payment(3, Direction::Rescue, "r0"));
    let mut changes = payments(vec![here.clone(), elsewhere, mine]);
    let mut address = rows::address(Branch::Receive, 0, "r0");
    address.state = AddressState::Received;
    changes.wallet.addresses = vec![address.clone()];
    bench.keep(&changes);
    assert_eq!(open(bench), [here.id]);

    address.state = AddressState::Dead;
    address.revision = 2;
    let mut changes = Changes::default();
    changes.wallet.addresses = vec![address];
    bench.keep(&changes);
    assert_eq!(open(bench), []);
}

fn a_row_that_moves_money_only_goes_forward(bench: &mut Bench<'_>) {
    let mut payment = rows::payment(1, Direction::Out, "x");
    payment.revision = 5;
    let mut address = rows::address(Branch::Receive, 0, "r0");
    address.revision = 5;
    let mut changes = payments(vec![payment.clone()]);
    changes.wallet.addresses = vec![address.clone()];
    bench.keep(&changes);

    for revision in [4, 5] {
        let mut stale = payments(vec![PaymentRow { revision, ..settled(payment.clone()) }]);
        stale.wallet.account = Some(rows::account(1));
        stale.chat.me = Some(rows::me("A"));
        stale.keys.generation = Some(3);
        assert_eq!(bench.store().commit(&stale), Err(StoreError::Stale));
        let mut stale = Changes::default();
        stale.wallet.addresses = vec![AddressRow { revision, state: AddressState::Dead, ..address.clone() }];
        stale.chat.me = Some(rows::me("A"));
        assert_eq!(bench.store().commit(&stale), Err(StoreError::Stale));
    }
    assert_eq!(bench.store().payment(payment.id), Ok(Some(payment.clone())), "all or nothing");
    assert_eq!(bench.store().read_chat(&Default::default()).unwrap().me, None);
    assert_eq!(bench.store().read_wallet(&Needs::default()).unwrap().account, None);
    assert_eq!(bench.store().generation(), Ok(0));

    // One transaction may take a row through several steps.
    let six = PaymentRow { revision: 6, memo: None, ..payment.clone() };
    let seven = PaymentRow { revision: 7, message: None, ..payment.clone() };
    bench.keep(&payments(vec![six, seven.clone()]));
    assert_eq!(bench.store().payment(payment.id), Ok(Some(seven)));

    let mut counted = Changes::default();
    counted.wallet.account = Some(rows::account(2));
    bench.keep(&counted);
    for older in [1, 2] {
        counted.wallet.account = Some(rows::account(older));
        assert_eq!(bench.store().commit(&counted), Err(StoreError::Stale), "the account too");
    }
}

fn pages_meet_every_payment_once(bench: &mut Bench<'_>) {
    let mut all: Vec<_> = (1..=11).map(|n| rows::payment(n, Direction::Out, "x")).collect();
    all.iter_mut().enumerate().for_each(|(n, row)| row.at = rows::moment(n as u64 / 3));
    bench.keep(&payments(all.clone()));
    let mut met = Vec::new();
    let mut before = None;
    loop {
        let page = bench.store().payments(before, 4).unwrap();
        assert!(page.len() <= 4);
        let Some(last) = page.last() else { break };
        before = Some((last.at, last.id));
        met.extend(page);
    }
    all.sort_by_key(|row| core::cmp::Reverse((row.at, row.id)));
    assert_eq!(met, all, "newest first, each once");
}

fn owes_the_broadcast_of_what_is_signed_and_unconfirmed(bench: &mut Bench<'_>) {
    let signed = rows::payment(1, Direction::Out, "x");
    let mut sent = rows::payment(2, Direction::Rescue, "x");
    sent.state = PaymentState::Sent { at: rows::moment(4) };
    let done = settled(rows::payment(3, Direction::Out, "x"));
    let announced = rows::payment(4, Direction::In, "r0");
    bench.keep(&payments(vec![sent.clone(), signed.clone(), done, announced]));
    let owed = bench.store().outbox().unwrap().broadcast;
    assert_eq!(sorted(owed), sorted(vec![signed.id, sent.id]));

    let confirmed = PaymentRow { revision: 2, ..settled(signed) };
    bench.keep(&payments(vec![confirmed]));
    assert_eq!(bench.store().outbox().unwrap().broadcast, [sent.id]);
}
