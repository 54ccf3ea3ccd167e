//! Two engines: both dial at once; one is locked in the middle of a stream.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tongtong_engine::{Engine, Event};
use tongtong_tests::{Device, World, wait_for};
use tongtong_types::PeerId;

/// Counts how often a session of this engine begins or ends, from now on.
fn moves(engine: &Engine) -> Arc<AtomicUsize> {
    let (moves, mut events) = (Arc::new(AtomicUsize::new(0)), engine.events());
    let counted = Arc::clone(&moves);
    tokio::spawn(async move {
        while let Some(event) = events.next().await {
            if matches!(event, Event::Online { .. } | Event::Offline { .. } | Event::Lagged { .. }) {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    moves
}

fn is_online(engine: &Engine, peer: PeerId) -> bool {
    engine.online().iter().any(|(online, _)| *online == peer)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_dial_each_other_at_once_keep_one_session() {
    let world = World::start().await;
    let a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    let b = Device::sign_up(&world, "지민", "010-8765-4321").await;
    let (alex, jimin) = (a.me().await, b.me().await);
    a.befriend(&b).await;
    let (at_a, at_b) = (moves(&a.engine), moves(&b.engine));
    let count = || at_a.load(Ordering::SeqCst) + at_b.load(Ordering::SeqCst);
    let mut said = Vec::new();
    for round in 0..10 {
        let (ended_a, ended_b) = tokio::join!(a.engine.allow_direct(true), b.engine.allow_direct(true));
        ended_a.and(ended_b).unwrap();
        let (to_b, to_a) = (format!("{round} to b"), format!("{round} to a"));
        let (one, other) = tokio::join!(a.engine.say(jimin, &to_b), b.engine.say(alex, &to_a));
        one.and(other).unwrap();
        said.extend([to_b, to_a]);
        // A session that stands carries a word each way, and neither side sees one begin or end meanwhile.
        for word in 0.. {
            assert!(word < 20, "round {round}: the two never agree on a session");
            let (word, before) = (format!("{round} word {word}"), count());
            for (from, to) in [(&a, jimin), (&b, alex)] {
                from.engine.say(to, &word).await.unwrap();
                wait_for("it is delivered", || from.all_delivered(to)).await;
                said.push(word.clone());
            }
            if count() == before && is_online(&a.engine, jimin) && is_online(&b.engine, alex) {
                break;
            }
        }
        assert_eq!((a.engine.online().len(), b.engine.online().len()), (1, 1));
    }
    said.sort();
    for (device, peer) in [(&a, jimin), (&b, alex)] {
        let mut texts = device.texts(peer).await;
        texts.sort();
        assert_eq!(texts, said, "each message once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_in_the_middle_of_a_stream_loses_and_doubles_nothing() {
    const EACH: usize = 40;
    let world = World::start().await;
    let a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    let b = Device::sign_up(&world, "지민", "010-8765-4321").await;
    let (alex, jimin) = (a.me().await, b.me().await);
    a.befriend(&b).await;
    let speaker = a.engine.clone();
    let streaming = tokio::spawn(async move {
        for n in 0..EACH {
            speaker.say(jimin, &format!("a {n:02}")).await.unwrap();
        }
    });
    for n in 0..EACH {
        b.engine.say(alex, &format!("b {n:02}")).await.unwrap();
    }
    for done in [EACH / 4, EACH / 2] {
        wait_for("the stream has begun to flow", || async { b.texts(alex).await.len() >= EACH + done }).await;
        b.engine.lock().await;
        b.engine.unlock(Device::pass()).await.unwrap();
    }
    streaming.await.unwrap();
    wait_for("all is delivered", || async { a.all_delivered(jimin).await && b.all_delivered(alex).await })
        .await;
    let mut said: Vec<_> = (0..EACH).flat_map(|n| [format!("a {n:02}"), format!("b {n:02}")]).collect();
    said.sort();
    for (device, peer) in [(&a, jimin), (&b, alex)] {
        let mut texts = device.texts(peer).await;
        texts.sort();
        assert_eq!(texts, said, "each message once");
        for author in ["a", "b"] {
            let of_one: Vec<_> =
                device.texts(peer).await.into_iter().filter(|text| text.starts_with(author)).collect();
            assert!(of_one.is_sorted(), "in the order they were said");
        }
    }
}
