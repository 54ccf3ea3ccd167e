//! What every [`Store`] keeps.

mod chat;
mod keys;
mod wallet;

use crate::store::{Changes, Store};

/// A master key that stores are unlocked with here.
pub const MASTER: [u8; 32] = [0x11; 32];

/// Runs the whole suite. `make` makes an empty store; `reopen` drops the one it gets, which is the newest
/// made, and opens what a restart would find.
///
/// # Panics
/// Where the contract is broken.
pub fn check(
    mut make: impl FnMut() -> Box<dyn Store>,
    mut reopen: impl FnMut(Box<dyn Store>) -> Box<dyn Store>,
) {
    for case in keys::CASES.iter().chain(chat::CASES).chain(wallet::CASES) {
        let mut bench = Bench { store: Some(make()), reopen: &mut reopen };
        case(&mut bench);
    }
}

type Case = fn(&mut Bench<'_>);

/// A store on the bench: it can be restarted at any moment.
struct Bench<'a> {
    store: Option<Box<dyn Store>>,
    reopen: &'a mut dyn FnMut(Box<dyn Store>) -> Box<dyn Store>,
}

impl Bench<'_> {
    fn store(&self) -> &dyn Store {
        self.store.as_deref().expect("a store is on the bench")
    }

    fn restart(&mut self) {
        let old = self.store.take().expect("a store is on the bench");
        self.store = Some((self.reopen)(old));
    }

    /// Unlocks, commits, restarts and unlocks again: what is read then was kept.
    fn keep(&mut self, changes: &Changes) {
        self.store().unlock(&MASTER).expect("its own key opens it");
        self.store().commit(changes).expect("an ordinary commit succeeds");
        self.restart();
        self.store().unlock(&MASTER).expect("its own key opens it after a restart");
    }
}
