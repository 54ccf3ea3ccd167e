//! The three roots of this device: made, opened, counted, wiped.

use crate::EngineError;
use crate::engine::Shared;
use tongtong_crypto::entropy;
use tongtong_crypto::envelope::{self, Argon2Params, EnvelopeError, Header};
use tongtong_crypto::keys::{BackgroundRoot, ReadingRoot, SpendingRoot};
use tongtong_crypto::passphrase;
use tongtong_crypto::secret::{PassPhrase, SecretBytes};
use tongtong_crypto::session::StaticSecret;
use tongtong_crypto::statement::IdentityKey;
use tongtong_ports::{KeyChanges, LinkSeeds, Marker};
use tongtong_types::{Duration, Tier, Timestamp};
use tongtong_wallet::Profile;
use zeroize::Zeroizing;

/// The generation of static session and endpoint keys; it rises with the weekly rotation.
const GENERATION: u32 = 0;

/// Waits after the n-th wrong pass phrase in a row, in seconds (vault, Keys).
const DELAYS: [u64; 9] = [0, 0, 0, 0, 30, 60, 300, 900, 3_600];

/// What one guess at a pass phrase costs: the usual work, and the least that is accepted on a devnet, whose
/// money is worth nothing and whose tests should be short.
#[must_use]
pub fn usual_work(profile: &Profile) -> Argon2Params {
    if profile.name == "devnet" { Argon2Params::FLOOR } else { Argon2Params::DEFAULT }
}

/// The keys of an unlocked device. Dropped, they are wiped.
pub(crate) struct Keys {
    pub(crate) identity: IdentityKey,
    pub(crate) static_secret: StaticSecret,
    pub(crate) previous_static: Option<StaticSecret>,
    background: BackgroundRoot,
}

impl Keys {
    fn new(background: BackgroundRoot, reading: &ReadingRoot) -> Self {
        let seed = background.static_session(GENERATION);
        let static_secret = StaticSecret::from_bytes(Zeroizing::new(*seed.expose()));
        Self { identity: reading.identity(), static_secret, previous_static: None, background }
    }

    /// The secret halves of the endpoint keys, for the transport.
    pub(crate) fn link_seeds(&self) -> LinkSeeds {
        let rendezvous = self.background.rendezvous_endpoint(GENERATION);
        let conversation = self.background.conversation_endpoint(GENERATION);
        LinkSeeds {
            rendezvous: Zeroizing::new(*rendezvous.seed().expose()),
            conversation: Zeroizing::new(*conversation.seed().expose()),
        }
    }
}

impl Shared {
    /// Makes the background and reading roots of a new device and unlocks it.
    pub(crate) fn make_roots(&self, pass: &PassPhrase, work: Argon2Params) -> Result<(), EngineError> {
        if self.parts.store.envelope(Tier::Reading)?.is_some() {
            return Err(EngineError::SetUpAlready);
        }
        if !self.parts.vault.capability().hardware {
            passphrase::check(pass).map_err(|_| EngineError::WeakPassPhrase)?;
        }
        let source = self.parts.entropy.as_ref();
        let background = BackgroundRoot::generate(source)?;
        let reading = ReadingRoot::generate(source)?;
        let envelopes = vec![
            (Tier::Background, self.seal(Tier::Background, None, &background.to_bytes())?),
            (Tier::Reading, self.seal(Tier::Reading, Some((pass, work)), &reading.to_bytes())?),
        ];
        self.parts.store.unlock(reading.store().expose())?;
        self.keep_envelopes(envelopes).inspect_err(|_| self.forget())?;
        self.set_keys(Some(Keys::new(background, &reading)));
        Ok(())
    }

    fn keep_envelopes(&self, envelopes: Vec<(Tier, Vec<u8>)>) -> Result<(), EngineError> {
        let generation = self.parts.store.generation()?.saturating_add(1);
        self.commit_keys(KeyChanges { envelopes, generation: Some(generation) })?;
        self.mark(generation)
    }

    /// Opens the reading and background roots.
    pub(crate) fn open_roots(&self, pass: &PassPhrase) -> Result<(), EngineError> {
        let sealed = self.parts.store.envelope(Tier::Reading)?.ok_or(EngineError::Empty)?;
        let reading = self.open_checked(&sealed, pass)?;
        let reading = ReadingRoot::from_bytes(&reading).map_err(|_| EngineError::DamagedEnvelope)?;
        let sealed = self.parts.store.envelope(Tier::Background)?.ok_or(EngineError::DamagedEnvelope)?;
        let background = BackgroundRoot::from_bytes(&self.open_plain(&sealed)?)
            .map_err(|_| EngineError::DamagedEnvelope)?;
        self.parts.store.unlock(reading.store().expose())?;
        self.set_keys(Some(Keys::new(background, &reading)));
        Ok(())
    }

