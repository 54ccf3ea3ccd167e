//! What a text means: addresses by BIP-173 and BIP-350, and in base58 with a checksum.

use crate::CHAIN;
use bitcoin::bech32::primitives::decode::{
    CharError, SegwitHrpstring, SegwitHrpstringError, UncheckedHrpstring, UncheckedHrpstringError,
};
use bitcoin::bech32::{Bech32, Bech32m};
use bitcoin::hashes::Hash;
use bitcoin::{KnownHrp, NetworkKind, ScriptBuf, WPubkeyHash, base58};
use tongtong_chain::{AddressFault, Fault, Kind, Reading};
use tongtong_types::{Address, SecpPublicKey};

/// The first words of BIP-173 on each network.
const HRPS: [&str; 3] = ["bc", "tb", "bcrt"];
/// The longest text of BIP-173.
const MAX_SEGWIT: usize = 90;
/// Characters of a checksum of BIP-173.
const CHECKSUM: usize = 6;
/// The longest text of base58 that is looked into: 25 bytes have at most 35 characters, 32 bytes 44.
const MAX_BASE58: usize = 50;
/// Bytes of an address of base58: a version, a hash, a checksum.
const BASE58_LEN: usize = 25;
/// Bytes of a key of Ed25519, which other chains write in base58 as their address.
const OTHERS_KEY: usize = 32;

/// What a text means on a network.
pub(crate) fn read(text: &str, network: bitcoin::Network) -> Reading {
    let fault = match form(text) {
        None => return Reading::Foreign,
        Some(Form::Segwit(hrp)) => segwit(text, hrp, network),
        Some(Form::Base58(version)) => legacy(text, version, network),
    };
    match fault.and_then(|()| checked(text)) {
        Ok(address) => Reading::Is(Kind::Address, Address::checked(CHAIN, address)),
        Err(fault) => Reading::Bad(fault),
    }
}

/// The script that pays an address of a network.
pub(crate) fn script(address: &Address, network: bitcoin::Network) -> Result<ScriptBuf, Fault> {
    match read(address.text(), network) {
        Reading::Is(_, read) if read == *address => {}
        Reading::Bad(fault) => return Err(Fault::Payee(fault)),
        _ => return Err(Fault::Unreadable),
    }
    let parsed = address.text().parse::<bitcoin::Address<_>>().map_err(|_| Fault::Unreadable)?;
    Ok(parsed.require_network(network).map_err(|_| Fault::Unreadable)?.script_pubkey())
}

/// The address that a script pays, if it is one that [`read`] takes.
pub(crate) fn of_script(script: &ScriptBuf, network: bitcoin::Network) -> Result<Address, Fault> {
    let address = bitcoin::Address::from_script(script, network).map_err(|_| Fault::Unreadable)?;
    match read(&address.to_string(), network) {
        Reading::Is(_, address) => Ok(address),
        _ => Err(Fault::Unreadable),
    }
}

/// The P2WPKH script of a key.
pub(crate) fn own_script(key: &SecpPublicKey) -> ScriptBuf {
    ScriptBuf::new_p2wpkh(&WPubkeyHash::hash(&key.compressed))
}

/// The P2WPKH address of a key.
pub(crate) fn own(key: &SecpPublicKey, network: bitcoin::Network) -> Result<Address, Fault> {
    let address = bitcoin::Address::from_script(&own_script(key), network).map_err(|_| Fault::NoKey)?;
    Ok(Address::checked(CHAIN, address.to_string()))
}

/// The P2WPKH address of a key, on the network of a name in profiles.
#[must_use]
pub fn address_of(key: &SecpPublicKey, network: &str) -> Option<String> {
    let address = own(key, crate::network::named(network)?).ok()?;
    Some(address.text().to_owned())
}

