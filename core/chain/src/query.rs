use crate::Fault;
use core::fmt;
use serde::{Serialize, de::DeserializeOwned};
use tongtong_types::cbor;

/// One thing that a chain must know of its network, in the chain's own words. Its client in `net` reads it.
#[derive(Clone, PartialEq, Eq)]
pub struct Query(Vec<u8>);

/// What the client found, in the chain's own words. It is a claim of a node until it is compared.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply(Vec<u8>);

macro_rules! words {
    ($name:ident) => {
        impl $name {
            /// Puts it into bytes.
            ///
            /// # Errors
            /// [`Fault::Unreadable`] if it has no form as bytes.
            pub fn new<T: Serialize>(words: &T) -> Result<Self, Fault> {
                cbor::to_row(words).map(Self).map_err(|_| Fault::Unreadable)
            }

            /// Reads it again.
            ///
            /// # Errors
            /// [`Fault::Unreadable`] if it is none of `T`'s.
            pub fn read<T: DeserializeOwned>(&self) -> Result<T, Fault> {
                cbor::from_row(&self.0).map_err(|_| Fault::Unreadable)
            }

            /// The bytes.
            #[must_use]
            pub fn bytes(&self) -> &[u8] {
                &self.0
            }
        }

        // Addresses and amounts are in there.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({} bytes)"), self.0.len())
            }
        }
    };
}

words!(Query);
words!(Reply);

#[cfg(test)]
mod tests {
    use super::{Query, Reply};

    #[test]
    fn a_line_of_a_log_tells_of_a_question_and_an_answer_how_long_they_are_and_no_more() {
        let (query, reply) = (Query::new(&"an address").unwrap(), Reply::new(&["12 units"]).unwrap());
        assert_eq!(format!("{query:?} {reply:?}"), "Query(11 bytes) Reply(10 bytes)");
    }
}
