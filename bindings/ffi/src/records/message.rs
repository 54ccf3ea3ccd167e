//! Messages.

use super::money::Money;
use tongtong_chat::rows::{Author, MessageRow};
use tongtong_chat::{Content, Why};
use tongtong_types::{BodyDigest, PeerId, RowId, Timestamp};
use tongtong_wallet::Profile;

/// A message, whoever wrote it.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Message {
    /// Which.
    pub row: RowId,
    /// With whom.
    pub peer: PeerId,
    /// Who wrote it.
    pub author: Author,
    /// When it was sent by its writer's clock, in milliseconds since 1970, put in the order of the screen.
    pub sent: Timestamp,
    /// What it shows.
    pub content: MessageContent,
    /// Where it stands.
    pub state: MessageState,
    /// By which path it travelled, once it did: `relay` or `direct`.
    pub path: Option<String>,
}

/// A place in a conversation: a page is what is older than it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Place {
    /// The `sent` of the oldest message already shown.
    pub sent: Timestamp,
    /// Its row.
    pub row: RowId,
}

/// What a message shows.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum MessageContent {
    /// Someone asked to be a contact.
    Request {
        /// Their name.
        name: String,
        /// What they wrote.
        text: String,
    },
    /// The contact request was accepted.
    Accepted,
    /// A text.
    Text {
        /// It.
        text: String,
    },
    /// A payment.
    Payment {
        /// How much.
        money: Money,
        /// The signing digest by which the payment is known on both sides.
        body: BodyDigest,
        /// The words that go with it.
        text: Option<String>,
    },
    /// Nothing: a contact card or a read mark. Do not show it.
    Silent,
    /// Something that only a newer version can show.
    Unknown {
        /// The number of its kind.
        kind: u64,
    },
}

/// Where a message stands. Times are milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum MessageState {
    /// Mine: not acknowledged yet.
    Waiting {
        /// Since when.
        since: Timestamp,
        /// Why it still waits.
        why: Why,
    },
    /// Mine: the other device has it.
    Delivered {
        /// Since when.
        at: Timestamp,
    },
    /// Mine: the other person has seen it.
    Read {
        /// Since when.
        at: Timestamp,
    },
    /// Theirs: it came.
    Received {
        /// When.
        at: Timestamp,
    },
    /// Theirs: I have seen it.
    Seen {
        /// When.
        at: Timestamp,
    },
    /// Theirs: another message came first under the same id. Shown with a warning, without effect.
    Conflicting {
        /// When.
        at: Timestamp,
    },
}

impl From<tongtong_chat::rows::MessageState> for MessageState {
    fn from(state: tongtong_chat::rows::MessageState) -> Self {
        use tongtong_chat::rows::MessageState as State;
        match state {
            State::Waiting { since, why } => Self::Waiting { since, why },
            State::Delivered { at } => Self::Delivered { at },
            State::Read { at } => Self::Read { at },
            State::Received { at } => Self::Received { at },
            State::Seen { at } => Self::Seen { at },
            State::Conflicting { at } => Self::Conflicting { at },
        }
    }
}

impl MessageContent {
    fn of(content: Content, profile: &Profile) -> Self {
        match content {
            Content::Request { name, text } => Self::Request { name: name.text().to_owned(), text },
            Content::Accepted => Self::Accepted,
            Content::Text(text) => Self::Text { text },
            Content::Payment(payment) => {
                let tongtong_chat::body::Payment {
                    asset,
                    amount,
                    decimals,
                    network: _,
                    to: _,
                    body,
                    tx: _,
                    text,
                } = payment;
                // As the wallet counts: their decimals could make little money look like much.
                let decimals = profile.decimals_or(&asset, decimals);
                Self::Payment { money: Money::of(&asset, amount, decimals), body, text }
            }
            Content::Silent => Self::Silent,
            Content::Unknown { kind } => Self::Unknown { kind },
        }
    }
}

impl Message {
    pub(crate) fn of(row: MessageRow, profile: &Profile) -> Self {
        let content = MessageContent::of(row.content(), profile);
        let MessageRow {
            row,
            conversation: _,
            peer,
            id: _,
            author,
            kind: _,
            header: _,
            header_hash: _,
            salt: _,
            body: _,
            order,
            state,
            path,
        } = row;
        Self { row, peer, author, sent: Timestamp::from_millis(order), content, state: state.into(), path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongtong_chat::body::Payment;
    use tongtong_types::{Address, Amount, Chain, TxId};

    #[test]
    fn what_somebody_says_they_paid_is_shown_as_the_wallet_counts_it() {
        let said = |asset: &str| Payment {
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
        for (asset, text, decimals) in [("ETH", "0.000000001", 18), ("TTC", "10000", 5), ("XYZ", "1", 9)] {
            let shown = MessageContent::of(Content::Payment(said(asset)), &profile);
            let MessageContent::Payment { money, .. } = shown else { panic!("{asset}") };
            assert_eq!((money.text.as_str(), money.decimals), (text, decimals), "{asset}");
        }
    }
}
