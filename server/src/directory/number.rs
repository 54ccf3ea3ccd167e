use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use thiserror::Error;
use tongtong_crypto::entropy::Entropy;
use tongtong_types::Phone;
use tongtong_types::hash::domain_hash;
use zeroize::Zeroizing;

const DOMAIN: &str = "tongtong/v1/directory/number";
const LEN: usize = 32;

/// The server's key under which numbers are hashed. It lives in a file beside the database, so that a
/// stolen database alone names nobody. Who has both can compute every number: there are too few of them.
pub(super) struct NumberKey(Zeroizing<[u8; LEN]>);

/// A number under the server's key: all that is ever stored of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NumberHash(pub(super) [u8; 32]);

/// Why the key file cannot be used. It is never overwritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// There is a database but no key: restore the key file, or move the database away.
    #[error("its file is missing while there is a database")]
    Missing,
    /// The file has another length than a key.
    #[error("its file is damaged")]
    Damaged,
    /// The file cannot be read or written.
    #[error("its file cannot be read or written")]
    File,
}

impl KeyError {
    /// The stable name of the situation.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "number_key_missing",
            Self::Damaged => "number_key_damaged",
            Self::File => "number_key_file",
        }
    }
}

impl NumberKey {
    /// Reads the key, or makes it where `fresh` says that there is no database yet.
    pub(super) fn open(path: &Path, fresh: bool, entropy: &dyn Entropy) -> Result<Self, KeyError> {
        match File::open(path) {
            Ok(file) => Self::read(file),
            Err(error) if error.kind() == ErrorKind::NotFound && fresh => Self::make(path, entropy),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(KeyError::Missing),
            Err(_) => Err(KeyError::File),
        }
    }

    fn read(mut file: File) -> Result<Self, KeyError> {
        let mut key = Zeroizing::new([0; LEN]);
        let length = file.metadata().map_err(|_| KeyError::File)?.len();
        if usize::try_from(length) != Ok(LEN) {
            return Err(KeyError::Damaged);
        }
        file.read_exact(&mut *key).map_err(|_| KeyError::File)?;
        Ok(Self(key))
    }

    /// If the process dies here, a short file may be left: [`KeyError::Damaged`], and no database yet.
    fn make(path: &Path, entropy: &dyn Entropy) -> Result<Self, KeyError> {
        let mut key = Zeroizing::new([0; LEN]);
        entropy.fill(&mut *key).map_err(|_| KeyError::File)?;
        let mut file = private(path).map_err(|_| KeyError::File)?;
        file.write_all(&*key).and_then(|()| file.sync_all()).map_err(|_| KeyError::File)?;
        Ok(Self(key))
    }

    /// SHA-512/256 over the domain, the key and the E.164 form, each with its length. The hash is
    /// truncated, so a key in front makes a MAC of it.
    pub(super) fn hash(&self, phone: &Phone) -> NumberHash {
        NumberHash(domain_hash(DOMAIN, &[&*self.0, phone.e164().as_bytes()]))
    }
}

/// Makes a new file that only this user may read.
pub(super) fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

impl fmt::Debug for NumberKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NumberKey(..)")
    }
}

impl fmt::Debug for NumberHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NumberHash(..)")
    }
}
