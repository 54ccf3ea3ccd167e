//! Step 3: asked, accepted, compared; then they talk.

use super::devices::B_TYPED;
use super::lines::{Who, agreed, page, spoken};
use crate::demo::fault::{Fault, ensure, same};
use crate::demo::stage::{Stage, list, text};
use crate::demo::{Facts, facts};
use crate::moment::clock;
use serde_json::{Value, json};
use tongtong_types::Timestamp;

const REQUEST: &str = "안녕, 나 지민이야!";
/// Through the relay.
const RELAYED: [(Who, &str); 5] = [
    (Who::A, "점심 먹었어?"),
    (Who::B, "Not yet. 같이 먹을래?"),
    (Who::A, "좋아, 열두 시 반에 정문에서 봐."),
    (Who::B, "Deal. I'll bring an umbrella, 비 온대 ☔"),
    (Who::A, "역시! 그럼 이따 봐 😄"),
];
/// From device to device.
const DIRECT: [(Who, &str); 4] = [
    (Who::B, "Now nothing stands between us."),
    (Who::A, "중계 서버도 없이 바로 오네."),
    (Who::B, "빠르다! Almost no delay."),
    (Who::A, "신기하다. 자리 잡아 둘게."),
];
/// While the other device is off.
const WAITING: &str = "도착하면 알려 줘, 난 창가 자리야.";

/// The chat, by relay and direct, online and offline.
pub(in crate::demo) async fn run(stage: &mut Stage) -> Result<Facts, Fault> {
    if stage.is_spoiled() {
        cut_off(stage).await?;
    }
    meet(stage).await?;
    let number = safety(stage).await?;
    let (a, b) = (stage.a()?, stage.b()?);
    stage.show.tell("chat.relay", &[]);
    stage.show.chat(a.name, b.name);
    let mut said = spoken(stage, &RELAYED, "relay").await?;

    stage.show.tell("chat.direct", &[]);
    direct(stage).await?;
    said.extend(spoken(stage, &DIRECT, "direct").await?);
    let waited = offline(stage).await?;

    let (a, b) = (stage.a()?, stage.b()?);
    let (ours, theirs) = (page(a, b).await?, page(b, a).await?);
    same("chats_differ", &agreed(&theirs, true), &agreed(&ours, false))?;
    stage.show.checked("chat.checked", &[("count", &ours.len().to_string())]);
    Ok(facts(json!({
        "safety_number": number,
        "request": { "text": REQUEST },
        "messages": said,
        "waited": waited,
        "rows": ours.len(),
    })))
}

/// Found by number, asked, accepted; each has the other's contact card.
async fn meet(stage: &Stage) -> Result<(), Fault> {
    let (a, b) = (stage.a()?, stage.b()?);
    let found = a.act("find", json!({ "phone": B_TYPED[1] })).await?;
    same("found_somebody_else", &text(&found, "peer"), &b.peer.as_str())?;
    a.act("ask", json!({ "peer": b.peer, "text": REQUEST })).await?;
    let asking = async || {
        let contacts = b.act("contacts", json!({})).await?;
        let from_a = list(&contacts).iter().find(|row| text(row, "peer") == a.peer).cloned();
        Ok(from_a.filter(|row| text(row, "state") == "asking"))
    };
    let row = stage.until("request_not_arrived", asking).await?;
    same("name_differs", &text(&row, "name"), &a.name)?;
    b.act("accept", json!({ "peer": a.peer })).await?;
    for (device, other) in [(a, b), (b, a)] {
        let carded = async || {
            let row = device.act("contact", json!({ "peer": other.peer })).await?;
            let there = text(&row, "state") == "accepted" && row.get("card") == Some(&json!(true));
            Ok(there.then_some(()))
        };
        stage.until("card_not_arrived", carded).await?;
    }
    stage.show.tell("chat.met", &[("one", a.name), ("other", b.name), ("text", REQUEST)]);
    Ok(())
}

