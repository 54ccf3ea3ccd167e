//! Money: amounts, balances, payments.

use tongtong_types::{
    Address, Amount, Asset, BodyDigest, PaymentId, PeerId, PlanDigest, RowId, Timestamp, TxId,
};
use tongtong_wallet::Profile;
use tongtong_wallet::rows::{Direction, PaymentRow};

/// An amount of an asset. Calculate with `units`, show `text`; neither ever is a floating-point number.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Money {
    /// The asset's code, such as `TTC`.
    pub asset: String,
    /// How many of the smallest unit: decimal digits of an integer below 2^128.
    pub units: String,
    /// Places behind the point.
    pub decimals: u8,
    /// The same as people write it, such as `10.5`, without the asset.
    pub text: String,
}

impl Money {
    pub(crate) fn of(asset: &Asset, amount: Amount, decimals: u8) -> Self {
        Self {
            asset: asset.code().to_owned(),
            units: amount.units().to_string(),
            decimals,
            text: amount.to_decimal(decimals),
        }
    }
}

/// How much is asked for.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Wanted {
    /// This much arrives; the fee comes on top. As the user typed it, such as `10.5`.
    Exactly {
        /// The text.
        amount: String,
    },
    /// Everything that the account can give, less the fee.
    Max,
}

/// Whether a balance says anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum BalanceState {
    /// The chain was looked at.
    Seen,
    /// The chain was not looked at yet.
    NotSeen,
    /// The wallet has no keys there yet: `renewPayAddresses` with the pass phrase opens them.
    NotOpened,
    /// The profile does not name the chain.
    NotConfigured,
}

impl From<tongtong_wallet::balance::BalanceState> for BalanceState {
    fn from(state: tongtong_wallet::balance::BalanceState) -> Self {
        use tongtong_wallet::balance::BalanceState as Inner;
        match state {
            Inner::Seen => Self::Seen,
            Inner::NotSeen => Self::NotSeen,
            Inner::NotOpened => Self::NotOpened,
            Inner::NotConfigured => Self::NotConfigured,
        }
    }
}

/// What is held of one asset. The three together are what the chain holds for us while payments are in flight.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Balance {
    /// Whether the three say anything.
    pub state: BalanceState,
    /// Can be spent now.
    pub confirmed: Money,
    /// Comes back as change of payments in flight.
    pub coming: Money,
    /// Goes away with payments in flight, fees included.
    pub leaving: Money,
}

impl From<tongtong_wallet::balance::Balance> for Balance {
    fn from(balance: tongtong_wallet::balance::Balance) -> Self {
        let tongtong_wallet::balance::Balance { asset, decimals, state, confirmed, coming, leaving } =
            balance;
        let money = |amount| Money::of(&asset, amount, decimals);
        Self {
            state: state.into(),
            confirmed: money(confirmed),
            coming: money(coming),
            leaving: money(leaving),
        }
    }
}

/// What the wallet holds, as last seen on the chain.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Wallet {
    /// By asset, in the profile's order.
    pub balances: Vec<Balance>,
    /// Whether the search for a restored wallet's addresses is still running.
    pub scanning: bool,
}

impl From<tongtong_engine::WalletView> for Wallet {
    fn from(view: tongtong_engine::WalletView) -> Self {
        let tongtong_engine::WalletView { balances, scanning } = view;
        Self { balances: balances.into_iter().map(Balance::from).collect(), scanning }
    }
}

/// Where a payment stands. Times are milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PaymentState {
    /// Ours: signed and kept; no node has taken it yet.
    Signed,
    /// Ours: a node has taken it.
    Sent {
        /// When.
        at: Timestamp,
    },
    /// Theirs: someone says they paid; nothing has been seen yet.
    Announced,
    /// In a block.
    Confirmed {
        /// When this device saw it.
        at: Timestamp,
    },
    /// It will never be paid.
    Failed {
        /// When this device saw it.
        at: Timestamp,
    },
}

impl From<tongtong_wallet::rows::PaymentState> for PaymentState {
    fn from(state: tongtong_wallet::rows::PaymentState) -> Self {
        use tongtong_wallet::rows::PaymentState as State;
        match state {
            State::Signed => Self::Signed,
            State::Sent { at } => Self::Sent { at },
            State::Announced => Self::Announced,
            State::Confirmed { at } => Self::Confirmed { at },
            State::Failed { at } => Self::Failed { at },
        }
    }
}

