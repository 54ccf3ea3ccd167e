use super::{PAY, RootError, derive};
use crate::hd::{AccountPublic, Branch, HdError};
use crate::secret::{PassPhrase, Secret, SecretBytes};
use crate::signer::{PublicKey, SignError, Signature, Signer, ToSign, public_below, sign_below};
use crate::stack::wiped;
use crate::statement::PayKey;
use crate::words::{Language, Phrase};
use core::fmt;
use tongtong_types::KeyPath;
use zeroize::Zeroizing;

/// The root that spends: the words, and the BIP-39 pass phrase if the user set one. It is opened for one
/// approval and dropped after.
pub struct SpendingRoot {
    phrase: Phrase,
    passphrase: Option<PassPhrase>,
}

/// Bytes of every spending root in its envelope, so that the length tells nothing of what is inside:
/// u8 format, u8 language, u8 length and 32 bytes of entropy, u16 length and 512 bytes of pass phrase
/// (NFKD; length 0: none), zeros.
const LENGTH: usize = 576;
const FORMAT: u8 = 1;
const ENTROPY_AT: usize = 3;
const PASSPHRASE_LENGTH_AT: usize = ENTROPY_AT + 32;
const PASSPHRASE_AT: usize = PASSPHRASE_LENGTH_AT + 2;

impl SpendingRoot {
    /// The root of a wallet's words.
    #[must_use]
    pub fn new(phrase: Phrase, passphrase: Option<PassPhrase>) -> Self {
        Self { phrase, passphrase }
    }

    /// The root that an envelope held.
    ///
    /// # Errors
    /// [`RootError`] by what is wrong with it.
    pub fn from_bytes(bytes: &SecretBytes) -> Result<Self, RootError> {
        let bytes: &[u8; LENGTH] = bytes.expose().try_into().map_err(|_| RootError::Length)?;
        let (head, rest) = bytes.split_at(PASSPHRASE_AT);
        if head[0] != FORMAT {
            return Err(RootError::Format);
        }
        let language = Language::from_tag(head[1]).ok_or(RootError::Format)?;
        let entropy = head.get(ENTROPY_AT..ENTROPY_AT + usize::from(head[2])).ok_or(RootError::Format)?;
        let phrase = Phrase::generate(entropy, language).map_err(|_| RootError::Format)?;
        let length =
            usize::from(u16::from_be_bytes([head[PASSPHRASE_LENGTH_AT], head[PASSPHRASE_LENGTH_AT + 1]]));
        let passphrase = match rest.get(..length).ok_or(RootError::Format)? {
            [] => None,
            text => Some(PassPhrase::from_utf8(text).map_err(|_| RootError::Format)?),
        };
        Ok(Self { phrase, passphrase })
    }

    /// What the envelope is to hold.
    #[must_use]
    pub fn to_bytes(&self) -> SecretBytes {
        let mut out = Zeroizing::new(vec![0; LENGTH]);
        let entropy = self.phrase.to_entropy();
        let passphrase = self.passphrase.as_ref().map_or("", PassPhrase::expose).as_bytes();
        out[0] = FORMAT;
        out[1] = self.phrase.language().tag();
        // Both lengths are bounded by their types: 32 and 512.
        out[2] = u8::try_from(entropy.len()).unwrap_or(0);
        out[ENTROPY_AT..ENTROPY_AT + entropy.len()].copy_from_slice(entropy);
        let length = u16::try_from(passphrase.len()).unwrap_or(0).to_be_bytes();
        out[PASSPHRASE_LENGTH_AT..PASSPHRASE_AT].copy_from_slice(&length);
        out[PASSPHRASE_AT..PASSPHRASE_AT + passphrase.len()].copy_from_slice(passphrase);
        SecretBytes::new(out)
    }

    /// The words, to be shown one at a time.
    #[must_use]
    pub fn phrase(&self) -> &Phrase {
        &self.phrase
    }

    /// The keys of this wallet. Costs 2,048 rounds of PBKDF2.
    #[must_use]
    pub fn keys(&self) -> SpendingKeys {
        SpendingKeys { seed: self.phrase.seed(self.passphrase.as_ref()) }
    }
}

impl fmt::Debug for SpendingRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { phrase: _, passphrase: _ } = self;
        f.write_str("SpendingRoot(..)")
    }
}

/// A wallet's keys, for as long as one approval takes.
pub struct SpendingKeys {
    seed: Secret<64>,
}

impl SpendingKeys {
    /// The keys of a BIP-39 seed.
    #[must_use]
    pub fn from_seed(seed: Secret<64>) -> Self {
        Self { seed }
    }

    /// The path of an account: m/44'/coin'/account'.
    #[must_use]
    pub fn account_path(coin: u32, account: u32) -> KeyPath {
        KeyPath::new(&[44, coin, account].map(|step| step | KeyPath::HARDENED))
    }

    /// The public key of an account, to be stored sealed in the reading tier.
    ///
    /// # Errors
    /// [`HdError::Unusable`] for one account in 2^127.
    pub fn account(&self, coin: u32, account: u32) -> Result<AccountPublic, HdError> {
        self.account_at(&Self::account_path(coin, account))
    }

    /// The same for an account at any path, such as BIP-84's m/84'/0'/0'.
    ///
    /// # Errors
    /// [`HdError::Unusable`] for one account in 2^127.
    pub fn account_at(&self, path: &KeyPath) -> Result<AccountPublic, HdError> {
        wiped(|| AccountPublic::of(&Branch::secp(self.seed.expose(), path)?))
    }

    /// The key that vouches for this wallet's addresses: the same whenever the wallet comes back.
    #[must_use]
    pub fn pay_key(&self) -> PayKey {
        PayKey::from_seed(&derive(self.seed.expose(), &PAY, &[]))
    }
}

impl Signer for SpendingKeys {
    fn sign(&self, path: &KeyPath, what: &ToSign) -> Result<Signature, SignError> {
        wiped(|| sign_below(&self.seed, path, what))
    }

    fn public_key(&self, path: &KeyPath) -> Result<PublicKey, SignError> {
        wiped(|| public_below(&self.seed, path))
    }
}

impl fmt::Debug for SpendingKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed: _ } = self;
        f.write_str("SpendingKeys(..)")
    }
}
