//! What can happen in a history.

use proptest::prelude::*;

/// One step.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Show,
    Hand(u8),
    /// Somebody pays to an address that was once handed out.
    Receive {
        which: usize,
        units: u32,
    },
    /// A contact speaks of a payment, made or not.
    Announce {
        which: usize,
        units: u32,
    },
    Pay {
        units: u32,
    },
    PayAll,
    Rescue,
    /// Takes back what is on its way.
    Cancel(usize),
    /// Signs a payment and leaves it lying; a later one of these records it.
    Dawdle {
        units: u32,
    },
    /// A signed payment reaches the ledger; or its twin does.
    Deliver {
        which: usize,
        altered: bool,
    },
    /// Old payments are handed in again, as they are and altered.
    Replay,
    Look,
}

pub(crate) fn act() -> impl Strategy<Value = Act> {
    // Few different amounts, so that claims and payments meet.
    let amount = || prop_oneof![1 => Just(10_000_u32), 3 => Just(150_000), 2 => 1_u32..3_000_000];
    prop_oneof![
        1 => Just(Act::Show),
        1 => (0_u8..4).prop_map(Act::Hand),
        4 => (any::<usize>(), amount()).prop_map(|(which, units)| Act::Receive { which, units }),
        2 => (any::<usize>(), amount()).prop_map(|(which, units)| Act::Announce { which, units }),
        4 => amount().prop_map(|units| Act::Pay { units }),
        1 => Just(Act::PayAll),
        4 => Just(Act::Rescue),
        1 => any::<usize>().prop_map(Act::Cancel),
        4 => amount().prop_map(|units| Act::Dawdle { units }),
        5 => (any::<usize>(), any::<bool>()).prop_map(|(which, altered)| Act::Deliver { which, altered }),
        1 => Just(Act::Replay),
        6 => Just(Act::Look),
    ]
}
