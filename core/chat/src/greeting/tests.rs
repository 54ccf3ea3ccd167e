use super::*;
use crate::rows::{ContactRow, ContactState};
use proptest::prelude::*;
use tongtong_crypto::secret::Secret;
use tongtong_crypto::statement::IdentityKey;
use tongtong_types::{DeviceId, DisplayName, EndpointAddress, EndpointId, RowId};

const NOW: Timestamp = Timestamp::from_millis(1_780_000_000_000);
const ANNA: u8 = 1;
const BORA: u8 = 2;
const EVE: u8 = 3;

fn key(seed: u8) -> IdentityKey {
    IdentityKey::from_seed(&Secret::init_with(|bytes| bytes.fill(seed)))
}

fn static_key(seed: u8) -> StaticKey {
    StaticKey::new([seed; 32])
}

fn card(who: u8, with: u8, counter: u64, from: Timestamp) -> Vec<u8> {
    PublicCard {
        identity: key(who).peer(),
        device: DeviceId::new([who; 16]),
        counter,
        static_key: static_key(with),
        rendezvous: EndpointAddress { endpoint: EndpointId::new([who; 32]), relays: vec![] },
        valid_from: from,
        valid_until: from.after(PublicCard::LIFETIME),
    }
    .issue(&key(who))
    .unwrap()
}

fn myself(who: u8) -> SelfRow {
    SelfRow {
        identity: key(who).peer(),
        device: DeviceId::new([who; 16]),
        name: DisplayName::new("Anna").unwrap(),
        epoch: RowId::new([who; 16]),
        card_counter: 5,
        card: card(who, who, 5, NOW),
    }
}

fn contact(who: u8) -> ContactRow {
    ContactRow {
        peer: key(who).peer(),
        state: ContactState::Accepted,
        since: NOW,
        card: card(who, who, 5, NOW),
        static_key: static_key(who),
        card_counter: 5,
        name: None,
        contact_card: None,
        my_card_counter: 0,
        my_pay: None,
        renewed: None,
        pay_key: None,
        paid: vec![],
        verified: None,
        alerts: vec![],
    }
}

/// What `who` knows: itself and these contacts.
fn facts(who: u8, contacts: &[u8]) -> Facts {
    let contacts = contacts.iter().map(|who| contact(*who)).collect();
    Facts { me: Some(myself(who)), contacts, ..Facts::default() }
}

/// Bora's verdict over a greeting that came with a proven static key.
fn greeted(greeting: &Greeting, proven: u8, facts: &Facts) -> Result<PeerId, GreetingError> {
    let read = Greeting::decode(&greeting.encode()).unwrap();
    read.check(&static_key(proven), facts, NOW).map(|met| met.peer)
}

/// Anna's verdict over a welcome from whom she dialled by this static key.
fn welcomed(welcome: &Welcome, dialled: u8, facts: &Facts) -> Result<PeerId, GreetingError> {
    let shown = Greeting::new(&myself(ANNA), key(BORA).peer());
    let read = Welcome::decode(&welcome.encode()).unwrap();
    read.check(&shown, &static_key(dialled), facts, NOW).map(|met| met.peer)
}

fn from_anna() -> Greeting {
    Greeting::new(&myself(ANNA), key(BORA).peer())
}

fn from_bora() -> Welcome {
    Welcome::new(&myself(BORA), &Met { peer: key(ANNA).peer(), card: myself(ANNA).card })
}

#[test]
fn two_devices_greet_each_other() {
    assert_eq!(greeted(&from_anna(), ANNA, &facts(BORA, &[])), Ok(key(ANNA).peer()), "a stranger");
    assert_eq!(greeted(&from_anna(), ANNA, &facts(BORA, &[ANNA])), Ok(key(ANNA).peer()), "a contact");
    assert_eq!(welcomed(&from_bora(), BORA, &facts(ANNA, &[BORA])), Ok(key(BORA).peer()));
}

#[test]
fn the_checks_ask_for_the_contact_and_for_the_owner_of_the_key() {
    let needs = from_anna().needs().unwrap();
    assert_eq!((needs.contacts, needs.by_static_key), (vec![key(ANNA).peer()], Some(static_key(ANNA))));
    let needs = from_bora().needs().unwrap();
    assert_eq!((needs.contacts, needs.by_static_key), (vec![key(BORA).peer()], Some(static_key(BORA))));
}

#[test]
fn a_stolen_static_key_in_a_foreign_card_is_refused_by_the_responder() {
    // Eve has Anna's static key and shows a card of her own with it.
    let greeting = Greeting { card: card(EVE, ANNA, 5, NOW), ..from_anna() };
    assert_eq!(greeted(&greeting, ANNA, &facts(BORA, &[ANNA])), Err(GreetingError::StolenKey));
    // She shows Anna's card over a session of her own key.
    assert_eq!(greeted(&from_anna(), EVE, &facts(BORA, &[ANNA])), Err(GreetingError::ForeignKey));
}

#[test]
fn a_stolen_static_key_in_a_foreign_card_is_refused_by_the_initiator() {
    // Eve answers with Bora's static key and a card of her own.
    let mut welcome = Welcome { card: card(EVE, BORA, 5, NOW), ..from_bora() };
    assert_eq!(welcomed(&welcome, BORA, &facts(ANNA, &[BORA])), Err(GreetingError::WrongPeer));
    welcome.from = key(EVE).peer();
    assert_eq!(welcomed(&welcome, BORA, &facts(ANNA, &[BORA])), Err(GreetingError::WrongPeer));
    // Bora's newer card names a key that Eve is known by.
    let welcome = Welcome { card: card(BORA, EVE, 6, NOW), ..from_bora() };
    assert_eq!(welcomed(&welcome, BORA, &facts(ANNA, &[BORA, EVE])), Err(GreetingError::StolenKey));
}

