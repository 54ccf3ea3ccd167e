use super::CardError;
use tongtong_crypto::statement::{IdentityKey, IdentityPurpose, verify};
use tongtong_types::cbor::{Value, encode};
use tongtong_types::{PeerId, Phone};

/// What an identity says to the phone directory: hang my card under this number, which this code proves.
///
/// A public card is everyone's to show. Without the claim whoever proves a number could hang another
/// person's card under it. The code is good once, and so is the claim.
#[derive(Clone, Copy, Debug)]
pub struct NumberClaim;

impl NumberClaim {
    /// The claim of the key's identity.
    #[must_use]
    pub fn sign(key: &IdentityKey, phone: &Phone, code: &str) -> [u8; 64] {
        key.sign(IdentityPurpose::DirectoryRequest, &body(phone, code))
    }

    /// Checks that this identity claims this number by this code.
    ///
    /// # Errors
    /// [`CardError::Signature`] if it does not.
    pub fn verify(
        identity: &PeerId,
        phone: &Phone,
        code: &str,
        signature: &[u8; 64],
    ) -> Result<(), CardError> {
        verify(IdentityPurpose::DirectoryRequest, identity, &body(phone, code), signature)
            .map_err(|_| CardError::Signature)
    }
}

fn body(phone: &Phone, code: &str) -> Vec<u8> {
    encode(&Value::map([(1, Value::text(phone.e164())), (2, Value::text(code))]))
}

#[cfg(test)]
mod tests;
