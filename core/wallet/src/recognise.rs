//! Recognition: what a text is, on TTChain and on the other chains that are known.
//!
//! Nothing else decides it: payments, names that look like an address, and the known-answer tool all ask here, so that
//! a text never is one thing to one of them and something else to another.

use crate::{Profile, coin};
use thiserror::Error;
use tongtong_chain::{AddressFault, Kind, Reading, Rules};
use tongtong_crypto::secp;
use tongtong_ttchain::wif::{self, WifError};
use tongtong_ttchain::{AddressError, ContractId, Network, PublicKey, limits};
use tongtong_types::{Address, Chain};

/// What a text is. Nothing of a secret is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Somebody who can be paid.
    Address(Address),
    /// Somebody on TTChain who can be paid, and which of their customers.
    SubAddress(Address),
    /// A public key of TTChain, by its address.
    PublicKey(Address),
    /// A contract of TTChain.
    Contract,
    /// A script of TTChain.
    Script,
    /// A token that its chain's part of the profile names.
    Mint(Chain),
    /// A secret key, of TTChain or of Bitcoin: the two are written alike.
    SecretKey,
}

/// Why nobody can be paid by a text. Nothing of the text is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PayeeFault {
    /// It has the form of something of TTChain.
    #[error(transparent)]
    Ttchain(#[from] AddressError),
    /// It has the form of something of another chain.
    #[error(transparent)]
    Chain(#[from] AddressFault),
    /// It has the form of a secret key, and is wrong.
    #[error(transparent)]
    Wif(#[from] WifError),
    /// It is a secret key: whoever has it can spend what lies there.
    #[error("a secret key, not an address")]
    SecretKey,
    /// It has the form of nothing that is known.
    #[error("an address of no chain that is known here")]
    Unknown,
}

impl PayeeFault {
    /// The stable code of this fault.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ttchain(why) => why.code(),
            Self::Chain(why) => why.code(),
            Self::Wif(why) => why.code(),
            Self::SecretKey => "address_secret_key",
            Self::Unknown => "address_unknown",
        }
    }
}

/// What tells texts apart: a network of TTChain's family, and the rules of other chains.
#[derive(Debug)]
pub struct Recogniser {
    ttchain: Network,
    chains: Vec<Box<dyn Rules>>,
}

impl Recogniser {
    /// Knows what a profile names.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let rules = profile.chains.iter().filter_map(|part| coin::rules(profile, part.chain).ok());
        Self { ttchain: profile.ttchain.clone(), chains: rules.collect() }
    }

    /// Whether texts of a chain are known here.
    #[must_use]
    pub fn knows(&self, chain: Chain) -> bool {
        chain == Chain::TTCHAIN || self.chains.iter().any(|rules| rules.chain() == chain)
    }

    /// What a text is; the space around it is left out. Every chain is tried. Where none takes the text, the first one
    /// whose form it has says what is wrong.
    ///
    /// # Errors
    /// [`PayeeFault`] by what is wrong with it.
    pub fn read(&self, text: &str) -> Result<Meaning, PayeeFault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty.into());
        }
        if text.len() > limits::TYPED_TEXT {
            return Err(AddressError::TooLong.into());
        }
        let of_ttchain = match self.read_ttchain(text) {
            Ok(meaning) => return Ok(meaning),
            Err(why) => why,
        };
        let mut fault = match of_ttchain {
            // Its prefix alone, or with a tail of another length: it may be of another chain by chance.
            AddressError::UnknownPrefix | AddressError::Length => None,
            why => Some(PayeeFault::from(why)),
        };
        for rules in &self.chains {
            match rules.read(text) {
                Reading::Is(Kind::Address, address) => return Ok(Meaning::Address(address)),
                Reading::Is(Kind::Mint, address) => return Ok(Meaning::Mint(address.chain())),
                Reading::Bad(why) => fault = fault.or(Some(why.into())),
                Reading::Foreign => {}
            }
        }
        match wif::decode(text) {
            Ok(_) => return Ok(Meaning::SecretKey),
            Err(WifError::Length | WifError::NotBase58) => {}
            Err(why) => fault = fault.or(Some(why.into())),
        }
        Err(fault.unwrap_or(match of_ttchain {
            AddressError::Length => AddressError::Length.into(),
            _ => PayeeFault::Unknown,
        }))
    }

    /// Whom a text lets pay.
    ///
    /// # Errors
    /// [`PayeeFault`] by what is wrong with it, or by what it is instead.
    pub fn payee(&self, text: &str) -> Result<Address, PayeeFault> {
        match self.read(text)? {
            Meaning::Address(address) | Meaning::SubAddress(address) => Ok(address),
            Meaning::PublicKey(_) => Err(AddressError::PublicKeyText.into()),
            Meaning::Contract => Err(AddressError::ContractId.into()),
            Meaning::Script => Err(AddressError::ScriptId.into()),
            Meaning::Mint(_) => Err(AddressFault::Mint.into()),
            Meaning::SecretKey => Err(PayeeFault::SecretKey),
        }
    }

    /// Whether a text is something that is known here, or would be without its fault.
    #[must_use]
    pub fn has_form(&self, text: &str) -> bool {
        match self.read(text) {
            Ok(_) | Err(PayeeFault::Chain(_) | PayeeFault::Wif(_) | PayeeFault::SecretKey) => true,
            // People's names may begin as TTChain's texts do. They are not as long as those in one word.
            Err(PayeeFault::Ttchain(_)) => {
                let text = text.trim();
                text.len() >= SHORTEST && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
            }
            Err(PayeeFault::Unknown) => false,
        }
    }

    fn read_ttchain(&self, text: &str) -> Result<Meaning, AddressError> {
        let network = &self.ttchain;
        match network.parse_payee(text) {
            Ok(payee) => {
                let address = network.address(&payee.owner);
                let plain = payee.sub_address.is_none();
                Ok(if plain { Meaning::Address(address) } else { Meaning::SubAddress(address) })
            }
            Err(AddressError::PublicKeyText) => {
                let key = network.parse_public_key(text)?;
                on_the_curve(&key)?;
                Ok(Meaning::PublicKey(network.address(&key.owner())))
            }
            Err(AddressError::ContractId) => ContractId::parse(text).map(|_| Meaning::Contract),
            Err(AddressError::ScriptId) => {
                // Both prefixes stand before the same form.
                let tail = text.get(SCRIPT.len()..).unwrap_or_default();
                ContractId::parse(&format!("{CONTRACT}{tail}")).map(|_| Meaning::Script)
            }
            Err(why) => Err(why),
        }
    }
}

/// No text of TTChain that names somebody or something has fewer characters: base58 of 24 bytes, all of them zero.
const SHORTEST: usize = 24;
const CONTRACT: &str = "CON";
const SCRIPT: &str = "SCR";

fn on_the_curve(key: &PublicKey) -> Result<(), AddressError> {
    secp::public_key(key.bytes()).map(|_| ()).map_err(|_| AddressError::PublicKeyForm)
}
