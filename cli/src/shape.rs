//! Rows as JSON, for `--json` and for the lines between the demo and its devices.
//!
//! Chat texts stand under `text`, phone numbers under `phone`, word lists under `words`: whoever keeps the
//! output knows what not to keep.

use serde_json::{Map, Value, json};
use tongtong_chat::body::Payment;
use tongtong_chat::rows::{Alert, Author, ContactRow, ContactState, MessageRow, MessageState};
use tongtong_chat::{Content, Why};
use tongtong_ports::Path;
use tongtong_types::{Address, Amount, Asset, Timestamp};
use tongtong_wallet::Profile;
use tongtong_wallet::balance::{Balance, BalanceState};
use tongtong_wallet::review::{Review, Warning};
use tongtong_wallet::rows::{Direction, PaymentRow, PaymentState};

/// The code of a contact's state.
pub(crate) fn contact_state(state: ContactState) -> &'static str {
    match state {
        ContactState::Found => "found",
        ContactState::Asked => "asked",
        ContactState::Asking => "asking",
        ContactState::Accepted => "accepted",
    }
}

/// The code of a reason to wait.
pub(crate) fn why(why: Why) -> &'static str {
    match why {
        Why::NotTried => "not_tried",
        Why::PeerOffline => "peer_offline",
        Why::NoNetwork => "no_network",
        Why::NoAnswer => "no_answer",
    }
}

/// The code of a path.
pub(crate) fn path(path: Path) -> &'static str {
    match path {
        Path::Relay => "relay",
        Path::Direct => "direct",
    }
}

/// The code of a message's state, and since when it is in it.
pub(crate) fn message_state(state: &MessageState) -> (&'static str, Timestamp) {
    match state {
        MessageState::Waiting { since, .. } => ("waiting", *since),
        MessageState::Delivered { at } => ("delivered", *at),
        MessageState::Read { at } => ("read", *at),
        MessageState::Received { at } => ("received", *at),
        MessageState::Seen { at } => ("seen", *at),
        MessageState::Conflicting { at } => ("conflicting", *at),
    }
}

/// The code of a payment's state, and since when.
pub(crate) fn payment_state(row: &PaymentRow) -> (&'static str, Timestamp) {
    match row.state {
        PaymentState::Signed => ("signed", row.at),
        PaymentState::Sent { at } => ("sent", at),
        PaymentState::Announced => ("announced", row.at),
        PaymentState::Confirmed { at } => ("confirmed", at),
        PaymentState::Failed { at } => ("failed", at),
    }
}

/// The code of a direction.
pub(crate) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Out => "out",
        Direction::In => "in",
        Direction::Rescue => "rescue",
        Direction::Cancel => "cancel",
    }
}

/// An amount with its asset's decimals.
pub(crate) fn amount(profile: &Profile, asset: &Asset, amount: Amount) -> String {
    amount.to_decimal(profile.asset(asset).map_or(0, |info| info.decimals))
}

/// The amount of a payment that somebody speaks of, as the wallet counts: their decimals could make little money look
/// like much.
pub(crate) fn said(profile: &Profile, payment: &Payment) -> String {
    payment.amount.to_decimal(profile.decimals_or(&payment.asset, payment.decimals))
}

/// A contact.
pub(crate) fn contact(row: &ContactRow) -> Value {
    let alert = |alert: &Alert| match alert {
        Alert::PayKeyChanged => "pay_key_changed",
        Alert::Behind => "behind",
        Alert::Conflict => "conflict",
    };
    let card = row.contact_card();
    json!({
        "peer": row.peer,
        "name": row.name.as_ref().map(|name| name.text()),
        "state": contact_state(row.state),
        "since": row.since.millis(),
        "verified": row.verified.map(Timestamp::millis),
        "card": card.is_some(),
        "pay_addresses": card.and_then(|card| card.pay).map_or(0, |sheet| sheet.addresses.len()),
        "pay_key": row.pay_key.map(hex),
        "alerts": row.alerts.iter().map(alert).collect::<Vec<_>>(),
    })
}

/// A message.
pub(crate) fn message(row: &MessageRow, profile: &Profile) -> Value {
    let (state, at) = message_state(&row.state);
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    put("row", json!(row.row));
    put("author", json!(if row.author == Author::Me { "me" } else { "them" }));
    put("log", json!(row.id.log));
    put("seq", json!(row.id.seq));
    put("sent", json!(row.order));
    put("state", json!(state));
    put("at", json!(at.millis()));
    put("path", json!(row.path));
    if let MessageState::Waiting { why: reason, .. } = row.state {
        put("why", json!(why(reason)));
    }
    match row.content() {
        Content::Request { text, .. } => {
            put("kind", json!("request"));
            put("text", json!(text));
        }
        Content::Accepted => drop(put("kind", json!("accepted"))),
        Content::Text(text) => {
            put("kind", json!("text"));
            put("text", json!(text));
        }
        Content::Payment(payment) => {
            put("kind", json!("payment"));
            put("amount", json!(said(profile, &payment)));
            put("asset", json!(payment.asset));
            put("to", json!(payment.to.text()));
            put("body", json!(payment.body));
            put("text", json!(payment.text));
        }
        Content::Silent => drop(put("kind", json!("silent"))),
        _ => drop(put("kind", json!("unknown"))),
    }
    Value::Object(object)
}

