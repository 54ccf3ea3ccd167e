//! An accepted contact who lies: about what it has, about what it wrote, about what it paid.

use crate::friend::{Friend, text};
use crate::strangers::named;
use crate::wire::{Talk, head};
use tongtong_chat::Content;
use tongtong_chat::body::{Body, Payment, kind};
use tongtong_chat::card::ContactCard;
use tongtong_chat::frame::{ACK, Acks, HEADS, Heads, MessageFrame, Reach};
use tongtong_chat::header::{Head, Header, MAX_SEQ};
use tongtong_chat::rows::{Alert, MessageRow, MessageState};
use tongtong_tests::{Device, World, wait_for};
use tongtong_types::{
    Address, Amount, Asset, BodyDigest, Chain, ConversationId, HeaderHash, MessageId, PeerId, TxId,
};
use tongtong_wallet::rows::PaymentState;

fn wrong(head: Head) -> Head {
    Head { hash: HeaderHash::new([9; 32]), ..head }
}

async fn next_messages(talk: &mut Talk, count: usize) -> Vec<MessageFrame> {
    let mut messages = Vec::new();
    while messages.len() < count {
        messages.push(talk.message().await.unwrap());
    }
    messages
}

/// Which of the texts are delivered, each of which has one row.
async fn delivered(device: &Device, peer: PeerId) -> Vec<(String, bool)> {
    let of = |row: MessageRow| match row.content() {
        Content::Text(text) => Some((text, matches!(row.state, MessageState::Delivered { .. }))),
        _ => None,
    };
    device.rows(peer).await.into_iter().filter_map(of).collect()
}

