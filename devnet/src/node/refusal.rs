//! Why the node refuses a call or a transaction, with the codes and texts of the real one.

use crate::wire::form::FormError;

/// A refusal, answered as HTTP 500 with `{"id","error":{message,detail,code}}`.
///
/// Numbers and texts are those of the family's exception list; 30005 is used for operations that
/// this devnet does not judge, which the real node would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    MissingParameter { position: usize, name: &'static str },
    BadCast(String),
    Assert(&'static str),
    UnsupportedChainOperation,
    AdditionOverflow,
    DuplicateTransaction,
    IllegalTransaction,
    InvalidAddress,
    OversizedTransaction,
    NegativeDeposit,
    UnknownBalance,
    InsufficientFunds,
    MissingSignature,
    InvalidCondition,
    NegativeWithdraw,
    Expired,
    ExpirationTooFar,
    TooManySignatures,
    DepositToOneAddressTwice,
    TooManyDeposits,
    UnknownAccount,
    TooManyDelegates,
    MessageTooLong,
    InvalidPrecision,
    InvalidSymbol,
    UnknownAsset,
    SymbolInUse,
    InvalidAssetAmount,
    NegativeIssue,
    OverIssue,
    NotUserIssued,
    InvalidAssetName,
    InsufficientFee,
    NegativeFee,
}

impl Refusal {
    /// Number, name and first words.
    pub(crate) fn facts(&self) -> (u32, &'static str, &'static str) {
        match self {
            Self::MissingParameter { .. } => (5, "invalid_arg_exception", "Invalid Argument"),
            Self::BadCast(_) => (7, "bad_cast_exception", "Bad Cast"),
            Self::Assert(_) => (10, "assert_exception", "Assert Exception"),
            Self::AdditionOverflow => (30002, "addition_overflow", "addition overflow"),
            Self::UnsupportedChainOperation => {
                (30005, "unsupported_chain_operation", "unsupported chain operation")
            }
            Self::DuplicateTransaction => (30007, "duplicate_transaction", "duplicate transaction"),
            Self::IllegalTransaction => (30015, "illegal_transaction", "illegal transaction"),
            Self::InvalidAddress => (30028, "invalid_address", "invalid address"),
            Self::OversizedTransaction => (30030, "out_of_max_trx_size", "out of max trx size"),
            Self::NegativeDeposit => (31001, "negative_deposit", "negative deposit"),
            Self::UnknownBalance => (31003, "unknown_balance_entry", "unknown balance entry"),
            Self::InsufficientFunds => (31004, "insufficient_funds", "insufficient funds"),
            Self::MissingSignature => (31005, "missing_signature", "missing signature"),
            Self::InvalidCondition => (31007, "invalid_withdraw_condition", "invalid withdraw condition"),
            Self::NegativeWithdraw => (31008, "negative_withdraw", "negative withdraw"),
            Self::Expired => (31010, "expired_transaction", "expired transaction"),
            Self::ExpirationTooFar => {
                (31011, "invalid_transaction_expiration", "invalid transaction expiration")
            }
            Self::TooManySignatures => (31014, "too_much_signature", "too much signature"),
            Self::DepositToOneAddressTwice => {
                (31016, "deposit_to_one_address_twice", "deposit to one address twice")
            }
            Self::TooManyDeposits => (31017, "too_much_deposit", "too much deposit"),
            Self::UnknownAccount => (31102, "unknown_account_id", "unknown account id"),
            Self::TooManyDelegates => (31112, "too_may_delegates_in_slate", "too many delegates in slate"),
            Self::MessageTooLong => (31114, "message_too_long", "message is to long"),
            Self::InvalidPrecision => (31301, "invalid_precision", "invalid precision"),
            Self::InvalidSymbol => (31302, "invalid_asset_symbol", "invalid asset symbol"),
            Self::UnknownAsset => (31303, "unknown_asset_id", "unknown asset id"),
            Self::SymbolInUse => (31304, "asset_symbol_in_use", "asset symbol in use"),
            Self::InvalidAssetAmount => (31305, "invalid_asset_amount", "invalid asset amount"),
            Self::NegativeIssue => (31306, "negative_issue", "negative issue"),
            Self::OverIssue => (31307, "over_issue", "over issue"),
            Self::NotUserIssued => (31310, "not_user_issued", "not user issued"),
            Self::InvalidAssetName => (31311, "invalid_asset_name", "invalid asset name"),
            Self::InsufficientFee => (31402, "insufficient_fee", "insufficient fee"),
            Self::NegativeFee => (31403, "negative_fee", "negative fee"),
        }
    }

    /// The second line of the message, where the real node writes one.
    pub(crate) fn more(&self) -> String {
        match self {
            Self::MissingParameter { position, name } => {
                format!("missing required parameter {position} ({name})")
            }
            Self::BadCast(why) => why.clone(),
            Self::Assert(what) => (*what).to_owned(),
            _ => String::new(),
        }
    }
}

impl From<FormError> for Refusal {
    fn from(error: FormError) -> Self {
        match error {
            FormError::Prefix => Self::Assert("base58str.substr(0, prefix_len) == prefix: "),
            FormError::Address => Self::InvalidAddress,
            FormError::Member(_) | FormError::Unknown => Self::BadCast(error.to_string()),
        }
    }
}
