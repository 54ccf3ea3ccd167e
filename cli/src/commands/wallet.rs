//! `tongtong wallet`: words and addresses.

use super::{open, rows, send};
use crate::args::{Approval, Cli, Receive, Wallet};
use crate::compose::Device;
use crate::failure::Failure;
use crate::passphrase::Typed;
use crate::screen::Screen;
use crate::texts::Lang;
use serde_json::json;
use std::path::Path;
use std::time::Duration;
use tongtong_codes::QrCode;
use tongtong_crypto::words::{Language, Phrase};
use tongtong_engine::{EngineError, Words};
use tongtong_types::Asset;
use tongtong_wallet::Refused;
use tongtong_wallet::review::Review;
use tongtong_wallet::rows::PaymentRow;
use zeroize::Zeroizing;

/// The longest file that is read as words.
const LONGEST_FILE: u64 = 8_192;

/// How far back an unpaid payment is looked for.
const PAGE: u32 = 100;

/// Does what was asked of the wallet.
pub(crate) async fn run(cli: &Cli, what: &Wallet) -> Result<(), Failure> {
    match what {
        Wallet::New { words, reveal } => new(cli, *words, *reveal).await,
        Wallet::Restore { words_file } => restore(cli, words_file.as_deref()).await,
        Wallet::Address(asked) => address(cli, asked).await,
        Wallet::Rescue(asked) => rescue(cli, asked).await,
        Wallet::Cancel(asked) => cancel(cli, asked).await,
        Wallet::Words { reveal } => words(cli, *reveal).await,
    }
}

async fn new(cli: &Cli, words: Option<Lang>, reveal: bool) -> Result<(), Failure> {
    let screen = cli.screen();
    let (device, pass) = open::writer(cli).await?;
    let language = match words.unwrap_or(screen.lang) {
        Lang::En => Language::English,
        Lang::Ko => Language::Korean,
    };
    let words = device.engine.new_wallet(pass.once()?, language).await?;
    screen.say("wallet.made", &[]);
    show(screen, &words, reveal);
    open::close(&device).await;
    Ok(())
}

async fn restore(cli: &Cli, file: Option<&Path>) -> Result<(), Failure> {
    let screen = cli.screen();
    // Read before anything is opened: a slip of the finger costs nothing.
    let typed = match file {
        Some(path) => from_file(path)?,
        None => Zeroizing::new(screen.ask("ask.words", &[])?),
    };
    let phrase = Phrase::parse(&typed)?;
    let (device, pass) = open::writer(cli).await?;
    device.engine.restore_wallet(pass.once()?, phrase).await?;
    while device.engine.refresh().await.is_ok() && device.engine.wallet().await?.scanning {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let scanning = device.engine.wallet().await?.scanning;
    screen.say(if scanning { "balance.scanning" } else { "wallet.restored" }, &[]);
    screen.object(&json!({ "restored": true, "scanning": scanning }));
    open::close(&device).await;
    Ok(())
}

async fn address(cli: &Cli, asked: &Receive) -> Result<(), Failure> {
    let screen = cli.screen();
    let asset: Asset = asked.asset.to_uppercase().parse()?;
    let (device, _pass) = open::writer(cli).await?;
    let address = device.engine.receive_address(asset).await?;
    screen.line(address.text());
    if asked.qr {
        for line in QrCode::of(address.text())?.terminal() {
            screen.line(&line);
        }
    }
    screen.object(&json!({ "address": address.text() }));
    open::close(&device).await;
    Ok(())
}

async fn rescue(cli: &Cli, asked: &Approval) -> Result<(), Failure> {
    let (device, pass) = open::writer(cli).await?;
    device.engine.refresh().await?;
    let review = device.engine.review_rescue().await?.ok_or(EngineError::Wallet(Refused::NothingToRescue))?;
    cli.screen().say("wallet.why_rescue", &[]);
    approve(cli, asked, &device, &review, &pass).await
}

/// Cancels the newest payment of this wallet that is in no block yet.
async fn cancel(cli: &Cli, asked: &Approval) -> Result<(), Failure> {
    let (device, pass) = open::writer(cli).await?;
    device.engine.refresh().await?;
    let newest = device.engine.payments(None, PAGE).await?.into_iter().find(PaymentRow::is_in_flight);
    let payment = newest.ok_or(EngineError::Wallet(Refused::NothingToCancel))?;
    let review = device.engine.review_cancel(payment.id).await?;
    cli.screen().say("wallet.why_cancel", &[]);
    approve(cli, asked, &device, &review, &pass).await
}

async fn approve(
    cli: &Cli,
    asked: &Approval,
    device: &Device,
    review: &Review,
    pass: &Typed,
) -> Result<(), Failure> {
    let screen = cli.screen();
    if screen.json && !asked.yes {
        return Err(Failure::refused("yes_needed"));
    }
    rows::review(screen, review, None);
    if !asked.yes {
        screen.confirm("ask.approve")?;
    }
    send::approve(device, screen, review, pass).await?;
    open::close(device).await;
    Ok(())
}

async fn words(cli: &Cli, reveal: bool) -> Result<(), Failure> {
    let device = open::reader(cli).await?;
    let words = device.engine.reveal_words(cli.passphrases().known()?.once()?).await?;
    show(cli.screen(), &words, reveal);
    Ok(())
}

/// Shows the words to a person; to a program only if it asked for them.
fn show(screen: Screen, words: &Words, reveal: bool) {
    let count = words.count();
    for place in 0..count {
        let word = words.word(place).unwrap_or_default();
        screen.line(&format!("{:>4}. {word}", place.saturating_add(1)));
    }
    screen.say("wallet.keep", &[]);
    if reveal {
        let words: Vec<_> = (0..count).filter_map(|place| words.word(place)).collect();
        screen.object(&json!({ "count": count, "words": words }));
    } else {
        screen.object(&json!({ "count": count }));
    }
}

fn from_file(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let unreadable = |_| Failure::refused("words_file");
    if std::fs::metadata(path).map_err(unreadable)?.len() > LONGEST_FILE {
        return Err(Failure::refused("words_file"));
    }
    std::fs::read_to_string(path).map(Zeroizing::new).map_err(unreadable)
}
