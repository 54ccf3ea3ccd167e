//! The folder of a device, and the profile of the network it lives in.

use crate::failure::Failure;
use std::path::{Path, PathBuf};
use tongtong_wallet::Profile;
use tongtong_wallet::profile::PROFILE_LIMIT;

/// Where a device keeps everything.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    dir: PathBuf,
    profile: Option<PathBuf>,
}

impl Home {
    /// The folder that was named, or `~/.tongtong`; the profile that was named, or the one in the folder.
    pub(crate) fn new(dir: Option<PathBuf>, profile: Option<PathBuf>) -> Result<Self, Failure> {
        let usual = || {
            let user = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"));
            user.map(|user| Path::new(&user).join(".tongtong"))
        };
        let dir = dir.or_else(usual).ok_or_else(|| Failure::refused("home_unknown"))?;
        Ok(Self { dir, profile })
    }

    /// The folder itself.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The database.
    pub(crate) fn store(&self) -> PathBuf {
        self.dir.join("store")
    }

    /// The device's keys.
    pub(crate) fn keyvault(&self) -> PathBuf {
        self.dir.join("keyvault")
    }

    /// Where this device writes its log.
    pub(crate) fn log(&self) -> Result<PathBuf, Failure> {
        let dir = self.dir.join("log");
        make(&dir)?;
        Ok(dir.join("tongtong.log"))
    }

    /// Makes the folder, for its owner only.
    pub(crate) fn prepare(&self) -> Result<(), Failure> {
        make(&self.dir)
    }

    /// Reads the profile; without a named one the folder's own copy.
    pub(crate) fn profile(&self) -> Result<Profile, Failure> {
        read_profile(&self.profile.clone().unwrap_or_else(|| self.own_profile()))
    }

    /// Keeps a copy of a profile that was named, so that it need be named only when it changes.
    pub(crate) fn keep_profile(&self) -> Result<(), Failure> {
        let Some(named) = &self.profile else { return Ok(()) };
        let text = std::fs::read(named).map_err(|_| Failure::refused("profile_missing"))?;
        if std::fs::read(self.own_profile()).is_ok_and(|own| own == text) {
            return Ok(());
        }
        std::fs::write(self.own_profile(), text).map_err(|_| Failure::broken("home_not_writable"))
    }

    fn own_profile(&self) -> PathBuf {
        self.dir.join("profile.json")
    }
}

/// Reads the profile of a file.
pub(crate) fn read_profile(path: &Path) -> Result<Profile, Failure> {
    let size = std::fs::metadata(path).map_err(|_| Failure::refused("profile_missing"))?.len();
    if size > u64::try_from(PROFILE_LIMIT).unwrap_or(u64::MAX) {
        return Err(tongtong_wallet::ProfileError::TooLong.into());
    }
    let text = std::fs::read_to_string(path).map_err(|_| Failure::refused("profile_missing"))?;
    Ok(Profile::parse(&text)?)
}

/// Makes a folder that only its owner can look into.
fn make(dir: &Path) -> Result<(), Failure> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|_| Failure::broken("home_not_writable"))
}
