use crate::recognise::PayeeFault;
use thiserror::Error;
use tongtong_chain::Fault;
use tongtong_crypto::HdError;
use tongtong_crypto::entropy::EntropyError;
use tongtong_crypto::secp::SecpError;
use tongtong_crypto::signer::SignError;
use tongtong_ttchain::{SignatureError, Unreadable};
use tongtong_types::{Amount, Asset, Chain};

/// Why the wallet refuses. Nothing was changed and nothing was signed.
///
/// The text holds no address and no message; [`Refused::code`] is what a screen translates.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// There is no wallet yet.
    #[error("there is no wallet yet")]
    NoWallet,
    /// There is one already.
    #[error("there is a wallet already")]
    WalletExists,
    /// A gap scan is not finished: wait for [`crate::Event::Restored`].
    #[error("the wallet is still looking for its addresses")]
    Scanning,

    /// The memo has more bytes than producers put in a block. Longer words go into the chat.
    #[error("the memo is {over} bytes too long (at most {limit} bytes of UTF-8, 13 Hangul syllables)")]
    MemoTooLong {
        /// Bytes over the limit.
        over: usize,
        /// The limit.
        limit: usize,
    },
    /// Nothing is to be paid.
    #[error("the amount is zero")]
    AmountZero,
    /// More than the chain can count.
    #[error("the amount is larger than the chain can count")]
    AmountTooLarge,
    /// The profile has no such asset.
    #[error("this network has no such asset")]
    AssetUnknown,
    /// The profile does not say what a transfer of this asset costs: it can be held, not sent.
    #[error("this network does not say what a transfer of this asset costs")]
    AssetFeeUnknown,

    /// The profile does not name the chain that carries this asset.
    #[error("this coin's chain is not configured")]
    ChainNotConfigured,
    /// The account has no keys on this chain yet: the pass phrase opens them.
    #[error("this coin must be opened with the pass phrase first")]
    CoinNotOpened,
    /// A memo was given, and this coin carries none.
    #[error("this coin carries no memo")]
    MemoNotCarried,
    /// The amount has more places than the coin that will be sent.
    #[error("the amount has more decimal places than the coin that will be sent")]
    AmountTooFine,
    /// The address takes one of two coins of the same worth, and only the other is held.
    #[error("only {twin} is held, and this address does not take it")]
    OnlyTwinHeld {
        /// What is held.
        twin: Asset,
    },
    /// The text is an address of a chain that does not carry this asset.
    #[error("this is an address of {chain}, which does not carry the asset")]
    PayeeOtherChain {
        /// Which chain.
        chain: Chain,
    },
    /// What the asset's chain says.
    #[error(transparent)]
    Coin(Fault),
    /// The node describes the asset otherwise than the profile, or than it was described before. Numbers and
    /// decimals never change: nothing that this node says of it is used.
    #[error("the node describes this asset otherwise than it is known")]
    AssetDiffers,

    /// Nobody can be paid by the payee's text.
    #[error("nobody can be paid by this text: {0}")]
    Payee(#[source] PayeeFault),
    /// The payee is an address of this wallet.
    #[error("the payee is this wallet itself")]
    PayeeIsMine,
    /// The payee is the name of one of this wallet's balances, not an address.
    #[error("the payee is a balance id of this wallet, not an address")]
    PayeeIsMyBalance,
    /// The node has a balance under these bytes: they name money, not a person.
    #[error("the payee is a balance id, not an address")]
    PayeeIsBalance,
    /// The contact's address is of another network than this wallet's.
    #[error("the contact's address is of another network")]
    PayeeOtherNetwork,
    /// The contact's address is older than it was promised for: ask them for a new one.
    #[error("the contact's address has expired")]
    PayeeExpired,

    /// The node serves another chain than the profile names. Nothing that it says is used.
    #[error("the node serves another chain")]
    WrongChain,
    /// A question that had to be answered was not.
    #[error("the node left a question unanswered")]
    Unanswered,

    /// The node knows less of our money than was seen before: it lags behind. Ask another, or later.
    #[error("the node lags behind")]
    NodeBehind,

    /// The account holds less than the amount.
    #[error("not enough money")]
    NotEnough {
        /// How much is missing at least: on some chains the fee is not priced before the amount is there.
        missing: Amount,
        /// How much will come back as change of payments in flight.
        coming: Amount,
    },
    /// The amount is there, and too little of the coin that the fee is paid in: often the same coin.
    #[error("not enough of the coin that the fee is paid in")]
    NotEnoughForFee {
        /// What the fee is paid in.
        asset: Asset,
        /// How much of it is missing.
        missing: Amount,
        /// How much of it will come back as change of payments in flight.
        coming: Amount,
    },
    /// The amount lies on more addresses than one transaction may empty: send less, or in parts.
    #[error("the money lies on too many addresses for one payment")]
    TooManySources,
    /// Nothing lies on that address, or it is not a dead address of this wallet.
    #[error("there is nothing to rescue")]
    NothingToRescue,
    /// That payment is not one of ours that may still be paid, its sources are empty, or it is being cancelled
    /// already.
    #[error("there is nothing to cancel")]
    NothingToCancel,
    /// What lies there does not pay for its own moving.
    #[error("what lies there is less than the fee for moving it")]
    RescueBelowFee,
    /// Too many payments wait for their change: wait until one is on the chain.
    #[error("too many payments are waiting for their change")]
    ChangeGap,
    /// Every address that may be handed out is out: wait until one is paid or has expired.
    #[error("no fresh address may be handed out now")]
    NoFreshAddress,
    /// The clock is out of the chain's range.
    #[error("the clock is out of range")]
    Clock,
    /// The account has no key at that place.
    #[error(transparent)]
    Key(#[from] HdError),
    /// No random numbers.
    #[error(transparent)]
    Entropy(#[from] EntropyError),

    /// The bytes to be signed cannot be read back.
    #[error("the bytes to be signed cannot be read: {0}")]
    Unreadable(#[from] Unreadable),
    /// The bytes to be signed do something else than the plan says.
    #[error("the bytes to be signed do not do what the plan says")]
    EffectsDiffer,
    /// The plan could not be written down for its digest.
    #[error("the plan has no digest")]
    NoDigest,
    /// The approval came after the plan's time: plan again.
    #[error("the plan has expired")]
    PlanExpired,
    /// What was seen is not this plan: show it again.
    #[error("the plan is not the one that was seen")]
    PlanChanged,

    /// The signer did not sign.
    #[error(transparent)]
    Signer(#[from] SignError),
    /// The signer's answer is not a signature.
    #[error(transparent)]
    Secp(#[from] SecpError),
    /// The signature has no form on the chain.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The signer signed with another key than the source's.
    #[error("signed by another key")]
    WrongKey,

    /// An open payment empties this address already: nothing is paid twice from one address.
    #[error("a payment in flight spends the same address")]
    SourceInUse,
    /// The plan spends an address that this account does not know.
    #[error("the plan spends an unknown address")]
    SourceUnknown,
    /// Money came to or left an address of the plan since it was made, so it would not empty it: plan again.
    #[error("the plan's money has changed since it was made")]
    SourceChanged,
    /// Another payment took the plan's change address: plan again.
    #[error("the plan's change address is taken")]
    ChangeTaken,
    /// This payment was recorded before.
    #[error("this payment was recorded before")]
    AlreadyRecorded,
    /// There is no such payment.
    #[error("there is no such payment")]
    PaymentUnknown,
}

impl Refused {
    /// Whether it lies with the endpoint that answered: it is of another chain, behind, contradicts itself, or
    /// claims what the profile rules out. Another endpoint may answer so that nothing is refused. What a person
    /// asked for, such as too much or a wrong payee, does not get better elsewhere.
    #[must_use]
    pub fn is_of_endpoint(&self) -> bool {
        match self {
            Self::WrongChain
            | Self::Unanswered
            | Self::NodeBehind
            | Self::AssetDiffers
            | Self::AssetUnknown => true,
            Self::Coin(fault) => matches!(
                fault,
                Fault::WrongNetwork
                    | Fault::Unanswered
                    | Fault::Unreadable
                    | Fault::Contradiction
                    | Fault::FeeTooHigh
            ),
            _ => false,
        }
    }

    /// The stable code of this refusal.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoWallet => "wallet_missing",
            Self::WalletExists => "wallet_exists",
            Self::Scanning => "wallet_scanning",
            Self::MemoTooLong { .. } => "memo_too_long",
            Self::AmountZero => "amount_zero",
            Self::AmountTooLarge => "amount_too_large",
            Self::AssetUnknown => "asset_unknown",
            Self::AssetFeeUnknown => "asset_fee_unknown",
            Self::ChainNotConfigured => "chain_not_configured",
            Self::CoinNotOpened => "coin_not_opened",
            Self::MemoNotCarried => "memo_not_carried",
            Self::AmountTooFine => "amount_too_fine",
            Self::OnlyTwinHeld { .. } => "only_twin_held",
            Self::PayeeOtherChain { .. } => "payee_other_chain",
            Self::Coin(why) => why.code(),
            Self::AssetDiffers => "asset_differs",
            Self::Payee(why) => why.code(),
            Self::PayeeIsMine => "payee_own_address",
            Self::PayeeIsMyBalance => "payee_own_balance",
            Self::PayeeIsBalance => "payee_balance_id",
            Self::PayeeOtherNetwork => "payee_other_network",
            Self::PayeeExpired => "payee_expired",
            Self::WrongChain => "wrong_chain",
            Self::Unanswered => "node_unanswered",
            Self::NodeBehind => "node_behind",
            Self::NotEnough { .. } => "not_enough",
            Self::NotEnoughForFee { .. } => "not_enough_for_fee",
            Self::TooManySources => "too_many_sources",
            Self::NothingToRescue => "nothing_to_rescue",
            Self::NothingToCancel => "nothing_to_cancel",
            Self::RescueBelowFee => "rescue_below_fee",
            Self::ChangeGap => "change_gap",
            Self::NoFreshAddress => "address_none_fresh",
            Self::Clock => "clock_range",
            Self::Key(why) => why.code(),
            Self::Entropy(why) => why.code(),
            Self::Unreadable(why) => why.code(),
            Self::EffectsDiffer => "plan_effects_differ",
            Self::NoDigest => "plan_no_digest",
            Self::PlanExpired => "plan_expired",
            Self::PlanChanged => "plan_changed",
            Self::Signer(why) => why.code(),
            Self::Secp(why) => why.code(),
            Self::Signature(why) => why.code(),
            Self::WrongKey => "signed_by_another_key",
            Self::SourceInUse => "source_in_use",
            Self::SourceUnknown => "source_unknown",
            Self::SourceChanged => "source_changed",
            Self::ChangeTaken => "change_taken",
            Self::AlreadyRecorded => "payment_recorded",
            Self::PaymentUnknown => "payment_unknown",
        }
    }
}

#[cfg(test)]
mod tests;
