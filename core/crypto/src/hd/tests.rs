use super::*;
use crate::testing::{array, bytes, vectors};
use proptest::prelude::*;
use static_assertions::assert_not_impl_any;

assert_not_impl_any!(Branch: Clone, PartialEq, Serialize);

/// Chain code and key of an extended key's text (BIP-32, Serialization format).
fn parts(text: &str) -> ([u8; 32], Vec<u8>) {
    let raw = bs58::decode(text).with_check(None).into_vec().unwrap();
    (raw[13..45].try_into().unwrap(), raw[45..78].to_vec())
}

#[test]
fn the_tree_agrees_with_bip_32() {
    let file = vectors("bip32.json");
    let tests = file["tests"].as_array().unwrap();
    assert_eq!(tests.len(), 4);
    for test in tests {
        let seed = bytes(&test["seed"]);
        for link in test["chain"].as_array().unwrap() {
            let path: KeyPath = link["path"].as_str().unwrap().parse().unwrap();
            let branch = Branch::secp(&seed, &path).unwrap();
            let (chain_code, key) = parts(link["xprv"].as_str().unwrap());
            assert_eq!((branch.chain_code(), &branch.key()[..]), (&chain_code, &key[1..]), "{path}");
            let (chain_code, key) = parts(link["xpub"].as_str().unwrap());
            let public = AccountPublic::of(&branch).unwrap();
            assert_eq!(public.chain_code, chain_code);
            assert_eq!(encode(&public.key).compressed[..], key);
        }
    }
}

#[test]
fn a_word_lists_seed_grows_the_tree_that_bip_39_names() {
    let file = vectors("bip39.json");
    let tests = file["english"].as_array().unwrap().iter().chain(file["korean"].as_array().unwrap());
    let mut checked = 0;
    for test in tests.filter(|test| test["xprv"].is_string()) {
        let branch = Branch::secp(&bytes(&test["seed"]), &KeyPath::new(&[])).unwrap();
        let (chain_code, key) = parts(test["xprv"].as_str().unwrap());
        assert_eq!((branch.chain_code(), &branch.key()[..]), (&chain_code, &key[1..]));
        checked += 1;
    }
    assert_eq!(checked, 48);
}

#[test]
fn the_ed25519_tree_agrees_with_slip_10() {
    for test in vectors("slip10_ed25519.json")["tests"].as_array().unwrap() {
        let path = test["path"].as_str().unwrap().parse().unwrap();
        let branch = Branch::ed25519(&bytes(&test["seed"]), &path).unwrap();
        assert_eq!(branch.key(), &array(&test["private"]), "{path}");
        let key = ed25519_dalek::SigningKey::from_bytes(branch.key());
        assert_eq!(key.verifying_key().to_bytes(), array(&test["public"]));
    }
}

#[test]
fn a_plain_step_in_an_ed25519_tree_is_refused() {
    let path = "m/44'/501'/0".parse().unwrap();
    assert_eq!(Branch::ed25519(&[7; 64], &path).err(), Some(HdError::NotHardened));
}

#[test]
fn a_hardened_step_from_a_public_key_is_refused() {
    let account =
        AccountPublic::of(&Branch::secp(&[7; 64], &"m/44'/666'/0'".parse().unwrap()).unwrap()).unwrap();
    assert_eq!(account.child(KeyPath::HARDENED, 0).err(), Some(HdError::Hardened));
    assert_eq!(account.child(0, KeyPath::HARDENED).err(), Some(HdError::Hardened));
}

#[test]
fn an_account_is_stored_and_read_back() {
    let account =
        AccountPublic::of(&Branch::secp(&[7; 64], &"m/44'/666'/0'".parse().unwrap()).unwrap()).unwrap();
    let row = tongtong_types::cbor::to_row(&account).unwrap();
    assert!(tongtong_types::cbor::from_row::<AccountPublic>(&row).unwrap() == account);
    let json = serde_json::to_string(&account).unwrap();
    assert!(serde_json::from_str::<AccountPublic>(&json).unwrap() == account);
}

#[test]
fn a_stored_account_that_is_no_point_is_refused() {
    let stored = Stored { key: [vec![2], vec![0xff; 32]].concat(), chain_code: [0; 32] };
    let row = tongtong_types::cbor::to_row(&stored).unwrap();
    assert!(tongtong_types::cbor::from_row::<AccountPublic>(&row).is_err());
}

#[test]
fn debug_shows_neither_keys_nor_the_account() {
    let branch = Branch::secp(&[7; 64], &"m/44'/666'/0'".parse().unwrap()).unwrap();
    assert_eq!(format!("{branch:?}"), "Branch(..)");
    assert_eq!(format!("{:?}", AccountPublic::of(&branch).unwrap()), "AccountPublic(..)");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn the_public_tree_gives_the_keys_of_the_private_one(seed: [u8; 32], chain in 0..2u32, index in 0..KeyPath::HARDENED) {
        let path: KeyPath = "m/44'/666'/3'".parse().unwrap();
        let account = AccountPublic::of(&Branch::secp(&seed, &path).unwrap()).unwrap();
        let branch = Branch::secp(&seed, &path.child(chain).child(index)).unwrap();
        let private = SecpKey::from_bytes(branch.key()).unwrap().public();
        prop_assert_eq!(account.child(chain, index).unwrap(), private);
    }
}
