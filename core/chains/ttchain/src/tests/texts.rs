//! Texts that people type, scan and paste: each fault has its name.

use super::{network, read_json, text};
use crate::wif::{self, WifError};
use crate::{AddressError, ChainId, ContractId, Layout, Network, Owner, Payee};

const ADDRESS: &str = "TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk";
const KEY: &str = "TTC5or51K5Wu5Hrv72kY1apDfqf6YvuGaNSnbMHcEH2g27XN4iABe";
const SUB: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn an_address_is_refused_by_the_name_of_its_fault() {
    let main = Network::main_net();
    let refused = |text: &str| main.parse_address(text).unwrap_err();
    let faults = [
        ("", AddressError::Empty),
        ("ACTGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", AddressError::SiblingChain),
        ("CONF4GXyiMSwqQPYaU4CddBEkTjRrHDrrUAV", AddressError::ContractId),
        ("SCRGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", AddressError::ScriptId),
        ("BTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", AddressError::UnknownPrefix),
        ("ttcGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", AddressError::UnknownPrefix),
        (" TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", AddressError::UnknownPrefix),
        ("GE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", AddressError::UnknownPrefix),
        (KEY, AddressError::PublicKeyText),
        // One character changed, two swapped, one of a like shape, a blank behind.
        ("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsm", AddressError::Checksum),
        ("TTCEG4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk", AddressError::Checksum),
        ("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cb0k", AddressError::NotBase58),
        ("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8CbIk", AddressError::NotBase58),
        ("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cbsk ", AddressError::NotBase58),
        ("TTC통통체인", AddressError::NotBase58),
        ("TTCGE4cf7fvV4eXfoJ6R2jpWMEzJFsC8Cb", AddressError::Length),
        ("TTC", AddressError::Length),
        ("TTC1", AddressError::Length),
    ];
    for (text, fault) in faults {
        assert_eq!(refused(text), fault, "{text:?}");
    }
    assert_eq!(refused(&format!("TTC{}", "z".repeat(56))), AddressError::Length);
    assert_eq!(refused(&format!("TTC{}", "z".repeat(200))), AddressError::TooLong);
    assert_eq!(refused(&format!("{ADDRESS}{SUB}")), AddressError::SubAddress);
    // Even the sub-address that means none is not a plain address.
    assert_eq!(refused(&format!("{ADDRESS}{}", "f".repeat(32))), AddressError::SubAddress);
}

#[test]
fn the_prefix_of_a_fork_is_no_address_here() {
    let fork = network("BUSAN", &"07".repeat(32));
    let owner = Network::main_net().parse_address(ADDRESS).unwrap();
    let there = fork.address(&owner);
    assert_eq!(fork.parse_address(there.text()), Ok(owner));
    assert_eq!(Network::main_net().parse_address(there.text()), Err(AddressError::UnknownPrefix));
    assert_eq!(fork.parse_address(ADDRESS), Err(AddressError::SiblingChain));
}

#[test]
fn a_sub_address_is_the_32_characters_behind_an_address() {
    let main = Network::main_net();
    let owner = main.parse_address(ADDRESS).unwrap();
    let whole = format!("{ADDRESS}{SUB}");
    let plain = Payee { owner, sub_address: None };
    assert_eq!(main.parse_payee(ADDRESS), Ok(plain.clone()));
    assert_eq!(main.parse_payee(&format!("{ADDRESS}{}", "f".repeat(32))), Ok(plain));
    assert_eq!(main.parse_payee(&whole), Ok(Payee { owner, sub_address: Some(whole.clone()) }));

    let refused = |text: String| main.parse_payee(&text).unwrap_err();
    assert_eq!(refused(format!("{ADDRESS}{}-", &SUB[1..])), AddressError::SubAddressForm);
    assert_eq!(refused(format!("{ADDRESS}a{SUB}")), AddressError::Length);
    assert_eq!(refused(format!("{}m{SUB}", &ADDRESS[..ADDRESS.len() - 1])), AddressError::Checksum);
    assert_eq!(refused(format!("{KEY}{SUB}")), AddressError::PublicKeyText);
    assert_eq!(refused(whole.replacen("TTC", "ACT", 1)), AddressError::SiblingChain);
    // A cut inside a character does not panic.
    assert_eq!(refused(format!("TTC{}", "통".repeat(21))), AddressError::NotBase58);
}

