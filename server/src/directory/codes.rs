use super::number::NumberHash;
use super::refusal::Refusal;
use std::collections::HashMap;
use std::fmt;
use tongtong_crypto::entropy::{Entropy, EntropyError};
use tongtong_types::hash::domain_hash;
use tongtong_types::{Duration, Phone, Timestamp};
use zeroize::Zeroizing;

/// How long a code counts.
pub(super) const VALID: Duration = Duration::from_secs(5 * 60);
/// How often a code may be tried.
pub(super) const TRIES: u32 = 5;
/// The least time between two codes for a number.
pub(super) const PAUSE: Duration = Duration::from_secs(30);
/// Codes for a number in one [`SPAN`].
pub(super) const PER_SPAN: usize = 5;
/// An hour.
pub(super) const SPAN: Duration = Duration::from_secs(60 * 60);
/// Numbers that are remembered at the same time.
pub(super) const MOST_NUMBERS: usize = 10_000;
/// Codes have six digits.
const CODES: u64 = 1_000_000;

const DOMAIN: &str = "tongtong/v1/directory/code";

/// A code on its way to a phone. It cannot be printed, cloned or compared.
pub struct SmsCode {
    phone: Phone,
    digits: Zeroizing<String>,
}

impl SmsCode {
    /// Where it goes.
    #[must_use]
    pub fn phone(&self) -> &Phone {
        &self.phone
    }

    /// Its six digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.digits
    }
}

impl fmt::Debug for SmsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { phone: _, digits: _ } = self;
        f.write_str("SmsCode(..)")
    }
}

/// The codes that were sent and not used yet, and when. In memory only; a code only as a hash under a key
/// of this process.
pub(super) struct Codes {
    key: Zeroizing<[u8; 32]>,
    most: usize,
    sent: HashMap<NumberHash, Sent>,
}

/// What is remembered of one number.
#[derive(Default)]
struct Sent {
    /// When codes were sent, within the last [`SPAN`].
    times: Vec<Timestamp>,
    open: Option<Open>,
}

/// A code that may still be used.
struct Open {
    hash: [u8; 32],
    until: Timestamp,
    tries: u32,
}

impl Codes {
    pub(super) fn new(entropy: &dyn Entropy, most: usize) -> Result<Self, EntropyError> {
        let mut key = Zeroizing::new([0; 32]);
        entropy.fill(&mut *key)?;
        Ok(Self { key, most, sent: HashMap::new() })
    }

    /// Makes the next code of a number; an earlier one is void from now on.
    pub(super) fn issue(
        &mut self,
        number: NumberHash,
        phone: &Phone,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<SmsCode, Refusal> {
        self.make_room(number, now)?;
        let times = self.sent.get(&number).map(|sent| sent.recent(now)).unwrap_or_default();
        if let Some(wait) = pause(&times, now) {
            return Err(Refusal::Limited { wait });
        }
        let digits = draw(entropy).map_err(|_| Refusal::Internal)?;
        let open = Open { hash: self.hash(number, &digits), until: now.after(VALID), tries: TRIES };
        let sent = self.sent.entry(number).or_default();
        sent.times = times;
        sent.times.push(now);
        sent.open = Some(open);
        Ok(SmsCode { phone: phone.clone(), digits })
    }

    /// Takes a code: it is void afterwards, right or tried too often.
    pub(super) fn redeem(&mut self, number: NumberHash, digits: &str, now: Timestamp) -> Result<(), Refusal> {
        let hash = self.hash(number, digits);
        let sent = self.sent.get_mut(&number).ok_or(Refusal::CodeExpired)?;
        let mut open = sent.open.take().filter(|open| now < open.until).ok_or(Refusal::CodeExpired)?;
        if open.hash == hash {
            return Ok(());
        }
        let left = open.tries.saturating_sub(1);
        if left > 0 {
            open.tries = left;
            sent.open = Some(open);
        }
        Err(Refusal::CodeWrong { left })
    }

    /// Forgets numbers whose last code was sent long ago, when there are too many.
    fn make_room(&mut self, number: NumberHash, now: Timestamp) -> Result<(), Refusal> {
        if self.sent.len() < self.most || self.sent.contains_key(&number) {
            return Ok(());
        }
        self.sent.retain(|_, sent| !sent.recent(now).is_empty());
        if self.sent.len() < self.most { Ok(()) } else { Err(Refusal::Busy { wait: PAUSE }) }
    }

    fn hash(&self, number: NumberHash, digits: &str) -> [u8; 32] {
        domain_hash(DOMAIN, &[&*self.key, &number.0, digits.as_bytes()])
    }
}

impl Sent {
    fn recent(&self, now: Timestamp) -> Vec<Timestamp> {
        self.times.iter().copied().filter(|time| now < time.after(SPAN)).collect()
    }
}

/// How long until the next code, if not at once. `times` are those of the last [`SPAN`], oldest first.
fn pause(times: &[Timestamp], now: Timestamp) -> Option<Duration> {
    let (first, last) = (times.first()?, times.last()?);
    let free =
        if times.len() < PER_SPAN { last.after(PAUSE) } else { first.after(SPAN).max(last.after(PAUSE)) };
    (now < free).then(|| free.since(now))
}

/// Six digits. Of 2^64 draws the first 10^6 codes get one more than the others at most.
fn draw(entropy: &dyn Entropy) -> Result<Zeroizing<String>, EntropyError> {
    let mut bytes = Zeroizing::new([0; 8]);
    entropy.fill(&mut *bytes)?;
    Ok(Zeroizing::new(format!("{:06}", u64::from_be_bytes(*bytes) % CODES)))
}

#[cfg(test)]
mod tests;
