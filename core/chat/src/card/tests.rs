use super::*;
use crate::rows::{Alert, ContactRow, ContactState};
use proptest::prelude::*;
use tongtong_crypto::secret::Secret;
use tongtong_crypto::statement::{IdentityKey, IdentityPurpose, PayKey, PayPurpose};
use tongtong_types::cbor::{Value, decode, encode};
use tongtong_types::{Chain, DeviceId, Duration, EndpointId, StaticKey};

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
        coins: vec![coin("ethereum", "0xEther"), coin("solana", "SoLana")],
    }
}

fn coin(chain: &str, address: &str) -> CoinAddress {
    CoinAddress { chain: chain.parse().unwrap(), network: vec![9], address: address.to_owned() }
}

/// The body of a sheet, changed, signed again.
fn sheet_of(key: &PayKey, change: impl FnOnce(&mut Vec<(u64, Value)>)) -> Vec<u8> {
    let bytes = sheet(key).issue(key).unwrap();
    let body = decode(&bytes).unwrap().into_fields().unwrap().bytes(1).unwrap();
    let mut fields: Vec<_> = decode(&body).unwrap().into_fields().unwrap().rest().into_iter().collect();
    change(&mut fields);
    let body = encode(&Value::map(fields));
    signed::seal(&body, &key.sign(PayPurpose::PayAddresses, &body))
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
    let with = |coins| PaySheet {
        coins,
        addresses: (0..8).map(|n| format!("TTC{n:0>125}")).collect(),
        ..good.clone()
    };
    assert!(with(vec![coin("ethereum", "0x1")]).issue(&key).is_ok());
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
        ("nine other chains", with((0..9).map(|n| coin(&format!("chain{n}"), "address")).collect())),
        ("a chain twice", with(vec![coin("ethereum", "0xOne"), coin("ethereum", "0xTwo")])),
        ("TTChain among the others", with(vec![coin("ttchain", "TTCthird")])),
        ("an empty address of a coin", with(vec![coin("ethereum", "")])),
        ("a long address of a coin", with(vec![coin("ethereum", &"0".repeat(129))])),
        ("an address of a coin with a space", with(vec![coin("ethereum", "0x 1")])),
        ("no network of a coin", with(vec![CoinAddress { network: vec![], ..coin("ethereum", "0x1") }])),
        (
            "a long network of a coin",
            with(vec![CoinAddress { network: vec![0; 65], ..coin("ethereum", "0x1") }]),
        ),
        ("over its size", with((0..8).map(|n| coin(&format!("chain{n}"), &"a".repeat(128))).collect())),
    ] {
        assert_eq!(bad.issue(&key), Err(CardError::Malformed), "{fault}");
    }
    let body = decode(&good.issue(&key).unwrap()).unwrap().into_fields().unwrap().bytes(1).unwrap();
    let forged = signed::seal(&body, &pay_key(5).sign(PayPurpose::PayAddresses, &body));
    assert_eq!(PaySheet::decode(&forged), Err(CardError::Signature), "signed by another wallet");
}

#[test]
fn a_sheet_has_room_for_eight_chains_with_addresses_as_they_are() {
    let key = pay_key(4);
    let network = vec![7; 32];
    let coins = (0..8)
        .map(|n| CoinAddress { network: network.clone(), ..coin(&format!("chain{n}"), &"a".repeat(62)) });
    let full = PaySheet {
        network: network.clone(),
        addresses: (0..8).map(|n| format!("TTC{n:0>33}")).collect(),
        coins: coins.collect(),
        ..sheet(&key)
    };
    let bytes = full.issue(&key).unwrap();
    assert_eq!(PaySheet::decode(&bytes), Ok(full));
    assert!(ContactCard::issue(identity(1).peer(), 1, &details(Some(bytes))).is_ok());
}

#[test]
fn a_sheet_of_an_older_version_names_no_other_chain_and_is_read() {
    let key = pay_key(4);
    let older = sheet_of(&key, |fields| fields.retain(|(number, _)| *number != 7));
    let read = PaySheet::decode(&older).unwrap();
    assert_eq!(read, PaySheet { coins: vec![], ..sheet(&key) });
    assert_eq!(read.issue(&key).unwrap(), older, "and a sheet without other chains is such a one");
}

#[test]
fn what_a_sheet_says_of_other_chains_is_refused_by_name() {
    let key = pay_key(4);
    let said = |value: Value| {
        sheet_of(&key, |fields| {
            fields.retain(|(number, _)| *number != 7);
            fields.push((7, value));
        })
    };
    let one = |chain: Value, network: Value, address: Value| {
        Value::Array(vec![Value::map([(1, chain), (2, network), (3, address)])])
    };
    let (chain, network, address) = (Value::text("ethereum"), Value::bytes(&[9]), Value::text("0xEther"));
    let good = said(one(chain.clone(), network.clone(), address.clone()));
    assert_eq!(PaySheet::decode(&good).unwrap().coins, [coin("ethereum", "0xEther")]);
    for (fault, bad) in [
        ("an empty list", Value::Array(vec![])),
        ("no list", Value::text("ethereum")),
        ("an entry that is no record", Value::Array(vec![Value::text("0xEther")])),
        ("no chain", Value::Array(vec![Value::map([(2, network.clone()), (3, address.clone())])])),
        ("no name of a chain", one(Value::text("Ethereum"), network.clone(), address.clone())),
        ("a long name of a chain", one(Value::text(&"a".repeat(13)), network.clone(), address.clone())),
        ("a chain by number", one(Value::Uint(2), network.clone(), address.clone())),
        ("TTChain", one(Value::text("ttchain"), network.clone(), address.clone())),
        ("a network that is a text", one(chain.clone(), Value::text("9"), address)),
        ("an address that is bytes", one(chain, network, Value::bytes(b"0xEther"))),
    ] {
        assert_eq!(PaySheet::decode(&said(bad)), Err(CardError::Malformed), "{fault}");
    }
}

