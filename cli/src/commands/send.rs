//! `tongtong send 10 TTC to Alex`: money.

use super::{open, people, rows, wait};
use crate::args::{Cli, Send};
use crate::compose::Device;
use crate::failure::Failure;
use crate::passphrase::Typed;
use crate::screen::Screen;
use crate::shape;
use serde_json::json;
use std::time::Duration;
use tongtong_chat::rows::ContactRow;
use tongtong_engine::EngineError;
use tongtong_types::{Amount, Asset};
use tongtong_wallet::intent::{Intent, Payee, Wanted};
use tongtong_wallet::profile::AssetInfo;
use tongtong_wallet::review::Review;
use tongtong_wallet::{Profile, Refused, route};

/// No address has fewer characters; no name is taken for one.
const SHORTEST_ADDRESS: usize = 20;
/// How long a payment is watched; it goes on by itself after that.
const BLOCK: Duration = Duration::from_secs(20);

/// Reviews, asks, approves, and watches the payment into a block.
pub(crate) async fn run(cli: &Cli, asked: &Send) -> Result<(), Failure> {
    let screen = cli.screen();
    if screen.json && !asked.yes && !asked.dry_run {
        return Err(Failure::refused("yes_needed"));
    }
    let (asset, wanted) = wanted(&cli.home()?.profile()?, &asked.amount, &asked.asset)?;
    let (device, pass) = open::writer(cli).await?;
    let contact = payee(&device, &asked.payee).await?;
    // The account as the chains have it now, so that money that came a moment ago can be spent. A chain that does not
    // answer is told by the review, if it is the one that is paid on.
    let _seen = device.engine.refresh().await;
    let mut carried = asset.clone();
    let review = match &contact {
        Some(contact) => {
            if asked.memo.is_some() {
                return Err(Failure::refused("memo_for_addresses"));
            }
            let text = asked.text.as_deref().unwrap_or_default();
            device.engine.review_for_contact(contact.peer, asset, wanted, text).await
        }
        None => {
            let payee = Payee::Address(asked.payee.clone());
            let intent = Intent::pay(&device.profile, asset, wanted, payee, asked.memo.clone());
            let intent = intent.map_err(EngineError::from)?;
            // The address decides which of two coins of the same worth goes out.
            carried = intent.asset().clone();
            device.engine.review(intent).await
        }
    };
    let review = review.map_err(|error| Failure::of_money(error, &device.profile, &carried))?;
    rows::review(screen, &review, contact.as_ref());
    if asked.dry_run {
        let bytes = device.engine.unsigned(review.digest).map(hex::encode).unwrap_or_default();
        screen.say("review.bytes", &[("bytes", &bytes)]);
        screen.object(&json!({ "review": shape::review(&review), "unsigned": bytes }));
    } else {
        if !asked.yes {
            screen.confirm("ask.approve")?;
        }
        approve(&device, screen, &review, &pass).await?;
    }
    open::close(&device).await;
    Ok(())
}

/// Approves what was seen, and watches the payment.
pub(crate) async fn approve(
    device: &Device,
    screen: Screen,
    review: &Review,
    pass: &Typed,
) -> Result<(), Failure> {
    let id = device.engine.approve(review.digest, pass.once()?).await?;
    screen.say("send.signed", &[]);
    let row = wait::confirmed(&device.engine, id, BLOCK).await?;
    let (state, _) = shape::payment_state(&row);
    // A payment of another chain that cost something all the same was carried out, and turned back there.
    let turned_back = state == "failed" && row.coin.is_some() && !row.fee.is_zero();
    screen.say(if turned_back { "send.refused".to_owned() } else { format!("send.{state}") }.as_str(), &[]);
    screen.object(&json!({ "payment": shape::payment(&row, &device.profile) }));
    Ok(())
}

/// How much of what is asked for; `max` is all of it.
fn wanted(profile: &Profile, amount: &str, asset: &str) -> Result<(Asset, Wanted), Failure> {
    if amount == "max" {
        return Ok((asset.to_uppercase().parse()?, Wanted::Max));
    }
    let (info, amount) = money(profile, amount, asset)?;
    Ok((info.code, Wanted::Exactly(amount)))
}

/// Reads an amount of an asset by its decimals.
pub(crate) fn money(profile: &Profile, amount: &str, asset: &str) -> Result<(AssetInfo, Amount), Failure> {
    let asset: Asset = asset.to_uppercase().parse()?;
    let info = profile.asset(&asset).ok_or(EngineError::Wallet(Refused::AssetUnknown))?;
    Ok((info.clone(), Amount::parse_decimal(amount, info.decimals)?))
}

/// The contact that is meant; nobody if it is an address.
async fn payee(device: &Device, typed: &str) -> Result<Option<ContactRow>, Failure> {
    // A contact chooses their own name, and it may be somebody's address.
    if route::has_address_form(&device.profile, typed) {
        return Ok(None);
    }
    match people::known(&device.engine, typed).await? {
        Some(contact) => Ok(Some(contact)),
        None if typed.len() >= SHORTEST_ADDRESS && typed.parse::<tongtong_types::Phone>().is_err() => {
            Ok(None)
        }
        None => people::one(&device.engine, typed).await.map(Some),
    }
}
