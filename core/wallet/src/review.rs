//! Review: what a person sees before approving, read back from the bytes that will be signed.
//!
//! Amounts, payee, change and memo in a [`Review`] come out of the unsigned bytes. The plan only says what
//! should be there; whatever else the bytes do is a refusal.

use crate::asset::COIN;
use crate::plan::{Change, Claims};
use crate::rows::Direction;
use crate::{Profile, Refused};
use core::fmt;
use serde::{Deserialize, Serialize};
use tongtong_ttchain::{BalanceId, Owner, Transaction, effects_of_bytes};
use tongtong_types::{Address, Amount, Asset, BodyDigest, PaymentId, PeerId, PlanDigest, Timestamp};

/// Something that the person should notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "warning")]
pub enum Warning {
    /// This payee has never been paid from here.
    FirstPayment,
    /// The same amount to the same payee is in flight already.
    DuplicateInFlight {
        /// That payment.
        payment: PaymentId,
    },
    /// A contact's one-time address has been paid before.
    AddressPaidBefore,
    /// A contact who was paid before has another address on a chain where addresses stay.
    AddressChanged,
    /// The fee is a large share of the amount.
    HighFee {
        /// Hundredths of the amount, truncated.
        percent: u32,
    },
    /// The payee has code: it is a contract, not a person.
    PayeeHasCode,
    /// The fee is the most that it may be; usually less is taken.
    FeeAtMost,
    /// The network could not estimate the fee: it is the least that nodes carry.
    FeeNotEstimated,
    /// Money lies on an address that has signed before and is moved to a fresh one, because old signed
    /// payments could be handed in again.
    LateDeposit,
}

/// What will be signed, as plain data for a screen. Approving names its digest. `Debug` tells nothing else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// What an approval must name.
    pub digest: PlanDigest,
    /// Out, or a rescue to ourselves.
    pub direction: Direction,
    /// The name of the network.
    pub network: String,
    /// The address that is paid.
    pub to: Address,
    /// The whole text of a sub-address.
    pub sub_address: Option<String>,
    /// The contact who is paid.
    pub peer: Option<PeerId>,
    /// What.
    pub asset: Asset,
    /// The asset's decimals.
    pub decimals: u8,
    /// How much arrives.
    pub amount: Amount,
    /// What it costs on top.
    pub fee: Amount,
    /// What the fee is paid in, where that is not what is paid.
    pub fee_asset: Option<Asset>,
    /// The decimals of what the fee is paid in.
    pub fee_decimals: u8,
    /// Who gets the fee, where the chain does not keep it.
    pub fee_to: Option<Address>,
    /// What it costs besides, such as the deposit for an account that is made for the payee; in what fees are paid in.
    pub costs: Vec<(Asset, Amount)>,
    /// Our addresses that are emptied, and what lies on each.
    pub sources: Vec<(Address, Amount)>,
    /// Our fresh address that gets the change.
    pub change: Option<(Address, Amount)>,
    /// Our addresses that are emptied of what the fee is paid in, where that is another asset.
    pub fee_sources: Vec<(Address, Amount)>,
    /// Our fresh address that gets the change of those.
    pub fee_change: Option<(Address, Amount)>,
    /// The public memo.
    pub memo: Option<String>,
    /// Words for the chat; not on the chain.
    pub text: Option<String>,
    /// The chain's expiration in the bytes, if it has one. TTChain's nodes of version 2.0 do not look at it.
    pub expires: Option<Timestamp>,
    /// Until when it can be approved.
    pub not_after: Timestamp,
    /// The signing digest by which the payment will be known.
    pub body: BodyDigest,
    /// What the person should notice.
    pub warnings: Vec<Warning>,
}

impl Review {
    /// A review that says who is paid what, and nothing of it yet.
    pub(crate) fn blank(profile: &Profile, to: &Address, asset: &Asset) -> Self {
        Self {
            digest: PlanDigest::new([0; 32]),
            direction: Direction::Out,
            network: profile.name.clone(),
            to: to.clone(),
            sub_address: None,
            peer: None,
            asset: asset.clone(),
            decimals: 0,
            amount: Amount::ZERO,
            fee: Amount::ZERO,
            fee_asset: None,
            fee_decimals: 0,
            fee_to: None,
            costs: Vec::new(),
            sources: Vec::new(),
            change: None,
            fee_sources: Vec::new(),
            fee_change: None,
            memo: None,
            text: None,
            expires: None,
            not_after: Timestamp::default(),
            body: BodyDigest::new([0; 32]),
            warnings: Vec::new(),
        }
    }
}

impl fmt::Debug for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { digest, direction, warnings, .. } = self;
        write!(f, "Review({digest:?}, {direction:?}, {warnings:?}, ..)")
    }
}