#[test]
fn sub_addresses_begin_at_66_characters() {
    let main = Network::main_net();
    // Owners with zeros in front have shorter addresses; none of them is somebody's.
    let of_length = |length: usize| {
        let owners = (0..20).map(|zeros| {
            let mut bytes = [9; 20];
            bytes[..zeros].fill(0);
            Owner::new(bytes)
        });
        owners.map(|owner| main.address(&owner).text().to_owned()).find(|text| text.len() == length).unwrap()
    };
    let whole = |length: usize| format!("{}{SUB}", of_length(length));
    assert_eq!(main.parse_payee(&whole(34)).unwrap().sub_address, Some(whole(34)));
    assert_eq!(main.parse_payee(&whole(33)), Err(AddressError::NotBase58));
}

#[test]
fn a_public_key_text_is_refused_by_name() {
    let main = Network::main_net();
    let refused = |text: &str| main.parse_public_key(text).unwrap_err();
    assert_eq!(refused(ADDRESS), AddressError::AddressText);
    assert_eq!(refused(&KEY.replacen("TTC", "ACT", 1)), AddressError::SiblingChain);
    assert_eq!(refused(&format!("{}f", &KEY[..KEY.len() - 1])), AddressError::Checksum);
    let zeros = crate::text::encode("TTC", &[0; 33]);
    assert_eq!(refused(&zeros), AddressError::PublicKeyForm);
}

#[test]
fn a_contract_is_named_with_con_and_not_paid() {
    for text in ["CONF4GXyiMSwqQPYaU4CddBEkTjRrHDrrUAV", "CON92cJUVM6qS9qp1ihnJB5DJrf1pP9F2fSB"] {
        assert_eq!(ContractId::parse(text).unwrap().text(), text);
    }
    assert_eq!(ContractId::parse(ADDRESS), Err(AddressError::SiblingChain));
}

#[test]
fn a_secret_key_text_is_refused_by_name() {
    let file = read_json("vectors.json");
    let good = text(&file["keys"][0], "wif");
    let secret = *wif::decode(good).unwrap();
    let refused = |text: &str| wif::decode(text).unwrap_err();
    let with_sum = |body: &[u8], rounds: usize| {
        let sum = (0..rounds).fold(body.to_vec(), |b, _| <sha2::Sha256 as sha2::Digest>::digest(b).to_vec());
        bs58::encode([body, &sum[..4]].concat()).into_string()
    };
    let plain = [&[0x80][..], &secret].concat();
    let marked = [&plain[..], &[1]].concat();

    // One sha256 or two, with the mark of compression or without: four texts, one key.
    assert_eq!(with_sum(&plain, 2), good);
    for text in [with_sum(&plain, 1), with_sum(&marked, 1), with_sum(&marked, 2)] {
        assert_eq!(*wif::decode(&text).unwrap(), secret);
    }
    assert_eq!(refused(&with_sum(&plain, 3)), WifError::Checksum);
    assert_eq!(refused(&with_sum(&[&plain[..], &[2]].concat(), 2)), WifError::Mark);
    assert_eq!(refused(&with_sum(&[&[0xef][..], &secret].concat(), 2)), WifError::Version);
    assert_eq!(refused(&with_sum(&plain[..32], 2)), WifError::Length);
    assert_eq!(refused(&with_sum(&[&marked[..], &[1]].concat(), 2)), WifError::Length);
    assert_eq!(refused(&format!("{}0", &good[..50])), WifError::NotBase58);
    assert_eq!(refused(""), WifError::Length);
    assert_eq!(refused(&"1".repeat(65)), WifError::Length);
}

#[test]
fn a_network_is_data() {
    let main = Network::main_net();
    let row = serde_json::to_value(&main).unwrap();
    assert_eq!(row["chain_id"], main.chain_id.to_hex());
    assert_eq!(row["layout"], "v2");
    assert_eq!(serde_json::from_value::<Network>(row.clone()).unwrap(), main);
    let mut older = row;
    older["layout"] = "v1".into();
    assert_eq!(serde_json::from_value::<Network>(older.clone()).unwrap().layout, Layout::V1);
    older["chain_id"] = "00".into();
    assert!(serde_json::from_value::<Network>(older).is_err());
    assert_eq!(ChainId::from_hex("zz"), None);
}

#[test]
fn what_belongs_to_a_user_is_not_printed() {
    let main = Network::main_net();
    let payee = main.parse_payee(&format!("{ADDRESS}{SUB}")).unwrap();
    let owner: Owner = payee.owner;
    for printed in [format!("{owner:?}"), format!("{payee:?}"), format!("{:?}", main.address(&owner))] {
        assert!(
            !printed.contains("GE4c") && !printed.contains(SUB) && !printed.contains("a702"),
            "{printed}"
        );
    }
}
