use super::SessionError;

/// Most versions that a hello may name.
pub const MAX_VERSIONS: usize = 16;

/// The clear first bytes of the initiator: which versions it speaks, `u8 n || n x u16` (big endian).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    versions: Vec<u16>,
}

impl Hello {
    /// The bytes that offer `versions`; beyond the first 16 they are left out.
    #[must_use]
    pub fn encode(versions: &[u16]) -> Vec<u8> {
        let versions = versions.iter().take(MAX_VERSIONS);
        let count = u8::try_from(versions.len()).unwrap_or(u8::MAX);
        core::iter::once(count).chain(versions.flat_map(|version| version.to_be_bytes())).collect()
    }

    /// How many bytes follow the first one.
    ///
    /// # Errors
    /// [`SessionError::Hello`] unless it counts 1 to 16 versions.
    pub fn rest(first: u8) -> Result<usize, SessionError> {
        let count = usize::from(first);
        if (1..=MAX_VERSIONS).contains(&count) { Ok(count * 2) } else { Err(SessionError::Hello) }
    }

    /// Reads a whole hello.
    ///
    /// # Errors
    /// [`SessionError::Hello`] unless it names 1 to 16 versions and ends with the last one.
    pub fn decode(bytes: &[u8]) -> Result<Self, SessionError> {
        let (first, rest) = bytes.split_first().ok_or(SessionError::Hello)?;
        if rest.len() != Self::rest(*first)? {
            return Err(SessionError::Hello);
        }
        let (pairs, _) = rest.as_chunks::<2>();
        Ok(Self { versions: pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect() })
    }

    /// The versions offered, in the order sent, for the prologue.
    #[must_use]
    pub fn versions(&self) -> &[u16] {
        &self.versions
    }

    /// The highest version that both sides speak.
    ///
    /// # Errors
    /// [`SessionError::NoCommonVersion`] if there is none.
    pub fn choose(&self, ours: &[u16]) -> Result<u16, SessionError> {
        let common = self.versions.iter().filter(|version| ours.contains(version)).max();
        common.copied().ok_or(SessionError::NoCommonVersion)
    }
}
