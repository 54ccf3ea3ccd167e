//! Step 4: two wallets, one payment in the chat, one without words.

use super::lines::page;
use crate::demo::device::Device;
use crate::demo::fault::{Fault, ensure, same};
use crate::demo::node::{TTC, Transfer};
use crate::demo::show::Side;
use crate::demo::stage::{Stage, list, text};
use crate::demo::{Facts, facts};
use serde_json::{Value, json};

/// The words beside the payment.
const WORDS: &str = "점심값 💸";

/// Money comes, goes, and comes without a word.
pub(in crate::demo) async fn run(stage: &mut Stage) -> Result<Facts, Fault> {
    let (a, b) = (stage.a()?, stage.b()?);
    let mut words = Vec::new();
    for device in [a, b] {
        let made = device.act("wallet_new", json!({ "pass": *device.pass, "language": "ko" })).await?;
        let shown: Vec<String> = list(made.get("words").unwrap_or(&Value::Null))
            .iter()
            .filter_map(|word| Some(word.as_str()?.to_owned()))
            .collect();
        let hangul = |word: &String| word.chars().all(|c| ('가'..='힣').contains(&c));
        ensure(shown.len() == 12 && shown.iter().all(hangul), "words_not_korean")?;
        stage.show.tell("payment.words", &[("name", device.name), ("words", &shown.join(" "))]);
        words.push(json!({ "name": device.name, "words": shown }));
    }
    for (device, other) in [(a, b), (b, a)] {
        let pay_key = text(&account(other).await?, "pay_key").to_owned();
        let signed = async || {
            let row = device.act("contact", json!({ "peer": other.peer })).await?;
            let some = row.get("pay_addresses").and_then(Value::as_u64).is_some_and(|count| count > 0);
            Ok((some && text(&row, "pay_key") == pay_key).then_some(()))
        };
        stage.until("pay_addresses_not_arrived", signed).await?;
    }
    stage.show.checked("payment.cards", &[]);

    let first = text(&a.act("address", json!({})).await?, "address").to_owned();
    stage.world()?.node.faucet(&first, 1_000 * TTC).await?;
    holds(stage, a, "1000").await?;
    stage.show.tell("payment.faucet", &[("name", a.name)]);

    let known = addresses(a).await?;
    let args = json!({ "peer": b.peer, "amount": "10", "text": WORDS });
    let review = a.act("review", args).await?;
    show_review(stage, &review);
    same("fee_differs", &text(&review, "fee"), &"0.1")?;
    if stage.is_spoiled() {
        stage.world()?.node.drop_broadcasts(1_000).await?;
    }
    a.act("approve", json!({ "digest": text(&review, "digest"), "pass": *a.pass })).await?;
    let transfer = in_a_block(stage, text(&review, "body")).await?;
    ledger(a, b, &transfer, &known).await?;
    in_both_chats(stage, text(&review, "body")).await?;
    balances(stage, 1_000 * TTC - 10 * TTC - TTC / 10, 10 * TTC).await?;
    stage.show.bubble(
        Side::Left,
        &stage.show.word("payment.bubble", &[("amount", "10"), ("text", WORDS)]),
        &stage.show.word("marks.paid", &[]),
    );
    stage.show.checked("payment.checked", &[("id", &transfer.id)]);

    let silent = without_words(stage).await?;
    Ok(facts(json!({
        "wallets": words,
        "review": review,
        "transaction": transfer.id,
        "body": transfer.body,
        "balances": { "jimin": "989.9", "alex": "15" },
        "without_words": silent,
    })))
}

/// The payment is in a block, by the node's own count.
pub(super) async fn in_a_block(stage: &Stage, body: &str) -> Result<Transfer, Fault> {
    let node = &stage.world()?.node;
    let look = async || Ok(node.transfers().await?.into_iter().find(|transfer| transfer.body == body));
    stage.until("payment_not_in_a_block", look).await
}

/// The ledger says: 10 TTC to an address of theirs, the rest to an address of ours that nobody knew.
async fn ledger(a: &Device, b: &Device, transfer: &Transfer, known: &[String]) -> Result<(), Fault> {
    let (ours, theirs) = (addresses(a).await?, addresses(b).await?);
    let [(to, amount), (change, rest)] = transfer.deposits.as_slice() else {
        return Err(Fault::new("ledger_differs").with(transfer.deposits.len()));
    };
    ensure(theirs.contains(to), "paid_somebody_else")?;
    same("amount_differs", amount, &(10 * TTC))?;
    same("change_differs", rest, &(1_000 * TTC - 10 * TTC - TTC / 10))?;
    ensure(ours.contains(change) && !known.contains(change), "change_not_fresh")
}

