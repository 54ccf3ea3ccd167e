//! What a payment takes for true, and what it pays by it.

use crate::network::Network;
use serde::{Deserialize, Serialize};
use tongtong_chain::Fault;
use tongtong_types::{Amount, cbor};

/// What a transfer to an account without code uses, always (Yellow Paper, appendix G).
pub(crate) const PLAIN_GAS: u64 = 21_000;
/// The most that a transaction may use (EIP-7825).
const MOST_GAS: u64 = 1 << 24;

/// What was taken for true when a payment was priced. It is part of what is approved, and every number of the
/// transaction follows from it: [`Facts::terms`] is run again over the very bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Facts {
    /// The block that all was read at.
    pub(crate) block: u64,
    /// What the account held.
    pub(crate) balance: Amount,
    /// What payments on their way may still take of it.
    pub(crate) reserved: Amount,
    /// The first nonce that is free.
    pub(crate) nonce: u64,
    /// Whether the payee has code.
    pub(crate) payee_has_code: bool,
    /// The node's estimate of the gas.
    pub(crate) gas: u64,
    /// The base fee of the next block.
    pub(crate) base_fee: Amount,
    /// What is offered on top.
    pub(crate) priority: Amount,
    /// Whether the last blocks show what is usual; else `priority` is the profile's.
    pub(crate) estimated: bool,
    /// Whether everything is sent.
    pub(crate) all: bool,
}

/// What a payment pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    pub(crate) gas_limit: u64,
    pub(crate) max_fee_per_gas: Amount,
    pub(crate) max_priority_fee_per_gas: Amount,
    /// The most that it takes as its fee: the product.
    pub(crate) fee: Amount,
}

impl Facts {
    pub(crate) fn read(row: &[u8]) -> Result<Self, Fault> {
        let facts: Self = cbor::from_row(row).map_err(|_| Fault::Unreadable)?;
        // One form alone: two rows that say the same must not be two approvals.
        if facts.row()? == row { Ok(facts) } else { Err(Fault::Unreadable) }
    }

    pub(crate) fn row(&self) -> Result<Vec<u8>, Fault> {
        cbor::to_row(self).map_err(|_| Fault::Unreadable)
    }

    /// What may be spent, the fee included.
    pub(crate) fn spendable(&self) -> Amount {
        self.balance.checked_sub(self.reserved).unwrap_or_default()
    }

    /// Whether the network takes the whole fee and not less. When everything goes to an account without code,
    /// the gas is known to the unit, and by offering the block's producer all that is above the base fee, the
    /// price is as well: the account is left with exactly nothing. Otherwise what the base fee does not need
    /// would come back as dust that is worth less than the fee of sending it.
    pub(crate) fn fee_is_exact(&self) -> bool {
        self.all && self.is_plain()
    }

    fn is_plain(&self) -> bool {
        !self.payee_has_code && self.gas == PLAIN_GAS
    }

    /// Prices the payment. The most that is paid is twice the next base fee, which covers six blocks that are
    /// all full. Where all of it will be taken it is five quarters, which covers two.
    ///
    /// # Errors
    /// [`Fault::Contradiction`] for less gas than any transfer needs, [`Fault::FeeTooHigh`] above the profile's
    /// cap or for more gas than the network lets one transaction have.
    pub(crate) fn terms(&self, network: &Network) -> Result<Terms, Fault> {
        if self.gas < PLAIN_GAS {
            return Err(Fault::Contradiction);
        }
        // What code does may change until the block is made.
        let margin = if self.is_plain() { 0 } else { self.gas / 5 };
        let gas_limit = self.gas.checked_add(margin).filter(|limit| *limit <= MOST_GAS);
        let gas_limit = gas_limit.ok_or(Fault::FeeTooHigh)?;
        let (numerator, denominator) = if self.fee_is_exact() { (5, 4) } else { (2, 1) };
        let base = self.base_fee.checked_ratio(numerator, denominator);
        let most = base.and_then(|base| base.checked_add(self.priority)).filter(|most| *most <= network.cap);
        let max_fee_per_gas = most.ok_or(Fault::FeeTooHigh)?;
        let fee = max_fee_per_gas.checked_ratio(gas_limit.into(), 1).ok_or(Fault::FeeTooHigh)?;
        let max_priority_fee_per_gas = if self.fee_is_exact() { max_fee_per_gas } else { self.priority };
        Ok(Terms { gas_limit, max_fee_per_gas, max_priority_fee_per_gas, fee })
    }
}
