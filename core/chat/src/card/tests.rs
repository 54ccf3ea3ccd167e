use super::*;
use crate::rows::{Alert, ContactRow, ContactState};
use proptest::prelude::*;
use tongtong_crypto::secret::Secret;
use tongtong_crypto::statement::{IdentityKey, IdentityPurpose, PayKey, PayPurpose};
use tongtong_types::cbor::{Value, decode, encode};
use tongtong_types::{DeviceId, Duration, EndpointId, StaticKey};

const NOW: Timestamp = Timestamp::from_millis(1_780_000_000_000);

fn identity(seed: u8) -> IdentityKey {
    IdentityKey::from_seed(&Secret::init_with(|bytes| bytes.fill(seed)))
}

fn pay_key(seed: u8) -> PayKey {
    PayKey::from_seed(&Secret::init_with(|bytes| bytes.fill(seed)))
}

fn endpoint() -> EndpointAddress {
    EndpointAddress { endpoint: EndpointId::new([5; 32]), relays: vec!["https://relay.example/".to_owned()] }
}

fn card(key: &IdentityKey) -> PublicCard {
    PublicCard {
        identity: key.peer(),
        device: DeviceId::new([2; 16]),
        counter: 7,
        static_key: StaticKey::new([3; 32]),
        rendezvous: endpoint(),
        valid_from: NOW,
        valid_until: NOW.after(PublicCard::LIFETIME),
    }
}

fn sheet(key: &PayKey) -> PaySheet {
    PaySheet {
        pay_key: key.public(),
        network: vec![0x7c, 0x16],
        counter: 1,
        valid_until: NOW.after(Duration::from_days(30)),
        addresses: vec!["TTCfirst".to_owned(), "TTCsecond".to_owned()],
    }
}

fn details(pay: Option<Vec<u8>>) -> ContactDetails {
    ContactDetails { conversation: endpoint(), name: DisplayName::new("민수").unwrap(), pay }
}

/// The fields of the signed body, changed, signed again.
fn resigned(key: &IdentityKey, change: impl FnOnce(&mut Vec<(u64, Value)>)) -> Vec<u8> {
    let bytes = card(key).issue(key).unwrap();
    let body = decode(&bytes).unwrap().into_fields().unwrap().bytes(1).unwrap();
    let mut fields: Vec<_> = decode(&body).unwrap().into_fields().unwrap().rest().into_iter().collect();
    change(&mut fields);
    let body = encode(&Value::map(fields));
    signed::seal(&body, &key.sign(IdentityPurpose::PublicCard, &body))
}

fn contact(pay: Option<Vec<u8>>, pinned: Option<[u8; 32]>) -> ContactRow {
    let peer = identity(1).peer();
    ContactRow {
        peer,
        state: ContactState::Accepted,
        since: NOW,
        card: vec![],
        static_key: StaticKey::new([3; 32]),
        card_counter: 7,
        name: None,
        contact_card: Some(ContactCard::issue(peer, 1, &details(pay)).unwrap()),
        my_card_counter: 0,
        my_pay: None,
        renewed: None,
        pay_key: pinned,
        paid: vec![],
        verified: None,
        alerts: vec![],
    }
}

#[test]
fn a_public_card_says_what_was_issued() {
    let key = identity(1);
    let bytes = card(&key).issue(&key).unwrap();
    assert!(bytes.len() <= PublicCard::MAX_BYTES);
    let read = PublicCard::decode(&bytes).unwrap();
    assert_eq!(read, card(&key));
    assert_eq!(read.check_time(NOW), Ok(()));
}

#[test]
fn a_public_card_keeps_keys_of_a_newer_version() {
    let key = identity(1);
    let bytes = resigned(&key, |fields| fields.push((99, Value::text("box key"))));
    assert_eq!(PublicCard::decode(&bytes), Ok(card(&key)));
}

#[test]
fn a_public_card_counts_for_its_time_only() {
    let key = identity(1);
    let card = card(&key);
    let at = |millis| card.check_time(Timestamp::from_millis(millis));
    assert_eq!(at(card.valid_until.millis() - 1), Ok(()));
    assert_eq!(at(card.valid_until.millis()), Err(CardError::Expired), "its time is over");
    assert_eq!(at(NOW.millis() - PublicCard::LEEWAY.millis()), Ok(()), "a clock that is a day behind");
    assert_eq!(at(NOW.millis() - PublicCard::LEEWAY.millis() - 1), Err(CardError::Expired), "not yet");
}