/// Both chats show the payment, and both wallets have it as confirmed.
pub(super) async fn in_both_chats(stage: &Stage, body: &str) -> Result<(), Fault> {
    let (a, b) = (stage.a()?, stage.b()?);
    for (device, other, direction) in [(a, b, "out"), (b, a, "in")] {
        let shown = async || {
            let page = page(device, other).await?;
            let said = page.iter().any(|row| text(row, "body") == body);
            let rows = device.act("payments", json!({})).await?;
            let row = list(&rows).iter().find(|row| text(row, "body") == body).cloned();
            let row =
                row.filter(|row| text(row, "state") == "confirmed" && text(row, "direction") == direction);
            Ok(row.filter(|row| said && text(row, "peer") == other.peer).map(|_| ()))
        };
        stage.until("payment_not_in_both_chats", shown).await?;
    }
    Ok(())
}

/// What both hold: the node's sum over their addresses, and what each wallet says.
pub(super) async fn balances(stage: &Stage, a_units: u64, b_units: u64) -> Result<(), Fault> {
    for (device, units) in [(stage.a()?, a_units), (stage.b()?, b_units)] {
        let on_chain = stage.world()?.node.holds(&addresses(device).await?).await?;
        same("balance_differs", &on_chain, &units)?;
        holds(stage, device, &decimal(units)).await?;
    }
    Ok(())
}

/// Money straight to a shown address: an event, a row in the history, the amount.
async fn without_words(stage: &Stage) -> Result<Value, Fault> {
    let b = stage.b()?;
    let address = text(&b.act("address", json!({})).await?, "address").to_owned();
    let id = stage.world()?.node.faucet(&address, 5 * TTC).await?;
    let is_it = |event: &Value| {
        let payment = event.get("payment").unwrap_or(&Value::Null);
        text(event, "event") == "payment"
            && text(payment, "to") == address
            && text(payment, "direction") == "in"
    };
    let _line = stage.show.waiting("payment_without_words");
    let event = b.child()?.event(std::time::Duration::from_secs(20), is_it).await;
    ensure(event.is_some(), "no_event_of_a_payment")?;
    let row = async || {
        let rows = b.act("payments", json!({})).await?;
        let row = list(&rows).iter().find(|row| text(row, "to") == address).cloned();
        Ok(row.filter(|row| text(row, "state") == "confirmed" && text(row, "amount") == "5"))
    };
    stage.until("payment_not_in_history", row).await?;
    balances(stage, 1_000 * TTC - 10 * TTC - TTC / 10, 15 * TTC).await?;
    stage.show.checked("payment.silent", &[("name", b.name)]);
    Ok(json!({ "to": address, "amount": "5", "transaction": id }))
}

/// Waits until a wallet says that it holds so much.
pub(super) async fn holds(stage: &Stage, device: &Device, amount: &str) -> Result<(), Fault> {
    let look = async || {
        let wallet = device.act("wallet", json!({})).await?;
        let ttc = list(wallet.get("balances").unwrap_or(&Value::Null)).first().cloned().unwrap_or_default();
        let still = text(&ttc, "coming") == "0" && text(&ttc, "leaving") == "0";
        Ok((text(&ttc, "confirmed") == amount && still).then_some(()))
    };
    stage.until("balance_not_seen", look).await
}

/// The account as the device's store has it.
pub(super) async fn account(device: &Device) -> Result<Value, Fault> {
    device.act("account", json!({})).await
}

/// Its addresses.
pub(super) async fn addresses(device: &Device) -> Result<Vec<String>, Fault> {
    let account = account(device).await?;
    let rows = list(account.get("addresses").unwrap_or(&Value::Null));
    Ok(rows.iter().map(|row| text(row, "address").to_owned()).collect())
}

/// Units of TTC as people write them.
pub(super) fn decimal(units: u64) -> String {
    tongtong_types::Amount::from_units(u128::from(units)).to_decimal(5)
}

/// What will be signed.
pub(super) fn show_review(stage: &Stage, review: &Value) {
    stage.show.tell("payment.review", &[]);
    stage.show.fact("review.to", text(review, "to"));
    stage.show.fact("review.amount", &format!("{} TTC", text(review, "amount")));
    stage.show.fact("review.fee", &format!("{} TTC", text(review, "fee")));
    if let Some(change) = review.get("change") {
        stage
            .show
            .fact("review.change", &format!("{} TTC  {}", text(change, "amount"), text(change, "address")));
    }
    stage.show.fact("review.digest", text(review, "digest"));
}
