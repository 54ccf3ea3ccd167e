//! Step 6: the wallet comes back from its words; what must be refused is refused, and changes nothing.

use super::payment::{account, holds};
use crate::demo::device::Device;
use crate::demo::fault::{Fault, ensure, same};
use crate::demo::stage::{Stage, list, text};
use crate::demo::{Facts, facts};
use serde_json::{Value, json};
use tongtong_crypto::words::{Phrase, WordError};

/// A pass phrase that is not the right one.
const WRONG: &str = "orbit maple candle river stone lantern";

/// Restores, then tries what must not be.
pub(in crate::demo) async fn run(stage: &mut Stage) -> Result<Facts, Fault> {
    let a = stage.a()?;
    let words = a.act("words", json!({ "pass": *a.pass })).await?;
    let words: Vec<String> = list(words.get("words").unwrap_or(&Value::Null))
        .iter()
        .filter_map(|word| Some(word.as_str()?.to_owned()))
        .collect();
    let profile = stage.world()?.profile.clone();
    let mut third = Device::new("지민", "jimin-restored", stage, &profile)?;
    third.start(&[])?;
    let restored = restore(stage, &third, &words).await;
    third.stop().await;
    let mut refused = restored?;
    refused.extend(payments(stage).await?);
    // Nothing was sent again in all this time.
    same("payments_counted", &stage.world()?.node.transfers().await?.len(), &2)?;
    stage.show.checked("refusals.checked", &[("count", &refused.len().to_string())]);
    Ok(facts(json!({ "restored": { "balance": "964.775" }, "refused": refused })))
}

/// The third folder: slips of the finger first, then the words.
async fn restore(stage: &Stage, third: &Device, words: &[String]) -> Result<Vec<Value>, Fault> {
    third.act("set_up", json!({ "pass": *third.pass })).await?;
    let mut refused = Vec::new();
    let (misspelt, meant) = misspelt(words).ok_or_else(|| Fault::new("no_slip_found"))?;
    let swapped = swapped(words).ok_or_else(|| Fault::new("no_slip_found"))?;
    let tries = [
        ("word_unknown", misspelt, third.pass.as_str()),
        ("word_checksum", swapped, third.pass.as_str()),
        ("pass_phrase_wrong", words.join(" "), WRONG),
    ];
    for (code, typed, pass) in tries {
        let error = third.try_in_vain("wallet_restore", json!({ "words": typed, "pass": pass })).await?;
        same("refused_otherwise", &text(&error, "code"), &code)?;
        if code == "word_unknown" {
            same("suggestion_differs", &text(&error, "suggestion"), &meant.as_str())?;
        }
        let nothing = third.try_in_vain("account", json!({})).await?;
        same("changed_by_a_refusal", &text(&nothing, "code"), &"wallet_missing")?;
        tell(stage, &error);
        refused.push(json!({ "code": code }));
    }
    third.act("wallet_restore", json!({ "words": words.join(" "), "pass": *third.pass })).await?;
    holds(stage, third, "964.775").await?;
    let (ours, theirs) = (account(stage.a()?).await?, account(third).await?);
    same("pay_key_differs", &text(&theirs, "pay_key"), &text(&ours, "pay_key"))?;
    stage.show.checked("refusals.restored", &[]);
    Ok(refused)
}

/// Payments that must not be.
async fn payments(stage: &Stage) -> Result<Vec<Value>, Fault> {
    let (a, b) = (stage.a()?, stage.b()?);
    let node = &stage.world()?.node;
    let theirs = super::payment::addresses(b).await?;
    let mut foreign = None;
    for address in &theirs {
        foreign = node.balances(address).await?.first().map(|(id, _)| id.clone()).or(foreign);
    }
    let foreign = foreign.ok_or_else(|| Fault::new("no_foreign_balance"))?;
    let address = theirs.first().cloned().unwrap_or_default();
    let sibling = format!("ACT{}", address.trim_start_matches("TTC"));
    let good = a.act("review", json!({ "peer": b.peer, "amount": "1" })).await?;
    let digest = text(&good, "digest").to_owned();
    let pass = if stage.is_spoiled() { a.pass.as_str() } else { WRONG };
    let tries = [
        ("not_enough", "review", json!({ "peer": b.peer, "amount": "5000" })),
        ("address_sibling_chain", "review", json!({ "to": sibling, "amount": "1" })),
        ("payee_balance_id", "review", json!({ "to": foreign, "amount": "1" })),
        ("plan_unknown", "approve", json!({ "digest": another(&digest), "pass": *a.pass })),
        ("pass_phrase_wrong", "approve", json!({ "digest": digest, "pass": pass })),
    ];
    let mut refused = Vec::new();
    for (code, op, args) in tries {
        let before = everything(stage).await?;
        let error = a.try_in_vain(op, args).await?;
        same("refused_otherwise", &text(&error, "code"), &code)?;
        ensure(everything(stage).await? == before, "changed_by_a_refusal")?;
        tell(stage, &error);
        refused.push(json!({ "code": code }));
    }
    Ok(refused)
}