fn as_said(delivered: [(&str, bool); 3]) -> Vec<(String, bool)> {
    delivered.map(|(text, is)| (text.to_owned(), is)).into()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledgement_of_another_header_delivers_nothing() {
    let world = World::start().await;
    let device = Device::sign_up(&world, "Bora", "010-1234-5678").await;
    let friend = Friend::of(&world, &device).await;
    let mut talk = friend.talk().await;
    for words in ["one", "two", "three"] {
        device.engine.say(friend.id(), words).await.unwrap();
    }
    let mine = next_messages(&mut talk, 3).await;
    let last = head(&mine[2]);
    let beyond = Head { id: MessageId { seq: last.id.seq + 100, ..last.id }, ..last };
    talk.send(ACK, &Acks(mine.iter().map(head).map(wrong).collect()).encode()).await;
    talk.send(ACK, &Acks(vec![beyond]).encode()).await;
    // Frames are read in order: when this one has had its effect, the others have had theirs.
    talk.acknowledge(&mine[0]).await;
    wait_for("the true one is delivered", || async { delivered(&device, friend.id()).await[0].1 }).await;
    let only_one = as_said([("one", true), ("two", false), ("three", false)]);
    assert_eq!(delivered(&device, friend.id()).await, only_one);
    assert_eq!(device.engine.contact(friend.id()).await.unwrap().alerts, [Alert::Conflict]);
    drop(talk);

    let mut talk = friend.talk().await;
    let again = next_messages(&mut talk, 2).await;
    assert_eq!(again, mine[1..], "what waits is sent again, and only that");
    for message in &again {
        talk.acknowledge(message).await;
    }
    wait_for("all are delivered", || device.all_delivered(friend.id())).await;
    assert_eq!(device.texts(friend.id()).await, ["one", "two", "three"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn false_heads_of_my_log_lose_and_double_nothing() {
    let world = World::start().await;
    let device = Device::sign_up(&world, "Bora", "010-1234-5678").await;
    let mut friend = Friend::of(&world, &device).await;
    for words in ["one", "two", "three"] {
        device.engine.say(friend.id(), words).await.unwrap();
    }
    let mut salts = None;
    type Lie = fn(Head) -> Head;
    let lies: [Lie; 3] = [
        |last| Head { id: MessageId { seq: last.id.seq + 100, ..last.id }, ..last },
        wrong,
        |last| Head { id: MessageId { seq: MAX_SEQ, ..last.id }, ..wrong(last) },
    ];
    for lie in lies {
        let mut talk = friend.talk().await;
        let mine = next_messages(&mut talk, 3).await;
        let said: Vec<_> = mine.iter().map(|message| (message.salt, message.body.clone())).collect();
        assert_eq!(*salts.get_or_insert(said.clone()), said, "the same three messages, in their order");
        let told = Heads(vec![Reach { head: lie(head(&mine[2])), missing: vec![] }]);
        talk.send(HEADS, &told.encode()).await;
        // A text that is acknowledged after the lie shows that the lie was read.
        let read = friend.diary.write(&text("read"));
        talk.send_message(&read).await;
        assert!(talk.is_acknowledged(&read).await);
        let none = as_said([("one", false), ("two", false), ("three", false)]);
        let own: Vec<_> =
            delivered(&device, friend.id()).await.into_iter().filter(|(text, _)| text != "read").collect();
        assert_eq!(own, none);
    }
    assert!(device.engine.contact(friend.id()).await.unwrap().alerts.contains(&Alert::Conflict));
    let mut talk = friend.talk().await;
    for message in next_messages(&mut talk, 3).await {
        talk.acknowledge(&message).await;
    }
    wait_for("all are delivered", || device.all_delivered(friend.id())).await;
    let own: Vec<_> =
        delivered(&device, friend.id()).await.into_iter().filter(|(text, _)| text != "read").collect();
    assert_eq!(own, as_said([("one", true), ("two", true), ("three", true)]));
}

type Fault = fn(&mut Header);

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_not_what_its_header_says_ends_the_session() {
    const FAULTS: [(&str, Fault); 7] = [
        ("another commitment", |header| header.commitment[0] ^= 1),
        ("another author", |header| header.id.author = PeerId::new([3; 32])),
        ("another conversation", |header| header.conversation = ConversationId::new([3; 32])),
        ("place 0", |header| (header.id.seq, header.prev) = (0, None)),
        ("place 1 with one before it", |header| header.id.seq = 1),
        ("another place with none before it", |header| header.prev = None),
        ("a place too high", |header| header.id.seq = MAX_SEQ + 1),
    ];
    let world = World::start().await;
    let device = Device::sign_up(&world, "Bora", "010-1234-5678").await;
    let mut friend = Friend::of(&world, &device).await;
    let before = device.rows(friend.id()).await;
    for (fault, make) in FAULTS {
        let so_far = device.codes.count("peer_protocol");
        let mut talk = friend.talk().await;
        talk.send_message(&friend.diary.forge(&text(fault), make)).await;
        talk.ended().await;
        named(&device, "peer_protocol", so_far).await;
    }
    // In the device's own name, in the log that the device writes.
    let so_far = device.codes.count("peer_protocol");
    let mut talk = friend.talk().await;
    let me = friend.device.identity;
    let own = before.iter().rfind(|row| row.id.author == me).unwrap().id;
    let forged =
        friend.diary.forge(&text("in your name"), |header| header.id = MessageId { seq: own.seq + 1, ..own });
    talk.send_message(&forged).await;
    talk.ended().await;
    named(&device, "peer_protocol", so_far).await;
    assert_eq!(device.rows(friend.id()).await, before, "nothing of them was kept");
    friend.is_heard("honest").await;
    assert_eq!(device.texts(friend.id()).await, ["honest"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_sent_again_and_twins_of_them_change_nothing() {
    let world = World::start().await;
    let device = Device::sign_up(&world, "Bora", "010-1234-5678").await;
    let mut friend = Friend::of(&world, &device).await;
    let twins: Vec<_> = (0..3).map(|n| friend.diary.forge(&text(&format!("twin {n}")), |_| {})).collect();
    let said: Vec<_> = ["one", "two", "three"].map(|words| friend.diary.write(&text(words))).into();
    for round in 0..2 {
        let mut talk = friend.talk().await;
        for message in said.iter().chain(said.iter().rev()) {
            talk.send_message(message).await;
            assert!(talk.is_acknowledged(message).await, "round {round}");
        }
    }
    assert_eq!(device.texts(friend.id()).await, ["one", "two", "three"]);
    let before = device.rows(friend.id()).await;

    let mut talk = friend.talk().await;
    for twin in &twins {
        talk.send_message(twin).await;
    }
    friend.is_heard("four").await;
    let rows = device.rows(friend.id()).await;
    let honest: Vec<_> =
        rows.iter().filter(|row| !matches!(row.state, MessageState::Conflicting { .. })).cloned().collect();
    assert_eq!(honest[..before.len()], before, "what was known stays as it is");
    assert_eq!(honest.len(), before.len() + 1);
    assert_eq!(rows.len(), honest.len() + 1, "the first twin is kept to be seen");
    assert_eq!(device.engine.contact(friend.id()).await.unwrap().alerts, [Alert::Conflict]);
}

/// A payment as its message tells it.
fn claim(world: &World, to: &str, units: u128) -> Body {
    let own = units.to_le_bytes()[0];
    Body::Payment(Payment {
        asset: Asset::ttc(),
        amount: Amount::from_units(units),
        decimals: 5,
        network: world.profile().ttchain.chain_id.bytes().to_vec(),
        to: Address::checked(Chain::TTCHAIN, to.to_owned()),
        body: BodyDigest::new([own; 32]),
        tx: TxId::new(&[own; 32]).unwrap(),
        text: Some("here you are".to_owned()),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_was_only_said_credits_nothing() {
    let world = World::start().await;
    let device = Device::sign_up(&world, "Bora", "010-1234-5678").await;
    let mut friend = Friend::of(&world, &device).await;
    device.fund(&world, 100_000_000).await;
    let shown = device.engine.receive_address(Asset::ttc()).await.unwrap();
    let wallet = device.engine.wallet().await.unwrap();
    let payments = device.engine.payments(None, 100).await.unwrap();
    let foreign = world.profile().endpoints.relays[0].clone();
    let mut talk = friend.talk().await;
    let sheet = loop {
        let message = talk.message().await.unwrap();
        talk.acknowledge(&message).await;
        if let Some(sheet) = ContactCard::decode(&message.body).ok().and_then(|card| card.pay) {
            break sheet;
        }
    };
    let mut coarse = claim(&world, &sheet.addresses[2], 5_000_000);
    if let Body::Payment(payment) = &mut coarse {
        payment.decimals = 0;
    }
    let mut twice = claim(&world, &sheet.addresses[2], 7_000_000);
    if let Body::Payment(payment) = &mut twice {
        payment.amount = Amount::from_units(8_000_000);
    }
    let claims = [
        ("units that the asset does not have", coarse),
        ("another's address", claim(&world, "TTnotmineatall1111111111111111111", 5)),
        ("no address at all", claim(&world, &foreign, 5)),
        ("an address given to others", claim(&world, shown.text(), 5)),
        ("what came to it from others", claim(&world, shown.text(), 100_000_000)),
        ("a fake amount", claim(&world, &sheet.addresses[0], 7_000_000)),
        ("an impossible amount", claim(&world, &sheet.addresses[1], u128::MAX)),
        ("a payment said before, of another amount", twice),
    ];
    for (fault, body) in &claims {
        let message = friend.diary.write(body);
        talk.send_message(&message).await;
        assert!(talk.is_acknowledged(&message).await, "{fault}: kept as the claim it is");
        // The same words once more are the same message.
        talk.send_message(&message).await;
        assert!(talk.is_acknowledged(&message).await, "{fault}");
    }
    // And a body that is none: kept, without effect.
    let garbage = Body::Unknown { kind: kind::PAYMENT, bytes: vec![0xff; 50] };
    let message = friend.diary.write(&garbage);
    talk.send_message(&message).await;
    assert!(talk.is_acknowledged(&message).await);
    device.engine.refresh().await.unwrap();
    friend.is_heard("did you get it?").await;
    device.engine.refresh().await.unwrap();
    assert_eq!(device.engine.wallet().await.unwrap(), wallet, "the balance is what the chain shows");
    let now = device.engine.payments(None, 100).await.unwrap();
    let new: Vec<_> = now.iter().filter(|row| payments.iter().all(|old| old.id != row.id)).collect();
    assert!(new.iter().all(|row| row.state == PaymentState::Announced));
    assert!(new.iter().all(|row| sheet.addresses.iter().any(|address| address == row.to.text())));
    assert_eq!(new.len(), 2, "the two claims on addresses made for this contact wait for money");
    assert_eq!(now.len(), payments.len() + new.len());
    for old in &payments {
        assert!(now.contains(old), "what the chain has shown stays");
    }
}
