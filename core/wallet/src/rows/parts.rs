//! What a payment does: it moves one asset, and where its fee is paid in another coin, that coin too.

use super::{Direction, PaymentRow, PaymentState};
use tongtong_types::{Address, Amount, Asset};

/// What a payment of ours does with one asset.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Which.
    pub asset: &'a Asset,
    /// Our addresses that it empties of it, and what it takes from each.
    pub sources: &'a [(Address, Amount)],
    /// Those over which another body was, or may have been, handed out before.
    pub reused: &'a [Address],
    /// What of it comes back to a fresh address of ours.
    pub comes_back: Option<(&'a Address, Amount)>,
}

impl PaymentRow {
    /// Whether it is our own and may still be paid: its sources belong to it alone, and to a cancel.
    #[must_use]
    pub fn is_in_flight(&self) -> bool {
        self.direction != Direction::In
            && matches!(self.state, PaymentState::Signed | PaymentState::Sent { .. })
    }

    /// Whether it is on another chain than TTChain, and what was told of it may still be taken back.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        matches!(self.state, PaymentState::Confirmed { .. } | PaymentState::Failed { .. })
            && self.coin.as_ref().is_some_and(|coin| coin.watched)
    }

    /// Whether no look changes it any more.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self.state, PaymentState::Confirmed { .. } | PaymentState::Failed { .. })
            && !self.is_watched()
    }

    /// Its parts, one for each asset that it moves.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let main = Part {
            asset: &self.asset,
            sources: &self.sources,
            reused: &self.reused,
            comes_back: self.comes_back(),
        };
        let fee = self.fee_asset.as_ref().filter(|_| !self.fee_sources.is_empty()).map(|asset| Part {
            asset,
            sources: &self.fee_sources,
            reused: &self.fee_reused,
            comes_back: self.fee_change.as_ref().map(|(address, amount)| (address, *amount)),
        });
        core::iter::once(main).chain(fee)
    }

    /// What its fee is paid in.
    #[must_use]
    pub fn fee_in(&self) -> &Asset {
        self.fee_asset.as_ref().unwrap_or(&self.asset)
    }

    /// Whether only one of the two can be paid: both empty an address of the same asset.
    #[must_use]
    pub fn rivals(&self, other: &Self) -> bool {
        let same = |part: Part<'_>| part.sources.iter().any(|(source, _)| other.spends(part.asset, source));
        self.id != other.id && self.parts().any(same)
    }

    /// Whether it empties this address of an asset.
    #[must_use]
    pub fn spends(&self, asset: &Asset, address: &Address) -> bool {
        self.takes(asset, address).is_some()
    }

    /// What it takes of an asset from an address.
    #[must_use]
    pub fn takes(&self, asset: &Asset, address: &Address) -> Option<Amount> {
        let part = self.parts().find(|part| part.asset == asset)?;
        part.sources.iter().find(|(source, _)| source == address).map(|(_, amount)| *amount)
    }

    /// Another body over these of its sources was handed out.
    pub(crate) fn reuse(&mut self, asset: &Asset, address: &Address) {
        let reused = if self.asset == *asset { &mut self.reused } else { &mut self.fee_reused };
        if !reused.contains(address) {
            reused.push(address.clone());
        }
    }

    /// What comes back of the asset to a fresh address of ours: the change, or all that a rescue or a cancel
    /// moves.
    #[must_use]
    pub fn comes_back(&self) -> Option<(&Address, Amount)> {
        match self.direction {
            Direction::In => None,
            Direction::Rescue | Direction::Cancel => Some((&self.to, self.amount)),
            Direction::Out => self.change.as_ref().map(|(address, amount)| (address, *amount)),
        }
    }
}
