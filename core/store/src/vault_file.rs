//! The safe of a device without secure hardware: a folder of its own, readable by its owner only.
//!
//! | file | holds |
//! | --- | --- |
//! | `keys` | one random key of 32 bytes for each tier |
//! | `marker` | which store is tied to this device, and its generation |
//! | `attempts` | wrong pass phrases since the last success |
//! | `lock` | nothing; held while one of the others is replaced |
//!
//! A copy of the store alone is noticed by the marker. A copy of both folders cannot be.

use crate::durable;
use core::fmt;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration as Wait;
use tongtong_crypto::cell::{CellKey, LookupKey, NONCE, lookup_hash};
use tongtong_crypto::entropy::{self, Entropy};
use tongtong_crypto::secret::Secret;
use tongtong_ports::{Attempts, Capability, KeyVault, KeyVaultError, Marker};
use tongtong_types::cbor::{self, Fields, Value};
use tongtong_types::{Duration, RowId, Tier, Timestamp};
use zeroize::Zeroizing;

const KEYS: &str = "keys";
const MARKER: &str = "marker";
const ATTEMPTS: &str = "attempts";
const LOCK: &str = "lock";

/// What tells the uses of a tier's key apart.
const PRF: &[u8] = b"tongtong/v1/vault prf";
const WRAP: &[u8] = b"tongtong/v1/vault wrap";

/// How often, and how long apart, another process is waited for.
const TRIES: u32 = 100;
const PAUSE: Wait = Wait::from_millis(20);

/// A [`KeyVault`] of files.
///
/// The keys are read for each use and wiped after it. They are made at the first use; if they are gone
/// while a marker says that a store relies on them, that is
/// [`KeyVaultError::HardwareKeyInvalidated`].
pub struct FileVault {
    dir: PathBuf,
    entropy: Arc<dyn Entropy>,
}

impl FileVault {
    /// Opens the safe in this folder, and makes the folder if there is none.
    ///
    /// # Errors
    /// [`KeyVaultError::Storage`].
    pub fn open(dir: &Path, entropy: Arc<dyn Entropy>) -> Result<Self, KeyVaultError> {
        durable::make_dir(dir).map_err(storage)?;
        Ok(Self { dir: dir.to_owned(), entropy })
    }

    /// Keeps other processes out while a file is read and replaced.
    fn hold(&self) -> Result<File, KeyVaultError> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(self.dir.join(LOCK)).map_err(storage)?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => return Err(storage(error)),
            }
        }
        Err(KeyVaultError::Held)
    }

    fn tier_key(&self, tier: Tier) -> Result<Zeroizing<[u8; 32]>, KeyVaultError> {
        let _held = self.hold()?;
        let keys = match durable::read(&self.dir, KEYS).map_err(storage)? {
            Some(keys) => Zeroizing::new(keys),
            None => self.make_keys()?,
        };
        let place = Tier::ALL.iter().position(|known| *known == tier).ok_or(KeyVaultError::Storage)?;
        if keys.len() != 32 * Tier::ALL.len() {
            return Err(KeyVaultError::Storage);
        }
        let key = keys.chunks_exact(32).nth(place).and_then(|key| <[u8; 32]>::try_from(key).ok());
        key.map(Zeroizing::new).ok_or(KeyVaultError::Storage)
    }

    fn make_keys(&self) -> Result<Zeroizing<Vec<u8>>, KeyVaultError> {
        if durable::read(&self.dir, MARKER).map_err(storage)?.is_some() {
            return Err(KeyVaultError::HardwareKeyInvalidated);
        }
        let mut keys = Zeroizing::new(vec![0; 32 * Tier::ALL.len()]);
        self.entropy.fill(&mut keys).map_err(|_| KeyVaultError::Storage)?;
        durable::replace(&self.dir, KEYS, &keys).map_err(storage)?;
        Ok(keys)
    }

    /// HMAC of (use, tier, input), 32 bytes: two hashes of 16 whose inputs differ in their first byte.
    fn hash(&self, domain: &[u8], tier: Tier, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyVaultError> {
        let key = self.tier_key(tier)?;
        let key = LookupKey::new(Secret::init_with(|buf| buf.copy_from_slice(key.as_slice())));
        let mut message = Zeroizing::new(Vec::with_capacity(3 + domain.len() + input.len()));
        message.push(0);
        message.extend_from_slice(domain);
        message.extend_from_slice(&[0, tier.tag()]);
        message.extend_from_slice(input);
        let mut out = Zeroizing::new(Vec::with_capacity(32));
        for half in [1, 2] {
            if let Some(first) = message.first_mut() {
                *first = half;
            }
            out.extend_from_slice(Zeroizing::new(lookup_hash(&key, &message)).as_slice());
        }
        Ok(out)
    }

    fn wrap_key(&self, tier: Tier) -> Result<CellKey, KeyVaultError> {
        let key = self.hash(WRAP, tier, &[])?;
        Ok(CellKey::new(Secret::init_with(|buf| buf.copy_from_slice(&key))))
    }

    fn record(&self, name: &str) -> Result<Option<Fields>, KeyVaultError> {
        let Some(bytes) = durable::read(&self.dir, name).map_err(storage)? else { return Ok(None) };
        let value = cbor::decode(&bytes).and_then(Value::into_fields);
        value.map(Some).map_err(|_| KeyVaultError::Storage)
    }

    fn keep(&self, name: &str, fields: BTreeMap<u64, Value>) -> Result<(), KeyVaultError> {
        durable::replace(&self.dir, name, &cbor::encode(&Value::Map(fields))).map_err(storage)
    }

    fn kept_attempts(&self) -> Result<Attempts, KeyVaultError> {
        let Some(mut fields) = self.record(ATTEMPTS)? else { return Ok(Attempts::default()) };
        let count = fields.uint(1).ok().and_then(|count| u32::try_from(count).ok());
        Ok(Attempts {
            count: count.ok_or(KeyVaultError::Storage)?,
            last: fields.uint(2).ok().map(Timestamp::from_millis),
            last_boot: fields.uint(3).ok().map(Duration::from_millis),
        })
    }
}

