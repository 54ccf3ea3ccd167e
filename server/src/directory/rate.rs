use super::refusal::Refusal;
use std::collections::HashMap;
use std::net::IpAddr;
use tongtong_types::{Duration, Timestamp};

/// Addresses that are remembered at the same time.
const MOST_ADDRESSES: usize = 100_000;

/// So many requests, which come back evenly over this time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// How many at once.
    pub count: u32,
    /// How long until all of them are back.
    pub per: Duration,
}

/// What one network address (of IPv6: one /64) may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// SMS codes.
    pub codes: Budget,
    /// Registrations, right or wrong.
    pub registrations: Budget,
    /// Newer cards.
    pub publications: Budget,
    /// Look-ups.
    pub look_ups: Budget,
}

impl Default for Limits {
    /// For a public directory: many phones share an address behind a carrier's NAT.
    fn default() -> Self {
        let hour = Duration::from_secs(60 * 60);
        Self {
            codes: Budget { count: 20, per: hour },
            registrations: Budget { count: 60, per: hour },
            publications: Budget { count: 120, per: hour },
            look_ups: Budget { count: 200, per: hour },
        }
    }
}

/// Which budget a request is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Code,
    Register,
    Publish,
    LookUp,
}

impl Limits {
    fn of(&self, kind: Kind) -> Budget {
        match kind {
            Kind::Code => self.codes,
            Kind::Register => self.registrations,
            Kind::Publish => self.publications,
            Kind::LookUp => self.look_ups,
        }
    }
}

/// Who asked how much lately. For each address and kind one time: when its budget is whole again.
pub(super) struct Meter {
    limits: Limits,
    most: usize,
    whole: HashMap<(Kind, IpAddr), Timestamp>,
}

impl Meter {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, most: MOST_ADDRESSES, whole: HashMap::new() }
    }

    /// Takes one request from the budget.
    pub(super) fn take(&mut self, kind: Kind, address: IpAddr, now: Timestamp) -> Result<(), Refusal> {
        let Budget { count, per } = self.limits.of(kind);
        let key = (kind, network(address));
        if self.whole.len() >= self.most && !self.whole.contains_key(&key) {
            self.whole.retain(|_, whole| now < *whole);
            if self.whole.len() >= self.most {
                return Err(Refusal::Busy { wait: per });
            }
        }
        let one = Duration::from_millis(per.millis() / u64::from(count.max(1)));
        let next = self.whole.get(&key).copied().unwrap_or(now).max(now).after(one);
        let debt = next.since(now);
        if count == 0 || debt > per {
            return Err(Refusal::Limited {
                wait: Duration::from_millis(debt.millis().saturating_sub(per.millis())),
            });
        }
        self.whole.insert(key, next);
        Ok(())
    }
}

/// One person's network: an IPv4 address, or an IPv6 /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests;
