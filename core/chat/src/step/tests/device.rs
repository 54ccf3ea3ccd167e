use crate::body::Body;
use crate::card::{ContactDetails, PublicCard, next_counter};
use crate::frame::MESSAGE;
use crate::rows::{Author, ContactRow, ContactState, LogRow, MessageRow, MessageState, SelfRow};
use crate::{Changes, Command, Facts, Incoming, Needs, Outgoing, Refused, Step, conversation_id, step};
use std::collections::BTreeMap;
use tongtong_crypto::entropy::{Entropy, SeededEntropy};
use tongtong_crypto::secret::Secret;
use tongtong_crypto::statement::IdentityKey;
use tongtong_types::{
    ConversationId, DeviceId, DisplayName, EndpointAddress, EndpointId, LogId, PeerId, RowId, StaticKey,
    Timestamp,
};

/// What a device keeps.
#[derive(Clone)]
pub(super) struct Kept {
    pub(super) me: SelfRow,
    pub(super) contacts: BTreeMap<PeerId, ContactRow>,
    pub(super) logs: BTreeMap<(ConversationId, bool, LogId), LogRow>,
    pub(super) messages: BTreeMap<RowId, MessageRow>,
}

/// A device: what it keeps in memory, its key, its entropy.
pub(super) struct Device {
    pub(super) key: IdentityKey,
    pub(super) kept: Kept,
    pub(super) entropy: SeededEntropy,
}

pub(super) const START: Timestamp = Timestamp::from_millis(1_780_000_000_000);

pub(super) fn identity(seed: u8) -> IdentityKey {
    IdentityKey::from_seed(&Secret::init_with(|bytes| bytes.fill(seed)))
}

pub(super) fn endpoint(seed: u8) -> EndpointAddress {
    EndpointAddress { endpoint: EndpointId::new([seed; 32]), relays: vec![] }
}

pub(super) fn issue(key: &IdentityKey, static_key: u8, counter: u64, from: Timestamp) -> Vec<u8> {
    PublicCard {
        identity: key.peer(),
        device: DeviceId::new([1; 16]),
        counter,
        static_key: StaticKey::new([static_key; 32]),
        rendezvous: endpoint(static_key),
        valid_from: from,
        valid_until: from.after(PublicCard::LIFETIME),
    }
    .issue(key)
    .unwrap()
}

impl Kept {
    fn facts(&self, needs: &Needs) -> Facts {
        let contacts = self.contacts.values().filter(|contact| {
            needs.contacts.contains(&contact.peer)
                || needs.by_static_key == Some(contact.static_key)
                || needs.accepted && contact.state == ContactState::Accepted
        });
        let wanted = |row: &&MessageRow| needs.messages.contains(&row.id) || needs.rows.contains(&row.row);
        let mut waiting: Vec<_> = self
            .messages
            .values()
            .filter(|row| needs.waiting.is_some_and(|(peer, _)| peer == row.peer))
            .filter(|row| matches!(row.state, MessageState::Waiting { .. }))
            .cloned()
            .collect();
        waiting.sort_by_key(|row| row.order);
        waiting.truncate(needs.waiting.map_or(0, |(_, most)| most as usize));
        let unseen = |row: &&MessageRow| {
            needs.unseen.is_some_and(|(conversation, order, _)| {
                row.conversation == conversation && row.order <= order
            }) && matches!(row.state, MessageState::Received { .. })
        };
        let mut unseen: Vec<_> = self.messages.values().filter(unseen).cloned().collect();
        unseen.sort_by_key(|row| row.order);
        unseen.truncate(needs.unseen.map_or(0, |(.., most)| most as usize));
        Facts {
            me: Some(self.me.clone()),
            contacts: contacts.cloned().collect(),
            logs: self.logs.values().filter(|log| needs.logs.contains(&log.conversation)).cloned().collect(),
            messages: self.messages.values().filter(wanted).cloned().collect(),
            waiting,
            unseen,
        }
    }

    pub(super) fn commit(&mut self, changes: Changes) {
        self.me = changes.me.unwrap_or(self.me.clone());
        self.contacts.extend(changes.contacts.into_iter().map(|row| (row.peer, row)));
        let key = |row: &LogRow| (row.conversation, row.author == Author::Me, row.log);
        self.logs.extend(changes.logs.into_iter().map(|row| (key(&row), row)));
        self.messages.extend(changes.messages.into_iter().map(|row| (row.row, row)));
    }
}

impl Device {
    pub(super) fn new(seed: u8, run: u64, name: &str) -> Self {
        let key = identity(seed);
        let entropy = SeededEntropy::new(run * 256 + u64::from(seed));
        let me = SelfRow {
            identity: key.peer(),
            device: DeviceId::new([1; 16]),
            name: DisplayName::new(name).unwrap(),
            epoch: RowId::new(entropy.array().unwrap()),
            card_counter: 1,
            card: issue(&key, seed, 1, START),
        };
        let kept = Kept { me, contacts: BTreeMap::new(), logs: BTreeMap::new(), messages: BTreeMap::new() };
        Self { key, kept, entropy }
    }

    pub(super) fn peer(&self) -> PeerId {
        self.kept.me.identity
    }

    pub(super) fn facts(&self, command: &Command) -> Facts {
        self.kept.facts(&command.needs(self.peer()))
    }

    pub(super) fn decide(&self, command: &Command, now: Timestamp) -> Result<Step, Refused> {
        step(command, &self.facts(command), now, &self.entropy)
    }

    /// The whole road: read, decide, commit.
    pub(super) fn run(&mut self, command: &Command, now: Timestamp) -> Result<Step, Refused> {
        let step = self.decide(command, now)?;
        self.kept.commit(step.changes.clone());
        Ok(step)
    }

