//! A hand-written peer that a device has accepted, by the honest road.

use crate::peer::{Person, Target, begin, dial, now, open_link, random, respond};
use crate::wire::{Talk, Wire, head};
use tongtong_chat::body::{Body, kind};
use tongtong_chat::card::{ContactCard, ContactDetails};
use tongtong_chat::conversation_id;
use tongtong_chat::frame::{MESSAGE, MessageFrame, WELCOME};
use tongtong_chat::greeting::{Greeting, Welcome, card_hash};
use tongtong_chat::header::{Head, Header};
use tongtong_chat::rows::ContactState;
use tongtong_crypto::commitment::commit;
use tongtong_p2p::IrohLink;
use tongtong_ports::{Door, Link};
use tongtong_tests::{Device, World, wait_for};
use tongtong_types::{DisplayName, LogId, MessageId, PeerId};

/// What somebody writes to somebody: one log, chained.
pub(crate) struct Diary {
    author: PeerId,
    reader: PeerId,
    log: LogId,
    last: Option<Head>,
}

impl Diary {
    pub(crate) fn new(author: PeerId, reader: PeerId) -> Self {
        let mut log = [0; LogId::LEN];
        log.copy_from_slice(&random()[..LogId::LEN]);
        Self { author, reader, log: LogId::new(log), last: None }
    }

    /// The header of the next message; the case may change it.
    pub(crate) fn header(&self, kind: u64, salt: &[u8; 32], body: &[u8]) -> Header {
        Header {
            conversation: conversation_id(self.author, self.reader),
            id: MessageId {
                author: self.author,
                log: self.log,
                seq: self.last.map_or(0, |last| last.id.seq) + 1,
            },
            prev: self.last.map(|last| last.hash),
            seen: vec![],
            sent_at: now(),
            expires_at: None,
            kind,
            commitment: commit(salt, body),
        }
    }

    /// The next message, honestly made. It counts as written.
    pub(crate) fn write(&mut self, body: &Body) -> MessageFrame {
        let message = self.forge(body, |_| {});
        self.last = Some(head(&message));
        message
    }

    /// What would be the next message, with a fault in its header. It does not count as written.
    pub(crate) fn forge(&self, body: &Body, fault: impl FnOnce(&mut Header)) -> MessageFrame {
        let (salt, bytes) = (random(), body.encode());
        let mut header = self.header(body.kind(), &salt, &bytes);
        fault(&mut header);
        MessageFrame { header: header.encode(), salt, body: bytes }
    }
}

/// An accepted contact of one device.
pub(crate) struct Friend {
    pub(crate) link: IrohLink,
    pub(crate) person: Person,
    pub(crate) diary: Diary,
    /// The device at its conversation door.
    pub(crate) device: Target,
    /// The newest message of the device from when they became acquainted.
    has: Head,
}

pub(crate) fn request() -> Body {
    Body::Request { name: DisplayName::new("Friend").unwrap(), text: String::new() }
}

pub(crate) fn text(words: &str) -> Body {
    Body::Text(words.to_owned())
}

impl Friend {
    /// Asks, is accepted, and exchanges contact cards.
    pub(crate) async fn of(world: &World, device: &Device) -> Self {
        let link = open_link(world).await;
        let person = Person::at(&link.address(Door::Rendezvous));
        let target = Target::of(device).await;
        let mut diary = Diary::new(person.id(), target.identity);
        let (asks, card) = (diary.write(&request()), diary.write(&contact_card(&link, &person)));
        let mut talk = begin(dial(&link, &target).await, &target, &person).await.unwrap();
        talk.send_heads().await;
        talk.send_message(&asks).await;
        assert!(talk.is_acknowledged(&asks).await, "the request is taken");
        device.engine.accept(person.id()).await.unwrap();
        let (door, has) = loop {
            // The rendezvous door shuts after a moment of quiet: then once more.
            let Some(message) = talk.message().await else {
                talk = begin(dial(&link, &target).await, &target, &person).await.unwrap();
                talk.send_heads().await;
                continue;
            };
            talk.acknowledge(&message).await;
            if Header::decode(&message.header).unwrap().kind == kind::CONTACT_CARD {
                break (ContactCard::decode(&message.body).unwrap().conversation, head(&message));
            }
        };
        let device_there = Target { at: door, ..target };
        let mut talk = begin(dial(&link, &device_there).await, &device_there, &person).await.unwrap();
        talk.send_head(has).await;
        talk.send_message(&card).await;
        assert!(talk.is_acknowledged(&card).await, "the contact card is taken");
        let contact = device.engine.contact(person.id()).await.unwrap();
        assert_eq!(contact.state, ContactState::Accepted);
        assert!(contact.contact_card.is_some());
        wait_for("the device has delivered what it wrote", || device.all_delivered(person.id())).await;
        drop(talk);
        wait_for("that session has ended", || async {
            device.engine.online().iter().all(|(peer, _)| *peer != person.id())
        })
        .await;
        Self { link, person, diary, device: device_there, has }
    }

    pub(crate) fn id(&self) -> PeerId {
        self.person.id()
    }

    /// A fresh honest session at the conversation door.
    pub(crate) async fn talk(&self) -> Talk {
        let wire = dial(&self.link, &self.device).await;
        let mut talk = begin(wire, &self.device, &self.person).await.expect("a contact is let in");
        talk.send_head(self.has).await;
        talk
    }

    /// What the device dials next at the friend's conversation door.
    pub(crate) async fn dialled(&self) -> Wire {
        self.link.accept(Door::Conversation).await.unwrap().into()
    }

    /// Answers the device's next dial up to message 3. Dials that it has given up meanwhile are passed over.
    pub(crate) async fn answer(&self) -> (Talk, Greeting) {
        loop {
            if let Some(answered) = respond(self.dialled().await, &self.person).await {
                return answered;
            }
        }
    }

    /// The welcome that an honest answer begins with.
    pub(crate) fn welcome(&self, greeting: &Greeting) -> Welcome {
        Welcome {
            card: self.person.card.clone(),
            answers: card_hash(&greeting.card),
            to: self.device.identity,
            from: self.id(),
        }
    }

    /// A whole honest answer to the device's next dial.
    pub(crate) async fn answer_honestly(&self) -> Talk {
        let (mut talk, greeting) = self.answer().await;
        talk.send(WELCOME, &self.welcome(&greeting).encode()).await;
        talk.send_head(self.has).await;
        talk
    }

    /// Says something in a session of its own: the device is healthy and takes it.
    pub(crate) async fn is_heard(&mut self, words: &str) {
        let message = self.diary.write(&text(words));
        let mut talk = self.talk().await;
        talk.send(MESSAGE, &message.encode()).await;
        assert!(talk.is_acknowledged(&message).await, "{words}: taken in a fresh session");
    }
}

fn contact_card(link: &IrohLink, person: &Person) -> Body {
    let details = ContactDetails {
        conversation: link.address(Door::Conversation),
        name: DisplayName::new("Friend").unwrap(),
        pay: None,
    };
    Body::ContactCard(ContactCard::issue(person.id(), now().millis(), &details).unwrap())
}
