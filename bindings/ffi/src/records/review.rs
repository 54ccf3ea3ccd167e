//! What a person sees before approving.

use super::money::{Money, Part};
use tongtong_types::{BodyDigest, PaymentId, PeerId, PlanDigest, Timestamp};
use tongtong_wallet::rows::Direction;

/// What will be signed, read back from the very bytes. Approving names its digest, and nothing else comes back
/// from the app: what was shown is what is signed.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Review {
    /// What an approval must name.
    pub digest: PlanDigest,
    /// Out, or a rescue or cancel to ourselves.
    pub direction: Direction,
    /// The name of the network.
    pub network: String,
    /// The address that is paid.
    pub to: String,
    /// The whole text of a sub-address.
    pub sub_address: Option<String>,
    /// The contact who is paid.
    pub peer: Option<PeerId>,
    /// How much arrives.
    pub amount: Money,
    /// What it costs on top; for some assets it is paid in another coin.
    pub fee: Money,
    /// What it costs besides, such as the deposit for an account that is made for the payee.
    pub costs: Vec<Money>,
    /// Our addresses that are emptied, and what lies on each; those that pay the fee in another coin come last.
    pub sources: Vec<Part>,
    /// Our fresh address that gets the change.
    pub change: Option<Part>,
    /// Our fresh address that gets the change of the fee's coin, where that is another.
    pub fee_change: Option<Part>,
    /// Who gets the fee, where the network does not keep it.
    pub fee_to: Option<String>,
    /// The public memo.
    pub memo: Option<String>,
    /// Words for the chat; not on the chain.
    pub text: Option<String>,
    /// The chain's expiration in the bytes, in milliseconds since 1970, if it has one.
    pub expires: Option<Timestamp>,
    /// Until when it can be approved.
    pub not_after: Timestamp,
    /// The signing digest by which the payment will be known.
    pub body: BodyDigest,
    /// What the person should notice.
    pub warnings: Vec<Warning>,
}

/// Something that the person should notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
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
        /// Hundredths of the amount.
        percent: u32,
    },
    /// Money lies on an address that has signed before and is moved to a fresh one.
    LateDeposit,
    /// The payee has code: it is a contract, not a person.
    PayeeHasCode,
    /// The fee is the most that it may be; usually less is taken.
    FeeAtMost,
    /// The network could not estimate the fee: it is the least that nodes carry.
    FeeNotEstimated,
}

impl From<tongtong_wallet::review::Warning> for Warning {
    fn from(warning: tongtong_wallet::review::Warning) -> Self {
        use tongtong_wallet::review::Warning as Inner;
        match warning {
            Inner::FirstPayment => Self::FirstPayment,
            Inner::DuplicateInFlight { payment } => Self::DuplicateInFlight { payment },
            Inner::AddressPaidBefore => Self::AddressPaidBefore,
            Inner::AddressChanged => Self::AddressChanged,
            Inner::HighFee { percent } => Self::HighFee { percent },
            Inner::LateDeposit => Self::LateDeposit,
            Inner::PayeeHasCode => Self::PayeeHasCode,
            Inner::FeeAtMost => Self::FeeAtMost,
            Inner::FeeNotEstimated => Self::FeeNotEstimated,
        }
    }
}

impl From<tongtong_wallet::review::Review> for Review {
    fn from(review: tongtong_wallet::review::Review) -> Self {
        let tongtong_wallet::review::Review {
            digest,
            direction,
            network,
            to,
            sub_address,
            peer,
            asset,
            decimals,
            amount,
            fee,
            fee_asset,
            fee_decimals,
            fee_to,
            costs,
            sources,
            change,
            fee_sources,
            fee_change,
            memo,
            text,
            expires,
            not_after,
            body,
            warnings,
        } = review;
        let part = |part| Part::of(part, &asset, decimals);
        let paid_in = fee_asset.as_ref().unwrap_or(&asset);
        let fee_part = |part| Part::of(part, paid_in, fee_decimals);
        Self {
            digest,
            direction,
            network,
            to: to.text().to_owned(),
            sub_address,
            peer,
            amount: Money::of(&asset, amount, decimals),
            fee: Money::of(paid_in, fee, fee_decimals),
            // A cost is in the coin that fees are paid in.
            costs: costs.iter().map(|(asset, amount)| Money::of(asset, *amount, fee_decimals)).collect(),
            sources: sources.into_iter().map(part).chain(fee_sources.into_iter().map(fee_part)).collect(),
            change: change.map(part),
            fee_change: fee_change.map(fee_part),
            fee_to: fee_to.map(|address| address.text().to_owned()),
            memo,
            text,
            expires,
            not_after,
            body,
            warnings: warnings.into_iter().map(Warning::from).collect(),
        }
    }
}
