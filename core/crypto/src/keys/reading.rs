use super::{IDENTITY, RootError, STORE, STORE_LOOKUP, STORE_TABLE, Tier, derive};
use crate::cell::{CellKey, LookupKey};
use crate::entropy::{Entropy, EntropyError};
use crate::secret::{Secret, SecretBytes};
use crate::statement::IdentityKey;

/// The root that opens with the app: the store's keys and the identity. It spends nothing.
#[derive(Debug)]
pub struct ReadingRoot(Secret<32>);

impl ReadingRoot {
    /// A new root, and with it a new identity.
    ///
    /// # Errors
    /// [`EntropyError`] of the source.
    pub fn generate(source: &dyn Entropy) -> Result<Self, EntropyError> {
        Secret::try_init_with(|buf| source.fill(buf)).map(Self)
    }

    /// The root that an envelope held.
    ///
    /// # Errors
    /// [`RootError`] if it held something else.
    pub fn from_bytes(bytes: &SecretBytes) -> Result<Self, RootError> {
        super::random_root(bytes, Tier::Reading).map(Self)
    }

    /// What the envelope is to hold.
    #[must_use]
    pub fn to_bytes(&self) -> SecretBytes {
        super::random_root_bytes(&self.0, Tier::Reading)
    }

    /// The store's master key.
    #[must_use]
    pub fn store(&self) -> StoreKey {
        StoreKey(derive(self.0.expose(), &STORE, &[]))
    }

    /// The key that the person is known by.
    #[must_use]
    pub fn identity(&self) -> IdentityKey {
        IdentityKey::from_seed(&derive(self.0.expose(), &IDENTITY, &[]))
    }
}

/// The store's master key: the parent of the table keys and the look-up keys, and nothing else.
#[derive(Debug)]
pub struct StoreKey(Secret<32>);

impl StoreKey {
    /// The key as it crosses the port to the store.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Secret::init_with(|buf| buf.copy_from_slice(bytes)))
    }

    /// The key's bytes, for the port to the store.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// The key of equality look-ups in one column, named `table.column`.
    #[must_use]
    pub fn lookup(&self, column: &str) -> LookupKey {
        LookupKey::new(derive(self.0.expose(), &STORE_LOOKUP, column.as_bytes()))
    }

    /// The key of one table's cells.
    #[must_use]
    pub fn table(&self, name: &str) -> CellKey {
        CellKey::new(derive(self.0.expose(), &STORE_TABLE, name.as_bytes()))
    }
}
