use crate::hash::short_hash;
use crate::reader::Reader;
use crate::writer::Writer;
use crate::{
    AssetAmount, ChainId, Layout, Operation, SignatureError, WireError, limits, recoverable, signature_bytes,
};
use core::fmt;
use sha2::{Digest, Sha256};
use tongtong_types::{BodyDigest, RecoverableSignature, TxId};

/// What a transaction is to the contract machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultType {
    /// Somebody's own transaction: the only kind that a wallet makes.
    Origin,
    /// The whole result of a contract call, made by a producer.
    Complete,
    /// Part of such a result.
    Incomplete,
}

/// A transaction without its signatures. `Debug` tells no content.
#[derive(Clone, PartialEq, Eq)]
pub struct Transaction {
    /// Unix seconds. A node of version 2.0 does not look at it: an expired transaction is not dead.
    pub expiration: u32,
    /// A random number that makes two equal payments differ; always `None` in [`Layout::V1`].
    pub reserved: Option<u64>,
    /// The whole text of a sub-address, or empty.
    pub alp_account: String,
    /// What goes to the sub-address, or nothing.
    pub alp_inport_asset: AssetAmount,
    /// What happens, in order.
    pub operations: Vec<Operation>,
    /// [`ResultType::Origin`], unless a producer made it.
    pub result_trx_type: ResultType,
    /// Zeros, unless a producer made it.
    pub result_trx_id: [u8; 20],
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            expiration,
            reserved,
            alp_account: _,
            alp_inport_asset: _,
            operations,
            result_trx_type,
            result_trx_id: _,
        } = self;
        write!(f, "Transaction({expiration}, {reserved:?}, {operations:?}, {result_trx_type:?})")
    }
}

impl Transaction {
    /// Somebody's own transaction that does nothing yet.
    #[must_use]
    pub fn new(expiration: u32) -> Self {
        Self {
            expiration,
            reserved: None,
            alp_account: String::new(),
            alp_inport_asset: AssetAmount::default(),
            operations: Vec::new(),
            result_trx_type: ResultType::Origin,
            result_trx_id: [0; 20],
        }
    }

    /// The unsigned bytes.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        Writer::packed(|w| self.write(w))
    }

    /// Reads unsigned bytes. What is accepted packs to the same bytes.
    ///
    /// # Errors
    /// [`WireError`] by the first fault.
    pub fn unpack(bytes: &[u8], layout: Layout) -> Result<Self, WireError> {
        let mut r = Reader::new(bytes, limits::TRANSACTION)?;
        let transaction = Self::read(&mut r, layout)?;
        r.finish()?;
        Ok(transaction)
    }

    /// What must be signed: sha256(unsigned bytes ‖ chain id). A payment is known by it.
    #[must_use]
    pub fn body_digest(&self, chain: &ChainId) -> BodyDigest {
        let hash = Sha256::new().chain_update(self.pack()).chain_update(chain.bytes()).finalize();
        BodyDigest::new(hash.into())
    }

    /// Puts signatures over [`Transaction::body_digest`] in place, one for each key that owns a source.
    ///
    /// # Errors
    /// [`SignatureError`] if a signature has no form on the chain.
    pub fn with_signatures(self, signatures: &[RecoverableSignature]) -> Result<Signed, SignatureError> {
        let signatures = signatures.iter().map(signature_bytes).collect::<Result<_, _>>()?;
        Ok(Signed { transaction: self, signatures })
    }

    fn write(&self, w: &mut Writer) {
        w.u32(self.expiration);
        match self.reserved {
            None => w.u8(0),
            Some(number) => {
                w.u8(1);
                w.u64(number);
            }
        }
        w.bytes(self.alp_account.as_bytes());
        self.alp_inport_asset.write(w);
        w.count(self.operations.len());
        self.operations.iter().for_each(|operation| operation.write(w));
        w.u8(match self.result_trx_type {
            ResultType::Origin => 0,
            ResultType::Complete => 1,
            ResultType::Incomplete => 2,
        });
        w.raw(&self.result_trx_id);
    }

    fn read(r: &mut Reader<'_>, layout: Layout) -> Result<Self, WireError> {
        let expiration = r.u32()?;
        let reserved = match (r.flag()?, layout) {
            (false, _) => None,
            (true, Layout::V2) => Some(r.u64()?),
            (true, Layout::V1) => return Err(WireError::ReservedInV1),
        };
        let alp_account = r.text(limits::TEXT)?;
        let alp_inport_asset = AssetAmount::read(r)?;
        let mut operations = Vec::new();
        let mut deposits = 0_usize;
        for _ in 0..r.count(limits::OPERATIONS)? {
            let operation = Operation::read(r)?;
            if matches!(operation, Operation::Deposit { .. }) {
                deposits = deposits.saturating_add(1);
            }
            operations.push(operation);
        }
        if deposits > limits::DEPOSITS {
            return Err(WireError::TooMany { limit: limits::DEPOSITS });
        }
        let result_trx_type = match r.u8()? {
            0 => ResultType::Origin,
            1 => ResultType::Complete,
            2 => ResultType::Incomplete,
            other => return Err(WireError::ResultType(other)),
        };
        let result_trx_id = r.array()?;
        Ok(Self {
            expiration,
            reserved,
            alp_account,
            alp_inport_asset,
            operations,
            result_trx_type,
            result_trx_id,
        })
    }
}

/// A transaction with signatures in place. Whether they fit is for the node to judge.
///
/// The chain's id covers the signatures, and signatures can be written in several ways: keep and re-send
/// these bytes, never sign the same body again, and know a payment by its body digest.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed {
    /// What is signed.
    pub transaction: Transaction,
    /// 27 + 4 + recovery id, r, s each.
    pub signatures: Vec<[u8; 65]>,
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { transaction, signatures } = self;
        write!(f, "Signed({transaction:?}, {} signatures)", signatures.len())
    }
}

impl Signed {
    /// The signed bytes.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        Writer::packed(|w| {
            self.transaction.write(w);
            self.write_signatures(w);
        })
    }

    /// Reads signed bytes. What is accepted packs to the same bytes.
    ///
    /// # Errors
    /// [`WireError`] by the first fault.
    pub fn unpack(bytes: &[u8], layout: Layout) -> Result<Self, WireError> {
        let mut r = Reader::new(bytes, limits::TRANSACTION)?;
        let transaction = Transaction::read(&mut r, layout)?;
        let count = r.count(limits::SIGNATURES)?;
        let signatures = (0..count).map(|_| r.array()).collect::<Result<_, _>>()?;
        r.finish()?;
        Ok(Self { transaction, signatures })
    }

    /// The chain's id: ripemd160(sha512(signed bytes as of an origin transaction)).
    #[must_use]
    pub fn id(&self) -> TxId {
        let mut origin = self.transaction.clone();
        origin.result_trx_type = ResultType::Origin;
        origin.result_trx_id = [0; 20];
        TxId::from(short_hash(&Writer::packed(|w| {
            origin.write(w);
            self.write_signatures(w);
        })))
    }

    /// The signatures as numbers, for recovering keys.
    ///
    /// # Errors
    /// [`SignatureError`] if a first byte is not the chain's.
    pub fn recoverable(&self) -> Result<Vec<RecoverableSignature>, SignatureError> {
        self.signatures.iter().map(recoverable).collect()
    }

    fn write_signatures(&self, w: &mut Writer) {
        w.count(self.signatures.len());
        self.signatures.iter().for_each(|signature| w.raw(signature));
    }
}