/// A payment.
pub(crate) fn payment(row: &PaymentRow, profile: &Profile) -> Value {
    let (state, since) = payment_state(row);
    let decimal = |units: Amount| amount(profile, &row.asset, units);
    let fee_decimal = |units: Amount| amount(profile, row.fee_in(), units);
    json!({
        "id": row.id,
        "direction": direction(row.direction),
        "asset": row.asset,
        "amount": decimal(row.amount),
        "fee": fee_decimal(row.fee),
        "fee_asset": row.fee_in(),
        "costs": row.coin.iter().flat_map(|coin| &coin.costs).map(|(asset, units)| {
            json!({"asset": asset, "amount": amount(profile, asset, *units)})
        }).collect::<Vec<_>>(),
        "to": row.to.text(),
        "peer": row.peer,
        "state": state,
        "at": row.at.millis(),
        "since": since.millis(),
        "memo": row.memo,
        "body": row.body,
        "txs": row.txs.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "change": row.change.as_ref().map(|(to, units)| json!({"to": to.text(), "amount": decimal(*units)})),
        "fee_change": row
            .fee_change
            .as_ref()
            .map(|(to, units)| json!({"to": to.text(), "amount": fee_decimal(*units)})),
        "message": row.message,
        "included": row.coin.as_ref().and_then(|coin| coin.included),
    })
}

/// What will be signed.
pub(crate) fn review(review: &Review) -> Value {
    let decimal = |units: Amount| units.to_decimal(review.decimals);
    let fee_decimal = |units: Amount| units.to_decimal(review.fee_decimals);
    let part =
        |(address, units): &(Address, Amount)| json!({"address": address.text(), "amount": decimal(*units)});
    let fee_part = |(address, units): &(Address, Amount)| json!({"address": address.text(), "amount": fee_decimal(*units)});
    json!({
        "digest": review.digest,
        "direction": direction(review.direction),
        "network": review.network,
        "to": review.to.text(),
        "peer": review.peer,
        "asset": review.asset,
        "amount": decimal(review.amount),
        "fee": fee_decimal(review.fee),
        "fee_asset": review.fee_asset.as_ref().unwrap_or(&review.asset),
        "fee_to": review.fee_to.as_ref().map(Address::text),
        "costs": review.costs.iter().map(|(asset, units)| {
            json!({"asset": asset, "amount": fee_decimal(*units)})
        }).collect::<Vec<_>>(),
        "sources": review.sources.iter().map(part).collect::<Vec<_>>(),
        "change": review.change.as_ref().map(part),
        "fee_sources": review.fee_sources.iter().map(fee_part).collect::<Vec<_>>(),
        "fee_change": review.fee_change.as_ref().map(fee_part),
        "memo": review.memo,
        "text": review.text,
        "expires": review.expires.map(Timestamp::millis),
        "not_after": review.not_after.millis(),
        "body": review.body,
        "warnings": review.warnings.iter().map(|warning| warning_code(*warning)).collect::<Vec<_>>(),
    })
}

/// The code of a warning.
pub(crate) fn warning_code(warning: Warning) -> &'static str {
    match warning {
        Warning::FirstPayment => "first_payment",
        Warning::DuplicateInFlight { .. } => "duplicate_in_flight",
        Warning::AddressPaidBefore => "address_paid_before",
        Warning::AddressChanged => "address_changed",
        Warning::HighFee { .. } => "high_fee",
        Warning::LateDeposit => "late_deposit",
        Warning::PayeeHasCode => "payee_has_code",
        Warning::FeeAtMost => "fee_at_most",
        Warning::FeeNotEstimated => "fee_not_estimated",
    }
}

/// The code of a balance's state.
pub(crate) fn balance_state(state: BalanceState) -> &'static str {
    match state {
        BalanceState::Seen => "seen",
        BalanceState::NotSeen => "not_seen",
        BalanceState::NotOpened => "not_opened",
        BalanceState::NotConfigured => "not_configured",
    }
}

/// A balance.
pub(crate) fn balance(balance: &Balance) -> Value {
    let decimal = |units: Amount| units.to_decimal(balance.decimals);
    json!({
        "asset": balance.asset,
        "state": balance_state(balance.state),
        "confirmed": decimal(balance.confirmed),
        "coming": decimal(balance.coming),
        "leaving": decimal(balance.leaving),
    })
}

/// Bytes as lower-case hex.
pub(crate) fn hex(bytes: [u8; 32]) -> String {
    tongtong_types::PlanDigest::new(bytes).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongtong_types::{BodyDigest, Chain, TxId};

    #[test]
    fn what_somebody_says_they_paid_is_shown_as_the_wallet_counts_it() {
        let payment = |asset: &str| Payment {
            asset: asset.parse().unwrap(),
            amount: Amount::from_units(1_000_000_000),
            decimals: 9,
            network: vec![1],
            to: Address::checked(Chain::TTCHAIN, "TTCaddress".to_owned()),
            body: BodyDigest::new([1; 32]),
            tx: TxId::new(&[2; 32]).unwrap(),
            text: None,
        };
        let profile = Profile::main_net();
        let shown = ["ETH", "TTC", "XYZ"].map(|asset| said(&profile, &payment(asset)));
        assert_eq!(shown, ["0.000000001", "10000", "1"]);
    }
}
