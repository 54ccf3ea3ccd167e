//! The moment that an answer is of: what is settled by then, and what must still be asked of it.

use crate::address::shown;
use crate::pay::answer;
use crate::question::{Account, Fate, Finalized, Passed, Question};
use crate::state::{State, Track};
use alloy_primitives::Address as Bytes20;
use tongtong_chain::{Fault, Flight, Query, Reply};

/// How deep a block lies that counts as settled on a network that tells nothing final: as deep as the tag `finalized`
/// stands elsewhere, two epochs.
pub(crate) const DEEP: u64 = 64;
/// After how many blocks a node that did not have what must be known of a passed nonce is asked again.
pub(crate) const AGAIN: u64 = 25;

/// The moment that an answer is of.
pub(crate) struct Moment<'a> {
    pub(crate) own: &'a Bytes20,
    pub(crate) account: &'a Account,
    pub(crate) finalized: Option<&'a Finalized>,
    /// What was told before.
    pub(crate) before: Option<&'a State>,
}

/// What the block shows in which a payment's nonce passed.
pub(crate) enum Trace {
    /// Nothing is known of it now. The block is the one as of which a node was last asked.
    Cold(Option<u64>),
    /// It is in this block, which nothing takes back.
    Within(u64),
    /// Another transaction of the account took its place, and nothing takes that back.
    Replaced,
}

impl Moment<'_> {
    /// Whether a payment's nonce has passed.
    pub(crate) fn is_past(&self, track: &Track) -> bool {
        self.account.nonce > track.nonce
    }

    /// The newest block that nothing takes back: the final one, or where the network has never told one, one that is
    /// deep. A node that does not tell what others have told is not believed to be of a network without.
    fn settled(&self) -> Option<u64> {
        match self.finalized {
            Some(finalized) => Some(finalized.block),
            None if self.before.is_some_and(|before| before.tells_final) => None,
            None => self.account.block.checked_sub(DEEP),
        }
    }

    /// Whether nothing takes a block back.
    pub(crate) fn is_settled(&self, block: u64) -> bool {
        self.settled().is_some_and(|settled| block <= settled)
    }

    /// What must be asked of a payment that the node does not know although its nonce has passed for good: that it is
    /// not known says nothing, because nodes do not keep or index everything.
    pub(crate) fn question(&self, flight: &Flight, fate: &Fate) -> Result<Option<Question>, Fault> {
        let track = Track::of(flight)?;
        let for_good = match self.finalized {
            Some(finalized) => finalized.nonce.is_some_and(|nonce| nonce > track.nonce),
            None => self.is_past(&track),
        };
        let due = self.sought(flight).is_none_or(|block| self.account.block.abs_diff(block) >= AGAIN);
        let until = self.settled().filter(|until| *until >= track.block);
        Ok(match until {
            Some(until) if *fate == Fate::Unknown && for_good && due => Some(Question::Passed {
                address: shown(self.own),
                nonce: track.nonce,
                transaction: flight.id.clone(),
                from: track.block,
                until,
            }),
            _ => None,
        })
    }

    fn sought(&self, flight: &Flight) -> Option<u64> {
        self.before.and_then(|before| before.sought(&flight.id))
    }

    /// What the answer to that shows.
    pub(crate) fn trace(
        &self,
        flight: &Flight,
        fate: &Fate,
        answers: &[(Query, Reply)],
    ) -> Result<Trace, Fault> {
        let Some(question) = self.question(flight, fate)? else {
            return Ok(Trace::Cold(self.sought(flight)));
        };
        match answer::<Option<Passed>>(&question, answers)?.map_err(|_| Fault::Unanswered)? {
            None => Ok(Trace::Cold(Some(self.account.block))),
            Some(passed) if !self.is_settled(passed.block) => Err(Fault::Contradiction),
            Some(Passed { block, within: true }) => Ok(Trace::Within(block)),
            Some(Passed { within: false, .. }) => Ok(Trace::Replaced),
        }
    }
}