#[test]
fn public_cards_are_refused_by_name() {
    let key = identity(1);
    let drop = |key: u64| move |fields: &mut Vec<(u64, Value)>| fields.retain(|(k, _)| *k != key);
    let set = |key: u64, value: Value| {
        move |fields: &mut Vec<(u64, Value)>| {
            fields.iter_mut().filter(|(k, _)| *k == key).for_each(|(_, v)| *v = value.clone());
        }
    };
    let long = EndpointAddress { endpoint: EndpointId::new([5; 32]), relays: vec!["r".repeat(256); 4] };
    for (fault, bytes) in [
        ("no bytes", vec![]),
        ("no version", resigned(&key, drop(1))),
        ("another version", resigned(&key, set(1, Value::Uint(2)))),
        ("no identity", resigned(&key, drop(2))),
        ("a short device id", resigned(&key, set(3, Value::bytes(&[1; 15])))),
        ("counter 0", resigned(&key, set(4, Value::Uint(0)))),
        ("a long static key", resigned(&key, set(5, Value::bytes(&[1; 33])))),
        ("no endpoint", resigned(&key, drop(6))),
        (
            "five relays",
            resigned(&key, set(6, EndpointAddress { relays: vec!["r".into(); 5], ..endpoint() }.to_value())),
        ),
        ("over its size", resigned(&key, set(6, long.to_value()))),
        ("ends before it begins", resigned(&key, set(8, Value::Uint(NOW.millis() - 1)))),
        ("91 days", resigned(&key, set(8, Value::Uint(NOW.after(Duration::from_days(91)).millis())))),
    ] {
        assert_eq!(PublicCard::decode(&bytes), Err(CardError::Malformed), "{fault}");
    }
}

#[test]
fn a_card_that_another_key_signed_is_refused() {
    let (key, thief) = (identity(1), identity(9));
    let body = decode(&card(&key).issue(&key).unwrap()).unwrap().into_fields().unwrap().bytes(1).unwrap();
    let forged = signed::seal(&body, &thief.sign(IdentityPurpose::PublicCard, &body));
    assert_eq!(PublicCard::decode(&forged), Err(CardError::Signature), "signed by another");
    let purpose = signed::seal(&body, &key.sign(IdentityPurpose::DirectoryRequest, &body));
    assert_eq!(PublicCard::decode(&purpose), Err(CardError::Signature), "signed for another purpose");
    assert_eq!(card(&key).issue(&thief), Err(CardError::Another), "issued with another's key");
}

#[test]
fn a_key_beside_body_and_signature_is_refused() {
    let key = identity(1);
    let mut outer = decode(&card(&key).issue(&key).unwrap()).unwrap().into_fields().unwrap().rest();
    outer.insert(3, Value::Null);
    assert_eq!(PublicCard::decode(&encode(&Value::Map(outer))), Err(CardError::Malformed));
}

#[test]
fn a_card_with_its_relays_over_the_size_is_not_issued() {
    let key = identity(1);
    let mut card = card(&key);
    card.rendezvous.relays = vec!["r".repeat(256); 4];
    assert_eq!(card.issue(&key), Err(CardError::Malformed));
}

#[test]
fn a_sheet_says_what_was_issued_and_is_refused_by_name() {
    let key = pay_key(4);
    let good = sheet(&key);
    assert_eq!(PaySheet::decode(&good.issue(&key).unwrap()), Ok(good.clone()));
    assert_eq!(good.issue(&pay_key(5)), Err(CardError::Another), "issued with another's key");
    let many = (0..9).map(|n| format!("TTC{n}")).collect();
    for (fault, bad) in [
        ("no address", PaySheet { addresses: vec![], ..good.clone() }),
        ("nine addresses", PaySheet { addresses: many, ..good.clone() }),
        ("an address twice", PaySheet { addresses: vec!["TTC".into(), "TTC".into()], ..good.clone() }),
        ("an empty address", PaySheet { addresses: vec![String::new()], ..good.clone() }),
        ("a long address", PaySheet { addresses: vec!["T".repeat(129)], ..good.clone() }),
        ("an address with a space", PaySheet { addresses: vec!["TT C".into()], ..good.clone() }),
        ("an address that is not ASCII", PaySheet { addresses: vec!["ТТС".into()], ..good.clone() }),
        ("no network", PaySheet { network: vec![], ..good.clone() }),
        ("a long network", PaySheet { network: vec![0; 65], ..good.clone() }),
        ("counter 0", PaySheet { counter: 0, ..good.clone() }),
    ] {
        assert_eq!(bad.issue(&key), Err(CardError::Malformed), "{fault}");
    }
    let body = decode(&good.issue(&key).unwrap()).unwrap().into_fields().unwrap().bytes(1).unwrap();
    let forged = signed::seal(&body, &pay_key(5).sign(PayPurpose::PayAddresses, &body));
    assert_eq!(PaySheet::decode(&forged), Err(CardError::Signature), "signed by another wallet");
}

