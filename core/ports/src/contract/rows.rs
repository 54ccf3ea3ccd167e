//! Rows to fill a store with. The same number gives the same row.

use tongtong_chat::Why;
use tongtong_chat::rows::{Author, ContactRow, ContactState, LogRow, MessageRow, MessageState, SelfRow};
use tongtong_types::{
    Address, Amount, Asset, BodyDigest, Chain, ConversationId, DeviceId, DisplayName, HeaderHash, LogId,
    MessageId, PaymentId, PeerId, PlanDigest, RowId, StaticKey, Timestamp, TxId, cbor,
};
use tongtong_wallet::rows::{
    AccountRow, AddressRow, AddressState, Branch, Direction, HandedTo, PaymentRow, PaymentState,
};

/// Nobody's identity in particular.
#[must_use]
pub fn peer(n: u8) -> PeerId {
    PeerId::new([n; 32])
}

/// The conversation with [`peer`].
#[must_use]
pub fn conversation(n: u8) -> ConversationId {
    ConversationId::new([n ^ 0xc0; 32])
}

/// A row id by number.
#[must_use]
pub fn row(n: u64) -> RowId {
    let mut bytes = [0x5a; 16];
    bytes[8..].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    RowId::new(bytes)
}

/// A moment by number.
#[must_use]
pub fn moment(n: u64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + n)
}

/// My own row.
#[must_use]
pub fn me(name: &str) -> SelfRow {
    SelfRow {
        identity: peer(255),
        device: DeviceId::new([7; 16]),
        name: DisplayName::new(name).unwrap(),
        epoch: row(0xe0),
        card_counter: 1,
        card: vec![0xca; 300],
    }
}

/// A contact that has accepted.
#[must_use]
pub fn contact(n: u8, name: &str) -> ContactRow {
    ContactRow {
        peer: peer(n),
        state: ContactState::Accepted,
        since: moment(n.into()),
        card: vec![n; 200],
        static_key: StaticKey::new([n ^ 0x51; 32]),
        card_counter: 3,
        name: Some(DisplayName::new(name).unwrap()),
        contact_card: Some(vec![n ^ 1; 400]),
        my_card_counter: 2,
        my_pay: None,
        renewed: None,
        pay_key: Some([n ^ 2; 32]),
        paid: vec![format!("paid-{n}")],
        verified: None,
        alerts: Vec::new(),
    }
}

/// The log of a conversation by author.
#[must_use]
pub fn log(n: u8, author: Author) -> LogRow {
    LogRow {
        conversation: conversation(n),
        peer: peer(n),
        author,
        log: LogId::new([n; 16]),
        head: 4,
        head_hash: Some(HeaderHash::new([n ^ 4; 32])),
        acknowledged: 2,
        heard: moment(9),
        order: 40,
        missing: vec![(1, 2)],
    }
}

/// Message number `seq` with a peer: mine and waiting, or theirs and received.
#[must_use]
pub fn message(n: u8, author: Author, seq: u64, text: &str) -> MessageRow {
    let (whose, tag, state) = match author {
        Author::Me => (255, 1, MessageState::Waiting { since: moment(seq), why: Why::NotTried }),
        Author::Them => (n, 2, MessageState::Received { at: moment(seq) }),
    };
    MessageRow {
        row: row(u64::from(n) << 40 | tag << 32 | seq),
        conversation: conversation(n),
        peer: peer(n),
        id: MessageId { author: peer(whose), log: LogId::new([n; 16]), seq },
        author,
        kind: 1,
        header: vec![0x4e; 120],
        header_hash: HeaderHash::new([0x4f; 32]),
        salt: [0x5a; 32],
        body: text.as_bytes().to_vec(),
        order: moment(seq).millis(),
        state,
        path: None,
    }
}

/// The account, by the counter of its receive chain.
#[must_use]
pub fn account(next_receive: u32) -> AccountRow {
    // The generator of secp256k1: a public key of nobody.
    let generator = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    let key: Vec<u8> =
        (0..33).map(|n| u8::from_str_radix(&generator[2 * n..2 * n + 2], 16).unwrap()).collect();
    let keys = [("key", key), ("chain_code", vec![9; 32])];
    let keys = cbor::to_row(&std::collections::BTreeMap::from(keys)).unwrap();
    AccountRow {
        keys: cbor::from_row(&keys).unwrap(),
        pay_key: [0x9a; 32],
        next_receive,
        next_change: 1,
        highest_received: None,
        sheet_counter: 5,
        scan: None,
        coins: Vec::new(),
        assets: Vec::new(),
        revision: u64::from(next_receive),
    }
}

/// An address of mine that has received nothing.
#[must_use]
pub fn address(branch: Branch, index: u32, text: &str) -> AddressRow {
    AddressRow {
        branch,
        index,
        address: Address::checked(Chain::TTCHAIN, text.to_owned()),
        handed: HandedTo::Screen,
        until: None,
        state: AddressState::Fresh,
        holds: vec![(Asset::ttc(), Amount::from_units(u128::MAX))],
        expects: None,
        found: false,
        unsure: Vec::new(),
        emptied: Vec::new(),
        spared: Vec::new(),
        revision: 1,
    }
}

/// A payment to an address: mine and signed, or somebody's and announced.
#[must_use]
pub fn payment(n: u64, direction: Direction, to: &str) -> PaymentRow {
    let state = if direction == Direction::In { PaymentState::Announced } else { PaymentState::Signed };
    PaymentRow {
        id: PaymentId::new(*row(n ^ 0x7a00).bytes()),
        direction,
        asset: Asset::ttc(),
        amount: Amount::from_units(1_000_000),
        fee: Amount::from_units(10_000),
        to: Address::checked(Chain::TTCHAIN, to.to_owned()),
        sub_address: None,
        memo: Some("thanks".to_owned()),
        peer: Some(peer(1)),
        state,
        at: moment(n),
        body: Some(BodyDigest::new([3; 32])),
        txs: vec![TxId::from([4; 20])],
        plan: Some(PlanDigest::new([5; 32])),
        signed: Some(vec![6; 180]),
        sources: Vec::new(),
        reused: Vec::new(),
        change: None,
        fee_asset: None,
        fee_sources: Vec::new(),
        fee_reused: Vec::new(),
        fee_change: None,
        message: Some(row(1)),
        coin: None,
        revision: 1,
    }
}