/// Reads the bytes back and compares them with what the plan claims. The digest is left empty.
pub(crate) fn read_back(bytes: &[u8], profile: &Profile, claims: &Claims) -> Result<Review, Refused> {
    let network = &profile.ttchain;
    let effects = effects_of_bytes(bytes, network.layout)?;
    let transaction =
        Transaction::unpack(bytes, network.layout).map_err(tongtong_ttchain::Unreadable::from)?;
    let info = profile.asset(&claims.asset).ok_or(Refused::AssetUnknown)?;
    let coin = claims.coin.as_ref().map(|coin| profile.asset(&coin.asset).ok_or(Refused::AssetUnknown));
    let coin = coin.transpose()?;
    let of_coin = |id: &BalanceId| {
        claims.coin.as_ref().is_some_and(|coin| coin.sources.iter().any(|source| source.balance == *id))
    };
    let kept = effects.fees(|id| {
        let own = claims.sources.iter().any(|source| source.balance == *id);
        own.then_some(claims.number).or(of_coin(id).then_some(COIN))
    })?;

    let mut sources = read_sources(&effects.withdraws, claims)?;
    let fee_sources = sources.split_off(claims.sources.len().min(sources.len()));
    let mut deposits = effects.deposits.iter();
    let mut deposit = |to: &Owner, number: i32| match deposits.next() {
        Some((owner, asset, amount)) if owner == to && *asset == number => units(*amount),
        _ => Err(Refused::EffectsDiffer),
    };
    let amount = deposit(&claims.route.owner, claims.number)?;
    let paid_fee = match &claims.fee_to {
        Some(owner) => Some(deposit(owner, claims.number)?),
        None => None,
    };
    let mut back = |change: Option<&Change>, number| match change {
        Some(change) => {
            Ok::<_, Refused>(Some((network.address(&change.owner), deposit(&change.owner, number)?)))
        }
        None => Ok(None),
    };
    let change = back(claims.change.as_ref(), claims.number)?;
    let coin_change = claims.coin.as_ref().and_then(|coin| coin.change.as_ref());
    let fee_change = back(coin_change, COIN)?;
    let kept_in = if coin.is_some() { COIN } else { claims.number };
    let kept_fee = units(kept.get(&kept_in).copied().unwrap_or_default())?;
    let fee = paid_fee.unwrap_or(kept_fee);

    let as_claimed = deposits.next().is_none()
        && effects.conditional.is_empty()
        && effects.others.is_empty()
        && kept.keys().all(|asset| *asset == kept_in)
        && (paid_fee.is_none() || kept_fee.is_zero())
        && amount == claims.amount
        && fee == claims.fee
        && change.as_ref().map(|(_, amount)| *amount) == claims.change.as_ref().map(|c| c.amount)
        && fee_change.as_ref().map(|(_, amount)| *amount) == coin_change.map(|c| c.amount)
        && effects.memo == claims.memo
        && effects.sub_address == claims.route.sub_address
        && transaction.expiration == claims.expiration
        && transaction.reserved == claims.reserved;
    if !as_claimed {
        return Err(Refused::EffectsDiffer);
    }
    Ok(Review {
        digest: PlanDigest::new([0; 32]),
        direction: claims.direction,
        network: profile.name.clone(),
        to: network.address(&claims.route.owner),
        sub_address: effects.sub_address,
        peer: claims.route.peer,
        asset: claims.asset.clone(),
        decimals: info.decimals,
        amount,
        fee,
        fee_asset: coin.map(|coin| coin.code.clone()),
        fee_decimals: coin.unwrap_or(info).decimals,
        fee_to: claims.fee_to.as_ref().map(|owner| network.address(owner)),
        costs: Vec::new(),
        sources,
        change,
        fee_sources,
        fee_change,
        memo: effects.memo,
        text: claims.text.clone(),
        expires: Some(Timestamp::from_millis(u64::from(transaction.expiration).saturating_mul(1000))),
        not_after: claims.not_after,
        body: transaction.body_digest(&network.chain_id),
        warnings: claims.warnings.clone(),
    })
}

/// Every withdraw must empty one of the plan's sources, each once and whole.
fn read_sources(withdraws: &[(BalanceId, i64)], claims: &Claims) -> Result<Vec<(Address, Amount)>, Refused> {
    if withdraws.len() != claims.all_sources().count() {
        return Err(Refused::EffectsDiffer);
    }
    let mut read = Vec::new();
    for ((balance, amount), source) in withdraws.iter().zip(claims.all_sources()) {
        let amount = units(*amount)?;
        if *balance != source.balance || amount != source.amount {
            return Err(Refused::EffectsDiffer);
        }
        read.push((source.address.clone(), amount));
    }
    Ok(read)
}

fn units(amount: i64) -> Result<Amount, Refused> {
    u128::try_from(amount).map(Amount::from_units).map_err(|_| Refused::EffectsDiffer)
}