impl KeyVault for FileVault {
    fn capability(&self) -> Capability {
        Capability { hardware: false, presence: false, prf: true }
    }

    fn prf(&self, tier: Tier, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyVaultError> {
        self.hash(PRF, tier, input)
    }

    fn wrap(&self, tier: Tier, secret: &[u8]) -> Result<Vec<u8>, KeyVaultError> {
        let nonce: [u8; NONCE] = entropy::array(self.entropy.as_ref()).map_err(|_| KeyVaultError::Storage)?;
        self.wrap_key(tier)?.seal(WRAP, secret, nonce).map_err(|_| KeyVaultError::Unsupported)
    }

    fn unwrap(&self, tier: Tier, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyVaultError> {
        self.wrap_key(tier)?.open(WRAP, wrapped).map_err(|_| KeyVaultError::NotOurs)
    }

    fn marker(&self) -> Result<Option<Marker>, KeyVaultError> {
        let Some(mut fields) = self.record(MARKER)? else { return Ok(None) };
        let store = fields.array(1).map(RowId::new).map_err(|_| KeyVaultError::Storage)?;
        let generation = fields.uint(2).map_err(|_| KeyVaultError::Storage)?;
        Ok(Some(Marker { store, generation }))
    }

    fn set_marker(&self, marker: Marker) -> Result<(), KeyVaultError> {
        let _held = self.hold()?;
        let fields = [(1, Value::bytes(marker.store.bytes())), (2, Value::Uint(marker.generation))];
        self.keep(MARKER, fields.into())
    }

    fn attempts(&self) -> Result<Attempts, KeyVaultError> {
        self.kept_attempts()
    }

    fn raise_attempts(&self, now: Timestamp, since_boot: Duration) -> Result<Attempts, KeyVaultError> {
        let _held = self.hold()?;
        let count = self.kept_attempts()?.count.saturating_add(1);
        let fields = [
            (1, Value::Uint(count.into())),
            (2, Value::Uint(now.millis())),
            (3, Value::Uint(since_boot.millis())),
        ];
        self.keep(ATTEMPTS, fields.into())?;
        Ok(Attempts { count, last: Some(now), last_boot: Some(since_boot) })
    }

    fn clear_attempts(&self) -> Result<(), KeyVaultError> {
        let _held = self.hold()?;
        self.keep(ATTEMPTS, [(1, Value::Uint(0))].into())
    }

    /// Keys first. What the disk's own wear levelling keeps of them is out of reach.
    fn delete(&self) -> Result<(), KeyVaultError> {
        let _held = self.hold()?;
        for name in [KEYS, MARKER, ATTEMPTS] {
            durable::destroy(&self.dir, name).map_err(storage)?;
        }
        Ok(())
    }
}

impl fmt::Debug for FileVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { dir: _, entropy: _ } = self;
        f.write_str("FileVault(..)")
    }
}

#[allow(clippy::needless_pass_by_value, reason = "used in map_err")]
fn storage(_error: io::Error) -> KeyVaultError {
    KeyVaultError::Storage
}
