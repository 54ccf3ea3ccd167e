//! What the facade returns, as JSON: every field, by the rule of `tests/scenarios/README.md`.
//!
//! Records are taken apart by name, so a field that is added there breaks the build here.

use serde_json::{Value, json};
use tongtong::{
    Balance, BalanceState, Contact, Conversation, ErrorKind, Event, Inclusion, Message, MessageContent,
    MessageState, Money, Own, Part, Payment, PaymentState, Presence, Reveal, Review, TongTongError, Wallet,
    Warning,
};
use tongtong_chat::Why;
use tongtong_chat::rows::{Alert, Author, ContactState};
use tongtong_ports::Path;
use tongtong_types::{BodyDigest, PaymentId, PeerId, PlanDigest, RowId, Timestamp};
use tongtong_wallet::rows::Direction;

/// Something that the facade returns.
pub(crate) trait Json {
    /// It as JSON.
    fn json(&self) -> Value;
}

impl<T: Json> Json for Option<T> {
    fn json(&self) -> Value {
        self.as_ref().map_or(Value::Null, Json::json)
    }
}

impl<T: Json> Json for Vec<T> {
    fn json(&self) -> Value {
        self.iter().map(Json::json).collect()
    }
}

impl Json for () {
    fn json(&self) -> Value {
        Value::Null
    }
}

macro_rules! plain {
    ($($kind:ty),*) => {$(
        impl Json for $kind {
            fn json(&self) -> Value {
                json!(self)
            }
        }
    )*};
}

plain!(bool, u8, u32, u64, String);

macro_rules! id {
    ($($id:ty),*) => {$(
        impl Json for $id {
            fn json(&self) -> Value {
                json!(self.to_string())
            }
        }
    )*};
}

id!(PeerId, RowId, PaymentId, PlanDigest, BodyDigest);

impl Json for Timestamp {
    fn json(&self) -> Value {
        json!(self.millis())
    }
}

/// A record: an object of all its fields.
macro_rules! record {
    ($($record:ident { $($field:ident),* })*) => {$(
        impl Json for $record {
            fn json(&self) -> Value {
                let Self { $($field),* } = self;
                json!({ $(stringify!($field): $field.json()),* })
            }
        }
    )*};
}

record! {
    Contact { peer, state, since, name, verified, payable, alerts }
    Conversation { contact, last, unread }
    Presence { peer, path }
    Message { row, peer, author, sent, content, state, path }
    Money { asset, units, decimals, text }
    Balance { state, confirmed, coming, leaving }
    Wallet { balances, scanning }
    Part { address, money }
    Payment {
        id, direction, amount, fee, costs, to, sub_address, memo, peer, state, at, body, transactions, plan, change, message,
        included
    }
    Inclusion { block, confirmations, is_final }
    Review {
        digest, direction, network, to, sub_address, peer, amount, fee, costs, sources, change, fee_change, fee_to, memo, text, expires,
        not_after, body, warnings
    }
}

impl Json for Own {
    fn json(&self) -> Value {
        let Self { peer, name, card } = self;
        let card: String = card.iter().map(|byte| format!("{byte:02x}")).collect();
        json!({ "peer": peer.json(), "name": name, "card": card })
    }
}

/// An enum of which no variant has data: the variant's name.
macro_rules! names {
    ($($kind:ident { $($variant:ident: $name:literal),* })*) => {$(
        impl Json for $kind {
            fn json(&self) -> Value {
                json!(match self { $(Self::$variant => $name),* })
            }
        }
    )*};
}

names! {
    ErrorKind {
        Locked: "locked", State: "state", PassPhrase: "pass_phrase", Words: "words", Input: "input", Wait: "wait",
        SignUp: "sign_up", Contact: "contact", Payment: "payment", NotEnough: "not_enough", Review: "review",
        Offline: "offline", Server: "server", Storage: "storage", KeyVault: "key_vault", Internal: "internal"
    }
    Path { Relay: "relay", Direct: "direct" }
    ContactState { Found: "found", Asked: "asked", Asking: "asking", Accepted: "accepted" }
    Alert { PayKeyChanged: "pay_key_changed", Behind: "behind", Conflict: "conflict" }
    Author { Me: "me", Them: "them" }
    Why { NotTried: "not_tried", PeerOffline: "peer_offline", NoNetwork: "no_network", NoAnswer: "no_answer" }
    BalanceState {
        Seen: "seen", NotSeen: "not_seen", NotOpened: "not_opened", NotConfigured: "not_configured"
    }
    Direction { Out: "out", In: "in", Rescue: "rescue", Cancel: "cancel" }
}

/// An enum of which some variant has data: an object with the variant's name as `type`.
macro_rules! kinds {
    ($($kind:ident { $($variant:ident $({ $($field:ident),* })?: $name:literal),* })*) => {$(
        impl Json for $kind {
            fn json(&self) -> Value {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        json!({ "type": $name $($(, stringify!($field): $field.json())*)? })
                    })*
                }
            }
        }
    )*};
}

kinds! {
    MessageContent {
        Request { name, text }: "request", Accepted: "accepted", Text { text }: "text",
        Payment { money, body, text }: "payment", Silent: "silent", Unknown { kind }: "unknown"
    }
    MessageState {
        Waiting { since, why }: "waiting", Delivered { at }: "delivered", Read { at }: "read",
        Received { at }: "received", Seen { at }: "seen", Conflicting { at }: "conflicting"
    }
    PaymentState {
        Signed: "signed", Sent { at }: "sent", Announced: "announced", Confirmed { at }: "confirmed",
        Failed { at }: "failed"
    }
    Warning {
        FirstPayment: "first_payment", DuplicateInFlight { payment }: "duplicate_in_flight",
        AddressPaidBefore: "address_paid_before", AddressChanged: "address_changed", HighFee { percent }: "high_fee",
        LateDeposit: "late_deposit",
        PayeeHasCode: "payee_has_code", FeeAtMost: "fee_at_most", FeeNotEstimated: "fee_not_estimated"
    }
    Event {
        ReadAnew { missed }: "read_anew", ContactChanged { peer }: "contact_changed",
        MessageChanged { peer, row }: "message_changed", PaymentAnnounced { peer, row }: "payment_announced",
        PaymentChanged { payment }: "payment_changed", BalanceChanged: "balance_changed",
        WalletRestored: "wallet_restored", LateDeposit: "late_deposit", Online { peer }: "online",
        Offline { peer }: "offline"
    }
}

impl Json for TongTongError {
    fn json(&self) -> Value {
        let Self::Failed { kind, code, retryable, facts } = self;
        json!({ "kind": kind.json(), "code": code, "retryable": retryable, "facts": facts })
    }
}

/// All the words, in order. They are wiped afterwards.
pub(crate) fn revealed(reveal: &Reveal) -> Result<Value, TongTongError> {
    let words: Result<Vec<String>, _> = (0..reveal.count()).map(|place| reveal.word(place)).collect();
    reveal.wipe();
    Ok(json!(words?))
}
