//! The limits of foreign bytes, each named once. Readers apply them; after that nobody checks again.

/// Bytes of a whole transaction, signatures included: the chain's own limit.
pub const TRANSACTION: usize = 102_400;

/// Signatures of one transaction: the chain's own limit.
pub const SIGNATURES: usize = 1000;

/// Deposits of one transaction: the chain's own limit.
pub const DEPOSITS: usize = 100;

/// Bytes of a memo: the chain's own limit. Producers leave memos over 40 bytes pending for ever, which is
/// for the wallet to know.
pub const MEMO: usize = 2048;

/// Bytes of a contract call's arguments: the chain's own limit.
pub const CONTRACT_ARGS: usize = 8192;

/// Operations of one transaction: ours; the chain knows only the count of bytes.
pub const OPERATIONS: usize = 1000;

/// Owners of a multisig condition: ours.
pub const OWNERS: usize = 100;

/// Balances that pay for a contract operation: ours.
pub const BALANCES: usize = 1000;

/// Accounts of a slate: ours; the chain has 99 delegates.
pub const SLATE: usize = 1000;

/// Bytes of any other text or blob inside an operation: ours.
pub const TEXT: usize = 16_384;

/// Characters of an address, key or balance id as typed or scanned, a sub-address included.
pub const TYPED_TEXT: usize = 128;
