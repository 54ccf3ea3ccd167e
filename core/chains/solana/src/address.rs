use crate::CHAIN;
use crate::network::Solana;
use solana_address::Address as Key;
use spl_associated_token_account_interface::address::get_associated_token_address;
use tongtong_chain::{AddressFault, Kind, Reading};
use tongtong_types::{Address, KeyPath};

/// The path of the account's one key (SLIP-10, as the field's wallets do it).
#[must_use]
pub fn account_path() -> KeyPath {
    let hard = |step| step | KeyPath::HARDENED;
    KeyPath::new(&[hard(44), hard(501), hard(0), hard(0)])
}

/// The address of a public key, as people see it: base58 of its bytes.
#[must_use]
pub fn address_of(key: &[u8; 32]) -> String {
    Key::new_from_array(*key).to_string()
}

/// The associated account in which `owner` keeps the tokens of `mint`, under the Token program. Nothing if one of
/// the texts is no address.
#[must_use]
pub fn associated_account(owner: &str, mint: &str) -> Option<String> {
    Some(associated(&key(owner)?, &key(mint)?).to_string())
}

/// The same, of keys.
pub(crate) fn associated(owner: &Key, mint: &Key) -> Key {
    get_associated_token_address(owner, mint)
}

/// An address as the other rooms see it.
pub(crate) fn shown(key: &Key) -> Address {
    Address::checked(CHAIN, key.to_string())
}

/// The 32 bytes of a base58 text, if it is of exactly that many.
pub(crate) fn key(text: &str) -> Option<Key> {
    // base58 of 32 bytes, from all zeros to all ones.
    if !(32..=44).contains(&text.len()) { None } else { text.parse().ok() }
}

/// Programs and what belongs to the cluster itself. The first is also the key of zeros.
const PROGRAMS: [&str; 37] = [
    "11111111111111111111111111111111",
    "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
    "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb",
    "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL",
    "ComputeBudget111111111111111111111111111111",
    "AddressLookupTab1e1111111111111111111111111",
    "BPFLoader1111111111111111111111111111111111",
    "BPFLoader2111111111111111111111111111111111",
    "BPFLoaderUpgradeab1e11111111111111111111111",
    "LoaderV411111111111111111111111111111111111",
    "NativeLoader1111111111111111111111111111111",
    "Config1111111111111111111111111111111111111",
    "StakeConfig11111111111111111111111111111111",
    "Stake11111111111111111111111111111111111111",
    "Vote111111111111111111111111111111111111111",
    "Feature111111111111111111111111111111111111",
    "Ed25519SigVerify111111111111111111111111111",
    "KeccakSecp256k11111111111111111111111111111",
    "Secp256r1SigVerify1111111111111111111111111",
    "ZkTokenProof1111111111111111111111111111111",
    "ZkE1Gama1Proof11111111111111111111111111111",
    "Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo",
    "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr",
    "1nc1nerator11111111111111111111111111111111",
    "Sysvar1111111111111111111111111111111111111",
    "SysvarC1ock11111111111111111111111111111111",
    "SysvarEpochRewards1111111111111111111111111",
    "SysvarEpochSchedu1e111111111111111111111111",
    "SysvarFees111111111111111111111111111111111",
    "Sysvar1nstructions1111111111111111111111111",
    "SysvarLastRestartS1ot1111111111111111111111",
    "SysvarRecentB1ockHashes11111111111111111111",
    "SysvarRent111111111111111111111111111111111",
    "SysvarRewards111111111111111111111111111111",
    "SysvarS1otHashes111111111111111111111111111",
    "SysvarS1otHistory11111111111111111111111111",
    "SysvarStakeHistory1111111111111111111111111",
];

/// Whether a key is one of the programs that everybody knows.
pub(crate) fn is_program(key: &Key) -> bool {
    PROGRAMS.contains(&key.to_string().as_str())
}

impl Solana {
    /// What a text means. Only base58 of exactly 32 bytes is of this chain: no address or key of another chain has
    /// that many, and without a checksum nothing shorter or longer can be told from a slip of the pen.
    pub(crate) fn reading(&self, text: &str) -> Reading {
        let Some(key) = key(text) else { return Reading::Foreign };
        if is_program(&key) {
            return AddressFault::Program.into();
        }
        if self.token_by_mint(&key).is_some() {
            return Reading::Is(Kind::Mint, shown(&key));
        }
        if !key.is_on_curve() {
            return AddressFault::OffCurve.into();
        }
        Reading::Is(Kind::Address, shown(&key))
    }
}
