//! What a text means.

use super::*;
use proptest::prelude::*;
use tongtong_chain::{AddressFault, Kind, Reading};

#[test]
fn an_address_is_read_and_shown_as_it_is_written() {
    for number in 0..50 {
        let text = key(number).to_string();
        assert_eq!(solana().read(&text), Reading::Is(Kind::Address, address(&key(number))));
    }
}

#[test]
fn a_mint_that_the_profile_names_is_said_to_be_one() {
    assert_eq!(solana().read(&ttcl().to_string()), Reading::Is(Kind::Mint, address(&ttcl())));
    assert_eq!(solana().read(&usd().to_string()), Reading::Is(Kind::Mint, address(&usd())));
}

#[test]
fn a_program_that_everybody_knows() {
    for text in [
        "11111111111111111111111111111111",
        "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
        "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb",
        "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL",
        "ComputeBudget111111111111111111111111111111",
        "SysvarC1ock11111111111111111111111111111111",
        "SysvarRent111111111111111111111111111111111",
        "Stake11111111111111111111111111111111111111",
        "Vote111111111111111111111111111111111111111",
        "BPFLoader2111111111111111111111111111111111",
        "BPFLoaderUpgradeab1e11111111111111111111111",
        "NativeLoader1111111111111111111111111111111",
        "1nc1nerator11111111111111111111111111111111",
    ] {
        assert_eq!(solana().read(text), AddressFault::Program.into(), "{text}");
    }
}

#[test]
fn a_text_of_another_chain_is_foreign() {
    for text in [
        "",
        " ",
        // TTChain: an address and a balance id of the node's own answers.
        "TTC3SrPRih4xpCvNnjrf7vw56BMwt6wff5b1",
        "TTCKNguEZsfzPrXWMC3kH8AixCHz2YfceXVF",
        "ACT3SrPRih4xpCvNnjrf7vw56BMwt6wff5b1",
        // Bitcoin: the first block's payee, a script's address, BIP-173's and BIP-350's addresses, WIFs.
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080",
        "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
        "KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617",
        // Ethereum.
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        // Characters that base58 has not.
        "0Agk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk",
        "HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk ",
        " HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk",
        "통통통통통통통통통통통통통통",
    ] {
        assert_eq!(solana().read(text), Reading::Foreign, "{text}");
    }
}

#[test]
fn only_32_bytes_are_of_this_chain() {
    for length in 0..64usize {
        for fill in [0u8, 1, 7, 0xff] {
            let text = bs58::encode(vec![fill; length]).into_string();
            assert_eq!(solana().read(&text) == Reading::Foreign, length != 32, "{length} bytes of {fill}");
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in ".{0,80}") {
        let _ = solana().read(&text);
    }

    #[test]
    fn whatever_is_read_is_written_the_same_way(bytes: [u8; 32]) {
        let text = crate::address_of(&bytes);
        if let Reading::Is(_, read) = solana().read(&text) {
            prop_assert_eq!(read.text(), text);
        }
    }

    #[test]
    fn a_key_of_any_seed_can_be_paid(seed: [u8; 32]) {
        let key = Keypair::new_from_array(seed).pubkey();
        prop_assert_eq!(solana().read(&key.to_string()), Reading::Is(Kind::Address, address(&key)));
    }
}

#[test]
fn a_line_of_a_log_tells_of_questions_and_answers_how_many_they_are_about() {
    use crate::question::Question;
    let mut world = World::new(123_456_789);
    let sealed = sealed(&Pay::new("SOL", 2_000_000, key(2)).draft(&world).unwrap());
    world.land(&sealed.bytes).unwrap();
    let signature = || bs58::encode(sealed.id.bytes()).into_string();
    let accounts = || vec![key(1).to_string(), key(2).to_string()];
    let line = |question: Question| {
        let answer = match question {
            Question::Fee { .. } => crate::question::Answer::Fee(Some(123_456)),
            _ => world.answer(&question),
        };
        format!("{question:?} {answer:?}")
    };
    assert_eq!(
        line(Question::Look { accounts: accounts(), signatures: vec![signature()] }),
        "Look(2 accounts, 1 signatures) Look(2 accounts, 1 statuses)"
    );
    assert_eq!(
        line(Question::Price { accounts: accounts(), writable: accounts() }),
        "Price(2 accounts, 2 writable) Price(2 accounts)"
    );
    assert_eq!(line(Question::Fee { message: "AQ==".to_owned() }), "Fee(4 characters) Fee(told true)");
    assert_eq!(line(Question::Taken { signature: signature() }), "Taken Taken(told true)");
    assert_eq!(
        line(Question::Statuses { signatures: vec![signature()] }),
        "Statuses(1 signatures) Statuses(1)"
    );
    assert_eq!(line(Question::Slot), "Slot Slot");
    let crate::question::Answer::Price(price) =
        world.answer(&Question::Price { accounts: accounts(), writable: vec![] })
    else {
        panic!("a price")
    };
    let (status, taken) = &world.statuses[&signature()];
    assert_eq!(
        format!("{:?} {status:?} {taken:?}", price.accounts[0].as_ref().unwrap()),
        "Account(0 characters) Status(failed false, settled true) Taken(..)"
    );
}
