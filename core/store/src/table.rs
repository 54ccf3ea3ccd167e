//! Tables of sealed rows, and the two things done with them: put a row, pick rows.

use crate::opening::failed;
use crate::seal::Keys;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tongtong_ports::StoreError;
use tongtong_types::RowId;

/// A table whose rows are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Meta,
    Me,
    Contact,
    Log,
    Message,
    Account,
    Address,
    Payment,
}

impl Table {
    /// Every table, in the order of their numbers.
    pub(crate) const ALL: [Self; 8] = [
        Self::Meta,
        Self::Me,
        Self::Contact,
        Self::Log,
        Self::Message,
        Self::Account,
        Self::Address,
        Self::Payment,
    ];

    /// Its name in the file and in its key.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Me => "me",
            Self::Contact => "contact",
            Self::Log => "log",
            Self::Message => "message",
            Self::Account => "account",
            Self::Address => "address",
            Self::Payment => "payment",
        }
    }

    /// The columns between `row` and `cell`, in the order in which the cell is bound to them.
    pub(crate) const fn clear(self) -> &'static [&'static str] {
        match self {
            Self::Meta | Self::Me | Self::Account => &[],
            Self::Contact => &["peer", "static_key"],
            Self::Log => &["log", "conversation"],
            Self::Message => &["peer", "conversation", "id", "place", "seq", "state"],
            Self::Address => &["place", "address", "alive", "revision"],
            Self::Payment => &["address", "at", "standing", "revision"],
        }
    }
}

/// A clear column that holds a keyed hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lookup {
    ContactPeer,
    ContactStaticKey,
    LogLog,
    LogConversation,
    MessagePeer,
    MessageConversation,
    MessageId,
    AddressPlace,
    /// In `payment` too: a payment is found by the address that it pays.
    AddressAddress,
}

impl Lookup {
    /// Every one, in the order of their numbers.
    pub(crate) const ALL: [Self; 9] = [
        Self::ContactPeer,
        Self::ContactStaticKey,
        Self::LogLog,
        Self::LogConversation,
        Self::MessagePeer,
        Self::MessageConversation,
        Self::MessageId,
        Self::AddressPlace,
        Self::AddressAddress,
    ];

    /// `table.column`, as its key is named.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::ContactPeer => "contact.peer",
            Self::ContactStaticKey => "contact.static_key",
            Self::LogLog => "log.log",
            Self::LogConversation => "log.conversation",
            Self::MessagePeer => "message.peer",
            Self::MessageConversation => "message.conversation",
            Self::MessageId => "message.id",
            Self::AddressPlace => "address.place",
            Self::AddressAddress => "address.address",
        }
    }
}

/// An open file with the keys of its rows.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) conn: &'a Connection,
    pub(crate) keys: &'a Keys,
}

impl Rows<'_> {
    /// Writes a whole row, new or in place of the one with this id.
    pub(crate) fn put<T: Serialize>(
        &self,
        table: Table,
        row: RowId,
        clear: Vec<Value>,
        content: &T,
    ) -> Result<(), StoreError> {
        let cell = self.keys.seal(table, row, &clear, content)?;
        let values = core::iter::once(Value::Blob(row.bytes().to_vec()))
            .chain(clear)
            .chain(core::iter::once(Value::Blob(cell)));
        let mut insert = self.conn.prepare_cached(&insertion(table)).map_err(failed)?;
        insert.execute(params_from_iter(values)).map_err(failed)?;
        Ok(())
    }

    /// The rows that `tail` picks (`WHERE ..`), opened.
    pub(crate) fn pick<T: DeserializeOwned>(
        &self,
        table: Table,
        tail: &str,
        values: &[Value],
    ) -> Result<Vec<T>, StoreError> {
        let columns: String = table.clear().iter().map(|column| format!("{column}, ")).collect();
        let sql = format!("SELECT row, {columns}cell FROM {} {tail}", table.name());
        let mut select = self.conn.prepare_cached(&sql).map_err(failed)?;
        let mut found = select.query(params_from_iter(values)).map_err(failed)?;
        let mut rows = Vec::new();
        while let Some(raw) = found.next().map_err(failed)? {
            rows.push(self.open(table, raw)?);
        }
        Ok(rows)
    }

    /// The id of the row with this value in a unique column.
    pub(crate) fn row_with(
        &self,
        table: Table,
        column: &str,
        value: &Value,
    ) -> Result<Option<RowId>, StoreError> {
        let sql = format!("SELECT row FROM {} WHERE {column} = ?1", table.name());
        let mut select = self.conn.prepare_cached(&sql).map_err(failed)?;
        let row = select.query_row([value], |raw| raw.get(0)).optional().map_err(failed)?;
        row.map(RowId::new).map_or(Ok(None), |row| Ok(Some(row)))
    }

    fn open<T: DeserializeOwned>(&self, table: Table, raw: &Row<'_>) -> Result<T, StoreError> {
        let row = RowId::new(raw.get(0).map_err(failed)?);
        let last = table.clear().len() + 1;
        let clear: Vec<Value> =
            (1..last).map(|column| raw.get(column)).collect::<Result<_, _>>().map_err(failed)?;
        let cell: Vec<u8> = raw.get(last).map_err(failed)?;
        self.keys.open(table, row, &clear, &cell)
    }
}

fn insertion(table: Table) -> String {
    let clear = table.clear();
    let columns: String = clear.iter().map(|column| format!("{column}, ")).collect();
    let places: String = (2..clear.len() + 3).map(|n| format!(", ?{n}")).collect();
    let updates: String = clear.iter().map(|column| format!("{column} = excluded.{column}, ")).collect();
    format!(
        "INSERT INTO {} (row, {columns}cell) VALUES (?1{places}) \
         ON CONFLICT (row) DO UPDATE SET {updates}cell = excluded.cell",
        table.name()
    )
}

/// A count or a time as SQLite keeps it; what lies beyond its range sorts last.
pub(crate) fn number(value: u64) -> Value {
    Value::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// A row id as SQLite keeps it.
pub(crate) fn blob(row: RowId) -> Value {
    Value::Blob(row.bytes().to_vec())
}