#[test]
fn a_reflected_greeting_or_welcome_is_refused() {
    let own = Greeting { card: myself(BORA).card, to: key(BORA).peer() };
    assert_eq!(greeted(&own, BORA, &facts(BORA, &[])), Err(GreetingError::Myself));
    let own = Welcome { card: myself(ANNA).card, from: key(ANNA).peer(), ..from_bora() };
    assert_eq!(welcomed(&own, BORA, &facts(ANNA, &[BORA])), Err(GreetingError::Myself));
}

#[test]
fn a_greeting_meant_for_someone_else_is_refused() {
    let greeting = Greeting { to: key(EVE).peer(), ..from_anna() };
    assert_eq!(greeted(&greeting, ANNA, &facts(BORA, &[])), Err(GreetingError::WrongPeer));
    let welcome = Welcome { to: key(EVE).peer(), ..from_bora() };
    assert_eq!(welcomed(&welcome, BORA, &facts(ANNA, &[BORA])), Err(GreetingError::WrongPeer));
    let welcome = Welcome { from: key(EVE).peer(), ..from_bora() };
    assert_eq!(welcomed(&welcome, BORA, &facts(ANNA, &[BORA])), Err(GreetingError::WrongPeer));
}

#[test]
fn a_swapped_card_is_refused() {
    // Somebody put another card of Anna's in the greeting than the one that was welcomed.
    let met = Met { peer: key(ANNA).peer(), card: card(ANNA, ANNA, 4, NOW) };
    let welcome = Welcome::new(&myself(BORA), &met);
    assert_eq!(welcomed(&welcome, BORA, &facts(ANNA, &[BORA])), Err(GreetingError::WrongCard));
    // Bora's own card with another key than the one dialled, though not newer than the known one.
    let welcome = Welcome { card: card(BORA, 9, 5, NOW), ..from_bora() };
    assert_eq!(welcomed(&welcome, BORA, &facts(ANNA, &[BORA])), Err(GreetingError::ForeignKey));
}

#[test]
fn a_key_that_just_rotated_is_taken_only_over_the_known_one() {
    let welcome = Welcome { card: card(BORA, 9, 6, NOW), ..from_bora() };
    assert_eq!(welcomed(&welcome, BORA, &facts(ANNA, &[BORA])), Ok(key(BORA).peer()));
    assert_eq!(welcomed(&welcome, EVE, &facts(ANNA, &[BORA])), Err(GreetingError::ForeignKey));
    assert_eq!(welcomed(&welcome, BORA, &facts(ANNA, &[])), Err(GreetingError::ForeignKey));
}

#[test]
fn an_expired_or_older_card_is_refused() {
    let expired = Timestamp::from_millis(NOW.millis() - PublicCard::LIFETIME.millis());
    let cards = [
        (card(ANNA, ANNA, 6, expired), CardError::Expired, "expired"),
        (card(ANNA, ANNA, 4, NOW), CardError::Older, "a lower counter"),
        (card(ANNA, ANNA, 5, NOW.after(tongtong_types::Duration::from_secs(1))), CardError::Older, "a twin"),
    ];
    for (card, error, fault) in cards {
        let greeting = Greeting { card, ..from_anna() };
        assert_eq!(greeted(&greeting, ANNA, &facts(BORA, &[ANNA])), Err(error.into()), "{fault}");
    }
    let welcome = Welcome { card: card(BORA, BORA, 4, NOW), ..from_bora() };
    assert_eq!(welcomed(&welcome, BORA, &facts(ANNA, &[BORA])), Err(CardError::Older.into()));
    let welcome = Welcome { card: card(BORA, BORA, 6, expired), ..from_bora() };
    assert_eq!(welcomed(&welcome, BORA, &facts(ANNA, &[BORA])), Err(CardError::Expired.into()));
}

#[test]
fn a_forged_card_is_refused() {
    let mut card = card(ANNA, ANNA, 5, NOW);
    *card.last_mut().unwrap() ^= 1;
    let greeting = Greeting { card, ..from_anna() };
    assert_eq!(greeted(&greeting, ANNA, &facts(BORA, &[])), Err(CardError::Signature.into()));
}

#[test]
fn who_has_not_signed_up_greets_nobody() {
    let nobody = Facts::default();
    assert_eq!(greeted(&from_anna(), ANNA, &nobody), Err(GreetingError::NotSignedUp));
    assert_eq!(welcomed(&from_bora(), BORA, &nobody), Err(GreetingError::NotSignedUp));
}

proptest! {
    #[test]
    fn any_bytes_are_refused_as_greetings(bytes: Vec<u8>) {
        prop_assert_eq!(Greeting::decode(&bytes), Err(GreetingError::Malformed));
        prop_assert_eq!(Welcome::decode(&bytes), Err(GreetingError::Malformed));
    }

    #[test]
    fn any_card_in_a_greeting_is_refused(card: Vec<u8>) {
        let greeting = Greeting { card, ..from_anna() };
        prop_assert!(greeting.needs().is_err());
        prop_assert!(greeted(&greeting, ANNA, &facts(BORA, &[])).is_err());
    }
}
