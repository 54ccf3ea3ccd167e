use super::*;
use tongtong_chain::{AddressFault, Kind, Reading};
use tongtong_crypto::keys::SpendingKeys;
use tongtong_crypto::words::Phrase;

fn is_read_as(text: &str, shown: &str) {
    let address = Address::checked(CHAIN, shown.to_owned());
    assert_eq!(rules().read(text), Reading::Is(Kind::Address, address), "{text}");
}

fn is_bad(text: &str, fault: AddressFault) {
    assert_eq!(rules().read(text), Reading::Bad(fault), "{text:?}");
}

#[test]
fn eip_55s_own_addresses_are_read_in_every_form_and_given_back_in_one() {
    for address in vectors("eip55.json")["addresses"].as_array().unwrap() {
        let address = address.as_str().unwrap();
        is_read_as(address, address);
        is_read_as(&address.to_lowercase(), address);
        is_read_as(&format!("0x{}", address[2..].to_uppercase()), address);
    }
}

#[test]
fn any_letter_in_the_wrong_case_is_found() {
    let mut changed = 0;
    for place in 2..PAYEE.len() {
        let mut text = PAYEE.as_bytes().to_vec();
        text[place] ^= if text[place].is_ascii_alphabetic() { 0x20 } else { 0 };
        if text != PAYEE.as_bytes() {
            is_bad(std::str::from_utf8(&text).unwrap(), AddressFault::Capitals);
            changed += 1;
        }
    }
    assert!(changed > 15, "{changed} letters");
}

#[test]
fn a_wrong_length() {
    for text in ["0x", "0x5", &PAYEE[..41], &format!("{PAYEE}0"), &format!("0x{}", "ab".repeat(32))] {
        is_bad(text, AddressFault::Length);
    }
}

#[test]
fn a_character_that_is_no_digit() {
    for text in [PAYEE.replace("5a", "5g"), PAYEE.replace("5a", " a"), PAYEE.replace("5a", "통a")] {
        is_bad(&text, AddressFault::Character);
    }
    is_bad(&PAYEE.replace("0x", "0X"), AddressFault::Character);
    is_bad(&format!("0x0x{}", "ab".repeat(19)), AddressFault::Character);
}

#[test]
fn an_address_that_nobody_has_the_key_of() {
    is_bad("0x0000000000000000000000000000000000000000", AddressFault::Nobody);
    is_bad("0x0000000000000000000000000000000000000004", AddressFault::Nobody);
    is_bad("0x0000000000000000000000000000000000000100", AddressFault::Nobody);
    is_read_as("0x0000000000000000000000000000000000010000", "0x0000000000000000000000000000000000010000");
}

#[test]
fn what_is_not_ethereums() {
    let digits = PAYEE.trim_start_matches("0x");
    for text in ["", "0", "x", digits, &format!(" {PAYEE}"), "TTC3SrPRih4xpCvNnjrf7vw56BMwt6wff5b1", "통통"]
    {
        assert_eq!(rules().read(text), Reading::Foreign, "{text:?}");
    }
}

#[test]
fn the_first_addresses_of_the_well_known_phrase_are_those_of_other_wallets() {
    let file = vectors("bip44.json");
    let phrase = Phrase::parse(text(&file, "words")).unwrap();
    let keys = SpendingKeys::from_seed(phrase.seed(None));
    let address =
        |path: &str| crate::address_of(&keys.public_key(&path.parse().unwrap()).unwrap().secp().unwrap());
    for test in file["tests"].as_array().unwrap() {
        assert_eq!(address(text(test, "path")), text(test, "address"));
    }
    let ours = crate::account_path().child(0).child(0).to_string();
    assert_eq!(address(&ours), "0x9858EfFD232B4033E47d90003D41EC34EcaEda94");
}

#[test]
fn the_one_address_is_given_to_everybody_and_what_was_remembered_stays() {
    let given = rules().receive(&keys(), b"as it was").unwrap();
    assert_eq!(given, (own_address(), b"as it was".to_vec()));
}
