//! How high the chain is. A node's word for it costs nothing, and a height that somebody invents would make every
//! honest node look late: so the tip shows the work behind it.

use crate::query::{Seen, Work};
use crate::state::State;
use bitcoin::consensus::Params;
use bitcoin::consensus::encode::deserialize_hex;
use bitcoin::hashes::Hash;
use bitcoin::script::{Instruction, read_scriptint};
use bitcoin::{CompactTarget, MerkleBlock, Network, Target, Transaction};
use tongtong_chain::Fault;

/// The least work that a block of the main net shows: less than any had since 2020.
const LEAST: u32 = 0x171a_0000;

/// Compares what an answer says of its tip with the work behind it, and with the tip of the last look.
///
/// A node that is behind that one is late, however long it stands still: what was spent since would look like new
/// money.
pub(crate) fn check(network: Network, state: &State, seen: &Seen) -> Result<(), Fault> {
    let fits = if seen.tip == state.tip {
        seen.height == state.height
    } else {
        let work = seen.work.as_ref().ok_or(Fault::Unanswered)?;
        worked(network, &seen.tip, work)? == Some(seen.height) && seen.height >= state.height
    };
    if fits { Ok(()) } else { Err(Fault::Contradiction) }
}

/// The height that the work was done for, if it is enough, and of this block.
fn worked(network: Network, tip: &[u8], work: &Work) -> Result<Option<u32>, Fault> {
    let block: MerkleBlock = deserialize_hex(&work.block).map_err(|_| Fault::Unreadable)?;
    let first: Transaction = deserialize_hex(&work.first).map_err(|_| Fault::Unreadable)?;
    let (hash, target) = (block.header.block_hash(), block.header.target());
    let named = hash.as_byte_array().iter().rev().eq(tip);
    let (mut shown, mut places) = (Vec::new(), Vec::new());
    let is_first = block.extract_matches(&mut shown, &mut places).is_ok()
        && shown == [first.compute_txid()]
        && places == [0]
        && first.is_coinbase();
    let enough = target <= easiest(network) && target.is_met_by(hash);
    Ok(if named && is_first && enough { height(&first) } else { None })
}

fn easiest(network: Network) -> Target {
    match network {
        Network::Bitcoin => Target::from_compact(CompactTarget::from_consensus(LEAST)),
        // Work is cheap there, and so is the money.
        other => Params::new(other).max_attainable_target,
    }
}

/// The height in the first transaction of a block (BIP-34).
fn height(first: &Transaction) -> Option<u32> {
    match first.input.first()?.script_sig.instructions_minimal().next()?.ok()? {
        Instruction::PushBytes(bytes) => u32::try_from(read_scriptint(bytes.as_bytes()).ok()?).ok(),
        // Those up to 16, on a chain of tests.
        Instruction::Op(code) => {
            code.to_u8().checked_sub(0x50).filter(|low| (1..=16).contains(low)).map(u32::from)
        }
    }
}
