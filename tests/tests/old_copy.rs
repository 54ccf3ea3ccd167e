//! An older copy of a device's database is put back: it is noticed, and after the user has said so nothing is
//! lost, doubled or paid from an address that has signed.

#![allow(clippy::unwrap_used, reason = "test code: a fault of the world must stop the test at once")]

use std::path::Path;
use tongtong_crypto::words::Language;
use tongtong_tests::{Device, World, wait_for};

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_copy_goes_on_under_new_logs_and_finds_its_money_again() {
    let world = World::start().await;
    let a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    let b = Device::sign_up(&world, "지민", "010-8765-4321").await;
    let (alex, jimin) = (a.me().await, b.me().await);
    a.befriend(&b).await;
    b.engine.new_wallet(Device::pass(), Language::Korean).await.unwrap();
    a.fund(&world, 10_000_000).await;
    a.engine.say(jimin, "before").await.unwrap();
    let spent = a.review(jimin, 100_000).await.unwrap().sources;
    wait_for("it is delivered", || async { a.all_delivered(jimin).await }).await;

    let gone = a.vanish().await;
    let kept = world.home("kept");
    copy(&gone.store(), &kept);
    let a = gone.back(&world).await;
    let payment = a.pay(jimin, 100_000).await.unwrap();
    a.confirmed(payment).await;
    a.engine.say(jimin, "forgotten by the copy").await.unwrap();
    wait_for("all is delivered", || async { a.all_delivered(jimin).await }).await;

    let gone = a.vanish().await;
    std::fs::remove_dir_all(gone.store()).unwrap();
    copy(&kept, &gone.store());
    let a = gone.back_from_an_old_copy(&world).await;
    a.holds(10_000_000 - 110_000).await;
    a.engine.say(jimin, "after").await.unwrap();
    wait_for("what is new arrives", || async {
        b.texts(alex).await == ["before", "forgotten by the copy", "after"]
    })
    .await;
    b.engine.say(alex, "still here").await.unwrap();
    wait_for("and the other way", || async { a.texts(jimin).await.contains(&"still here".to_owned()) }).await;

    wait_for("every address was looked for", || async { !a.engine.wallet().await.unwrap().scanning }).await;
    let review = a.review(jimin, 100_000).await.unwrap();
    let dead = |address| spent.iter().any(|(source, _)| source == address);
    assert!(!review.sources.iter().any(|(source, _)| dead(source)), "an address that has signed is dead");
    assert!(!review.change.iter().any(|(change, _)| dead(change)));
    let payment = a.engine.approve(review.digest, Device::pass()).await.unwrap();
    a.confirmed(payment).await;
    a.holds(10_000_000 - 220_000).await;
    b.holds(200_000).await;
    assert_eq!(world.signed_transactions().await.len(), 2);
}