#[test]
fn a_contact_card_carries_a_verified_sheet_or_none() {
    let peer = identity(1).peer();
    let bytes = ContactCard::issue(peer, 3, &details(None)).unwrap();
    assert_eq!(ContactCard::decode(&bytes).unwrap().pay, None);
    let key = pay_key(4);
    let with = ContactCard::issue(peer, 3, &details(Some(sheet(&key).issue(&key).unwrap()))).unwrap();
    assert_eq!(ContactCard::decode(&with).unwrap().pay, Some(sheet(&key)));
    let mut forged = sheet(&key).issue(&key).unwrap();
    *forged.last_mut().unwrap() ^= 1;
    assert_eq!(ContactCard::issue(peer, 3, &details(Some(forged))), Err(CardError::Signature));
    assert_eq!(ContactCard::issue(peer, 0, &details(None)), Err(CardError::Malformed), "counter 0");
}

#[test]
fn the_first_unpaid_address_is_paid() {
    let key = pay_key(4);
    let mut row = contact(Some(sheet(&key).issue(&key).unwrap()), Some(key.public().0));
    let next = |row: &ContactRow| row.payee(&[0x7c, 0x16], NOW).map(|to| (to.address, to.left));
    assert_eq!(next(&row), Ok(("TTCfirst".to_owned(), 2)));
    row.paid.push("TTCfirst".to_owned());
    assert_eq!(next(&row), Ok(("TTCsecond".to_owned(), 1)));
    row.paid.push("TTCsecond".to_owned());
    assert_eq!(next(&row), Err(NoPayee::NoAddresses));
}

#[test]
fn payees_are_refused_by_name() {
    let key = pay_key(4);
    let with = || contact(Some(sheet(&key).issue(&key).unwrap()), Some(key.public().0));
    let refused = |row: &ContactRow| row.payee(&[0x7c, 0x16], NOW).err();
    assert_eq!(refused(&contact(None, None)), Some(NoPayee::NoAddresses), "no wallet");
    assert_eq!(refused(&ContactRow { contact_card: None, ..with() }), Some(NoPayee::NoAddresses), "no card");
    let asking = ContactRow { state: ContactState::Asking, ..with() };
    assert_eq!(refused(&asking), Some(NoPayee::NotAccepted), "not accepted");
    let other = ContactRow { pay_key: Some([9; 32]), ..with() };
    assert_eq!(refused(&other), Some(NoPayee::PayKeyChanged), "another pay key than the pinned one");
    let alert = ContactRow { alerts: vec![Alert::PayKeyChanged], ..with() };
    assert_eq!(refused(&alert), Some(NoPayee::PayKeyChanged), "the alert stands");
    assert_eq!(with().payee(&[1], NOW).err(), Some(NoPayee::OtherNetwork), "another network");
    let late = NOW.after(Duration::from_days(30));
    assert_eq!(with().payee(&[0x7c, 0x16], late).err(), Some(NoPayee::Expired), "too late");
}

#[test]
fn a_counter_never_comes_again_after_an_old_copy() {
    assert_eq!(next_counter(0, NOW), NOW.millis());
    assert_eq!(next_counter(NOW.millis() + 5, NOW), NOW.millis() + 6, "a clock that went back");
    assert_eq!(next_counter(u64::MAX, NOW), u64::MAX);
}

#[test]
fn no_card_shows_addresses_or_names_in_debug() {
    let key = pay_key(4);
    let row = contact(Some(sheet(&key).issue(&key).unwrap()), Some(key.public().0));
    let shown = format!("{:?} {:?}", row.contact_card(), row.payee(&[0x7c, 0x16], NOW));
    for secret in ["TTCfirst", "민수", "relay.example"] {
        assert!(!shown.contains(secret), "{secret}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_refused_as_cards(bytes: Vec<u8>) {
        prop_assert!(PublicCard::decode(&bytes).is_err());
        prop_assert!(PaySheet::decode(&bytes).is_err());
        prop_assert!(ContactCard::decode(&bytes).is_err());
    }

    #[test]
    fn a_card_with_one_changed_byte_is_refused(place in 0_usize..300, bit in 0_u8..8) {
        let key = identity(1);
        let mut bytes = card(&key).issue(&key).unwrap();
        let place = place % bytes.len();
        bytes[place] ^= 1 << bit;
        prop_assert!(PublicCard::decode(&bytes).is_err());
    }
}
