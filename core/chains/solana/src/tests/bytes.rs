//! The bytes of a draft: whatever is changed in them changes what is shown, or is refused.

use super::*;
use crate::facts::Facts;
use crate::message::{Payment, What};
use proptest::prelude::*;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_message::{AccountMeta, Instruction, Message};
use tongtong_chain::{Effects, Sealed};
use tongtong_types::cbor;

/// One draft of each form, and what it shows.
fn drafts() -> Vec<(Draft, Effects)> {
    let mut world = World::new(10_000_000);
    world.tokens(&key(1), &ttcl(), 500);
    world.tokens(&key(2), &ttcl(), 0);
    [("SOL", 2_000_000, 2), ("TTCL", 200, 2), ("TTCL", 200, 3), ("TTCL", 100, 1)]
        .map(|(code, units, to)| {
            let draft = Pay::new(code, units, key(to)).draft(&world).unwrap();
            let effects = solana().effects(&draft, &us()).unwrap();
            (draft, effects)
        })
        .into()
}

/// What reading a spoiled draft came to.
#[derive(Debug, Default)]
struct Count {
    refused: usize,
    shown_otherwise: usize,
    shown_the_same: usize,
}

impl Count {
    fn read(&mut self, draft: &Draft, effects: &Effects) -> bool {
        match solana().effects(draft, &us()) {
            Err(fault) => {
                assert_eq!(fault, Fault::Unreadable);
                if self.refused.is_multiple_of(16) {
                    assert_eq!(solana().to_sign(draft, &us()), Err(Fault::Unreadable), "nor signed");
                }
                self.refused += 1;
            }
            Ok(read) if read != *effects => self.shown_otherwise += 1,
            Ok(_) => self.shown_the_same += 1,
        }
        self.shown_the_same > 0
    }
}

#[test]
fn every_changed_bit_of_a_message_shows_or_is_refused() {
    let mut count = Count::default();
    for (draft, effects) in drafts() {
        for at in 0..draft.unsigned.len() * 8 {
            let mut spoiled = draft.clone();
            spoiled.unsigned[at / 8] ^= 1 << (at % 8);
            assert!(!count.read(&spoiled, &effects), "bit {at}");
        }
    }
    println!("bits of messages: {count:?}");
    assert!(count.refused > 5_000 && count.shown_otherwise > 50);
}

#[test]
fn a_message_cut_short_or_longer_is_refused() {
    for (draft, _) in drafts() {
        for length in 0..draft.unsigned.len() {
            let unsigned = draft.unsigned[..length].to_vec();
            assert_eq!(solana().effects(&Draft { unsigned, ..draft.clone() }, &us()), Err(Fault::Unreadable));
        }
        for more in [1, 7, 2_000] {
            let unsigned = [draft.unsigned.as_slice(), &vec![0; more]].concat();
            assert_eq!(solana().effects(&Draft { unsigned, ..draft.clone() }, &us()), Err(Fault::Unreadable));
        }
    }
}

#[test]
fn every_changed_bit_of_the_facts_shows_or_is_refused_but_for_slot_and_heights() {
    let mut count = Count::default();
    for (draft, effects) in drafts() {
        let facts: Facts = cbor::from_row(&draft.facts).unwrap();
        for at in 0..draft.facts.len() * 8 {
            let mut spoiled = draft.clone();
            spoiled.facts[at / 8] ^= 1 << (at % 8);
            if count.read(&spoiled, &effects) {
                // Slot and heights are part of what is approved by their digest; not every change of them shows.
                let read: Facts = cbor::from_row(&spoiled.facts).unwrap();
                let Facts { slot, block_height, last_valid_block_height, .. } = read;
                let same = Facts { slot, block_height, last_valid_block_height, ..facts.clone() };
                assert_eq!(read, same);
                assert_ne!(read, facts);
                count.shown_the_same = 0;
            }
        }
        for facts in [vec![], draft.facts[1..].to_vec(), [draft.facts.as_slice(), &[0]].concat()] {
            assert!(!count.read(&Draft { facts, ..draft.clone() }, &effects));
        }
    }
    println!("bits of facts: {count:?}");
    assert!(count.refused > 5_000 && count.shown_otherwise > 20);
}

#[test]
fn facts_that_do_not_belong_to_the_message() {
    let drafts = drafts();
    let mut pairs = 0;
    for (at, (message, _)) in drafts.iter().enumerate() {
        for (other, (facts, _)) in drafts.iter().enumerate().filter(|(other, _)| *other != at) {
            let mixed = Draft { unsigned: message.unsigned.clone(), facts: facts.facts.clone() };
            // The message of another payment is read with the facts of one that pays the same payee alike.
            assert_eq!(solana().effects(&mixed, &us()), Err(Fault::Unreadable), "{at} {other}");
            pairs += 1;
        }
    }
    assert_eq!(pairs, 12);
    // The same payment with and without an account that is made.
    let mut world = World::new(10_000_000);
    world.tokens(&key(1), &ttcl(), 500);
    let made = Pay::new("TTCL", 200, key(3)).draft(&world).unwrap();
    world.tokens(&key(3), &ttcl(), 0);
    let there = Pay::new("TTCL", 200, key(3)).draft(&world).unwrap();
    for (message, facts) in [(&made, &there), (&there, &made)] {
        let mixed = Draft { unsigned: message.unsigned.clone(), facts: facts.facts.clone() };
        assert_eq!(solana().effects(&mixed, &us()), Err(Fault::Unreadable));
    }
}

