use crate::coin::PublicKeys;
use crate::draft::Draft;
use crate::network::{Answer, Question};
use crate::rows::{AccountRow, AddressRow, PaymentRow, PaymentState};
use crate::sheet::Sheet;
use crate::{Profile, Refused, account, announce, observe, record, scan, sheet};
use serde::{Deserialize, Serialize};
use tongtong_crypto::AccountPublic;
use tongtong_crypto::entropy::Entropy;
use tongtong_types::note::{PaymentAnnounced, PaymentSigned};
use tongtong_types::{Address, Asset, Chain, PaymentId, PeerId, Timestamp, TxId};

/// What a command must know; the store reads exactly this.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// All addresses of the account; the account row itself is always read.
    pub addresses: bool,
    /// Which payments.
    pub payments: PaymentsNeeded,
}

/// Which payments a command must know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PaymentsNeeded {
    /// None.
    #[default]
    None,
    /// Those that are neither confirmed nor failed, and incoming ones on addresses still alive.
    Open,
    /// One.
    One(PaymentId),
    /// All, for rules that look back.
    All,
}

/// What the store found for [`Needs`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The account, if there is a wallet.
    pub account: Option<AccountRow>,
    /// Its addresses.
    pub addresses: Vec<AddressRow>,
    /// The payments.
    pub payments: Vec<PaymentRow>,
}

/// What a step changes; part of the one transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The account.
    pub account: Option<AccountRow>,
    /// Addresses, whole rows, by branch and index.
    pub addresses: Vec<AddressRow>,
    /// Payments, whole rows, by id.
    pub payments: Vec<PaymentRow>,
}

/// What the user, the chat or a worker wants of the wallet. Paying has its own road: intent to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command {
    /// Words were made or restored: open the account.
    Open {
        /// The account's public keys.
        keys: AccountPublic,
        /// The pay key's public half.
        pay_key: [u8; 32],
        /// The public halves of the keys on other chains.
        coins: Vec<(Chain, PublicKeys)>,
        /// Whether the words may have been used before: then a gap scan follows.
        restored: bool,
    },
    /// The spending root is open: the account gets its keys on chains that the profile learned of since.
    OpenCoins {
        /// The public halves of the keys.
        coins: Vec<(Chain, PublicKeys)>,
    },
    /// Starts the gap scan again: after an old copy was put back, or a restore that found nothing.
    /// [`Event::Restored`] tells when it is done; until then nothing is paid or handed out.
    Rescan,
    /// A fresh address for the screen, where an asset can be paid to.
    ShowAddress {
        /// Which asset.
        asset: Asset,
    },
    /// Fresh addresses for a contact's card; the sheet is signed with [`crate::sheet`].
    HandToContact {
        /// For whom.
        peer: PeerId,
    },
    /// What the network said to the questions of [`crate::poll::questions`], in their order.
    Observe {
        /// Question and answer.
        answers: Vec<(Question, Answer)>,
    },
    /// A contact says that they paid.
    Announced(PaymentAnnounced),
    /// A node took our bytes.
    Taken {
        /// Which payment.
        payment: PaymentId,
        /// The id that the node gave: only said, never looked for, because a node can name anything.
        tx: TxId,
    },
    /// A payment was approved and signed: record it, before the first byte is sent.
    Record(Box<crate::sign::Signed>),
}

/// What happened, after the commit. Ids only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A payment is new, or stands elsewhere than before.
    Payment {
        /// Which.
        payment: PaymentId,
    },
    /// What the account holds has changed.
    Balance,
    /// A gap scan is done.
    Restored,
    /// Money came to a dead address and should be moved to a fresh one at the next approval.
    LateDeposit {
        /// Where.
        address: Address,
    },
}

/// A decision: what to commit, what the chat should hear, what to tell.
#[must_use]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// To be committed first.
    pub changes: Changes,
    /// For the chat, in the same transaction.
    pub notes: Vec<PaymentSigned>,
    /// Payments whose bytes a worker should send now.
    pub broadcast: Vec<PaymentId>,
    /// To be told after the commit.
    pub events: Vec<Event>,
    /// The address to show, after [`Command::ShowAddress`].
    pub shown: Option<Address>,
    /// The addresses for a contact, after [`Command::HandToContact`].
    pub sheet: Option<Sheet>,
}

impl Command {
    /// What [`step`] must know.
    #[must_use]
    pub fn needs(&self) -> Needs {
        let (addresses, payments) = match self {
            Self::Open { .. } | Self::OpenCoins { .. } | Self::Rescan => (false, PaymentsNeeded::None),
            Self::ShowAddress { .. } | Self::HandToContact { .. } => (true, PaymentsNeeded::None),
            Self::Observe { .. } => (true, PaymentsNeeded::Open),
            // The money may have come, and gone on, before its announcement; and what was paid once is not recorded
            // again.
            Self::Announced(_) | Self::Record(_) => (true, PaymentsNeeded::All),
            Self::Taken { payment, .. } => (false, PaymentsNeeded::One(*payment)),
        };
        Needs { addresses, payments }
    }
}

/// Decides what a command changes. If the process dies before the commit, nothing has happened; after it,
/// the outbox and the next observation go on from there.
///
/// # Errors
/// [`Refused`]; nothing changes then.
pub fn step(
    command: &Command,
    profile: &Profile,
    facts: &Facts,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Result<Step, Refused> {
    match command {
        Command::Open { keys, pay_key, coins, restored } => {
            account::open(profile, facts, keys, *pay_key, coins, *restored)
        }
        Command::OpenCoins { coins } => account::open_coins(profile, facts, coins, now),
        Command::Rescan => scan::again(profile, facts, now),
        Command::ShowAddress { asset } => sheet::show(profile, facts, asset, now),
        Command::HandToContact { peer } => sheet::hand(profile, facts, *peer, now),
        Command::Observe { answers } => observe::observe(profile, facts, answers, now, entropy),
        Command::Announced(note) => announce::announced(profile, facts, note, now, entropy),
        Command::Taken { payment, tx: _ } => taken(profile, facts, *payment, now),
        Command::Record(signed) => record::record(profile, facts, signed, now, entropy),
    }
}

/// A node took the bytes. That proves nothing yet. The id to look for was computed when they were signed; a
/// payment in a block under another one is known by what it did.
fn taken(profile: &Profile, facts: &Facts, payment: PaymentId, now: Timestamp) -> Result<Step, Refused> {
    let mut draft = Draft::of(profile, facts, now)?;
    let row = draft.payments.get_mut(&payment).ok_or(Refused::PaymentUnknown)?;
    if row.state == PaymentState::Signed {
        row.state = PaymentState::Sent { at: now };
        draft.tell(Event::Payment { payment });
    }
    Ok(draft.finish())
}
