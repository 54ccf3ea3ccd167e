//! How a row becomes a cell: written as CBOR, padded, sealed to its table, its row and its clear columns.

use crate::table::{Lookup, Table};
use rusqlite::types::Value;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use tongtong_crypto::cell::{CellKey, LookupKey, lookup_hash};
use tongtong_crypto::entropy::{self, Entropy};
use tongtong_crypto::keys::StoreKey;
use tongtong_ports::StoreError;
use tongtong_types::{RowId, cbor};
use zeroize::Zeroizing;

/// The format of cells: length, CBOR, zeros.
const FORMAT: u8 = 1;
/// The smallest cell; larger ones double.
const BUCKET: usize = 256;
/// What stands in the one cell that only tells whether a key is right.
const PROOF: &str = "tongtong store";

/// The keys of an unlocked store. Dropped, they are wiped.
pub(crate) struct Keys {
    store: RowId,
    entropy: Arc<dyn Entropy>,
    cells: Vec<CellKey>,
    lookups: Vec<LookupKey>,
}

impl Keys {
    /// Derives the keys of the store with this id.
    pub(crate) fn new(master: &[u8; 32], store: RowId, entropy: Arc<dyn Entropy>) -> Self {
        let master = StoreKey::from_bytes(master);
        Self {
            store,
            entropy,
            cells: Table::ALL.iter().map(|table| master.table(table.name())).collect(),
            lookups: Lookup::ALL.iter().map(|lookup| master.lookup(lookup.name())).collect(),
        }
    }

    /// The clear column under which equal values are found.
    pub(crate) fn lookup(&self, lookup: Lookup, parts: &[&[u8]]) -> Value {
        let mut value = Zeroizing::new(Vec::new());
        parts.iter().for_each(|part| prefixed(&mut value, part));
        Value::Blob(lookup_hash(&self.lookups[lookup as usize], &value).to_vec())
    }

    /// A row id that was never used.
    pub(crate) fn fresh_row(&self) -> Result<RowId, StoreError> {
        Ok(RowId::new(entropy::array(self.entropy.as_ref()).map_err(|_| StoreError::Io)?))
    }

    /// Seals a whole row.
    pub(crate) fn seal<T: Serialize>(
        &self,
        table: Table,
        row: RowId,
        clear: &[Value],
        content: &T,
    ) -> Result<Vec<u8>, StoreError> {
        let content = Zeroizing::new(cbor::to_row(content).map_err(|_| StoreError::Damaged)?);
        let nonce = entropy::array(self.entropy.as_ref()).map_err(|_| StoreError::Io)?;
        self.cells[table as usize]
            .seal(&self.place(table, row, clear), &padded(&content), nonce)
            .map_err(|_| StoreError::Full)
    }

    /// Opens a row that stands at this place.
    pub(crate) fn open<T: DeserializeOwned>(
        &self,
        table: Table,
        row: RowId,
        clear: &[Value],
        cell: &[u8],
    ) -> Result<T, StoreError> {
        let opened = self.cells[table as usize]
            .open(&self.place(table, row, clear), cell)
            .map_err(|_| StoreError::Damaged)?;
        let content = unpadded(&opened).ok_or(StoreError::Damaged)?;
        cbor::from_row(content).map_err(|_| StoreError::Damaged)
    }

    /// The cell by which a later unlock knows these keys.
    pub(crate) fn proof(&self) -> Result<Vec<u8>, StoreError> {
        self.seal(Table::Meta, self.store, &[], &PROOF)
    }

    /// Whether these keys made that cell.
    pub(crate) fn proves(&self, cell: &[u8]) -> bool {
        self.open::<String>(Table::Meta, self.store, &[], cell).is_ok_and(|proof| proof == PROOF)
    }

    /// What a cell is bound to: (store, table, row, column, format) and the row's clear columns.
    fn place(&self, table: Table, row: RowId, clear: &[Value]) -> Vec<u8> {
        let mut aad = Vec::with_capacity(256);
        prefixed(&mut aad, self.store.bytes());
        prefixed(&mut aad, table.name().as_bytes());
        prefixed(&mut aad, row.bytes());
        prefixed(&mut aad, b"cell");
        prefixed(&mut aad, &[FORMAT]);
        for value in clear {
            match value {
                Value::Null => prefixed(&mut aad, b"n"),
                Value::Integer(number) => {
                    prefixed(&mut aad, &[b"i".as_slice(), &number.to_be_bytes()].concat())
                }
                Value::Real(number) => prefixed(&mut aad, &[b"r".as_slice(), &number.to_be_bytes()].concat()),
                Value::Text(text) => prefixed(&mut aad, &[b"t", text.as_bytes()].concat()),
                Value::Blob(bytes) => prefixed(&mut aad, &[b"b", bytes.as_slice()].concat()),
            }
        }
        aad
    }
}

fn prefixed(out: &mut Vec<u8>, part: &[u8]) {
    out.extend_from_slice(&(part.len() as u64).to_be_bytes());
    out.extend_from_slice(part);
}

/// The content behind its length, filled up with zeros, so that a file shows sizes by powers of two only.
fn padded(content: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut out = Vec::with_capacity((content.len() + 8).next_power_of_two().max(BUCKET));
    prefixed(&mut out, content);
    out.resize(out.len().next_power_of_two().max(BUCKET), 0);
    Zeroizing::new(out)
}

fn unpadded(cell: &[u8]) -> Option<&[u8]> {
    let (length, rest) = cell.split_first_chunk::<8>()?;
    rest.get(..usize::try_from(u64::from_be_bytes(*length)).ok()?)
}