    /// Compares the store's generation with the safe's and raises both: first in the store.
    pub(crate) fn raise_generation(&self) -> Result<(), EngineError> {
        let store = self.parts.store.generation()?;
        let id = self.parts.store.id()?;
        match self.parts.vault.marker()? {
            Some(marker) if marker.store == id && store < marker.generation => Err(EngineError::OldCopy),
            Some(marker) if marker.store != id => Err(EngineError::OldCopy),
            // Without a marker only a device that died while it was being set up may go on.
            None if store > 1 => Err(EngineError::OldCopy),
            _ => {
                let generation = store.saturating_add(1);
                self.commit_keys(KeyChanges { envelopes: Vec::new(), generation: Some(generation) })?;
                self.mark(generation)
            }
        }
    }

    /// Tells the safe which generation the store has.
    pub(crate) fn mark(&self, generation: u64) -> Result<(), EngineError> {
        let store = self.parts.store.id()?;
        Ok(self.parts.vault.set_marker(Marker { store, generation })?)
    }

    /// Seals a new wallet's words.
    pub(crate) fn seal_spending(
        &self,
        root: &SpendingRoot,
        pass: &PassPhrase,
        work: Argon2Params,
    ) -> Result<Vec<u8>, EngineError> {
        self.seal(Tier::Spending, Some((pass, work)), &root.to_bytes())
    }

    /// Opens the words for one approval. Whoever holds the result drops it soon.
    pub(crate) fn open_spending(&self, pass: &PassPhrase) -> Result<SpendingRoot, EngineError> {
        let sealed = self
            .parts
            .store
            .envelope(Tier::Spending)?
            .ok_or(EngineError::Wallet(tongtong_wallet::Refused::NoWallet))?;
        let root = self.open_checked(&sealed, pass)?;
        SpendingRoot::from_bytes(&root).map_err(|_| EngineError::DamagedEnvelope)
    }

    /// The pass phrase is checked against the reading root: for steps that make an envelope of their own.
    pub(crate) fn check_pass(&self, pass: &PassPhrase) -> Result<Argon2Params, EngineError> {
        let sealed = self.parts.store.envelope(Tier::Reading)?.ok_or(EngineError::Empty)?;
        self.open_checked(&sealed, pass)?;
        let header = Header::parse(&sealed).map_err(|_| EngineError::DamagedEnvelope)?;
        header.params().ok_or(EngineError::DamagedEnvelope)
    }

    fn commit_keys(&self, keys: KeyChanges) -> Result<(), EngineError> {
        Ok(self.parts.store.commit(&tongtong_ports::Changes { keys, ..Default::default() })?)
    }

    fn seal(
        &self,
        tier: Tier,
        pass: Option<(&PassPhrase, Argon2Params)>,
        root: &SecretBytes,
    ) -> Result<Vec<u8>, EngineError> {
        let source = self.parts.entropy.as_ref();
        let (salt, nonce) = (entropy::array(source)?, entropy::array(source)?);
        let header = Header::new(tier, pass.map(|(_, work)| work), salt, nonce).map_err(internal)?;
        let a = match pass {
            Some((pass, _)) => envelope::stretch(pass, &header),
            None => envelope::open_input(&header),
        }
        .map_err(internal)?;
        let prf = self.parts.vault.prf(tier, a.expose())?;
        envelope::seal(&header, root, &a, &prf).map_err(internal)
    }

    fn open_plain(&self, sealed: &[u8]) -> Result<SecretBytes, EngineError> {
        let header = Header::parse(sealed).map_err(|_| EngineError::DamagedEnvelope)?;
        let a = envelope::open_input(&header).map_err(|_| EngineError::DamagedEnvelope)?;
        let prf = self.parts.vault.prf(header.tier(), a.expose())?;
        envelope::open(sealed, &a, &prf).map_err(|_| EngineError::DamagedEnvelope)
    }

