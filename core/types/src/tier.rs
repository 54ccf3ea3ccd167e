use serde::{Deserialize, Serialize};

/// Which of the three roots: what must be unlocked before it opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Tier {
    /// Endpoint and static session keys: opens with the device after its first unlock; no pass phrase.
    Background,
    /// Messages, contacts, identity, public account keys: opens with the app.
    Reading,
    /// Words and chain keys: opens for one approval and is wiped after.
    Spending,
}

impl Tier {
    /// Every tier.
    pub const ALL: [Self; 3] = [Self::Background, Self::Reading, Self::Spending];

    /// The number that stands for the tier in an envelope and in its key.
    #[must_use]
    pub const fn tag(self) -> u8 {
        match self {
            Self::Background => 1,
            Self::Reading => 2,
            Self::Spending => 3,
        }
    }

    /// The tier of a number.
    #[must_use]
    pub fn from_tag(tag: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.tag() == tag)
    }
}