/// An address and an amount.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Part {
    /// The address.
    pub address: String,
    /// How much.
    pub money: Money,
}

impl Part {
    pub(crate) fn of((address, amount): (Address, Amount), asset: &Asset, decimals: u8) -> Self {
        Self { address: address.text().to_owned(), money: Money::of(asset, amount, decimals) }
    }
}

/// Where a payment on Bitcoin, Ethereum or Solana stands that is in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Inclusion {
    /// The block, as the chain counts: a height, or a slot. Of money that arrived on an account, the one by which it
    /// was there.
    pub block: u64,
    /// How many blocks say so at the last look: 1 in the newest block. It grows until it is final.
    pub confirmations: u64,
    /// Whether nothing takes it back any more: six blocks deep on Bitcoin, as people go by; finalized on Ethereum and
    /// Solana, as their validators vote.
    pub is_final: bool,
}

/// A payment, in or out.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct Payment {
    /// Its id in this wallet.
    pub id: PaymentId,
    /// Which way.
    pub direction: Direction,
    /// How much, without the fee.
    pub amount: Money,
    /// What it cost, for our own, in the coin that it was paid in.
    pub fee: Money,
    /// What it cost besides, such as the deposit for an account that was made for the payee.
    pub costs: Vec<Money>,
    /// The address that is paid.
    pub to: String,
    /// The whole text of a sub-address, for our own.
    pub sub_address: Option<String>,
    /// The public memo, for our own.
    pub memo: Option<String>,
    /// The contact on the other side, if known.
    pub peer: Option<PeerId>,
    /// Where it stands.
    pub state: PaymentState,
    /// When it was signed, announced or first seen, in milliseconds since 1970.
    pub at: Timestamp,
    /// The signing digest by which it is known on both sides, if known.
    pub body: Option<BodyDigest>,
    /// Ids under which it was sent or seen on the chain, as its explorers write them.
    pub transactions: Vec<String>,
    /// The plan that was approved.
    pub plan: Option<PlanDigest>,
    /// Our fresh address that gets the change, and how much.
    pub change: Option<Part>,
    /// The chat message that speaks of it.
    pub message: Option<RowId>,
    /// How deep it lies once it is in a block. Nothing on TTChain, and while no node can tell.
    pub included: Option<Inclusion>,
}

/// A place in the history: a page is what is older than it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PaymentPlace {
    /// The `at` of the oldest payment already shown.
    pub at: Timestamp,
    /// Its id.
    pub id: PaymentId,
}

impl Payment {
    pub(crate) fn of(row: PaymentRow, profile: &Profile) -> Self {
        let decimals_of = |asset: &Asset| profile.asset(asset).map_or(0, |info| info.decimals);
        let decimals = decimals_of(&row.asset);
        let fee = Money::of(row.fee_in(), row.fee, decimals_of(row.fee_in()));
        let PaymentRow {
            id,
            direction,
            asset,
            amount,
            fee: _,
            to,
            sub_address,
            memo,
            peer,
            state,
            at,
            body,
            txs,
            plan,
            signed: _,
            sources: _,
            reused: _,
            change,
            fee_asset: _,
            fee_sources: _,
            fee_reused: _,
            fee_change: _,
            message,
            coin,
            revision: _,
        } = row;
        let included = coin.as_ref().and_then(|coin| coin.included).map(|included| {
            let tongtong_wallet::Inclusion { block, confirmations, is_final } = included;
            Inclusion { block, confirmations, is_final }
        });
        let costs = coin.map(|coin| coin.costs).unwrap_or_default();
        Self {
            id,
            direction,
            amount: Money::of(&asset, amount, decimals),
            fee,
            costs: costs
                .iter()
                .map(|(asset, amount)| Money::of(asset, *amount, decimals_of(asset)))
                .collect(),
            to: to.text().to_owned(),
            sub_address,
            memo,
            peer,
            state: state.into(),
            at,
            body,
            transactions: txs.iter().map(TxId::to_string).collect(),
            plan,
            change: change.map(|part| Part::of(part, &asset, decimals)),
            message,
            included,
        }
    }
}
