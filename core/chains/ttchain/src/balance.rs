use crate::bytes::fixed_bytes;
use crate::hash::short_hash;
use crate::reader::Reader;
use crate::writer::Writer;
use crate::{Owner, WireError, limits};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

fixed_bytes!(
    /// The name of money that lies under one condition: ripemd160(sha512(packed condition)).
    ///
    /// A balance works like an account: any part of it can be withdrawn, and later deposits under the same
    /// condition go to it again.
    BalanceId, 20
);

impl BalanceId {
    /// Wraps the id's bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    fn read(bytes: [u8; 20]) -> Option<Self> {
        Some(Self(bytes))
    }
}

/// A quantity of one asset of the chain, in its smallest units. Asset 0 is the coin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct AssetAmount {
    /// How many units; the wire can say less than nothing.
    pub amount: i64,
    /// Of which asset.
    pub asset_id: i32,
}

impl AssetAmount {
    pub(crate) fn write(&self, w: &mut Writer) {
        w.i64(self.amount);
        w.signed(self.asset_id);
    }

    pub(crate) fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self { amount: r.i64()?, asset_id: r.signed()? })
    }
}

/// What money is for, as the chain books it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BalanceType {
    /// Ordinary money.
    Common,
    /// Money of a contract.
    Contract,
    /// A contract's deposit.
    Margin,
}

/// Who can withdraw money.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ConditionKind {
    /// One owner, by a signature.
    Signature {
        /// Who signs.
        owner: Owner,
    },
    /// Several owners, `required` of whom sign.
    Multisig {
        /// How many must sign.
        required: u32,
        /// Who may sign.
        owners: BTreeSet<Owner>,
    },
}

/// Under which condition money lies. It names the balance: see [`Condition::balance_id`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Condition {
    /// Which asset.
    pub asset_id: i32,
    /// For which slate of delegates it votes; 0 for none. See [`slate_id`].
    pub slate_id: u64,
    /// What it is for.
    pub balance_type: BalanceType,
    /// Who can withdraw it.
    pub kind: ConditionKind,
}

/// The slate of a set of accounts: the first eight bytes of sha256(packed set), 0 for the empty set.
#[must_use]
pub fn slate_id(accounts: &BTreeSet<i32>) -> u64 {
    if accounts.is_empty() {
        return 0;
    }
    let packed = Writer::packed(|w| {
        w.count(accounts.len());
        accounts.iter().for_each(|account| w.signed(*account));
    });
    let hash: [u8; 32] = Sha256::digest(packed).into();
    hash.first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
}

const SIGNATURE: u8 = 1;
const MULTISIG: u8 = 3;
const NO_STEALTH_MEMO: u8 = 0;

impl Condition {
    /// The usual condition: one owner, one asset, no vote.
    #[must_use]
    pub fn signature(owner: Owner, asset_id: i32) -> Self {
        let kind = ConditionKind::Signature { owner };
        Self { asset_id, slate_id: 0, balance_type: BalanceType::Common, kind }
    }

    /// Several owners, `required` of whom sign; no vote.
    #[must_use]
    pub fn multisig(required: u32, owners: BTreeSet<Owner>, asset_id: i32) -> Self {
        let kind = ConditionKind::Multisig { required, owners };
        Self { asset_id, slate_id: 0, balance_type: BalanceType::Common, kind }
    }

    /// The balance that money under this condition belongs to.
    #[must_use]
    pub fn balance_id(&self) -> BalanceId {
        BalanceId(short_hash(&self.pack()))
    }

    /// The owner of a plain balance: one signature, ordinary money, no vote.
    #[must_use]
    pub fn plain_owner(&self) -> Option<Owner> {
        match self {
            Self {
                asset_id: _,
                slate_id: 0,
                balance_type: BalanceType::Common,
                kind: ConditionKind::Signature { owner },
            } => Some(*owner),
            _ => None,
        }
    }

    /// The one owner whose signature is enough, whatever the vote and the type.
    #[must_use]
    pub fn signer(&self) -> Option<Owner> {
        match &self.kind {
            ConditionKind::Signature { owner } => Some(*owner),
            ConditionKind::Multisig { .. } => None,
        }
    }

    /// The condition's bytes.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        Writer::packed(|w| self.write(w))
    }

    pub(crate) fn write(&self, w: &mut Writer) {
        w.signed(self.asset_id);
        w.u64(self.slate_id);
        w.u8(match self.kind {
            ConditionKind::Signature { .. } => SIGNATURE,
            ConditionKind::Multisig { .. } => MULTISIG,
        });
        w.u8(match self.balance_type {
            BalanceType::Common => 0,
            BalanceType::Contract => 1,
            BalanceType::Margin => 2,
        });
        w.nested(|w| {
            match &self.kind {
                ConditionKind::Signature { owner } => w.raw(owner.bytes()),
                ConditionKind::Multisig { required, owners } => {
                    w.u32(*required);
                    w.count(owners.len());
                    owners.iter().for_each(|owner| w.raw(owner.bytes()));
                }
            }
            w.u8(NO_STEALTH_MEMO);
        });
    }

    pub(crate) fn read(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let asset_id = r.signed()?;
        let slate_id = r.u64()?;
        let kind = r.u8()?;
        let balance_type = match r.u8()? {
            0 => BalanceType::Common,
            1 => BalanceType::Contract,
            2 => BalanceType::Margin,
            other => return Err(WireError::BalanceType(other)),
        };
        let kind = r.nested(limits::TEXT, |r| {
            let kind = match kind {
                SIGNATURE => ConditionKind::Signature { owner: Owner::new(r.array()?) },
                MULTISIG => read_multisig(r)?,
                other => return Err(WireError::Condition(other)),
            };
            if r.flag()? { Err(WireError::StealthMemo) } else { Ok(kind) }
        })?;
        Ok(Self { asset_id, slate_id, balance_type, kind })
    }
}

fn read_multisig(r: &mut Reader<'_>) -> Result<ConditionKind, WireError> {
    let required = r.u32()?;
    let mut owners = BTreeSet::new();
    for _ in 0..r.count(limits::OWNERS)? {
        let owner = Owner::new(r.array()?);
        if owners.last().is_some_and(|last| *last >= owner) {
            return Err(WireError::NotSorted);
        }
        owners.insert(owner);
    }
    Ok(ConditionKind::Multisig { required, owners })
}
