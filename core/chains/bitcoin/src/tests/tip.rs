//! How high a node says that the chain is.

use super::arrivals::changed;
use super::ledger::{first, mined, tip};
use super::*;
use crate::query::{Seen, Work};
use crate::state::State;
use crate::tip::check;
use bitcoin::consensus::encode::{deserialize_hex, serialize_hex};
use bitcoin::hashes::Hash;
use bitcoin::{MerkleBlock, Network, Transaction};

/// Block 702,861 of the main net: its header with the path to its first transaction, and that one.
const BLOCK: [&str; 2] = [
    "04e0ff3f5f3b2119529dc4013ff0f427a457bed706e7b5b8dec30900000000000000000022906797f7ab258c0f896c35b2d6725c0554f579af99754b241aec8c76727d4091a45561ebd00e17e3d6da41c40900000d847d1d8d94cbc5a26693f175df228177e6a69c1d14e76fbbc5c3a2d9c3604b76f0a4506db7e1d2deb5bfc216b67dbb04b389997172322ffbea33909b6817f77ba25f8476db623e38399e4e03264be4e7c071d30aa55e8b84b4d7192e2dfb3ec3edd33e190dc2dfba2544371a9f67f0f2bcc1eb8770a7dab95061d369afef166369b9d0464b38b83e7927e85dac07dcde156b78c4bd787d44a79df9fb0f398bfcd995c1154c5c4f26a3fac78b71d9a55700bb9efe82b3d4568bb13241996544c2fce87b18abcb2a50baae34308b38978ffa0815982b27af42508f2ff1b9f099f77272655644ab1aa97f70b12611e3348d19f8746c98ee7197487a641e427d1a283d938ce02a7ddeb7d7c9b0074bf9f2b0442e0291f935c76d736d76ca201fbad46166b96f7c77610d4ee1d4fd8149506d0f3d295d4eced1ae91e80fc3ed1c4a399043ccb97e76afce49a80d696bfa172029002434d8b8c4eeadf6e7e620a3dd03c99fde101018ab06e45a50f6832d2249d3f048c15ec885d35905920590858ccf593cfabbb80ed5f0182b0984682937dbd0223428c45d1763a9ee9306ba96cf7e04ff1f0000",
    "020000000001010000000000000000000000000000000000000000000000000000000000000000ffffffff58038db90a0475a45561fabe6d6db43c2ece440513219decd96f67a31bf0191f9a5f2d6c952e5029005e3d30f562040000001e34c5f062696e616e63652f6672323134818226021704159799809b19f82f7807000000000000ffffffff02f53f8c25000000001600143156afc4249915008020f932783319f3e610b97d0000000000000000266a24aa21a9ed71bfcc287cd6271682f35f5fba3963861571e0f186899eb0a41a5ebc360a3faa0120000000000000000000000000000000000000000000000000000000000000000000000000",
];
const HASH: &str = "000000000000000000000c835b2adcaedc20fdf6ee440009c249452c726dafae";
const HEIGHT: u32 = 702_861;

/// What a node says whose answer has nothing but its tip.
fn said(tip: Vec<u8>, height: u32, work: Work) -> Seen {
    let (purses, payments, spends) = (Vec::new(), Vec::new(), Vec::new());
    Seen { genesis: Vec::new(), tip, height, work: Some(work), purses, payments, spends, rate: None }
}

fn real() -> Seen {
    let [block, first] = BLOCK.map(str::to_owned);
    said(hex::decode(HASH).unwrap(), HEIGHT, Work { block, first })
}

fn judged(network: Network, seen: &Seen) -> Result<(), Fault> {
    check(network, &State::default(), seen)
}

#[test]
fn a_block_of_the_main_net_is_as_high_as_it_says_itself() {
    assert_eq!(judged(Network::Bitcoin, &real()), Ok(()));
    for height in [0, HEIGHT - 1, HEIGHT + 1, HEIGHT + 144, u32::MAX] {
        let seen = Seen { height, ..real() };
        assert_eq!(judged(Network::Bitcoin, &seen), Err(Fault::Contradiction), "{height}");
    }
}

#[test]
fn a_tip_without_work_is_none() {
    assert_eq!(judged(Network::Bitcoin, &Seen { work: None, ..real() }), Err(Fault::Unanswered));
    let work = |block: &str, first: &str| Work { block: block.to_owned(), first: first.to_owned() };
    for work in [work("", BLOCK[1]), work(BLOCK[0], ""), work(&BLOCK[0][..200], BLOCK[1]), work("0", "x")] {
        let seen = Seen { work: Some(work), ..real() };
        assert_eq!(judged(Network::Bitcoin, &seen), Err(Fault::Unreadable));
    }
    // Of another block.
    let seen = Seen { tip: vec![7; 32], ..real() };
    assert_eq!(judged(Network::Bitcoin, &seen), Err(Fault::Contradiction));
}

