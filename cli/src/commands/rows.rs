//! Rows as lines of a terminal.

use super::people;
use crate::moment::{clock, date};
use crate::screen::Screen;
use crate::shape;
use crate::texts::Lang;
use tongtong_chat::Content;
use tongtong_chat::rows::{Author, ContactRow, MessageRow, MessageState};
use tongtong_types::{Address, Timestamp};
use tongtong_wallet::Profile;
use tongtong_wallet::review::Review;
use tongtong_wallet::rows::{Direction, PaymentRow};

/// A message: who, what, and where it stands. None for what has no line.
pub(crate) fn message(
    lang: Lang,
    row: &MessageRow,
    contact: &ContactRow,
    profile: &Profile,
) -> Option<String> {
    let said = match row.content() {
        Content::Text(text) => text,
        Content::Request { text, .. } => format!("({}) {text}", lang.say("row.request", &[])),
        Content::Accepted => format!("({})", lang.say("row.accepted", &[])),
        Content::Payment(payment) => {
            let amount = shape::said(profile, &payment);
            let words = payment.text.map(|text| format!(" — {text}")).unwrap_or_default();
            format!("₮ {amount} {}{words}", payment.asset)
        }
        Content::Silent => return None,
        _ => format!("({})", lang.say("row.unknown", &[])),
    };
    let who = match row.author {
        Author::Me => lang.say("row.me", &[]),
        Author::Them => people::name(contact),
    };
    let marks = marks(lang, row).map(|marks| format!("   {marks}")).unwrap_or_default();
    Some(format!("{} {who}: {said}{marks}", clock(Timestamp::from_millis(row.order))))
}

/// Where a message of mine stands, with its path.
pub(crate) fn marks(lang: Lang, row: &MessageRow) -> Option<String> {
    let path = row.path.as_deref().and_then(|path| lang.text(&format!("path.{path}"))).unwrap_or_default();
    match &row.state {
        MessageState::Waiting { since, why } => {
            let why = lang.say(&format!("why.{}", shape::why(*why)), &[]);
            Some(lang.say("row.waiting", &[("since", &clock(*since)), ("why", &why)]))
        }
        MessageState::Delivered { .. } => Some(lang.say("row.delivered", &[("path", path)])),
        MessageState::Read { .. } => Some(lang.say("row.read", &[("path", path)])),
        MessageState::Conflicting { .. } => Some(lang.say("row.conflicting", &[])),
        MessageState::Received { .. } | MessageState::Seen { .. } => None,
    }
}

/// A payment.
pub(crate) fn payment(lang: Lang, row: &PaymentRow, profile: &Profile, people: &[ContactRow]) -> String {
    let (state, _) = shape::payment_state(row);
    let sign = match row.direction {
        Direction::Out => "−",
        Direction::In => "+",
        Direction::Rescue | Direction::Cancel => "↻",
    };
    let amount = shape::amount(profile, &row.asset, row.amount);
    let who = people.iter().find(|contact| Some(contact.peer) == row.peer).map(people::name);
    let other = who.unwrap_or_else(|| row.to.text().to_owned());
    let state = lang.say(&format!("state.{state}"), &[]) + &depth(lang, row);
    let fee = match row.direction {
        Direction::In => String::new(),
        _ => {
            let paid_in = row.fee_in();
            let fee = shape::amount(profile, paid_in, row.fee);
            lang.say("row.fee", &[("fee", &fee), ("asset", paid_in.code())])
        }
    };
    format!("{}  {sign}{amount} {}  {other}  {state}{fee}", date(row.at), row.asset)
}

/// How deep a payment lies, where its chain tells.
pub(crate) fn depth(lang: Lang, row: &PaymentRow) -> String {
    match row.coin.as_ref().and_then(|coin| coin.included) {
        None => String::new(),
        Some(included) if included.is_final => lang.say("depth.final", &[]),
        Some(included) => lang.say("depth.blocks", &[("count", &included.confirmations.to_string())]),
    }
}

/// What will be signed, line by line.
pub(crate) fn review(screen: Screen, review: &Review, contact: Option<&ContactRow>) {
    let decimal = |units: tongtong_types::Amount| units.to_decimal(review.decimals);
    let asset = review.asset.code();
    let name = contact.map(people::name).unwrap_or_default();
    screen.say("review.title", &[("network", &review.network)]);
    screen.say("review.to", &[("name", &name), ("address", review.to.text())]);
    screen.say("review.amount", &[("amount", &decimal(review.amount)), ("asset", asset)]);
    let paid_in = review.fee_asset.as_ref().map_or(asset, |asset| asset.code());
    let fee_decimal = |units: tongtong_types::Amount| units.to_decimal(review.fee_decimals);
    screen.say("review.fee", &[("fee", &fee_decimal(review.fee)), ("asset", paid_in)]);
    if let Some(address) = &review.fee_to {
        screen.say("review.fee_to", &[("address", address.text())]);
    }
    for (asset, units) in &review.costs {
        screen.say("review.cost", &[("amount", &fee_decimal(*units)), ("asset", asset.code())]);
    }
    let say = |what: &str, address: &Address, amount: &str, asset: &str| {
        screen.say(what, &[("address", address.text()), ("amount", amount), ("asset", asset)]);
    };
    for (address, units) in &review.sources {
        say("review.source", address, &decimal(*units), asset);
    }
    for (address, units) in &review.fee_sources {
        say("review.source", address, &fee_decimal(*units), paid_in);
    }
    if let Some((address, units)) = &review.change {
        say("review.change", address, &decimal(*units), asset);
    }
    if let Some((address, units)) = &review.fee_change {
        say("review.change", address, &fee_decimal(*units), paid_in);
    }
    if let Some(memo) = &review.memo {
        screen.say("review.memo", &[("memo", memo)]);
    }
    for warning in &review.warnings {
        screen.say(&format!("warning.{}", shape::warning_code(*warning)), &[]);
    }
    screen.say("review.digest", &[("digest", &review.digest.to_string())]);
}
