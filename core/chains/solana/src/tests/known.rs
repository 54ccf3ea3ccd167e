//! Known answers: tests/vectors/solana, made by other libraries.

use super::*;
use crate::facts::{Facts, TokenFacts};
use crate::message::{Payment, What};
use serde_json::Value;
use solana_transaction::versioned::VersionedTransaction;
use tongtong_crypto::keys::SpendingRoot;
use tongtong_crypto::signer::{PublicKey, Signer as _};
use tongtong_crypto::words::Phrase;

fn vectors(name: &str) -> Value {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/vectors/solana");
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

fn rows(file: &Value, name: &str) -> Vec<Value> {
    file[name].as_array().unwrap().clone()
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap()
}

fn known(row: &Value, name: &str) -> Key {
    text(row, name).parse().unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn a_phrase_has_the_address_that_other_wallets_show() {
    let file = vectors("addresses.json");
    let derived = rows(&file, "derived");
    assert_eq!(
        (derived.len(), text(&derived[0], "address")),
        (10, "HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk")
    );
    for row in derived {
        let path = crate::account_path();
        assert_eq!(path.to_string(), text(&row, "path"));
        let root = SpendingRoot::new(Phrase::parse(text(&row, "words")).unwrap(), None);
        let PublicKey::Ed25519(key) = root.keys().public_key(&path).unwrap() else { panic!("Ed25519") };
        assert_eq!(crate::address_of(&key), text(&row, "address"));
        assert!(matches!(solana().read(text(&row, "address")), tongtong_chain::Reading::Is(..)));
    }
}

#[test]
fn an_associated_account_is_where_others_find_it() {
    let file = vectors("addresses.json");
    let associated = rows(&file, "associated");
    assert_eq!(associated.len(), 40);
    for row in associated {
        let found = crate::associated_account(text(&row, "owner"), text(&row, "mint"));
        assert_eq!(found.as_deref(), Some(text(&row, "account")));
        assert_eq!(crate::associated_account(text(&row, "owner"), "mint"), None);
        let reading = solana().read(text(&row, "account"));
        assert_eq!(reading, tongtong_chain::AddressFault::OffCurve.into(), "nobody has its key");
    }
}

#[test]
fn a_point_off_the_curve_is_no_payee() {
    let file = vectors("addresses.json");
    let (mut on, mut off) = (0, 0);
    for row in rows(&file, "points") {
        let text = text(&row, "address");
        match solana().read(text) {
            tongtong_chain::Reading::Is(tongtong_chain::Kind::Address, address) => {
                assert_eq!((row["on_curve"].as_bool(), address.text()), (Some(true), text));
                on += 1;
            }
            tongtong_chain::Reading::Bad(tongtong_chain::AddressFault::OffCurve) => {
                assert_eq!(row["on_curve"], false);
                off += 1;
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    println!("points on the curve: {on}, off it: {off}");
    assert!(on > 50 && off > 50);
}

/// What a row of messages.json pays.
fn payment(row: &Value) -> Payment {
    let what = match text(row, "kind") {
        "coin" => What::Coin,
        kind => What::Token {
            mint: known(row, "mint"),
            decimals: u8::try_from(row["decimals"].as_u64().unwrap()).unwrap(),
            make: kind == "token_made",
        },
    };
    Payment {
        payer: known(row, "payer"),
        payee: known(row, "payee"),
        amount: text(row, "amount").parse().unwrap(),
        what,
        unit_price: row["unit_price"].as_u64().unwrap(),
        blockhash: known(row, "blockhash").to_bytes(),
    }
}

#[test]
fn a_message_is_byte_for_byte_the_one_of_another_library_and_reads_back() {
    let file = vectors("messages.json");
    let mut kinds = std::collections::BTreeMap::new();
    for row in rows(&file, "payments") {
        let (payment, message) = (payment(&row), bytes(text(&row, "message")));
        assert_eq!(payment.pack().unwrap(), message);
        assert_eq!(Payment::unpack(&message, &payment.payee), Ok(payment.clone()));
        assert_eq!(u64::from(payment.unit_limit()), row["unit_limit"].as_u64().unwrap());
        *kinds.entry(text(&row, "kind").to_owned()).or_insert(0) += 1;
    }
    println!("messages: {kinds:?}");
    assert!(kinds.len() == 3 && kinds.values().all(|count| *count == 20));
}

#[test]
fn a_sealed_payment_is_byte_for_byte_the_transaction_of_another_library() {
    for row in rows(&vectors("messages.json"), "payments") {
        let payment = payment(&row);
        let mut assets = assets();
        if let What::Token { mint, decimals, .. } = payment.what {
            assets[1] = on_chain("TTCL", Some(mint.to_string()), decimals);
        }
        let chain = Solana::new(&serde_json::json!({"genesis": GENESIS}), &assets).unwrap();
        let keys = Ours(Keypair::new_from_array(bytes(text(&row, "seed")).try_into().unwrap()));
        let token = match payment.what {
            What::Coin => None,
            What::Token { decimals, make, .. } => Some(TokenFacts { decimals, rent: make.then_some(7) }),
        };
        let facts = Facts {
            at: Timestamp::from_millis(0),
            payee: payment.payee.to_bytes(),
            blockhash: payment.blockhash,
            slot: 1,
            block_height: 1,
            last_valid_block_height: 2,
            base_fee: 5_000,
            unit_price: payment.unit_price,
            token,
        };
        let draft = Draft { unsigned: bytes(text(&row, "message")), facts: facts.pack().unwrap() };
        let [to_sign] = chain.to_sign(&draft, &&keys).unwrap().try_into().unwrap();
        let Signable::Ed25519 { message, .. } = to_sign.what else { panic!("Ed25519") };
        let signature = keys.0.sign_message(&message);
        assert_eq!(signature.to_string(), text(&row, "signature"));
        let sealed =
            chain.seal(&draft, &[Signature::Ed25519(signature.as_ref().try_into().unwrap())]).unwrap();
        assert_eq!(sealed.bytes, bytes(text(&row, "transaction")));
        let outgoing = crate::outgoing(&sealed.bytes).unwrap();
        assert_eq!((outgoing.signature.as_str(), outgoing.id), (text(&row, "signature"), sealed.id));
        let read: VersionedTransaction = wincode::deserialize_exact(&sealed.bytes).unwrap();
        assert_eq!(
            (read.signatures.as_slice(), read.message.serialize()),
            (&[signature][..], draft.unsigned)
        );
    }
}

#[test]
fn a_transfer_checked_is_the_instruction_of_another_library() {
    for row in rows(&vectors("addresses.json"), "transfers") {
        let payment = Payment {
            payer: known(&row, "payer"),
            payee: known(&row, "payee"),
            amount: text(&row, "amount").parse().unwrap(),
            what: What::Token {
                mint: known(&row, "mint"),
                decimals: u8::try_from(row["decimals"].as_u64().unwrap()).unwrap(),
                make: false,
            },
            unit_price: 1,
            blockhash: [1; 32],
        };
        let message: solana_message::Message = wincode::deserialize_exact(&payment.pack().unwrap()).unwrap();
        let instruction = message.instructions.last().unwrap();
        let known = &row["instruction"];
        assert_eq!(instruction.data, bytes(text(known, "data")));
        let program = message.account_keys[usize::from(instruction.program_id_index)];
        assert_eq!(program.to_string(), text(known, "program"));
        let accounts = known["accounts"].as_array().unwrap();
        assert_eq!(instruction.accounts.len(), accounts.len());
        for (at, account) in instruction.accounts.iter().map(|at| usize::from(*at)).zip(accounts) {
            assert_eq!(message.account_keys[at].to_string(), account[0].as_str().unwrap());
            // The authority pays as well: in a message it is writable, whatever the instruction says.
            let signs = account[1].as_bool().unwrap();
            let writes = account[2].as_bool().unwrap() || signs;
            let writable = message
                .is_maybe_writable_with_reserved_addresses(at, None::<&std::collections::HashSet<Key>>);
            assert_eq!((message.is_signer(at), writable), (signs, writes));
        }
    }
}

#[test]
fn a_message_of_a_third_library_is_ours_or_in_another_order_and_not_read() {
    let (mut same, mut other) = (0, 0);
    for row in rows(&vectors("addresses.json"), "messages") {
        let message = bytes(text(&row, "message"));
        let payee = known(&row, "payee");
        let read: solana_message::Message = wincode::deserialize_exact(&message).unwrap();
        let payment = Payment {
            payer: known(&row, "payer"),
            payee,
            amount: text(&row, "amount").parse().unwrap(),
            what: match row["mint"].as_str() {
                None => What::Coin,
                Some(mint) => What::Token { mint: mint.parse().unwrap(), decimals: 6, make: false },
            },
            unit_price: 1_000,
            blockhash: read.recent_blockhash.to_bytes(),
        };
        let ours = payment.pack().unwrap();
        let sorted = |bytes: &[u8]| {
            let mut keys = wincode::deserialize_exact::<solana_message::Message>(bytes).unwrap().account_keys;
            keys.sort();
            keys
        };
        assert_eq!(sorted(&ours), sorted(&message), "the same accounts in any case");
        if ours == message {
            same += 1;
            assert_eq!(Payment::unpack(&message, &payee), Ok(payment));
        } else {
            other += 1;
            assert_eq!(Payment::unpack(&message, &payee), Err(Fault::Unreadable));
        }
    }
    println!("in our order: {same}, in another: {other}");
    assert!(same >= 20 && other > 0);
}