/// Puts a message together from any instructions, with the facts of a draft.
fn forged(draft: &Draft, change: impl FnOnce(&mut Vec<Instruction>, &mut Key)) -> Draft {
    let facts: Facts = cbor::from_row(&draft.facts).unwrap();
    let payment = Payment::unpack(&draft.unsigned, &Key::new_from_array(facts.payee)).unwrap();
    let message: Message = wincode::deserialize_exact(&draft.unsigned).unwrap();
    let account = |at: usize| {
        let writable =
            message.is_maybe_writable_with_reserved_addresses(at, None::<&std::collections::HashSet<Key>>);
        let key = message.account_keys[at];
        if writable {
            AccountMeta::new(key, message.is_signer(at))
        } else {
            AccountMeta::new_readonly(key, message.is_signer(at))
        }
    };
    let mut instructions: Vec<Instruction> = message
        .instructions
        .iter()
        .map(|instruction| Instruction {
            program_id: message.account_keys[usize::from(instruction.program_id_index)],
            accounts: instruction.accounts.iter().map(|at| account(usize::from(*at))).collect(),
            data: instruction.data.clone(),
        })
        .collect();
    let mut payer = payment.payer;
    change(&mut instructions, &mut payer);
    let mut forged = Message::new(&instructions, Some(&payer));
    forged.recent_blockhash = message.recent_blockhash;
    Draft { unsigned: forged.serialize(), facts: draft.facts.clone() }
}

