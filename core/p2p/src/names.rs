use iroh::dns::{BoxIter, DnsError, DnsResolver, Resolver, TxtRecordData};
use std::fmt;
use std::future::Future;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

/// How the host name in a relay's URL becomes an address.
#[derive(Clone, Default)]
pub enum Names {
    /// By the name servers this device is set to. No public resolver stands in when they fail.
    #[default]
    System,
    /// Not at all: every question is written down and refused. For relays given by address.
    Refused(NameLog),
}

/// The questions that a transport asked and nobody answered.
#[derive(Clone, Default)]
pub struct NameLog(Arc<Mutex<Vec<String>>>);

type Answer<T> = Pin<Box<dyn Future<Output = Result<BoxIter<T>, DnsError>> + Send>>;

impl Names {
    pub(crate) fn resolver(&self) -> DnsResolver {
        match self {
            Self::System => DnsResolver::builder().with_system_defaults().disable_fallback().build(),
            Self::Refused(log) => DnsResolver::custom(log.clone()),
        }
    }
}

impl NameLog {
    /// The host names asked for, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn refuse<T: 'static>(&self, host: String) -> Answer<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(host);
        Box::pin(async { Ok(Box::new(std::iter::empty()) as BoxIter<T>) })
    }
}

impl Resolver for NameLog {
    fn lookup_ipv4(&self, host: String) -> Answer<Ipv4Addr> {
        self.refuse(host)
    }

    fn lookup_ipv6(&self, host: String) -> Answer<Ipv6Addr> {
        self.refuse(host)
    }

    fn lookup_txt(&self, host: String) -> Answer<TxtRecordData> {
        self.refuse(host)
    }

    fn clear_cache(&self) {}

    fn reset(&self) -> Box<dyn Resolver> {
        Box::new(self.clone())
    }
}

impl fmt::Debug for NameLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NameLog({} questions)", self.asked().len())
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("System"),
            Self::Refused(log) => write!(f, "Refused({log:?})"),
        }
    }
}

#[cfg(test)]
mod tests;
