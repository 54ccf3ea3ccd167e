//! The same commits to SQLite and to memory leave the same rows behind, restarts in between included.

use crate::place::Place;
use proptest::collection::vec;
use proptest::prelude::*;
use tongtong_chat::Needs;
use tongtong_chat::rows::{Author, MessageRow, MessageState};
use tongtong_ports::contract::rows;
use tongtong_ports::contract::store::MASTER;
use tongtong_ports::memory::MemoryStore;
use tongtong_ports::{Changes, Store};
use tongtong_types::RowId;
use tongtong_wallet::PaymentsNeeded;
use tongtong_wallet::rows::{AddressRow, AddressState, Branch, Direction, PaymentRow, PaymentState};

fn message() -> impl Strategy<Value = MessageRow> {
    (1..4_u8, any::<bool>(), 1..6_u64, 0..6_u8, 0..4_u64, ".{0,300}").prop_map(
        |(peer, mine, seq, state, order, text)| {
            let at = rows::moment(seq);
            let author = if mine { Author::Me } else { Author::Them };
            let row = rows::message(peer, author, seq, &text);
            let state = match state {
                0 => MessageState::Delivered { at },
                1 => MessageState::Read { at },
                2 => MessageState::Seen { at },
                3 => MessageState::Conflicting { at },
                _ => row.state.clone(),
            };
            // Places on the screen are shared now and then; those of one author follow the log.
            let order = 2 * seq + order % 2;
            MessageRow { state, order, ..row }
        },
    )
}

fn payment() -> impl Strategy<Value = PaymentRow> {
    (1..6_u64, 0..3_u8, 0..4_u8, 0..3_u8, 1..5_u64).prop_map(|(n, direction, state, to, revision)| {
        let direction = [Direction::Out, Direction::In, Direction::Rescue][usize::from(direction)];
        let row = rows::payment(n, direction, &format!("r{to}"));
        let at = rows::moment(n);
        let state = match state {
            0 => PaymentState::Sent { at },
            1 => PaymentState::Confirmed { at },
            2 => PaymentState::Failed { at },
            _ => row.state,
        };
        PaymentRow { state, revision, at: rows::moment(n % 2), ..row }
    })
}

fn address() -> impl Strategy<Value = AddressRow> {
    (0..3_u32, any::<bool>(), 1..5_u64).prop_map(|(index, dead, revision)| {
        let state = if dead { AddressState::Dead } else { AddressState::Received };
        AddressRow { state, revision, ..rows::address(Branch::Receive, index, &format!("r{index}")) }
    })
}

fn commit() -> impl Strategy<Value = Changes> {
    (vec(message(), 0..4), vec(payment(), 0..2), vec(address(), 0..2), vec(1..4_u8, 0..2)).prop_map(
        |(messages, payments, addresses, contacts)| {
            let mut changes = Changes::default();
            changes.chat.contacts = contacts.iter().map(|n| rows::contact(*n, "name")).collect();
            changes.chat.messages = messages;
            changes.wallet.payments = payments;
            changes.wallet.addresses = addresses;
            changes
        },
    )
}

/// All that the port tells, put in an order where the port leaves it open.
fn told(store: &dyn Store) -> impl PartialEq + core::fmt::Debug + use<> {
    let of_peer = |n: u8| {
        let needs = Needs {
            by_static_key: Some(rows::contact(n, "name").static_key),
            rows: (1..6).map(|seq| rows::message(n, Author::Me, seq, "").row).collect(),
            messages: (1..6).map(|seq| rows::message(n, Author::Them, seq, "").id).collect(),
            waiting: Some((rows::peer(n), 3)),
            unseen: Some((rows::conversation(n), 8, 5)),
            accepted: true,
            ..Needs::default()
        };
        let mut facts = store.read_chat(&needs).unwrap();
        facts.contacts.sort_by_key(|row| row.peer);
        facts.messages.sort_by_key(|row| row.row);
        (facts, store.messages(rows::peer(n), None, 7).unwrap())
    };
    let of_wallet = |payments| {
        let mut facts = store.read_wallet(&tongtong_wallet::Needs { addresses: true, payments }).unwrap();
        facts.addresses.sort_by_key(|row| row.index);
        facts.payments.sort_by_key(|row| row.id);
        facts
    };
    let mut outbox = store.outbox().unwrap();
    outbox.deliver.sort_unstable();
    outbox.broadcast.sort_unstable();
    let wallet = [PaymentsNeeded::Open, PaymentsNeeded::All].map(of_wallet);
    let contacts = store.contacts().unwrap();
    let payments = store.payments(Some((rows::moment(1), rows::payment(3, Direction::In, "").id)), 3);
    ([1, 2, 3].map(of_peer), wallet, outbox, contacts, payments)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn sqlite_and_memory_tell_the_same(commits in vec((commit(), any::<bool>()), 1..8)) {
        let place = Place::new();
        let (mut disk, mut memory) = (place.writer(), MemoryStore::new(RowId::new([1; 16])));
        memory.unlock(&MASTER).unwrap();
        for (changes, restart) in commits {
            prop_assert_eq!(disk.commit(&changes), memory.commit(&changes));
            if restart {
                drop(disk);
                disk = place.writer();
                memory = memory.reopened();
                memory.unlock(&MASTER).unwrap();
            }
            prop_assert_eq!(told(&disk), told(&memory));
        }
    }
}