    pub(super) fn receive(
        &mut self,
        from: PeerId,
        frame: &Outgoing,
        now: Timestamp,
    ) -> Result<Step, Refused> {
        self.run(&incoming(from, frame), now)
    }

    /// Comes back from an old copy: a new epoch and a newer card, as sign-up and restore make them.
    pub(super) fn restore(&mut self, copy: Kept, seed: u8, now: Timestamp) {
        self.put_back(copy, seed, now);
        self.kept.me.epoch = RowId::new(self.entropy.array().unwrap());
    }

    /// An old copy of the disk is put back and nobody says so: a newer card, the same epoch.
    pub(super) fn put_back(&mut self, copy: Kept, seed: u8, now: Timestamp) {
        let counter = next_counter(copy.me.card_counter, now);
        self.kept = copy;
        self.kept.me.card_counter = counter;
        self.kept.me.card = issue(&self.key, seed, counter, START);
    }

    pub(super) fn details(&self, pay: Option<Vec<u8>>) -> ContactDetails {
        ContactDetails { conversation: endpoint(9), name: self.kept.me.name.clone(), pay }
    }

    pub(super) fn contact(&self, peer: PeerId) -> &ContactRow {
        &self.kept.contacts[&peer]
    }

    pub(super) fn state(&self, peer: PeerId) -> Option<ContactState> {
        self.kept.contacts.get(&peer).map(|contact| contact.state)
    }

    /// The messages of the conversation as the screen shows them.
    pub(super) fn screen(&self) -> Vec<&MessageRow> {
        let mut rows: Vec<_> = self.kept.messages.values().collect();
        rows.sort_by_key(|row| (row.order, row.id.author, row.id.seq));
        rows
    }

    pub(super) fn texts(&self, author: Author) -> Vec<String> {
        let text = |row: &MessageRow| match Body::decode(row.kind, &row.body) {
            Ok(Body::Text(text)) => Some(text),
            _ => None,
        };
        self.screen().into_iter().filter(|row| row.author == author).filter_map(text).collect()
    }

    pub(super) fn log(&self, peer: PeerId, author: Author) -> &LogRow {
        let conversation = conversation_id(self.peer(), peer);
        let mut logs =
            self.kept.logs.values().filter(|log| log.conversation == conversation && log.author == author);
        logs.next().unwrap()
    }
}

pub(super) fn incoming(from: PeerId, frame: &Outgoing) -> Command {
    with_card(from, frame, Vec::new())
}

/// A frame in a session whose greeting showed this card.
pub(super) fn with_card(from: PeerId, frame: &Outgoing, card: Vec<u8>) -> Command {
    let (kind, body) = (frame.kind, frame.body.clone());
    Command::Frame(Incoming { peer: from, kind, body, path: "relay".to_owned(), card })
}

/// One session between two devices, all frames of it delivered in order until both are silent.
/// Returns the message frames that travelled.
pub(super) fn session(a: &mut Device, b: &mut Device, now: Timestamp) -> Vec<Outgoing> {
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let open = |to: &mut Device, from: PeerId, card: Vec<u8>| {
        to.run(&Command::SessionOpened { peer: from, card }, now).unwrap().send
    };
    let cards = (a.kept.me.card.clone(), b.kept.me.card.clone());
    let mut to_b = open(a, peer_b, cards.1.clone());
    let mut to_a = open(b, peer_a, cards.0.clone());
    let (mut after_a, mut after_b) = (0, 0);
    let mut travelled = Vec::new();
    loop {
        for frame in std::mem::take(&mut to_b) {
            let step = b.run(&with_card(peer_a, &frame, cards.0.clone()), now).unwrap();
            after_b = if step.resend { 0 } else { after_b };
            to_a.extend(step.send);
        }
        for frame in std::mem::take(&mut to_a) {
            let step = a.run(&with_card(peer_b, &frame, cards.1.clone()), now).unwrap();
            after_a = if step.resend { 0 } else { after_a };
            to_b.extend(step.send);
        }
        let resume = |device: &mut Device, peer, after: &mut u64| {
            let frames = device.run(&Command::Resume { peer, after: *after }, now).unwrap().send;
            *after = frames.iter().map(|frame| frame.place).fold(*after, u64::max);
            frames
        };
        to_b.extend(resume(a, peer_b, &mut after_a));
        to_a.extend(resume(b, peer_a, &mut after_b));
        travelled.extend(to_a.iter().chain(&to_b).filter(|frame| frame.kind == MESSAGE).cloned());
        if to_a.is_empty() && to_b.is_empty() {
            return travelled;
        }
    }
}

/// Two devices that have accepted each other and exchanged contact cards.
pub(super) fn friends(run: u64) -> (Device, Device) {
    let (mut a, mut b) = (Device::new(1, run, "민수"), Device::new(2, run, "Alice"));
    let (peer_a, peer_b) = (a.peer(), b.peer());
    let _ = a.run(&Command::Meet { card: b.kept.me.card.clone() }, START).unwrap();
    let _ = a.run(&Command::Ask { peer: peer_b, text: "안녕".to_owned() }, START).unwrap();
    session(&mut a, &mut b, START);
    let mine = b.details(None);
    let _ = b.run(&Command::Accept { peer: peer_a, mine }, START).unwrap();
    session(&mut a, &mut b, START);
    let mine = a.details(None);
    let _ = a.run(&Command::CardChanged { peer: peer_b, mine }, START).unwrap();
    session(&mut a, &mut b, START);
    (a, b)
}

pub(super) fn say(device: &mut Device, peer: PeerId, text: &str, now: Timestamp) -> Step {
    device.run(&Command::Say { peer, text: text.to_owned() }, now).unwrap()
}
