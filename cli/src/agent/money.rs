//! Operations on money.

use super::ops::Told;
use crate::compose::Device;
use crate::failure::Failure;
use crate::shape;
use serde_json::{Value, json};
use tongtong_crypto::words::{Language, Phrase};
use tongtong_engine::{EngineError, Words};
use tongtong_types::{Amount, Asset, PeerId, PlanDigest};
use tongtong_wallet::intent::{Intent, Payee, Wanted};
use tongtong_wallet::rows::AddressState;
use tongtong_wallet::{Needs, PaymentsNeeded, Refused};

/// How many payments a page has.
const PAGE: u32 = 200;

/// Does one operation.
pub(super) async fn act(device: &Device, op: &str, args: &Told<'_>) -> Result<Value, Failure> {
    let engine = &device.engine;
    match op {
        "wallet_new" => {
            let language = if args.text("language")? == "ko" { Language::Korean } else { Language::English };
            Ok(words(&engine.new_wallet(args.pass()?, language).await?))
        }
        "wallet_restore" => {
            engine.restore_wallet(args.pass()?, Phrase::parse(args.text("words")?)?).await?;
            Ok(json!({}))
        }
        "words" => Ok(words(&engine.reveal_words(args.pass()?).await?)),
        "address" => {
            let asset: Asset = args.maybe("asset").unwrap_or("TTC").parse()?;
            Ok(json!({ "address": engine.receive_address(asset).await?.text() }))
        }
        "wallet" => {
            let view = engine.wallet().await?;
            let balances: Vec<_> = view.balances.iter().map(shape::balance).collect();
            Ok(json!({ "balances": balances, "scanning": view.scanning }))
        }
        "account" => account(device),
        "refresh" => {
            engine.refresh().await?;
            Ok(json!({}))
        }
        "payments" => {
            let page = engine.payments(None, PAGE).await?;
            Ok(json!(page.iter().map(|row| shape::payment(row, &device.profile)).collect::<Vec<_>>()))
        }
        "review" => review(device, args).await,
        "approve" => {
            let id = engine.approve(args.read::<PlanDigest>("digest")?, args.pass()?).await?;
            Ok(json!({ "payment": id }))
        }
        _ => Err(Failure::refused("operation_unknown")),
    }
}

/// A review, for a contact or for an address.
async fn review(device: &Device, args: &Told<'_>) -> Result<Value, Failure> {
    let asset = args.maybe("asset").map_or_else(|| Ok(Asset::ttc()), str::parse)?;
    let info = device.profile.asset(&asset).ok_or(EngineError::Wallet(Refused::AssetUnknown))?;
    let amount = match args.text("amount")? {
        "max" => Wanted::Max,
        amount => Wanted::Exactly(Amount::parse_decimal(amount, info.decimals)?),
    };
    let mut carried = asset.clone();
    let review = match args.maybe("to") {
        Some(to) => {
            let payee = Payee::Address(to.to_owned());
            let intent = Intent::pay(&device.profile, asset, amount, payee, None);
            let intent = intent.map_err(EngineError::from)?;
            carried = intent.asset().clone();
            device.engine.review(intent).await
        }
        None => {
            let peer = args.read::<PeerId>("peer")?;
            let text = args.maybe("text").unwrap_or_default();
            device.engine.review_for_contact(peer, asset, amount, text).await
        }
    };
    Ok(shape::review(&review.map_err(|error| Failure::of_money(error, &device.profile, &carried))?))
}

/// What the store has of the account: its addresses and the public half of its pay key.
fn account(device: &Device) -> Result<Value, Failure> {
    let needs = Needs { addresses: true, payments: PaymentsNeeded::None };
    let facts = device.store.read_wallet(&needs)?;
    let account = facts.account.ok_or(EngineError::Wallet(Refused::NoWallet))?;
    let state = |state| match state {
        AddressState::Fresh => "fresh",
        AddressState::Received => "received",
        AddressState::Dead => "dead",
    };
    let addresses = facts.addresses.iter();
    let addresses = addresses.map(|row| json!({"address": row.address.text(), "state": state(row.state)}));
    Ok(json!({ "pay_key": shape::hex(account.pay_key), "addresses": addresses.collect::<Vec<_>>() }))
}

fn words(words: &Words) -> Value {
    json!({ "words": (0..words.count()).filter_map(|place| words.word(place)).collect::<Vec<_>>() })
}
