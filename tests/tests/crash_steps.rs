//! The process dies after each numbered step of the engine, and the folder is opened anew.

#![allow(clippy::unwrap_used, reason = "test code: a fault of the world must stop the test at once")]

use tongtong_crypto::words::Language;
use tongtong_engine::Step;
use tongtong_tests::{Crash, Device, World, wait_for};
use tongtong_wallet::rows::PaymentState;

const STEPS: [Step; 5] = [Step::Read, Step::Decided, Step::Committed, Step::Handed, Step::Told];

/// Whether what the step belonged to is durable once the step was reached.
fn durable(step: Step) -> bool {
    matches!(step, Step::Committed | Step::Handed | Step::Told)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_said_once_or_not_at_all() {
    let world = World::start().await;
    let mut a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    let mut b = Device::sign_up(&world, "지민", "010-8765-4321").await;
    let (alex, jimin) = (a.me().await, b.me().await);
    a.befriend(&b).await;
    let mut expected: Vec<String> = Vec::new();
    for step in STEPS {
        let gone = b.vanish().await;
        let crash = Crash::at(step, false);
        a = a.reopen(&world, crash.clone()).await;
        let text = format!("{step:?}");
        a.engine.say(jimin, &text).await.unwrap_err();
        assert!(crash.happened(), "{step:?} was reached");
        a = a.reopen(&world, Crash::never()).await;
        if durable(step) {
            expected.push(text);
        }
        b = gone.back(&world).await;
        wait_for("what was committed arrives", || async {
            a.all_delivered(jimin).await && b.texts(alex).await == expected
        })
        .await;
        assert_eq!(a.texts(jimin).await, expected, "died after {step:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_made_once_or_not_at_all() {
    let world = World::start().await;
    let mut a = Device::sign_up(&world, "Alex", "010-1234-5678").await;
    let b = Device::sign_up(&world, "지민", "010-8765-4321").await;
    let (alex, jimin) = (a.me().await, b.me().await);
    a.befriend(&b).await;
    a.fund(&world, 10_000_000).await;
    b.engine.new_wallet(Device::pass(), Language::English).await.unwrap();
    let mut holds = 10_000_000;
    let mut paid = 0;
    for step in STEPS {
        a = a.reopen(&world, Crash::at(step, true)).await;
        a.holds(holds).await;
        a.pay(jimin, 100_000).await.unwrap_err();
        a = a.reopen(&world, Crash::never()).await;
        if durable(step) {
            paid += 1;
            holds -= 100_000 + 10_000;
        }
        wait_for("every payment is settled", || async {
            let rows = a.engine.payments(None, 100).await.unwrap();
            let out: Vec<_> = rows.iter().filter(|row| row.signed.is_some()).collect();
            out.len() == paid && out.iter().all(|row| matches!(row.state, PaymentState::Confirmed { .. }))
        })
        .await;
        assert_eq!(world.signed_transactions().await.len(), paid, "died after {step:?}");
        wait_for("the message of each payment arrives once", || async {
            let payments =
                |row: &tongtong_chat::rows::MessageRow| row.kind == tongtong_chat::body::kind::PAYMENT;
            b.rows(alex).await.iter().filter(|row| payments(row)).count() == paid
        })
        .await;
    }
    a.holds(holds).await;
    b.holds(u128::try_from(paid).unwrap() * 100_000).await;
}
