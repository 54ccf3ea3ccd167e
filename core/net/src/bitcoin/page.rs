//! What Esplora answers, and what it means.

use serde::Deserialize;
use std::collections::BTreeMap;
use tongtong_ports::NetworkError;
use tongtong_types::TxId;

/// Of `/address/:address`.
#[derive(Deserialize)]
pub(crate) struct Holder {
    chain_stats: Stats,
    #[serde(default)]
    mempool_stats: Stats,
}

#[derive(Default, Deserialize)]
struct Stats {
    tx_count: u64,
}

impl Holder {
    pub(crate) fn is_in_a_block(&self) -> bool {
        self.chain_stats.tx_count > 0
    }

    pub(crate) fn is_used(&self) -> bool {
        self.is_in_a_block() || self.mempool_stats.tx_count > 0
    }
}

/// Of `/address/:address/utxo`.
#[derive(Deserialize)]
pub(crate) struct Unspent {
    pub(crate) txid: String,
    pub(crate) vout: u32,
    pub(crate) value: u64,
    pub(crate) status: Status,
}

/// Of `/tx/:txid/status`.
#[derive(Deserialize)]
pub(crate) struct Status {
    confirmed: bool,
    block_height: Option<u32>,
}

impl Status {
    /// The height of the block, if it is in one.
    pub(crate) fn height(&self) -> Result<Option<u32>, NetworkError> {
        match (self.confirmed, self.block_height) {
            (false, _) => Ok(None),
            (true, Some(height)) => Ok(Some(height)),
            (true, None) => Err(NetworkError::Protocol),
        }
    }
}

/// Of `/tx/:txid/outspend/:vout`.
#[derive(Deserialize)]
pub(crate) struct Outspend {
    pub(crate) spent: bool,
    pub(crate) txid: Option<String>,
    pub(crate) status: Option<Status>,
}

/// Of `/fee-estimates`: units for each virtual byte, by the number of blocks.
pub(crate) type Estimates = BTreeMap<String, f64>;

/// The rate for a target in units for each 1,000 virtual bytes: the estimate of the longest wait that is not
/// longer, or of the shortest that there is. A node that cannot estimate says so by leaving it out, or below zero.
pub(crate) fn rate(estimates: &Estimates, target: u16) -> Option<u64> {
    let good = |(blocks, rate): (&String, &f64)| {
        let blocks: u16 = blocks.parse().ok()?;
        (rate.is_finite() && *rate > 0.0).then_some((blocks, *rate))
    };
    let known: BTreeMap<u16, f64> = estimates.iter().filter_map(good).collect();
    let (_, rate) = known.range(..=target).next_back().or_else(|| known.first_key_value())?;
    // A rate that has no such form is far beyond what anybody pays: it must not read as no estimate.
    Some(format!("{:.0}", (rate * 1000.0).ceil()).parse().unwrap_or(u64::MAX))
}

/// An id or a hash of 32 bytes in hex.
pub(crate) fn id(text: &str) -> Result<TxId, NetworkError> {
    let id: TxId = text.parse().map_err(|_| NetworkError::Protocol)?;
    if id.bytes().len() == 32 { Ok(id) } else { Err(NetworkError::Protocol) }
}

/// The node's own code in the text of a refusal: `sendrawtransaction RPC error: {"code":-26,"message":"..."}`, or
/// `... RPC error -26: ...`.
pub(crate) fn code(text: &str) -> Option<i64> {
    let after = |mark: &str| text.split_once(mark).map(|(_, rest)| rest.trim_start());
    let rest = after("\"code\":").or_else(|| after("RPC error "))?;
    let sign = usize::from(rest.starts_with('-'));
    let digits = rest.bytes().skip(sign).take_while(u8::is_ascii_digit).count();
    rest.get(..sign.saturating_add(digits))?.parse().ok()
}
