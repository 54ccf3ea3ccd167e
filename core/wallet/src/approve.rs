//! Approve: a person has seen a plan, and names what was seen.

use crate::Refused;
use crate::plan::Plan;
use tongtong_types::{PlanDigest, Timestamp};

/// A plan that a person has approved. It can be signed once.
#[must_use]
#[derive(Debug)]
pub struct Approved {
    pub(crate) plan: Plan,
    pub(crate) digest: PlanDigest,
}

/// A refused approval: nothing was signed, and the plan is still there to be shown again.
#[derive(Debug)]
pub struct NotApproved {
    /// [`Refused::PlanExpired`] (plan again) or [`Refused::PlanChanged`] (show it again).
    pub why: Refused,
    /// The plan.
    pub plan: Box<Plan>,
}

impl Plan {
    /// Approves exactly what was seen. If the process dies here, nothing has happened.
    ///
    /// # Errors
    /// [`NotApproved`] if the plan's time is over, or if `seen` is not the digest of what it is now.
    pub fn approve(self, seen: PlanDigest, now: Timestamp) -> Result<Approved, NotApproved> {
        match self.check(seen, now) {
            Ok(()) => Ok(Approved { plan: self, digest: seen }),
            Err(why) => Err(NotApproved { why, plan: Box::new(self) }),
        }
    }

    fn check(&self, seen: PlanDigest, now: Timestamp) -> Result<(), Refused> {
        if now > self.claims.not_after {
            return Err(Refused::PlanExpired);
        }
        match self.digest_now() {
            Ok(digest) if digest == seen => Ok(()),
            Ok(_) | Err(_) => Err(Refused::PlanChanged),
        }
    }
}
