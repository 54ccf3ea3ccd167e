//! Step 5: both processes are killed at the worst moment, and nothing is lost or done twice.

use super::lines::{agreed, page};
use super::payment::{balances, in_a_block, in_both_chats, show_review};
use crate::demo::fault::{Fault, ensure, same};
use crate::demo::node::TTC;
use crate::demo::stage::{Stage, text};
use crate::demo::{Facts, facts};
use serde_json::{Value, json};
use std::time::Duration;

/// What Alex is saying when it happens; the last one may or may not have been kept.
const BURST: [&str; 4] = ["Wait,", "내가 살게!", "You paid last time,", "이번엔 내 차례야."];
/// How long the pause may take to be reached.
const PAUSE: Duration = Duration::from_secs(15);

/// Killed, restarted, counted.
pub(in crate::demo) async fn run(stage: &mut Stage) -> Result<Facts, Fault> {
    let a = stage.both()?.0;
    a.stop().await;
    a.wake(true, &["--hold", "payment"]).await?;
    let (a, b) = (stage.a()?, stage.b()?);
    let args = json!({ "peer": b.peer, "amount": "25", "text": "영화표도 같이" });
    // Before the first look at the chain after a start, the wallet knows what it knew.
    a.act("refresh", json!({})).await?;
    let review = a.act("review", args).await?;
    show_review(stage, &review);
    let body = text(&review, "body").to_owned();
    let args = json!({ "digest": text(&review, "digest"), "pass": *a.pass });
    let _never = a.child()?.tell("approve", args).await;
    let held = a.child()?.event(PAUSE, |event| text(event, "event") == "held").await;
    ensure(held.is_some(), "pause_not_reached")?;

    let before = page(b, a).await?;
    let mut said = Vec::new();
    for line in BURST {
        said.push(b.child()?.tell("say", json!({ "peer": a.peer, "text": line })).await);
    }
    // Three are kept when their answers are here; the process dies while it is busy with the fourth.
    let mut kept = 0usize;
    for answer in said.into_iter().take(BURST.len() - 1) {
        let answer = tokio::time::timeout(PAUSE, answer).await;
        kept += usize::from(matches!(answer, Ok(Ok(Ok(_)))));
    }
    same("message_not_kept", &kept, &(BURST.len() - 1))?;
    let (a, b) = stage.both()?;
    let (killed_a, killed_b) = tokio::join!(a.kill(), b.kill());
    ensure(killed_a && killed_b, "not_killed")?;
    let count = stage.world()?.node.transfers().await?.len();
    same("payment_sent_too_early", &count, &1)?;
    stage.show.tell("crash.killed", &[]);

    if stage.is_spoiled() {
        stage.world()?.node.drop_broadcasts(1_000).await?;
    }
    let (a, b) = stage.both()?;
    a.wake(true, &[]).await?;
    b.wake(true, &[]).await?;
    stage.show.tell("crash.restarted", &[]);
    let transfer = in_a_block(stage, &body).await?;
    in_both_chats(stage, &body).await?;
    let transfers = stage.world()?.node.transfers().await?;
    same("payments_counted", &transfers.len(), &2)?;
    let (a_units, b_units) = (964 * TTC + 77_500, 40 * TTC);
    balances(stage, a_units, b_units).await?;
    let arrived = once(stage, &before).await?;
    stage.show.checked("crash.counted", &[("id", &transfer.id)]);
    stage.show.checked("crash.chats", &[("count", &arrived.len().to_string())]);
    Ok(facts(json!({
        "killed": { "jimin": "SIGKILL", "alex": "SIGKILL" },
        "transactions": transfers.iter().map(|transfer| &transfer.id).collect::<Vec<_>>(),
        "body": body,
        "review": review,
        "arrived": arrived,
        "balances": { "jimin": "964.775", "alex": "40" },
    })))
}

/// Every message that was kept arrived exactly once, and the chats so far are still there.
async fn once(stage: &Stage, before: &[Value]) -> Result<Vec<Value>, Fault> {
    let (a, b) = (stage.a()?, stage.b()?);
    let both = async || {
        let (ours, theirs) = (page(a, b).await?, page(b, a).await?);
        let still = theirs.iter().all(|row| text(row, "state") != "waiting");
        Ok((still && agreed(&ours, false) == agreed(&theirs, true)).then_some((ours, theirs)))
    };
    let (ours, theirs) = stage.until("chats_differ", both).await?;
    let old = agreed(before, false);
    ensure(old.iter().all(|row| agreed(&theirs, false).contains(row)), "message_lost")?;
    let mut arrived = Vec::new();
    for (place, line) in BURST.into_iter().enumerate() {
        let count =
            ours.iter().filter(|row| text(row, "text") == line && text(row, "author") == "them").count();
        let sure = place + 1 < BURST.len();
        ensure(count == 1 || (count == 0 && !sure), "message_lost_or_twice")?;
        if count == 1 {
            arrived.push(json!({ "text": line }));
        }
    }
    Ok(arrived)
}