#[test]
fn a_message_that_does_something_more_or_else() {
    type Change = (&'static str, fn(&mut Vec<Instruction>, &mut Key));
    let changes: [Change; 16] = [
        ("no limit", |all, _| drop(all.remove(0))),
        ("no price", |all, _| drop(all.remove(1))),
        ("no transfer", |all, _| drop(all.pop())),
        ("limit and price swapped", |all, _| all.swap(0, 1)),
        ("the transfer first", |all, _| all.rotate_right(1)),
        ("twice paid", |all, _| all.push(all[all.len() - 1].clone())),
        ("another limit", |all, _| all[0] = ComputeBudgetInstruction::set_compute_unit_limit(1_400_000)),
        ("a larger heap", |all, _| all.push(ComputeBudgetInstruction::request_heap_frame(65_536))),
        ("a price beyond the profile's", |all, _| {
            all[1] = ComputeBudgetInstruction::set_compute_unit_price(1_000_001);
        }),
        ("a second payment to a stranger", |all, _| {
            all.push(solana_system_interface::instruction::transfer(&key(1), &key(66), 1));
        }),
        ("our account given to a program", |all, _| {
            all.push(solana_system_interface::instruction::assign(&key(1), &key(66)));
        }),
        ("a delegate of our tokens", |all, _| {
            let from = crate::address::associated(&key(1), &ttcl());
            let token = spl_token_interface::ID;
            let one = spl_token_interface::instruction::approve(&token, &from, &key(66), &key(1), &[], 1);
            all.push(one.unwrap());
        }),
        ("one more account", |all, _| {
            all.last_mut().unwrap().accounts.push(AccountMeta::new_readonly(key(66), false));
        }),
        ("one more signer", |all, _| {
            all.last_mut().unwrap().accounts.push(AccountMeta::new_readonly(key(66), true));
        }),
        ("another payer of the fee", |_, payer| *payer = key(66)),
        ("data behind the data", |all, _| all.last_mut().unwrap().data.push(0)),
    ];
    let mut refused = 0;
    for (draft, effects) in drafts() {
        let same = forged(&draft, |_, _| {});
        assert_eq!(solana().effects(&same, &us()), Ok(effects), "unchanged");
        for (what, change) in changes {
            assert_eq!(solana().effects(&forged(&draft, change), &us()), Err(Fault::Unreadable), "{what}");
            refused += 1;
        }
    }
    println!("forged messages refused: {refused}");
    let (made, _) = &drafts()[2];
    for spoil in [
        |all: &mut Vec<Instruction>| all[2].data = vec![0],
        |all: &mut Vec<Instruction>| all[2].data = vec![2],
        |all: &mut Vec<Instruction>| all.swap(2, 3),
        |all: &mut Vec<Instruction>| drop(all.remove(2)),
        // An account is made for one, and another is paid.
        |all: &mut Vec<Instruction>| {
            all[3].accounts[2].pubkey = crate::address::associated(&key(66), &ttcl());
        },
        |all: &mut Vec<Instruction>| all[3].accounts[2].pubkey = key(66),
        |all: &mut Vec<Instruction>| {
            all[3].accounts[0].pubkey = crate::address::associated(&key(66), &ttcl())
        },
        |all: &mut Vec<Instruction>| all[3].data[9] += 1,
        |all: &mut Vec<Instruction>| all[3].program_id = key(66),
    ] {
        assert_eq!(solana().effects(&forged(made, |all, _| spoil(all)), &us()), Err(Fault::Unreadable));
    }
}

#[test]
fn a_draft_of_another_is_not_ours_to_sign() {
    for (draft, _) in drafts() {
        assert_eq!(solana().effects(&draft, &&Ours(pair(2))), Err(Fault::Unreadable));
        assert_eq!(solana().to_sign(&draft, &&Ours(pair(2))), Err(Fault::Unreadable));
    }
}

#[test]
fn a_draft_of_a_token_that_the_profile_does_not_name_or_counts_otherwise() {
    let network = serde_json::json!({"genesis": GENESIS});
    for assets in [
        vec![on_chain("SOL", None, 9)],
        vec![on_chain("SOL", None, 9), on_chain("TTCL", Some(ttcl().to_string()), DECIMALS + 1)],
    ] {
        let chain = Solana::new(&network, &assets).unwrap();
        let read: Vec<bool> = drafts().iter().map(|(draft, _)| chain.effects(draft, &us()).is_ok()).collect();
        assert_eq!(read, [true, false, false, false]);
    }
    // A mint of the profile, and a program, as payee.
    let assets = [on_chain("SOL", None, 9), on_chain("X", Some(key(2).to_string()), 0)];
    let chain = Solana::new(&network, &assets).unwrap();
    assert_eq!(chain.effects(&drafts()[0].0, &us()), Err(Fault::Unreadable));
}

#[test]
fn a_signature_missing_too_many_or_of_another_curve() {
    let (draft, _) = drafts().remove(0);
    let good = Signature::Ed25519([7; 64]);
    let secp =
        Signature::Secp(tongtong_types::RecoverableSignature { r: [1; 32], s: [1; 32], recovery_id: 0 });
    for signatures in [vec![], vec![good, good], vec![secp], vec![good, secp]] {
        assert_eq!(solana().seal(&draft, &signatures), Err(Fault::WrongKey));
    }
    let Sealed { bytes, id, body, track: _ } = solana().seal(&draft, &[good]).unwrap();
    assert_eq!(bytes[..65], [&[1u8], [7; 64].as_slice()].concat());
    assert_eq!((&bytes[65..], id.bytes()), (draft.unsigned.as_slice(), [7; 64].as_slice()));
    // The body is the message's, whoever signed it.
    let other = solana().seal(&draft, &[Signature::Ed25519([8; 64])]).unwrap();
    assert_eq!(body, other.body);
    let spoiled = Draft { unsigned: draft.unsigned[1..].to_vec(), ..draft };
    assert_eq!(solana().seal(&spoiled, &[good]), Err(Fault::Unreadable));
}

#[test]
fn signed_bytes_are_sent_only_if_they_are_a_transaction_of_one_signature() {
    let good = [&[1u8], [7; 64].as_slice(), &[9; 100]].concat();
    assert_eq!(crate::id_of(&good).unwrap().bytes(), [7; 64]);
    let two = [&[2u8], &good[1..]].concat();
    for bytes in [&[] as &[u8], &[1], &good[..65], &two, &[good.as_slice(), &[0; 1_100]].concat()] {
        assert_eq!(crate::outgoing(bytes), None);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_harm(unsigned: Vec<u8>, facts: Vec<u8>) {
        let draft = Draft { unsigned, facts };
        prop_assert_eq!(solana().effects(&draft, &us()), Err(Fault::Unreadable));
        let _ = crate::outgoing(&draft.unsigned);
    }

    #[test]
    fn a_message_spoiled_anywhere_shows_or_is_refused(
        form in 0usize..4, at in 0usize..400, with: Vec<u8>, cut in 0usize..8,
    ) {
        let (draft, effects) = drafts().remove(form);
        let mut spoiled = draft.clone();
        let at = at % spoiled.unsigned.len();
        let end = (at + cut).min(spoiled.unsigned.len());
        spoiled.unsigned.splice(at..end, with);
        prop_assume!(spoiled != draft);
        prop_assert_ne!(solana().effects(&spoiled, &us()), Ok(effects));
    }

    #[test]
    fn every_payment_is_read_back_as_it_was_written(
        payer: [u8; 32], payee: [u8; 32], mint: [u8; 32], blockhash: [u8; 32],
        amount: u64, unit_price: u64, decimals: u8, form in 0u8..3,
    ) {
        let what = match form {
            0 => What::Coin,
            form => What::Token { mint: Key::new_from_array(mint), decimals, make: form == 2 },
        };
        let (payer, payee) = (Keypair::new_from_array(payer).pubkey(), Key::new_from_array(payee));
        let payment = Payment { payer, payee, amount, what, unit_price, blockhash };
        let bytes = payment.pack().unwrap();
        prop_assert_eq!(Payment::unpack(&bytes, &payee), Ok(payment));
        prop_assert!(bytes.len() < 600);
    }
}
