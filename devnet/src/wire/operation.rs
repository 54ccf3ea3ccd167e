//! The operations a transaction is made of, each with its number and its layout.

use super::bytes::{Reader, WireError, Writer};
use super::condition::Condition;
use super::hash::{Hash20, PublicKey};
use std::collections::BTreeMap;

/// An amount of one asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct AssetAmount {
    pub(crate) amount: i64,
    pub(crate) asset: i32,
}

/// Where a contract operation takes its money from: balance id to units, ordered by id.
pub(crate) type Sources = BTreeMap<Hash20, i64>;

/// The family's variant, as far as registered data uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    Null,
    Signed(i64),
    Unsigned(u64),
    Flag(bool),
    Text(String),
}

/// One operation. What this devnet has no layout for stays bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Withdraw { balance: Hash20, amount: i64, claim: Vec<u8> },
    Deposit { amount: i64, condition: Condition },
    CreateAsset(Box<CreateAsset>),
    IssueAsset { amount: AssetAmount },
    DefineSlate { delegates: Vec<i32> },
    Memo { text: String },
    UpgradeContract(Box<ContractChange>),
    DestroyContract(Box<ContractChange>),
    CallContract(Box<CallContract>),
    TransferContract(Box<TransferContract>),
    Unread { kind: u8, data: Vec<u8> },
}

/// A new asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CreateAsset {
    pub(crate) symbol: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) public_data: Variant,
    pub(crate) issuer: i32,
    pub(crate) maximum: i64,
    pub(crate) precision: u64,
}

/// An upgrade (with a name and a description) or the end of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContractChange {
    pub(crate) contract: Hash20,
    pub(crate) naming: Option<(String, String)>,
    pub(crate) limit: AssetAmount,
    pub(crate) fee: AssetAmount,
    pub(crate) sources: Sources,
}

/// A call of a contract's method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallContract {
    pub(crate) caller: PublicKey,
    pub(crate) sources: Sources,
    pub(crate) contract: Hash20,
    pub(crate) limit: AssetAmount,
    pub(crate) fee: AssetAmount,
    pub(crate) method: String,
    pub(crate) args: String,
}

/// Money for a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TransferContract {
    pub(crate) from: PublicKey,
    pub(crate) limit: AssetAmount,
    pub(crate) fee: AssetAmount,
    pub(crate) amount: AssetAmount,
    pub(crate) sources: Sources,
    pub(crate) contract: Hash20,
}

impl AssetAmount {
    pub(crate) fn write(self, to: &mut Writer) {
        to.i64(self.amount);
        to.signed(self.asset);
    }

    pub(crate) fn read(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self { amount: from.i64()?, asset: from.signed()? })
    }
}

impl Operation {
    /// The operation's number on the wire.
    pub(crate) fn kind(&self) -> u8 {
        match self {
            Self::Withdraw { .. } => 1,
            Self::Deposit { .. } => 2,
            Self::CreateAsset(_) => 6,
            Self::IssueAsset { .. } => 8,
            Self::DefineSlate { .. } => 18,
            Self::Memo { .. } => 66,
            Self::UpgradeContract(_) => 71,
            Self::DestroyContract(_) => 72,
            Self::CallContract(_) => 73,
            Self::TransferContract(_) => 74,
            Self::Unread { kind, .. } => *kind,
        }
    }

    /// Writes number, length and body.
    pub(crate) fn write(&self, to: &mut Writer) {
        to.u8(self.kind());
        let mut body = Writer::default();
        self.write_body(&mut body);
        to.bytes(&body.finish());
    }

    fn write_body(&self, to: &mut Writer) {
        match self {
            Self::Withdraw { balance, amount, claim } => {
                to.raw(&balance.0);
                to.i64(*amount);
                to.bytes(claim);
            }
            Self::Deposit { amount, condition } => {
                to.i64(*amount);
                condition.write(to);
            }
            Self::CreateAsset(asset) => {
                to.bytes(asset.symbol.as_bytes());
                to.bytes(asset.name.as_bytes());
                to.bytes(asset.description.as_bytes());
                asset.public_data.write(to);
                to.signed(asset.issuer);
                to.i64(asset.maximum);
                to.u64(asset.precision);
            }
            Self::IssueAsset { amount } => amount.write(to),
            Self::DefineSlate { delegates } => {
                to.count(delegates.len());
                for delegate in delegates {
                    to.signed(*delegate);
                }
            }
            Self::Memo { text } => to.bytes(text.as_bytes()),
            Self::UpgradeContract(change) | Self::DestroyContract(change) => {
                to.raw(&change.contract.0);
                if let Some((name, description)) = &change.naming {
                    to.bytes(name.as_bytes());
                    to.bytes(description.as_bytes());
                }
                change.limit.write(to);
                change.fee.write(to);
                write_sources(&change.sources, to);
            }
            Self::CallContract(call) => {
                to.raw(&call.caller.0);
                write_sources(&call.sources, to);
                to.raw(&call.contract.0);
                call.limit.write(to);
                call.fee.write(to);
                to.bytes(call.method.as_bytes());
                to.bytes(call.args.as_bytes());
            }
            Self::TransferContract(transfer) => {
                to.raw(&transfer.from.0);
                transfer.limit.write(to);
                transfer.fee.write(to);
                transfer.amount.write(to);
                write_sources(&transfer.sources, to);
                to.raw(&transfer.contract.0);
            }
            Self::Unread { data, .. } => to.raw(data),
        }
    }