#[test]
fn an_address_on_another_chain_that_the_pay_key_has_not_signed_is_refused() {
    let key = pay_key(4);
    let bytes = sheet(&key).issue(&key).unwrap();
    let mut outer = decode(&bytes).unwrap().into_fields().unwrap();
    let (body, signature) = (outer.bytes(1).unwrap(), outer.array(2).unwrap());
    let place = body.windows(7).position(|part| part == b"0xEther").unwrap();
    let mut changed = body.clone();
    changed[place + 6] = b's';
    assert!(PaySheet::decode(&signed::seal(&body, &signature)).is_ok());
    assert_eq!(PaySheet::decode(&signed::seal(&changed, &signature)), Err(CardError::Signature));
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
    let next =
        |row: &ContactRow| row.payee(Chain::TTCHAIN, &[0x7c, 0x16], NOW).map(|to| (to.address, to.left));
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
    let refused = |row: &ContactRow| row.payee(Chain::TTCHAIN, &[0x7c, 0x16], NOW).err();
    assert_eq!(refused(&contact(None, None)), Some(NoPayee::NoAddresses), "no wallet");
    assert_eq!(refused(&ContactRow { contact_card: None, ..with() }), Some(NoPayee::NoAddresses), "no card");
    let asking = ContactRow { state: ContactState::Asking, ..with() };
    assert_eq!(refused(&asking), Some(NoPayee::NotAccepted), "not accepted");
    let other = ContactRow { pay_key: Some([9; 32]), ..with() };
    assert_eq!(refused(&other), Some(NoPayee::PayKeyChanged), "another pay key than the pinned one");
    let alert = ContactRow { alerts: vec![Alert::PayKeyChanged], ..with() };
    assert_eq!(refused(&alert), Some(NoPayee::PayKeyChanged), "the alert stands");
    assert_eq!(with().payee(Chain::TTCHAIN, &[1], NOW).err(), Some(NoPayee::OtherNetwork), "another network");
    let late = NOW.after(Duration::from_days(30));
    assert_eq!(with().payee(Chain::TTCHAIN, &[0x7c, 0x16], late).err(), Some(NoPayee::Expired), "too late");
}

#[test]
fn a_coin_is_paid_to_the_address_of_its_chain_however_often_it_was_paid() {
    let key = pay_key(4);
    let mut row = contact(Some(sheet(&key).issue(&key).unwrap()), Some(key.public().0));
    row.paid = ["TTCfirst", "TTCsecond", "0xEther", "SoLana"].map(str::to_owned).to_vec();
    for (chain, address) in [("ethereum", "0xEther"), ("solana", "SoLana")] {
        let target = row.payee(chain.parse().unwrap(), &[9], NOW).unwrap();
        assert_eq!((target.address.as_str(), target.pay_key, target.left), (address, key.public(), 1));
    }
}

#[test]
fn payees_on_other_chains_are_refused_by_name() {
    let key = pay_key(4);
    let with = || contact(Some(sheet(&key).issue(&key).unwrap()), Some(key.public().0));
    let ethereum: Chain = "ethereum".parse().unwrap();
    let refused = |row: &ContactRow| row.payee(ethereum, &[9], NOW).err();
    assert_eq!(refused(&contact(None, None)), Some(NoPayee::NoAddresses), "no wallet");
    let other = ContactRow { pay_key: Some([9; 32]), ..with() };
    assert_eq!(refused(&other), Some(NoPayee::PayKeyChanged), "another pay key than the pinned one");
    assert_eq!(with().payee(ethereum, &[8], NOW).err(), Some(NoPayee::OtherNetwork), "another network");
    let late = NOW.after(Duration::from_days(30));
    assert_eq!(with().payee(ethereum, &[9], late).err(), Some(NoPayee::Expired), "too late");
    let chain = "bitcoin".parse().unwrap();
    let none = with().payee(chain, &[9], NOW).err();
    assert_eq!(none, Some(NoPayee::NoAddressOn { chain }), "a chain that they did not name");
    let older = PaySheet { coins: vec![], ..sheet(&key) }.issue(&key).unwrap();
    let older = contact(Some(older), Some(key.public().0));
    assert_eq!(refused(&older), Some(NoPayee::NoAddressOn { chain: ethereum }), "an older sheet");
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
    let shown = format!("{:?} {:?}", row.contact_card(), row.payee(Chain::TTCHAIN, &[0x7c, 0x16], NOW));
    let shown = format!("{shown} {:?}", row.payee("ethereum".parse().unwrap(), &[9], NOW));
    for secret in ["TTCfirst", "0xEther", "민수", "relay.example"] {
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
