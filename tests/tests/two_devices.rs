//! Two devices on real parts: found by number, accepted, chatting, paying, one of them away.

#![allow(clippy::unwrap_used, reason = "test code: a fault of the world must stop the test at once")]

use tongtong_chat::Content;
use tongtong_chat::rows::{MessageRow, MessageState};
use tongtong_crypto::words::Language;
use tongtong_ports::Path;
use tongtong_ports::store::Before;
use tongtong_tests::{Device, World, wait_for};
use tongtong_types::Amount;
use tongtong_wallet::rows::{Direction, PaymentState};

#[tokio::test(flavor = "multi_thread")]
async fn messages_arrive_once_and_are_marked_read() {
    let world = World::start().await;
    let a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    let b = Device::sign_up(&world, "지민", "+82 10 8765 4321").await;
    let (alex, jimin) = (a.me().await, b.me().await);
    a.befriend(&b).await;
    assert_eq!(
        a.engine.safety_number(jimin).unwrap().digits(),
        b.engine.safety_number(alex).unwrap().digits()
    );
    for turn in 0..3 {
        a.engine.say(jimin, &format!("안녕 {turn}")).await.unwrap();
        b.engine.say(alex, &format!("hello {turn}")).await.unwrap();
    }
    wait_for("six messages are delivered", || async {
        a.all_delivered(jimin).await && b.all_delivered(alex).await && b.texts(alex).await.len() == 6
    })
    .await;
    let mut said: Vec<String> = b.texts(alex).await;
    said.sort();
    assert_eq!(said, ["hello 0", "hello 1", "hello 2", "안녕 0", "안녕 1", "안녕 2"]);

    let newest = b.rows(alex).await.last().unwrap().row;
    b.engine.seen(alex, newest).await.unwrap();
    wait_for("Alex sees that they were read", || async {
        let read = a.rows(jimin).await;
        read.iter().filter(|row| matches!(row.state, MessageState::Read { .. })).count() >= 3
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_to_someone_away_waits_and_arrives_once() {
    let world = World::start().await;
    let a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    let b = Device::sign_up(&world, "지민", "010-8765-4321").await;
    let (alex, jimin) = (a.me().await, b.me().await);
    a.befriend(&b).await;
    let gone = b.vanish().await;
    a.engine.say(jimin, "are you there?").await.unwrap();
    wait_for("it says why it waits", || async {
        let rows = a.rows(jimin).await;
        matches!(
            rows.last().unwrap().state,
            MessageState::Waiting { why: tongtong_chat::Why::PeerOffline, .. }
        )
    })
    .await;
    let b = gone.back(&world).await;
    wait_for("it arrives", || async { a.all_delivered(jimin).await }).await;
    assert_eq!(b.texts(alex).await, ["are you there?"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_in_the_chat_is_right_to_the_last_unit() {
    let world = World::start().await;
    let a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    let b = Device::sign_up(&world, "지민", "010-8765-4321").await;
    let (alex, jimin) = (a.me().await, b.me().await);
    a.befriend(&b).await;
    a.fund(&world, 100_000_000).await;
    b.engine.new_wallet(Device::pass(), Language::Korean).await.unwrap();
    let review = a.review(jimin, 1_000_000).await.unwrap();
    let funded = review.sources[0].0.clone();
    let payment = a.engine.approve(review.digest, Device::pass()).await.unwrap();
    wait_for("both see it confirmed", || async {
        let mine = a.engine.payment(payment).await.unwrap().unwrap();
        let theirs = b.engine.payments(None, 10).await.unwrap();
        matches!(mine.state, PaymentState::Confirmed { .. })
            && theirs.iter().any(|row| {
                row.direction == Direction::In
                    && matches!(row.state, PaymentState::Confirmed { .. })
                    && row.message.is_some()
            })
    })
    .await;
    let mine = a.engine.payment(payment).await.unwrap().unwrap();
    assert_eq!(mine.fee, Amount::from_units(10_000));
    assert_eq!(world.holds(mine.to.text()).await, 1_000_000);
    let (change, amount) = mine.change.clone().unwrap();
    assert_eq!(amount, Amount::from_units(100_000_000 - 1_000_000 - 10_000));
    assert_eq!(world.holds(change.text()).await, 98_990_000);
    assert_eq!(world.holds(funded.text()).await, 0);
    assert_eq!(world.signed_transactions().await.len(), 1);
    a.holds(98_990_000).await;
    b.holds(1_000_000).await;
    assert_eq!(
        b.rows(alex).await.iter().filter(|row| row.kind == tongtong_chat::body::kind::PAYMENT).count(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_path_of_every_message_is_named_and_follows_the_setting() {
    let world = World::start().await;
    let a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    let b = Device::sign_up(&world, "지민", "010-8765-4321").await;
    let (alex, jimin) = (a.me().await, b.me().await);
    for device in [&a, &b] {
        device.engine.allow_direct(false).await.unwrap();
    }
    a.befriend(&b).await;
    for turn in 0..5 {
        a.engine.say(jimin, &format!("through the relay {turn}")).await.unwrap();
        wait_for("it is delivered", || async { a.all_delivered(jimin).await }).await;
    }
    let paths = |rows: Vec<MessageRow>| rows.into_iter().filter_map(|row| row.path).collect::<Vec<_>>();
    assert!(paths(a.rows(jimin).await).iter().all(|path| path == "relay"));
    assert!(paths(b.rows(alex).await).iter().all(|path| path == "relay"));

    for device in [&a, &b] {
        device.engine.allow_direct(true).await.unwrap();
    }
    a.engine.connect(jimin);
    wait_for("the session runs from device to device", || async {
        let direct = |device: &Device| device.engine.online().iter().any(|(_, path)| *path == Path::Direct);
        direct(&a) && direct(&b)
    })
    .await;
    a.engine.say(jimin, "from device to device").await.unwrap();
    wait_for("it is delivered", || async { a.all_delivered(jimin).await }).await;
    assert_eq!(paths(a.rows(jimin).await).last().unwrap(), "direct");
    assert_eq!(paths(b.rows(alex).await).last().unwrap(), "direct");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_used_up_is_followed_by_another_and_nothing_is_lost_between() {
    const MESSAGES: usize = 1_200;
    let world = World::start().await;
    let a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    let b = Device::sign_up(&world, "지민", "010-8765-4321").await;
    let (alex, jimin) = (a.me().await, b.me().await);
    a.befriend(&b).await;
    let expected: Vec<String> = (0..MESSAGES).map(|turn| format!("message {turn}")).collect();
    for text in &expected {
        a.engine.say(jimin, text).await.unwrap();
    }
    wait_for("all of them are delivered", || async { a.all_delivered(jimin).await }).await;
    let mut arrived = Vec::new();
    let mut before = None;
    loop {
        let page = b.engine.messages(alex, before, 500).await.unwrap();
        let Some(oldest) = page.last() else { break };
        before = Some(Before { order: oldest.order, row: oldest.row });
        arrived.extend(page.into_iter().filter_map(|row| match row.content() {
            Content::Text(text) => Some(text),
            _ => None,
        }));
    }
    arrived.reverse();
    assert_eq!(arrived, expected, "each once, in order, over more frames than one session may seal");
}