/// Which of Bitcoin's forms a text has.
enum Form {
    Segwit(&'static str),
    Base58(u8),
}

fn form(text: &str) -> Option<Form> {
    let bytes = if text.len() <= MAX_BASE58 { base58::decode(text).ok() } else { None };
    let begins = |hrp: &&&str| {
        let (head, rest) = (text.get(..hrp.len()), text.get(hrp.len()..));
        head.is_some_and(|head| head.eq_ignore_ascii_case(hrp))
            && rest.is_some_and(|rest| rest.starts_with('1'))
    };
    if let Some(hrp) = HRPS.iter().find(begins) {
        // 32 bytes of base58 may begin so by chance: somebody's address on another chain. BIP-173 has no address
        // of that length.
        let key = mixed(text) && bytes.is_some_and(|bytes| bytes.len() == OTHERS_KEY);
        return if key { None } else { Some(Form::Segwit(hrp)) };
    }
    match bytes?.as_slice() {
        bytes @ [version @ (0x00 | 0x05 | 0x6f | 0xc4), ..] if bytes.len() == BASE58_LEN => {
            Some(Form::Base58(*version))
        }
        _ => None,
    }
}

fn mixed(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_lowercase()) && text.bytes().any(|b| b.is_ascii_uppercase())
}

fn segwit(text: &str, hrp: &str, network: bitcoin::Network) -> Result<(), AddressFault> {
    if !text.is_ascii() {
        return Err(AddressFault::Character);
    }
    if mixed(text) {
        return Err(AddressFault::MixedCase);
    }
    if text.len() > MAX_SEGWIT {
        return Err(AddressFault::Length);
    }
    let unchecked = UncheckedHrpstring::new(text).map_err(|why| match why {
        UncheckedHrpstringError::Char(CharError::NothingAfterSeparator) => AddressFault::Length,
        _ => AddressFault::Character,
    })?;
    // BIP-173 divides at the last `1`; one among the data is a wrong character.
    if !unchecked.hrp().as_str().eq_ignore_ascii_case(hrp) {
        return Err(AddressFault::Character);
    }
    if unchecked.data_part_ascii().len() <= CHECKSUM {
        return Err(AddressFault::Length);
    }
    let bech32 = unchecked.has_valid_checksum::<Bech32>();
    let bech32m = unchecked.has_valid_checksum::<Bech32m>();
    let whole = match unchecked.witness_version().map(|version| version.to_u8()) {
        Some(0) => bech32,
        Some(_) => bech32m,
        None => bech32 || bech32m,
    };
    if !whole {
        return Err(AddressFault::Checksum);
    }
    let decoded = SegwitHrpstring::new(text).map_err(|why| match why {
        SegwitHrpstringError::InvalidWitnessVersion(_) | SegwitHrpstringError::WitnessLength(_) => {
            AddressFault::Version
        }
        _ => AddressFault::Length,
    })?;
    let own = match network.into() {
        KnownHrp::Mainnet => "bc",
        KnownHrp::Regtest => "bcrt",
        _ => "tb",
    };
    if hrp != own {
        return Err(AddressFault::OtherNetwork);
    }
    let program: Vec<u8> = decoded.byte_iter().collect();
    match (decoded.witness_version().to_u8(), program.len()) {
        (0, 20 | 32) | (1, 32) => somebody(&program),
        _ => Err(AddressFault::Version),
    }
}

fn legacy(text: &str, version: u8, network: bitcoin::Network) -> Result<(), AddressFault> {
    let bytes = base58::decode_check(text).map_err(|_| AddressFault::Checksum)?;
    let kind = if matches!(version, 0x00 | 0x05) { NetworkKind::Main } else { NetworkKind::Test };
    if kind != NetworkKind::from(network) {
        return Err(AddressFault::OtherNetwork);
    }
    somebody(bytes.get(1..).unwrap_or_default())
}

fn somebody(hash: &[u8]) -> Result<(), AddressFault> {
    if hash.iter().all(|byte| *byte == 0) { Err(AddressFault::Nobody) } else { Ok(()) }
}

/// The one form in which it is shown. What was read by hand above must be read by the library as well.
fn checked(text: &str) -> Result<String, AddressFault> {
    let address = text.parse::<bitcoin::Address<_>>().map_err(|_| AddressFault::Checksum)?;
    Ok(address.assume_checked().to_string())
}