    /// Reads number, length and body; a body must be used up.
    pub(crate) fn read(from: &mut Reader<'_>) -> Result<Self, WireError> {
        let kind = from.u8()?;
        let data = from.bytes()?;
        let mut body = Reader::new(data);
        let body = &mut body;
        let operation = match kind {
            1 => {
                Self::Withdraw { balance: body.hash20()?, amount: body.i64()?, claim: body.bytes()?.to_vec() }
            }
            2 => Self::Deposit { amount: body.i64()?, condition: Condition::read(body)? },
            6 => Self::CreateAsset(Box::new(CreateAsset {
                symbol: body.string()?,
                name: body.string()?,
                description: body.string()?,
                public_data: Variant::read(body)?,
                issuer: body.signed()?,
                maximum: body.i64()?,
                precision: body.u64()?,
            })),
            8 => Self::IssueAsset { amount: AssetAmount::read(body)? },
            18 => {
                let mut delegates = Vec::new();
                for _ in 0..body.count()? {
                    delegates.push(body.signed()?);
                }
                Self::DefineSlate { delegates }
            }
            66 => Self::Memo { text: body.string()? },
            71 | 72 => {
                let change = Box::new(ContractChange {
                    contract: body.hash20()?,
                    naming: if kind == 71 { Some((body.string()?, body.string()?)) } else { None },
                    limit: AssetAmount::read(body)?,
                    fee: AssetAmount::read(body)?,
                    sources: read_sources(body)?,
                });
                if kind == 71 { Self::UpgradeContract(change) } else { Self::DestroyContract(change) }
            }
            73 => Self::CallContract(Box::new(CallContract {
                caller: body.key()?,
                sources: read_sources(body)?,
                contract: body.hash20()?,
                limit: AssetAmount::read(body)?,
                fee: AssetAmount::read(body)?,
                method: body.string()?,
                args: body.string()?,
            })),
            74 => Self::TransferContract(Box::new(TransferContract {
                from: body.key()?,
                limit: AssetAmount::read(body)?,
                fee: AssetAmount::read(body)?,
                amount: AssetAmount::read(body)?,
                sources: read_sources(body)?,
                contract: body.hash20()?,
            })),
            _ => return Ok(Self::Unread { kind, data: data.to_vec() }),
        };
        core::mem::replace(body, Reader::new(&[])).end()?;
        Ok(operation)
    }
}

impl Variant {
    fn write(&self, to: &mut Writer) {
        match self {
            Self::Null => to.u8(0),
            Self::Signed(value) => {
                to.u8(1);
                to.i64(*value);
            }
            Self::Unsigned(value) => {
                to.u8(2);
                to.u64(*value);
            }
            Self::Flag(value) => {
                to.u8(4);
                to.u8(u8::from(*value));
            }
            Self::Text(value) => {
                to.u8(5);
                to.bytes(value.as_bytes());
            }
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(match from.u8()? {
            0 => Self::Null,
            1 => Self::Signed(from.i64()?),
            2 => Self::Unsigned(from.u64()?),
            4 => Self::Flag(from.flag()?),
            5 => Self::Text(from.string()?),
            _ => return Err(WireError::Value),
        })
    }
}

fn write_sources(sources: &Sources, to: &mut Writer) {
    to.count(sources.len());
    for (balance, amount) in sources {
        to.raw(&balance.0);
        to.i64(*amount);
    }
}

fn read_sources(from: &mut Reader<'_>) -> Result<Sources, WireError> {
    let mut sources = Sources::new();
    for _ in 0..from.count()? {
        let balance = from.hash20()?;
        sources.insert(balance, from.i64()?);
    }
    Ok(sources)
}
