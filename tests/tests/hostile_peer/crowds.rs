//! Strangers who are many, or who send without reading: the others' chat goes on.

use crate::friend::{Diary, request};
use crate::peer::{Person, Target, begin, open_link};
use crate::tight::Tight;
use crate::wire::Talk;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tongtong_ports::{Door, Link};
use tongtong_tests::{Device, World, wait_for};
use tongtong_types::PeerId;

/// A frame of this kind says nothing and breaks a silence.
const NOISE: u8 = 200;

fn others(device: &Device, friend: PeerId) -> usize {
    device.engine.online().iter().filter(|(peer, _)| *peer != friend).count()
}

/// Makes noise so that the session is not ended for its silence.
async fn stays(mut talk: Talk) {
    while talk.send(NOISE, &[]).await {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// A word each way between two devices.
async fn chat(a: &Device, b: &Device, words: &str) {
    let (alex, bora) = (a.me().await, b.me().await);
    for (from, to) in [(a, bora), (b, alex)] {
        from.engine.say(to, words).await.unwrap();
        wait_for(words, || from.all_delivered(to)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_gets_through_while_forty_strangers_stand_at_the_other_door() {
    const STRANGERS: usize = 40;
    const SEATS: usize = 32;
    let world = World::start().await;
    let a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    let b = Device::sign_up(&world, "Bora", "010-8765-4321").await;
    a.befriend(&b).await;
    let (alex, target) = (a.me().await, Target::of(&b).await);
    let link = Arc::new(open_link(&world).await);
    let mut strangers = JoinSet::new();
    for _ in 0..STRANGERS {
        let (link, target) = (Arc::clone(&link), target.clone());
        let me = Person::at(&link.address(Door::Rendezvous));
        strangers.spawn(async move {
            // Whoever is turned away knocks again.
            loop {
                if let Ok(connection) = link.dial(Door::Rendezvous, &target.at).await
                    && let Some(talk) = begin(connection.into(), &target, &me).await
                {
                    stays(talk).await;
                }
            }
        });
    }
    wait_for("every seat at the rendezvous door is taken", || async { others(&b, alex) == SEATS }).await;
    wait_for("the others are turned away", || async { b.codes.count("rendezvous_full") > 0 }).await;
    // The contact's session begins anew in the middle of them.
    a.engine.allow_direct(true).await.unwrap();
    chat(&a, &b, "through the crowd").await;
    assert!(others(&b, alex) > SEATS / 2, "the crowd still stands there");
    strangers.shutdown().await;
    wait_for("the crowd is gone", || async { others(&b, alex) == 0 }).await;
    chat(&a, &b, "and after it").await;
    assert_eq!(b.engine.contacts().await.unwrap().len(), 1, "who asked nothing leaves nothing");
    let said = ["through the crowd", "through the crowd", "and after it", "and after it"];
    assert_eq!(b.texts(alex).await, said);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_who_sends_and_never_reads_holds_up_nobody() {
    let world = World::start().await;
    let a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    let b = Device::sign_up(&world, "Bora", "010-8765-4321").await;
    a.befriend(&b).await;
    let (alex, target) = (a.me().await, Target::of(&b).await);
    let tight = Arc::new(Tight::open(&world).await);
    let mut strangers = JoinSet::new();
    for floods in [true, true, false] {
        let (tight, target) = (Arc::clone(&tight), target.clone());
        let me = Person::at(&target.at);
        strangers.spawn(async move {
            let asks = Diary::new(me.id(), target.identity).write(&request());
            loop {
                let Some(wire) = tight.dial(&target).await else { continue };
                let Some(mut talk) = begin(wire, &target, &me).await else { continue };
                // Each is acknowledged, and the acknowledgements pile up: nobody takes them.
                let mut left = if floods { 1_999 } else { 100 };
                while left > 0 && talk.send_message(&asks).await {
                    left -= 1;
                }
                if !floods {
                    stays(talk).await;
                }
            }
        });
    }
    wait_for("one of them was cut off", || async { b.codes.count("session_flooded") > 0 }).await;
    wait_for("one of them stands there", || async { others(&b, alex) > 0 }).await;
    chat(&a, &b, "through the flood").await;
    wait_for("one of them stands there still", || async { others(&b, alex) > 0 }).await;
    timeout(Duration::from_secs(5), b.engine.lock()).await.expect("the lock waits for no stranger");
    b.engine.unlock(Device::pass()).await.unwrap();
    chat(&a, &b, "and after the lock").await;
    strangers.shutdown().await;
    let said = ["through the flood", "through the flood", "and after the lock", "and after the lock"];
    assert_eq!(b.texts(alex).await, said);
}
