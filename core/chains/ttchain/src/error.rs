use thiserror::Error;

/// Why bytes are not a transaction that this room reads. The bytes are to be refused as they are: whatever
/// is read here packs to the same bytes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WireError {
    /// The bytes end inside a field.
    #[error("the bytes end inside a field")]
    Truncated,
    /// Bytes stand behind the end.
    #[error("bytes behind the end")]
    Trailing,
    /// Bytes stand behind the last field of an operation or of a condition's data.
    #[error("bytes behind the last field of an inner part")]
    InnerTrailing,
    /// More bytes, elements or characters than the limit of this field.
    #[error("more than the limit of {limit}")]
    TooMany {
        /// The limit, see [`crate::limits`].
        limit: usize,
    },
    /// A variable-length integer over 32 bits.
    #[error("a variable-length integer over 32 bits")]
    VarintRange,
    /// A variable-length integer with a needless zero group.
    #[error("a variable-length integer in a longer form than needed")]
    VarintNotMinimal,
    /// A yes-or-no byte that is neither 0 nor 1.
    #[error("a flag that is neither 0 nor 1")]
    Flag,
    /// A text that is not UTF-8.
    #[error("a text that is not UTF-8")]
    NotText,
    /// An operation that this room does not read.
    #[error("operation {0} is not supported")]
    Operation(u8),
    /// A withdraw condition that this room does not read.
    #[error("withdraw condition {0} is not supported")]
    Condition(u8),
    /// A balance type that the chain does not have.
    #[error("balance type {0} is unknown")]
    BalanceType(u8),
    /// A condition with a stealth memo, which this room does not read.
    #[error("stealth memos are not supported")]
    StealthMemo,
    /// A set or map whose elements are out of order or repeated.
    #[error("a set that is out of order")]
    NotSorted,
    /// Thirty-three bytes that are not a compressed public key.
    #[error("not a compressed public key")]
    PublicKey,
    /// Public data of another kind than nothing or a text.
    #[error("public data of kind {0} is not supported")]
    PublicData(u8),
    /// An account kind that the chain does not have.
    #[error("account kind {0} is unknown")]
    AccountKind(u32),
    /// A result type that the chain does not have.
    #[error("result type {0} is unknown")]
    ResultType(u8),
    /// A reserved number in a layout whose transactions carry none.
    #[error("this layout carries no reserved number")]
    ReservedInV1,
}

impl WireError {
    /// The stable code of this error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Truncated => "transaction_truncated",
            Self::Trailing => "transaction_trailing",
            Self::InnerTrailing => "transaction_inner_trailing",
            Self::TooMany { .. } => "transaction_too_many",
            Self::VarintRange => "varint_range",
            Self::VarintNotMinimal => "varint_not_minimal",
            Self::Flag => "transaction_flag",
            Self::NotText => "transaction_not_text",
            Self::Operation(_) => "operation_unsupported",
            Self::Condition(_) => "condition_unsupported",
            Self::BalanceType(_) => "balance_type_unknown",
            Self::StealthMemo => "stealth_memo_unsupported",
            Self::NotSorted => "transaction_not_sorted",
            Self::PublicKey => "public_key_form",
            Self::PublicData(_) => "public_data_unsupported",
            Self::AccountKind(_) => "account_kind_unknown",
            Self::ResultType(_) => "result_type_unknown",
            Self::ReservedInV1 => "reserved_in_v1",
        }
    }
}
