//! The other valid encoding of a signature: s becomes the order minus s.

use crate::wire::transaction::Signature;
use k256::ecdsa::Signature as Ecdsa;

/// Turns a signature into its twin: the same key signs the same digest, the bytes and with them the
/// transaction's id are others. What is no signature stays as it is.
pub(crate) fn flip(signature: &mut Signature) {
    let Some((first, body)) = signature.split_first_mut() else { return };
    let Some(offset) = first.checked_sub(27) else { return };
    let Ok(parsed) = Ecdsa::from_slice(body) else { return };
    let (r, s) = parsed.split_scalars();
    let Ok(twin) = Ecdsa::from_scalars(r.to_bytes(), (-s).to_bytes()) else { return };
    body.copy_from_slice(&twin.to_bytes());
    *first = 27 + (offset ^ 1);
}
