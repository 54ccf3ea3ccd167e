//! Who may take a balance, and the balance id that follows from it.

use super::bytes::{Reader, WireError, Writer};
use super::hash::{Hash20, hash20};
use std::collections::BTreeSet;

/// What must be shown to take money: protocol page 2.4, `WithdrawCondition`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) asset: i32,
    pub(crate) slate: u64,
    pub(crate) kind: BalanceKind,
    pub(crate) lock: Lock,
}

/// What the balance belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BalanceKind {
    Common,
    Contract,
    Margin,
}

/// Whose signatures open it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lock {
    Signature { owner: Hash20, memo: Option<SealedMemo> },
    Multisig { required: u32, owners: BTreeSet<Hash20>, memo: Option<SealedMemo> },
}

/// The stealth memo of the family: carried, never read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SealedMemo {
    pub(crate) one_time_key: [u8; 33],
    pub(crate) sealed: Vec<u8>,
}

impl Condition {
    /// The plain condition: one owner, asset `asset`, no vote.
    pub(crate) fn of_owner(owner: Hash20, asset: i32) -> Self {
        Self { asset, slate: 0, kind: BalanceKind::Common, lock: Lock::Signature { owner, memo: None } }
    }

    pub(crate) fn write(&self, to: &mut Writer) {
        to.signed(self.asset);
        to.u64(self.slate);
        to.u8(match self.lock {
            Lock::Signature { .. } => 1,
            Lock::Multisig { .. } => 3,
        });
        to.u8(match self.kind {
            BalanceKind::Common => 0,
            BalanceKind::Contract => 1,
            BalanceKind::Margin => 2,
        });
        let mut data = Writer::default();
        match &self.lock {
            Lock::Signature { owner, memo } => {
                data.raw(&owner.0);
                write_memo(memo.as_ref(), &mut data);
            }
            Lock::Multisig { required, owners, memo } => {
                data.u32(*required);
                data.count(owners.len());
                for owner in owners {
                    data.raw(&owner.0);
                }
                write_memo(memo.as_ref(), &mut data);
            }
        }
        to.bytes(&data.finish());
    }

    pub(crate) fn read(from: &mut Reader<'_>) -> Result<Self, WireError> {
        let asset = from.signed()?;
        let slate = from.u64()?;
        let lock_kind = from.u8()?;
        let kind = match from.u8()? {
            0 => BalanceKind::Common,
            1 => BalanceKind::Contract,
            2 => BalanceKind::Margin,
            _ => return Err(WireError::Value),
        };
        let mut data = Reader::new(from.bytes()?);
        let lock = match lock_kind {
            1 => Lock::Signature { owner: data.hash20()?, memo: read_memo(&mut data)? },
            3 => {
                let required = data.u32()?;
                let mut owners = BTreeSet::new();
                for _ in 0..data.count()? {
                    owners.insert(data.hash20()?);
                }
                Lock::Multisig { required, owners, memo: read_memo(&mut data)? }
            }
            _ => return Err(WireError::Value),
        };
        data.end()?;
        Ok(Self { asset, slate, kind, lock })
    }

    /// ripemd160(sha512(packed condition)).
    pub(crate) fn balance_id(&self) -> Hash20 {
        let mut bytes = Writer::default();
        self.write(&mut bytes);
        hash20(&bytes.finish())
    }

    /// The one owner for the rule "no two deposits to one owner": of a multisig, its balance id.
    pub(crate) fn owner(&self) -> Hash20 {
        match &self.lock {
            Lock::Signature { owner, .. } => *owner,
            Lock::Multisig { .. } => self.balance_id(),
        }
    }

    /// Whether `address` is among those whose signature counts.
    pub(crate) fn names(&self, address: &Hash20) -> bool {
        match &self.lock {
            Lock::Signature { owner, .. } => owner == address,
            Lock::Multisig { owners, .. } => owners.contains(address),
        }
    }
}

fn write_memo(memo: Option<&SealedMemo>, to: &mut Writer) {
    to.u8(u8::from(memo.is_some()));
    if let Some(memo) = memo {
        to.raw(&memo.one_time_key);
        to.bytes(&memo.sealed);
    }
}

fn read_memo(from: &mut Reader<'_>) -> Result<Option<SealedMemo>, WireError> {
    if !from.flag()? {
        return Ok(None);
    }
    Ok(Some(SealedMemo { one_time_key: from.array()?, sealed: from.bytes()?.to_vec() }))
}
