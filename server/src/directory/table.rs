use super::number::{NumberHash, private};
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;
use tongtong_chat::card::PublicCard;

/// The schema's version, in the database's header.
const VERSION: i64 = 1;

const SCHEMA: &str = "
    CREATE TABLE entry (
        number BLOB PRIMARY KEY CHECK (length(number) = 32),
        identity BLOB NOT NULL CHECK (length(identity) = 32),
        counter INTEGER NOT NULL,
        card BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX entry_identity ON entry (identity);
    PRAGMA user_version = 1;
";

/// The database: keyed hash of a number, and the card that hangs under it.
pub(super) struct Table(Connection);

/// What the table knows of the card under a number or of an identity.
pub(super) struct Held {
    pub(super) identity: [u8; 32],
    pub(super) counter: u64,
    pub(super) card: Vec<u8>,
}

impl Table {
    /// Opens the database, or makes it. One of another version is an error and stays as it is.
    pub(super) fn open(path: &Path) -> rusqlite::Result<Self> {
        if !path.exists() {
            private(path).map_err(|_| rusqlite::Error::InvalidPath(path.to_owned()))?;
        }
        let mut db = Connection::open(path)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "secure_delete", "ON")?;
        let change = db.transaction()?;
        match change.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))? {
            0 => change.execute_batch(SCHEMA)?,
            VERSION => {}
            _ => return Err(rusqlite::Error::InvalidQuery),
        }
        change.commit()?;
        Ok(Self(db))
    }

    pub(super) fn by_number(&self, number: NumberHash) -> rusqlite::Result<Option<Held>> {
        self.one("SELECT identity, counter, card FROM entry WHERE number = ?1", &number.0)
    }

    /// The newest card of an identity, which may have registered several numbers.
    pub(super) fn by_identity(&self, identity: &[u8; 32]) -> rusqlite::Result<Option<Held>> {
        let newest =
            "SELECT identity, counter, card FROM entry WHERE identity = ?1 ORDER BY counter DESC LIMIT 1";
        self.one(newest, identity)
    }

    /// Hangs a card under a number, and under every other number of the same identity: one commit.
    pub(super) fn put(
        &mut self,
        number: Option<NumberHash>,
        card: &PublicCard,
        bytes: &[u8],
    ) -> rusqlite::Result<()> {
        let (identity, counter) = (card.identity.bytes(), counter(card)?);
        let change = self.0.transaction()?;
        if let Some(number) = number {
            change.execute(
                "INSERT OR REPLACE INTO entry (number, identity, counter, card) VALUES (?1, ?2, ?3, ?4)",
                params![number.0, identity, counter, bytes],
            )?;
        }
        change.execute(
            "UPDATE entry SET counter = ?2, card = ?3 WHERE identity = ?1",
            params![identity, counter, bytes],
        )?;
        change.commit()
    }

    fn one(&self, query: &str, key: &[u8; 32]) -> rusqlite::Result<Option<Held>> {
        let mut query = self.0.prepare_cached(query)?;
        query
            .query_row([key], |row| {
                let counter: i64 = row.get(1)?;
                Ok(Held { identity: row.get(0)?, counter: counter.cast_unsigned(), card: row.get(2)? })
            })
            .optional()
    }
}

/// A counter as a column: they follow the clock and never get near the limit.
fn counter(card: &PublicCard) -> rusqlite::Result<i64> {
    i64::try_from(card.counter).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}
