//! The hand-written peer: keys, cards, both sides of the handshake.

use crate::wire::{Talk, Wire};
use std::time::{Duration as StdDuration, SystemTime, UNIX_EPOCH};
use tongtong_chat::card::PublicCard;
use tongtong_chat::frame::WELCOME;
use tongtong_chat::greeting::{Greeting, Welcome, card_hash};
use tongtong_crypto::entropy::{OsEntropy, array};
use tongtong_crypto::secret::Secret;
use tongtong_crypto::session::{Established, Hello, Initiator, Prologue, Responder, StaticSecret, VERSION};
use tongtong_crypto::statement::IdentityKey;
use tongtong_p2p::{IrohLink, Names};
use tongtong_ports::{Door, Link, LinkSeeds};
use tongtong_tests::{Device, World};
use tongtong_types::{DeviceId, Duration, EndpointAddress, PeerId, StaticKey, Timestamp};

/// 32 fresh bytes.
pub(crate) fn random() -> [u8; 32] {
    array(&OsEntropy::new().unwrap()).unwrap()
}

pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap())
}

/// Who somebody is: an identity, a static session key, and the card that binds the two.
pub(crate) struct Person {
    pub(crate) key: IdentityKey,
    pub(crate) static_seed: [u8; 32],
    pub(crate) card: Vec<u8>,
}

impl Person {
    /// Somebody new whose card names this address.
    pub(crate) fn at(rendezvous: &EndpointAddress) -> Self {
        Self::with_static(rendezvous, random())
    }

    /// Somebody new who holds this static key, and whose own card says so.
    pub(crate) fn with_static(rendezvous: &EndpointAddress, static_seed: [u8; 32]) -> Self {
        let key = IdentityKey::from_seed(&Secret::init_with(|seed| *seed = random()));
        let card = issue(&key, StaticSecret::from(&static_seed).public(), rendezvous, now());
        Self { key, static_seed, card }
    }

    pub(crate) fn id(&self) -> PeerId {
        self.key.peer()
    }

    pub(crate) fn secret(&self) -> StaticSecret {
        StaticSecret::from(&self.static_seed)
    }

    /// What this person honestly says first to somebody.
    pub(crate) fn greeting(&self, to: PeerId) -> Vec<u8> {
        Greeting { card: self.card.clone(), to }.encode()
    }
}

/// A public card that says what it is told to, rightly signed.
pub(crate) fn issue(
    key: &IdentityKey,
    static_key: StaticKey,
    rendezvous: &EndpointAddress,
    from: Timestamp,
) -> Vec<u8> {
    let card = PublicCard {
        identity: key.peer(),
        device: DeviceId::new([7; 16]),
        counter: from.millis(),
        static_key,
        rendezvous: rendezvous.clone(),
        valid_from: from,
        valid_until: from.after(Duration::from_days(30)),
    };
    card.issue(key).unwrap()
}

/// Whom to dial: what a device's public card tells, and one of its doors.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) identity: PeerId,
    pub(crate) static_key: StaticKey,
    pub(crate) at: EndpointAddress,
}

impl Target {
    /// What everybody knows of a device.
    pub(crate) async fn of(device: &Device) -> Self {
        let card = PublicCard::decode(&device.engine.own().await.unwrap().unwrap().card).unwrap();
        Self { identity: card.identity, static_key: card.static_key, at: card.rendezvous }
    }

    /// What both sides hash first when this target is dialled over a wire.
    pub(crate) fn prologue(&self, wire: &Wire) -> Prologue {
        Prologue {
            offered: vec![VERSION],
            version: VERSION,
            initiator: wire.local,
            responder: wire.remote,
            responder_identity: self.identity,
            tls_exporter: wire.exporter,
        }
    }
}

/// A transport of one's own.
pub(crate) async fn open_link(world: &World) -> IrohLink {
    let seeds = LinkSeeds { rendezvous: random().into(), conversation: random().into() };
    let relays = world.profile().endpoints.relays;
    let link = IrohLink::start(seeds, &relays, false, Names::System).await.unwrap();
    tokio::time::timeout(StdDuration::from_secs(30), link.online()).await.expect("the relay takes it");
    link
}

/// Dials until the door is opened: one that is full refuses, and may open later.
pub(crate) async fn dial(link: &IrohLink, to: &Target) -> Wire {
    for _ in 0..60 {
        if let Ok(connection) = link.dial(Door::Rendezvous, &to.at).await {
            return connection.into();
        }
        tokio::time::sleep(StdDuration::from_millis(100)).await;
    }
    panic!("the device cannot be reached");
}

/// Hello and message 1, as they travel; what finishes the handshake.
pub(crate) fn first_words(own: &StaticSecret, to: &Target, prologue: &Prologue) -> (Initiator, Vec<u8>) {
    Initiator::start(&random(), own, &to.static_key, prologue).unwrap()
}

/// The initiator's handshake up to message 3; nothing if the device closes before message 2.
pub(crate) async fn greet(
    wire: &mut Wire,
    to: &Target,
    own: &StaticSecret,
    greeting: &[u8],
) -> Option<Established> {
    let (initiator, message1) = first_words(own, to, &to.prologue(wire));
    wire.write(&Hello::encode(&[VERSION])).await;
    wire.write_block(&message1).await;
    let message2 = wire.read_block().await?;
    let (message3, established) = initiator.finish(&message2, greeting).unwrap();
    wire.write_block(&message3).await;
    Some(established)
}

/// A whole honest beginning over this wire, welcome and all; nothing if the device does not want it.
pub(crate) async fn begin(mut wire: Wire, to: &Target, as_whom: &Person) -> Option<Talk> {
    let greeting = as_whom.greeting(to.identity);
    let established = greet(&mut wire, to, &as_whom.secret(), &greeting).await?;
    let mut talk = Talk { wire, sealer: established.sealer, opener: established.opener };
    let first = talk.next().await?;
    assert_eq!(first.kind, WELCOME, "the responder's first frame");
    assert_eq!(Welcome::decode(&first.body).unwrap().answers, card_hash(&as_whom.card));
    Some(talk)
}

/// The responder's handshake up to message 3, and what the initiator said there.
pub(crate) async fn respond(mut wire: Wire, me: &Person) -> Option<(Talk, Greeting)> {
    let offered = Hello::decode(&wire.read_hello().await?).unwrap().versions().to_vec();
    let prologue = Prologue {
        offered,
        version: VERSION,
        initiator: wire.remote,
        responder: wire.local,
        responder_identity: me.id(),
        tls_exporter: wire.exporter,
    };
    let message1 = wire.read_block().await?;
    let (responder, message2) = Responder::answer(&random(), &[&me.secret()], &prologue, &message1).unwrap();
    wire.write_block(&message2).await;
    let (established, payload) = responder.finish(&wire.read_block().await?).unwrap();
    let talk = Talk { wire, sealer: established.sealer, opener: established.opener };
    Some((talk, Greeting::decode(&payload).unwrap()))
}