/// The same sixty digits on both screens.
async fn safety(stage: &Stage) -> Result<String, Fault> {
    let (a, b) = (stage.a()?, stage.b()?);
    let ours = a.act("safety", json!({ "peer": b.peer })).await?;
    let theirs = b.act("safety", json!({ "peer": a.peer })).await?;
    same("safety_numbers_differ", &text(&ours, "number"), &text(&theirs, "number"))?;
    a.act("verify", json!({ "peer": b.peer })).await?;
    b.act("verify", json!({ "peer": a.peer })).await?;
    let digits = text(&ours, "number").to_owned();
    let groups: Vec<&str> = (0..digits.len()).step_by(5).filter_map(|at| digits.get(at..at + 5)).collect();
    ensure(groups.len() == 12, "safety_numbers_differ")?;
    let rows: Vec<String> = groups.chunks(6).map(|row| row.join(" ")).collect();
    stage.show.tell(
        "chat.safety",
        &[
            ("one", rows.first().map_or("", String::as_str)),
            ("other", rows.get(1).map_or("", String::as_str)),
        ],
    );
    Ok(digits)
}

/// Both allow direct paths; the session moves to one.
async fn direct(stage: &Stage) -> Result<(), Fault> {
    let (a, b) = (stage.a()?, stage.b()?);
    for device in [a, b] {
        device.act("direct", json!({ "allowed": true })).await?;
    }
    a.act("connect", json!({ "peer": b.peer })).await?;
    for (device, other) in [(a, b), (b, a)] {
        let moved = async || {
            let online = device.act("online", json!({})).await?;
            let direct = |row: &&Value| text(row, "peer") == other.peer && text(row, "path") == "direct";
            Ok(list(&online).iter().find(direct).map(|_| ()))
        };
        stage.until("no_direct_path", moved).await?;
    }
    Ok(())
}

/// A message to a device that is off says since when and why it waits; then it arrives.
async fn offline(stage: &mut Stage) -> Result<Value, Fault> {
    stage.show.tell("chat.offline", &[("name", stage.b()?.name)]);
    stage.both()?.1.stop().await;
    let (a, b) = (stage.a()?, stage.b()?);
    a.act("say", json!({ "peer": b.peer, "text": WAITING })).await?;
    let explained = async || {
        let page = page(a, b).await?;
        let row = page.into_iter().rev().find(|row| text(row, "text") == WAITING);
        Ok(row.filter(|row| text(row, "state") == "waiting" && text(row, "why") == "peer_offline"))
    };
    let waiting = stage.until("no_reason_given", explained).await?;
    let since = waiting.get("at").and_then(Value::as_u64).ok_or_else(|| Fault::new("no_reason_given"))?;
    let since = clock(Timestamp::from_millis(since));
    let why = stage.show.word("why.peer_offline", &[]);
    stage.show.bubble(
        crate::demo::show::Side::Left,
        WAITING,
        &stage.show.word("marks.waiting", &[("since", &since), ("why", &why)]),
    );
    stage.both()?.1.wake(true, &[]).await?;
    let (a, b) = (stage.a()?, stage.b()?);
    let arrived = async || {
        let page = page(b, a).await?;
        Ok(page.into_iter().rev().find(|row| text(row, "text") == WAITING))
    };
    let came = stage.until("message_not_arrived", arrived).await?;
    stage.show.tell("chat.back", &[("name", b.name)]);
    Ok(
        json!({ "text": WAITING, "why": text(&waiting, "why"), "since": waiting.get("at"), "path": text(&came, "path") }),
    )
}

/// Spoils the step: the second device knows a relay that is not there.
async fn cut_off(stage: &mut Stage) -> Result<(), Fault> {
    let broken = |_| Fault::new("profile_unreadable");
    let profile = std::fs::read(&stage.world()?.profile).map_err(broken)?;
    let mut profile: Value =
        serde_json::from_slice(&profile).map_err(|_| Fault::new("profile_unreadable"))?;
    if let Some(relays) = profile.pointer_mut("/endpoints/relays") {
        *relays = json!(["http://127.0.0.1:1"]);
    }
    let elsewhere = stage.dir.join("cut-off.json");
    std::fs::write(&elsewhere, profile.to_string()).map_err(broken)?;
    let b = stage.both()?.1;
    b.stop().await;
    b.move_to(&elsewhere);
    b.wake(false, &[]).await
}
