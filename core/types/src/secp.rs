use serde::{Deserialize, Serialize};

/// A secp256k1 public key in both encodings (SEC 1, 2.3.3), so that no chain does curve arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecpPublicKey {
    /// 33 bytes, first 2 or 3.
    pub compressed: [u8; 33],
    /// 65 bytes, first 4.
    pub uncompressed: [u8; 65],
}

/// An ECDSA signature over a 32-byte digest from which the key can be recovered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverableSignature {
    /// Big-endian r.
    pub r: [u8; 32],
    /// Big-endian s, in the lower half of the order.
    pub s: [u8; 32],
    /// 0 to 3.
    pub recovery_id: u8,
}
