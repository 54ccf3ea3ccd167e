//! Safety number: what two people compare to know that nobody sits between them.

use core::fmt;
use sha2::{Digest, Sha512};
use tongtong_types::PeerId;

/// The sixty digits of a pair of identities, the same on both sides.
///
/// Half of a person: SHA-512, 5,200 times, each time over the last output and the identity; the first
/// input is a version and the identity. Six groups of five digits are read from the first 30 bytes.
/// The smaller half stands first.
#[derive(Clone, PartialEq, Eq)]
pub struct SafetyNumber(String);

const VERSION: [u8; 2] = [0, 1];
const ROUNDS: u32 = 5_200;
const GROUP: usize = 5;

impl SafetyNumber {
    /// The safety number of two people, in either order.
    #[must_use]
    pub fn of(one: &PeerId, other: &PeerId) -> Self {
        let (one, other) = (half(one), half(other));
        let (first, second) = if one <= other { (one, other) } else { (other, one) };
        Self(first + &second)
    }

    /// The sixty digits without spaces.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

fn half(identity: &PeerId) -> String {
    let mut hash = Sha512::new_with_prefix(VERSION).chain_update(identity.bytes()).finalize();
    for _ in 1..ROUNDS {
        hash = Sha512::new_with_prefix(hash).chain_update(identity.bytes()).finalize();
    }
    let group = |bytes: &[u8]| bytes.iter().fold(0u64, |n, b| (n << 8) | u64::from(*b)) % 100_000;
    hash[..30].chunks(GROUP).map(|bytes| format!("{:05}", group(bytes))).collect()
}

/// Twelve groups of five, to be read aloud.
impl fmt::Display for SafetyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, digit) in self.0.chars().enumerate() {
            if i > 0 && i % GROUP == 0 {
                f.write_str(" ")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for SafetyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SafetyNumber({self})")
    }
}

#[cfg(test)]
mod tests;