#[test]
fn work_that_anybody_can_do_shows_nothing_on_the_main_net() {
    let (hash, work) = tip(HEIGHT, 0);
    let cheap = said(hash, HEIGHT, work);
    assert_eq!(judged(Network::Bitcoin, &cheap), Err(Fault::Contradiction));
    assert_eq!(judged(Network::Testnet, &cheap), Err(Fault::Contradiction));
    assert_eq!(judged(Network::Regtest, &cheap), Ok(()));
    // The target of a real block, and nobody has worked.
    let mut block: MerkleBlock = deserialize_hex(BLOCK[0]).unwrap();
    block.header.nonce += 1;
    let hash = block.header.block_hash().to_byte_array().into_iter().rev().collect();
    let seen = said(hash, HEIGHT, Work { block: serialize_hex(&block), first: BLOCK[1].to_owned() });
    assert_eq!(judged(Network::Bitcoin, &seen), Err(Fault::Contradiction));
}

#[test]
fn a_height_counts_only_in_the_first_transaction_of_the_block() {
    let other = |height: u32| {
        let mut other = first(height, 0);
        other.input[0].previous_output.vout = 0;
        other
    };
    let judged = |transactions: &[Transaction], place: usize, shown: &Transaction| {
        let (hash, block) = mined(transactions, place);
        let work = Work { block, first: serialize_hex(shown) };
        judged(Network::Regtest, &said(hash, 700, work))
    };
    let block = [first(700, 0), first(700, 1), other(700)];
    assert_eq!(judged(&block, 0, &block[0]), Ok(()));
    for place in 1..3 {
        assert_eq!(judged(&block, place, &block[place]), Err(Fault::Contradiction), "{place}");
    }
    // Another one than the block's, and one that spends something.
    assert_eq!(judged(&block, 0, &block[1]), Err(Fault::Contradiction));
    assert_eq!(judged(&[other(700)], 0, &other(700)), Err(Fault::Contradiction));
}

#[test]
fn a_chain_of_tests_begins_low() {
    for height in [1, 16, 17, 127, 128, 255, 256, 8_388_608] {
        let (hash, work) = tip(height, 0);
        let seen = said(hash, height, work);
        assert_eq!(judged(Network::Regtest, &seen), Ok(()), "{height}");
        let lower = Seen { height: height - 1, ..seen };
        assert_eq!(judged(Network::Regtest, &lower), Err(Fault::Contradiction), "{height}");
    }
}

#[test]
fn a_node_that_is_late_is_not_believed_however_long_it_stands_still() {
    let mut wallet = Wallet::with(&[50_000]);
    wallet.ledger.height += 2_000;
    wallet.look().unwrap();
    let height = wallet.ledger.height;
    for late in [1, 144, 145, 1_999] {
        wallet.ledger.height = height - late;
        assert_eq!(wallet.look(), Err(Fault::Contradiction), "{late}");
        assert_eq!(wallet.draft(PAYEE, exactly(1_000)).err(), Some(Fault::Contradiction), "{late}");
    }
    wallet.ledger.height = height;
    assert_eq!(total(&wallet.look().unwrap()), 50_000);
    assert!(wallet.draft(PAYEE, exactly(1_000)).is_ok());
}

#[test]
fn a_height_that_somebody_invents_keeps_no_honest_node_out() {
    let mut wallet = Wallet::with(&[50_000]);
    // The block that is known, and one that is new.
    for _ in 0..2 {
        for ahead in [1, 100, 145] {
            let invented = changed(&wallet, |seen| seen.height += ahead);
            assert_eq!(invented, Err(Fault::Contradiction), "{ahead}");
        }
        wallet.ledger.mine();
    }
    assert_eq!(total(&wallet.look().unwrap()), 50_000);
    wallet.ledger.mine();
    assert_eq!(total(&wallet.look().unwrap()), 50_000);
}

#[test]
fn another_block_of_the_same_height_is_as_good() {
    let mut wallet = Wallet::with(&[50_000]);
    let known = State::read(&wallet.state).unwrap().tip;
    assert_eq!(known, tip(wallet.ledger.height, 0).0);
    assert!(changed(&wallet, |seen| assert!(seen.tip == known && seen.work.is_none())).is_ok());
    wallet.ledger.branch = 1;
    assert_eq!(total(&wallet.look().unwrap()), 50_000);
    assert_ne!(State::read(&wallet.state).unwrap().tip, known);
}