/// Everything that a refused payment could have changed: on the chain, in both stores.
async fn everything(stage: &Stage) -> Result<Value, Fault> {
    let (a, b) = (stage.a()?, stage.b()?);
    let transfers = stage.world()?.node.ask("devnet_transactions", json!([])).await?;
    let pending = stage.world()?.node.ask("blockchain_list_pending_transactions", json!([])).await?;
    let mut found = vec![transfers, pending];
    for (device, other) in [(a, b), (b, a)] {
        for op in ["wallet", "payments", "account"] {
            found.push(device.act(op, json!({})).await?);
        }
        found.push(json!(super::lines::page(device, other).await?));
    }
    Ok(found.into())
}

fn tell(stage: &Stage, error: &Value) {
    stage.show.tell("refusals.one", &[("code", text(error, "code")), ("message", text(error, "message"))]);
}

/// The words with a slip in one of them, and the word that was meant: one whose likeliest reading is it.
fn misspelt(words: &[String]) -> Option<(String, String)> {
    let slips =
        words.iter().enumerate().flat_map(|(place, word)| finals(word).map(move |slip| (place, slip)));
    for (place, slip) in slips {
        let mut typed = words.to_vec();
        let meant = std::mem::replace(typed.get_mut(place)?, slip);
        let typed = typed.join(" ");
        if let Err(WordError::Unknown { suggestion: Some(suggestion), .. }) = Phrase::parse(&typed)
            && suggestion == meant
        {
            return Some((typed, meant));
        }
    }
    None
}

/// A word with another final consonant in its last syllable.
fn finals(word: &str) -> impl Iterator<Item = String> {
    const FIRST: u32 = '가' as u32;
    const FINALS: u32 = 28;
    let mut letters: Vec<char> = word.chars().collect();
    let last = letters.pop();
    let rest: String = letters.into_iter().collect();
    (1..FINALS).filter_map(move |another| {
        let syllable = (last? as u32).checked_sub(FIRST)?;
        let other = FIRST + syllable / FINALS * FINALS + (syllable + another) % FINALS;
        Some(format!("{rest}{}", char::from_u32(other)?))
    })
}

/// The words with two of them swapped, so that they no longer belong together.
fn swapped(words: &[String]) -> Option<String> {
    (1..words.len()).find_map(|place| {
        let mut typed = words.to_vec();
        typed.swap(place - 1, place);
        let typed = typed.join(" ");
        matches!(Phrase::parse(&typed), Err(WordError::Checksum)).then_some(typed)
    })
}

/// A digest that nobody was shown.
fn another(digest: &str) -> String {
    let first = if digest.starts_with('0') { '1' } else { '0' };
    digest.chars().enumerate().map(|(place, c)| if place == 0 { first } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongtong_crypto::words::Language;

    fn words() -> Vec<String> {
        let phrase = Phrase::generate(&[7; 16], Language::Korean).unwrap();
        (0..12).map(|place| phrase.word(place).unwrap().to_owned()).collect()
    }

    #[test]
    fn a_slip_is_found_whose_word_is_suggested() {
        let (typed, meant) = misspelt(&words()).unwrap();
        assert!(words().contains(&meant));
        assert_eq!(Phrase::parse(&typed).unwrap_err().code(), "word_unknown");
    }

    #[test]
    fn swapped_words_do_not_belong_together() {
        assert_eq!(Phrase::parse(&swapped(&words()).unwrap()).unwrap_err().code(), "word_checksum");
    }

    #[test]
    fn another_digest_is_another_one() {
        for digest in ["00ff", "10ff", "abcd"] {
            assert_ne!(another(digest), digest);
            assert_eq!(another(digest).len(), digest.len());
        }
    }
}
