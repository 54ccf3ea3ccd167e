//! Step 2: two devices, two people, two cards in the directory.

use crate::demo::device::Device;
use crate::demo::fault::{Fault, ensure, same};
use crate::demo::stage::{Stage, text};
use crate::demo::{Facts, facts, http};
use serde_json::{Value, json};
use std::time::Duration;
use tongtong_chat::card::PublicCard;

/// How long a code may take.
const SMS: Duration = Duration::from_secs(10);

/// 지민's number in two spellings, and the one form of both.
pub(in crate::demo) const A_TYPED: [&str; 2] = ["010-9876-5432", "＋８２ １０ ９８７６ ５４３２"];
const A_PHONE: &str = "+821098765432";
/// Alex's.
pub(in crate::demo) const B_TYPED: [&str; 2] = ["+82 10 2345 6789", "０１０２３４５６７８９"];
const B_PHONE: &str = "+821023456789";
/// Whom Alex is, if somebody else took the number first.
const OTHER_TYPED: [&str; 2] = ["010-2345-6780", "010 2345 6780"];
const OTHER_PHONE: &str = "+821023456780";

/// Both sign up; the directory is asked for both.
pub(in crate::demo) async fn run(stage: &mut Stage) -> Result<Facts, Fault> {
    let profile = stage.world()?.profile.clone();
    let mut a = Device::new("지민", "jimin", stage, &profile)?;
    let mut b = Device::new("Alex", "alex", stage, &profile)?;
    let mut b_number = (B_TYPED, B_PHONE);
    if stage.is_spoiled() {
        let mut thief = Device::new("Mallory", "mallory", stage, &profile)?;
        sign_up(stage, &mut thief, B_TYPED, B_PHONE).await?;
        thief.stop().await;
        b_number = (OTHER_TYPED, OTHER_PHONE);
    }
    sign_up(stage, &mut a, A_TYPED, A_PHONE).await?;
    sign_up(stage, &mut b, b_number.0, b_number.1).await?;

    let mut people = Vec::new();
    for (device, typed, phone) in [(&a, A_TYPED, A_PHONE), (&b, B_TYPED, B_PHONE)] {
        let card = card(stage, phone).await?;
        same("directory_has_another_card", &card.identity.to_string(), &device.peer)?;
        stage.show.tell("devices.person", &[("name", device.name), ("peer", &device.peer)]);
        stage.show.tell("devices.number", &[("one", typed[0]), ("other", typed[1]), ("phone", phone)]);
        let typed = typed.map(|phone| json!({ "phone": phone }));
        people.push(json!({ "name": device.name, "peer": device.peer, "typed": typed, "phone": phone }));
    }
    ensure(a.peer != b.peer, "identities_equal")?;
    stage.show.checked("devices.checked", &[]);
    stage.set_devices(a, b);
    Ok(facts(json!({ "people": people })))
}

/// A pass phrase, a code, an identity, a public card.
async fn sign_up(stage: &Stage, device: &mut Device, typed: [&str; 2], phone: &str) -> Result<(), Fault> {
    device.start(&[])?;
    device.act("direct", json!({ "allowed": false })).await?;
    device.act("set_up", json!({ "pass": *device.pass })).await?;
    device.act("request_code", json!({ "phone": typed[0] })).await?;
    let sent = |event: &Value| text(event, "event") == "sms" && text(event, "phone") == phone;
    let sms = stage.world()?.child.event(SMS, sent).await;
    let sms = sms.ok_or_else(|| Fault::new("number_has_another_form"))?;
    let args = json!({ "phone": typed[1], "code": text(&sms, "code"), "name": device.name });
    device.peer = text(&device.act("sign_up", args).await?, "peer").to_owned();
    Ok(())
}

/// What the directory says of a number, asked by hand.
async fn card(stage: &Stage, phone: &str) -> Result<PublicCard, Fault> {
    let url = format!("{}/v1/lookup", stage.world()?.directory);
    let found = http::call("POST", &url, Some(&json!({ "phone": phone }))).await;
    let (_, found) = found.ok_or_else(|| Fault::new("directory_silent"))?;
    let bytes = unhex(text(&found, "card")).ok_or_else(|| Fault::new("directory_has_no_card"))?;
    PublicCard::decode(&bytes).map_err(|_| Fault::new("directory_has_no_card"))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() || !text.is_ascii() {
        return None;
    }
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}
