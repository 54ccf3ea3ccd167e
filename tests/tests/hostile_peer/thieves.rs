//! Stolen keys, and handshakes that are thrown back or heard before.

use crate::friend::Friend;
use crate::peer::{Person, Target, dial, greet, open_link, random};
use crate::strangers::named;
use tongtong_chat::frame::WELCOME;
use tongtong_chat::greeting::{Greeting, Welcome};
use tongtong_crypto::session::{Hello, Initiator, VERSION};
use tongtong_ports::{Door, Link};
use tongtong_tests::{Device, World, wait_for};

#[tokio::test(flavor = "multi_thread")]
async fn a_contacts_stolen_static_key_under_another_card_opens_no_session() {
    let world = World::start().await;
    let device = Device::sign_up(&world, "Bora", "010-1234-5678").await;
    let mut friend = Friend::of(&world, &device).await;
    let link = open_link(&world).await;
    let thief = Person::with_static(&link.address(Door::Rendezvous), friend.person.static_seed);
    let other = Person::at(&link.address(Door::Rendezvous));
    let before = device.engine.contacts().await.unwrap();
    for door in [Target::of(&device).await, friend.device.clone()] {
        for (card, code) in [(&thief, "greeting_stolen_key"), (&other, "greeting_foreign_key")] {
            let so_far = device.codes.count(code);
            let mut wire = dial(&link, &door).await;
            let greeting = card.greeting(door.identity);
            let _ = greet(&mut wire, &door, &thief.secret(), &greeting).await.unwrap();
            assert!(wire.ends_in_silence().await, "{code}");
            named(&device, code, so_far).await;
        }
    }
    assert_eq!(device.engine.contacts().await.unwrap(), before);
    assert!(device.engine.online().is_empty());
    friend.is_heard("it is still me").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_for_a_contact_without_the_contacts_word_is_told_nothing() {
    let world = World::start().await;
    let device = Device::sign_up(&world, "Bora", "010-1234-5678").await;
    let friend = Friend::of(&world, &device).await;
    // The thief has the friend's endpoint and static key, and no more.
    let thief = Person::with_static(&friend.link.address(Door::Rendezvous), friend.person.static_seed);
    let before = device.engine.contacts().await.unwrap();
    device.engine.say(friend.id(), "for the friend alone").await.unwrap();
    type Fault = fn(&mut Welcome, &Person);
    let faults: [(&str, Fault); 5] = [
        ("greeting_wrong_peer", |welcome, thief| welcome.card = thief.card.clone()),
        ("greeting_wrong_peer", |welcome, thief| {
            (welcome.card, welcome.from) = (thief.card.clone(), thief.id());
        }),
        ("greeting_wrong_peer", |welcome, thief| welcome.to = thief.id()),
        ("greeting_wrong_card", |welcome, _| welcome.answers[0] ^= 1),
        ("card_signature", |welcome, _| *welcome.card.last_mut().unwrap() ^= 1),
    ];
    for (code, fault) in faults {
        let so_far = device.codes.count(code);
        device.engine.connect(friend.id());
        let (mut talk, greeting) = friend.answer().await;
        let mut welcome = friend.welcome(&greeting);
        fault(&mut welcome, &thief);
        talk.send(WELCOME, &welcome.encode()).await;
        assert!(talk.next().await.is_none(), "{code}: not one frame");
        named(&device, code, so_far).await;
    }
    assert_eq!(device.engine.contacts().await.unwrap(), before);
    device.engine.connect(friend.id());
    let mut talk = friend.answer_honestly().await;
    let message = talk.message().await.unwrap();
    talk.acknowledge(&message).await;
    wait_for("it is delivered", || device.all_delivered(friend.id())).await;
    assert_eq!(device.texts(friend.id()).await, ["for the friend alone"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_thrown_back_or_heard_before_opens_nothing() {
    let world = World::start().await;
    let device = Device::sign_up(&world, "Bora", "010-1234-5678").await;
    let mut friend = Friend::of(&world, &device).await;
    let before = device.engine.contacts().await.unwrap();

    // The device's own message 1, as the answer to it and as a beginning of somebody else's.
    device.engine.connect(friend.id());
    let mut wire = friend.dialled().await;
    let hello = wire.read_hello().await.unwrap();
    let message1 = wire.read_block().await.unwrap();
    wire.write_block(&message1).await;
    assert!(wire.ends_in_silence().await);
    named(&device, "session_unauthentic", 0).await;
    for door in [Target::of(&device).await, friend.device.clone()] {
        let so_far = device.codes.count("session_unauthentic");
        let mut wire = dial(&friend.link, &door).await;
        wire.write(&hello).await;
        wire.write_block(&message1).await;
        assert!(wire.ends_in_silence().await);
        named(&device, "session_unauthentic", so_far).await;
    }

    // An honest handshake, all of it once more.
    let target = friend.device.clone();
    let mut wire = dial(&friend.link, &target).await;
    let (initiator, message1) =
        Initiator::start(&random(), &friend.person.secret(), &target.static_key, &target.prologue(&wire))
            .unwrap();
    wire.write(&Hello::encode(&[VERSION])).await;
    wire.write_block(&message1).await;
    let greeting = Greeting { card: friend.person.card.clone(), to: target.identity }.encode();
    let (message3, _) = initiator.finish(&wire.read_block().await.unwrap(), &greeting).unwrap();
    wire.write_block(&message3).await;
    let welcome = wire.read_block().await.expect("an honest contact is welcome");
    let so_far = device.codes.count("session_unauthentic");
    let mut again = dial(&friend.link, &target).await;
    again.write(&Hello::encode(&[VERSION])).await;
    again.write_block(&message1).await;
    again.write_block(&message3).await;
    assert!(again.ends_in_silence().await, "it was for another connection");
    named(&device, "session_unauthentic", so_far).await;

    // The device's own frame, thrown back in the same session.
    let so_far = device.codes.count("session_unauthentic");
    wire.write_block(&welcome).await;
    named(&device, "session_unauthentic", so_far).await;
    while wire.read_block().await.is_some() {}

    assert_eq!(device.engine.contacts().await.unwrap(), before);
    friend.is_heard("the real one").await;
}
