//! A transaction: its bytes, its digest and its id.

use super::bytes::{Reader, WireError, Writer};
use super::hash::{Hash20, hash20, sha256};
use super::operation::{AssetAmount, Operation};

/// A signature: first byte 27 to 34, then r and s, big endian.
pub(crate) type Signature = [u8; 65];

/// A transaction with whatever signatures came with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Transaction {
    pub(crate) expiration: u32,
    pub(crate) reserved: Option<u64>,
    /// The whole sub-address of the payee, or nothing.
    pub(crate) sub_address: String,
    pub(crate) sub_amount: AssetAmount,
    pub(crate) operations: Vec<Operation>,
    pub(crate) result_kind: u8,
    pub(crate) result_id: Hash20,
    pub(crate) signatures: Vec<Signature>,
}

impl Transaction {
    /// The bytes under the signatures.
    pub(crate) fn unsigned_bytes(&self) -> Vec<u8> {
        let mut to = Writer::default();
        self.write_body(&mut to, self.result_kind, self.result_id);
        to.finish()
    }

    /// The bytes with the signatures.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut to = Writer::default();
        self.write_body(&mut to, self.result_kind, self.result_id);
        self.write_signatures(&mut to);
        to.finish()
    }

    /// ripemd160(sha512(..)) of the signed bytes with the result fields at zero: the signatures
    /// are part of the id.
    pub(crate) fn id(&self) -> Hash20 {
        let mut to = Writer::default();
        self.write_body(&mut to, 0, Hash20::default());
        self.write_signatures(&mut to);
        hash20(&to.finish())
    }

    /// sha256(unsigned bytes || chain id): what is signed, and what a body is known by.
    pub(crate) fn digest(&self, chain_id: &[u8; 32]) -> [u8; 32] {
        let mut bytes = self.unsigned_bytes();
        bytes.extend_from_slice(chain_id);
        sha256(&bytes)
    }

    /// Reads signed bytes, all of them.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, WireError> {
        let mut from = Reader::new(bytes);
        let expiration = from.u32()?;
        let reserved = if from.flag()? { Some(from.u64()?) } else { None };
        let sub_address = from.string()?;
        let sub_amount = AssetAmount::read(&mut from)?;
        let mut operations = Vec::new();
        for _ in 0..from.count()? {
            operations.push(Operation::read(&mut from)?);
        }
        let result_kind = from.u8()?;
        let result_id = from.hash20()?;
        let mut signatures = Vec::new();
        for _ in 0..from.count()? {
            signatures.push(from.array()?);
        }
        from.end()?;
        Ok(Self {
            expiration,
            reserved,
            sub_address,
            sub_amount,
            operations,
            result_kind,
            result_id,
            signatures,
        })
    }

    /// The longest memo in it, in bytes; nothing where it has none.
    pub(crate) fn memo_length(&self) -> usize {
        self.operations
            .iter()
            .map(|operation| match operation {
                Operation::Memo { text } => text.len(),
                _ => 0,
            })
            .max()
            .unwrap_or(0)
    }

    fn write_body(&self, to: &mut Writer, result_kind: u8, result_id: Hash20) {
        to.u32(self.expiration);
        to.u8(u8::from(self.reserved.is_some()));
        if let Some(reserved) = self.reserved {
            to.u64(reserved);
        }
        to.bytes(self.sub_address.as_bytes());
        self.sub_amount.write(to);
        to.count(self.operations.len());
        for operation in &self.operations {
            operation.write(to);
        }
        to.u8(result_kind);
        to.raw(&result_id.0);
    }

    fn write_signatures(&self, to: &mut Writer) {
        to.count(self.signatures.len());
        for signature in &self.signatures {
            to.raw(signature);
        }
    }
}