    /// Opens an envelope by pass phrase. The attempt is counted and flushed before it is checked.
    fn open_checked(&self, sealed: &[u8], pass: &PassPhrase) -> Result<SecretBytes, EngineError> {
        let header = Header::parse(sealed).map_err(|_| EngineError::DamagedEnvelope)?;
        let (now, since_boot) = (self.parts.clock.now(), self.parts.clock.since_boot());
        let before = self.parts.vault.attempts()?;
        let wait = left(before.count, before.last, before.last_boot, now, since_boot);
        if wait > Duration::default() {
            return Err(EngineError::Wait { wait });
        }
        let counted = self.parts.vault.raise_attempts(now, since_boot)?;
        if counted.count != before.count.saturating_add(1) {
            // Somebody else tries at the same time: each try must see the wait that the one before it set.
            return Err(EngineError::Wait { wait: Duration::from_secs(1) });
        }
        let a = envelope::stretch(pass, &header).map_err(internal)?;
        let prf = self.parts.vault.prf(header.tier(), a.expose())?;
        match envelope::open(sealed, &a, &prf) {
            Ok(root) => {
                self.parts.vault.clear_attempts()?;
                Ok(root)
            }
            Err(EnvelopeError::Refused) => {
                let wait = left(counted.count, counted.last, counted.last_boot, now, since_boot);
                Err(EngineError::WrongPassPhrase { failures: counted.count, wait })
            }
            Err(_) => Err(EngineError::DamagedEnvelope),
        }
    }
}

/// How long to wait still, by the larger of what the wall clock and the boot clock say. If the wall clock was
/// set back, by the boot clock; after a reboot the whole delay counts again, from the start of the device.
fn left(
    count: u32,
    last: Option<Timestamp>,
    last_boot: Option<Duration>,
    now: Timestamp,
    since_boot: Duration,
) -> Duration {
    let place = usize::try_from(count).unwrap_or(usize::MAX).saturating_sub(1);
    let delay = match count {
        0 => 0,
        _ => DELAYS.get(place).or(DELAYS.last()).copied().unwrap_or(0),
    };
    let delay = Duration::from_secs(delay).millis();
    let by_wall = match last {
        Some(last) if now >= last => Some(delay.saturating_sub(now.since(last).millis())),
        _ => None,
    };
    let by_boot = match last_boot {
        Some(boot) if since_boot >= boot => {
            Some(delay.saturating_sub(since_boot.millis().saturating_sub(boot.millis())))
        }
        _ => None,
    };
    let left = match (by_wall, by_boot) {
        (Some(wall), Some(boot)) => wall.max(boot),
        // Set back: the boot clock has gone on and tells the truth.
        (None, Some(boot)) => boot,
        // Rebooted: the whole delay counts from the start of the device.
        (_, None) => delay.saturating_sub(since_boot.millis()),
    };
    Duration::from_millis(left)
}

fn internal(error: EnvelopeError) -> EngineError {
    EngineError::Internal(error.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(count: u32, wall: u64, boot: u64) -> u64 {
        let at = |s| Timestamp::from_millis(1_000_000 + s * 1_000);
        left(count, Some(at(0)), Some(Duration::from_secs(100)), at(wall), Duration::from_secs(100 + boot))
            .millis()
            / 1_000
    }

    #[test]
    fn four_tries_are_free_then_the_wait_grows() {
        assert_eq!([1, 2, 3, 4].map(|count| wait(count, 0, 0)), [0; 4]);
        assert_eq!([5, 6, 7, 8, 9, 20].map(|count| wait(count, 0, 0)), [30, 60, 300, 900, 3_600, 3_600]);
    }

    #[test]
    fn both_clocks_must_have_gone_on() {
        assert_eq!(wait(5, 30, 30), 0);
        assert_eq!(wait(5, 3_000, 10), 20, "the wall clock was set ahead");
    }

    #[test]
    fn after_a_reboot_the_wait_begins_anew_and_ends() {
        let last = Timestamp::from_millis(1_000_000);
        let rebooted = |since_boot| {
            let now = last.after(Duration::from_secs(60));
            left(5, Some(last), Some(Duration::from_days(60)), now, Duration::from_secs(since_boot))
        };
        assert_eq!(rebooted(5), Duration::from_secs(25));
        assert_eq!(rebooted(30), Duration::default());
    }

    #[test]
    fn a_clock_set_back_neither_shortens_nor_prolongs_the_wait() {
        let set_back = |since_boot| {
            let boot = Duration::from_secs(500);
            left(
                5,
                Some(Timestamp::from_millis(1_000_000)),
                Some(boot),
                Timestamp::from_millis(0),
                since_boot,
            )
        };
        assert_eq!(set_back(Duration::from_secs(510)), Duration::from_secs(20));
        assert_eq!(set_back(Duration::from_secs(530)), Duration::default());
    }
}
