//! Any transaction in the JSON-RPC form, signed with a key that the caller has: for known answers.

mod members;

use crate::transfer::sealed;
use alloy_consensus::{SignableTransaction, TxEip1559, TxEip2930, TxLegacy};
use members::Members;
use serde_json::Value;
use thiserror::Error;
use tongtong_chain::{AddressFault, Fault};
use tongtong_types::RecoverableSignature;

/// Why a JSON object is not a transaction that can be signed. The member is named where there is one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TxJsonError {
    /// It is no object.
    #[error("a transaction is an object")]
    NotAnObject,
    /// A member is needed.
    #[error("the transaction lacks {0}")]
    Missing(&'static str),
    /// A member that no transaction of its type has.
    #[error("the transaction has a member that its type does not have")]
    Unknown {
        /// Its name, as it was written.
        name: String,
    },
    /// A number is not a `0x` quantity: no leading zeros, hexadecimal, within its range.
    #[error("{0} is not a quantity")]
    Quantity(&'static str),
    /// Bytes are not `0x` and pairs of hexadecimal digits, or not as many as they should be.
    #[error("{0} is not bytes in hexadecimal")]
    Bytes(&'static str),
    /// An address is wrong.
    #[error("{name}: {fault}")]
    Address {
        /// The member.
        name: &'static str,
        /// What is wrong.
        fault: AddressFault,
    },
    /// The access list is not a list of addresses with their storage keys.
    #[error("the access list is malformed")]
    AccessList,
    /// `data` and `input` differ.
    #[error("data and input differ")]
    TwoInputs,
    /// `chainId` is another than the one that it is to be signed for.
    #[error("the transaction is of another chain")]
    ChainId,
    /// A transaction with neither a payee nor code to be put on the chain.
    #[error("without a payee there must be data")]
    NothingToCreate,
    /// A blob transaction (EIP-4844).
    #[error("blob transactions (EIP-4844) are not signed")]
    Blob,
    /// A transaction that hands the account to code (EIP-7702).
    #[error("transactions that set an account's code (EIP-7702) are not signed")]
    SetCode,
    /// A type that is not known.
    #[error("the transaction's type is not known")]
    Type,
}

impl TxJsonError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAnObject => "eth_tx_not_object",
            Self::Missing(_) => "eth_tx_member_missing",
            Self::Unknown { .. } => "eth_tx_member_unknown",
            Self::Quantity(_) => "eth_tx_quantity",
            Self::Bytes(_) => "eth_tx_bytes",
            Self::Address { fault, .. } => fault.code(),
            Self::AccessList => "eth_tx_access_list",
            Self::TwoInputs => "eth_tx_two_inputs",
            Self::ChainId => "eth_tx_chain_id",
            Self::NothingToCreate => "eth_tx_nothing_to_create",
            Self::Blob => "eth_tx_blob",
            Self::SetCode => "eth_tx_set_code",
            Self::Type => "eth_tx_type",
        }
    }
}

/// A transaction that is not signed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsigned {
    form: Form,
    from: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Legacy(TxLegacy),
    AccessList(TxEip2930),
    Market(TxEip1559),
}

impl Unsigned {
    /// Reads the JSON-RPC form: `nonce`, `gas` and the price are needed (`gasPrice`, or `maxFeePerGas` and
    /// `maxPriorityFeePerGas`); `to`, `value`, `data` or `input`, `accessList`, `chainId` and `from` may be
    /// absent or null. Without `type`, a transaction with a `gasPrice` is a legacy one under EIP-155, or one of
    /// type 1 if it has an access list; any other is of type 2.
    ///
    /// # Errors
    /// [`TxJsonError`] by the first rule that is broken.
    pub fn from_json(json: &Value, chain_id: u64) -> Result<Self, TxJsonError> {
        let mut members = Members::new(json)?;
        if members.optional_number("chainId")?.is_some_and(|named| named != chain_id) {
            return Err(TxJsonError::ChainId);
        }
        let from = members.address("from")?.map(|address| address.to_checksum(None));
        let form = match members.kind()? {
            0 => Form::Legacy(legacy(&mut members, chain_id)?),
            1 => Form::AccessList(with_access_list(&mut members, chain_id)?),
            2 => Form::Market(market(&mut members, chain_id)?),
            3 => return Err(TxJsonError::Blob),
            4 => return Err(TxJsonError::SetCode),
            _ => return Err(TxJsonError::Type),
        };
        members.end()?;
        Ok(Self { form, from })
    }

    /// The account that should sign, if the transaction names one, in the form of EIP-55. It is not in what is
    /// signed: whoever has the key compares.
    #[must_use]
    pub fn from(&self) -> Option<&str> {
        self.from.as_deref()
    }

    /// The digest that is signed.
    #[must_use]
    pub fn signing_hash(&self) -> [u8; 32] {
        match &self.form {
            Form::Legacy(transaction) => transaction.signature_hash(),
            Form::AccessList(transaction) => transaction.signature_hash(),
            Form::Market(transaction) => transaction.signature_hash(),
        }
        .into()
    }

    /// The signed transaction's bytes, as `eth_sendRawTransaction` takes them, and its hash.
    ///
    /// # Errors
    /// [`Fault::WrongKey`] for a recovery id above 1, which no signature on Ethereum has.
    pub fn sealed(&self, signature: &RecoverableSignature) -> Result<(Vec<u8>, [u8; 32]), Fault> {
        match &self.form {
            Form::Legacy(transaction) => sealed(transaction, signature),
            Form::AccessList(transaction) => sealed(transaction, signature),
            Form::Market(transaction) => sealed(transaction, signature),
        }
    }
}

fn legacy(members: &mut Members, chain_id: u64) -> Result<TxLegacy, TxJsonError> {
    let (to, input) = members.call()?;
    Ok(TxLegacy {
        chain_id: Some(chain_id),
        nonce: members.number("nonce")?,
        gas_price: members.price("gasPrice")?,
        gas_limit: members.number("gas")?,
        to,
        value: members.value()?,
        input,
    })
}

fn with_access_list(members: &mut Members, chain_id: u64) -> Result<TxEip2930, TxJsonError> {
    let (to, input) = members.call()?;
    Ok(TxEip2930 {
        chain_id,
        nonce: members.number("nonce")?,
        gas_price: members.price("gasPrice")?,
        gas_limit: members.number("gas")?,
        to,
        value: members.value()?,
        access_list: members.access_list()?,
        input,
    })
}

fn market(members: &mut Members, chain_id: u64) -> Result<TxEip1559, TxJsonError> {
    let (to, input) = members.call()?;
    Ok(TxEip1559 {
        chain_id,
        nonce: members.number("nonce")?,
        gas_limit: members.number("gas")?,
        max_fee_per_gas: members.price("maxFeePerGas")?,
        max_priority_fee_per_gas: members.price("maxPriorityFeePerGas")?,
        to,
        value: members.value()?,
        access_list: members.access_list()?,
        input,
    })
}
