use super::CardError;
use tongtong_crypto::statement::{Purpose, verify};
use tongtong_types::cbor::{Fields, Value, decode, encode};

/// The wire form of a signed record: `{1: body, 2: signature}` and nothing else.
pub(super) fn seal(body: &[u8], signature: &[u8; 64]) -> Vec<u8> {
    encode(&Value::map([(1, Value::bytes(body)), (2, Value::bytes(signature))]))
}

/// Takes a signed record apart and checks the signature of the key that the body itself names.
///
/// `signer` reads that key without taking it out. No key may stand beside body and signature: nobody
/// would have signed it.
pub(super) fn open<P: Purpose>(
    bytes: &[u8],
    max: usize,
    purpose: P,
    signer: impl FnOnce(&mut Fields) -> Result<P::Public, CardError>,
) -> Result<Fields, CardError> {
    if bytes.len() > max {
        return Err(CardError::Malformed);
    }
    let mut outer = decode(bytes)?.into_fields()?;
    let body = outer.bytes(1)?;
    let signature = outer.array::<64>(2)?;
    if !outer.rest().is_empty() {
        return Err(CardError::Malformed);
    }
    let mut fields = decode(&body)?.into_fields()?;
    if fields.uint(1)? != super::public::VERSION {
        return Err(CardError::Malformed);
    }
    let public = signer(&mut fields)?;
    verify(purpose, &public, &body, &signature).map_err(|_| CardError::Signature)?;
    Ok(fields)
}
