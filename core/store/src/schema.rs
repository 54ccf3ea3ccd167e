//! The schema: every table, what stands clear in it and why, and the steps from version to version.
//!
//! | table | clear columns |
//! | --- | --- |
//! | meta | the store's id and generation; a sealed cell that tells the right key |
//! | envelope | tier; the envelope itself, which is sealed by the tier's own keys |
//! | me, account | - |
//! | contact | keyed hashes of the peer and of the static key |
//! | log | keyed hashes of the log and of its conversation |
//! | message | keyed hashes of peer, conversation and id; order, place in its log, state |
//! | address | keyed hashes of its place and of the address; whether it is alive; revision |
//! | payment | keyed hash of the address; time, standing, revision |
//!
//! Every other table has `row`, 128 random bits that are never used twice, and `cell`, the whole row
//! sealed. Clear columns are part of what the cell is bound to.

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tongtong_ports::StoreError;
use tongtong_types::RowId;

use crate::opening::failed;

/// Marks a file as ours (`TTst`).
pub(crate) const APPLICATION_ID: i32 = 0x5454_7374;

/// One step for each released version, from the one before.
const STEPS: &[&str] = &["
CREATE TABLE meta (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    store BLOB NOT NULL,
    generation INTEGER NOT NULL,
    proof BLOB
) STRICT;
CREATE TABLE envelope (tier INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;

CREATE TABLE me (row BLOB NOT NULL UNIQUE, cell BLOB NOT NULL) STRICT;

CREATE TABLE contact (
    row BLOB NOT NULL UNIQUE,
    peer BLOB NOT NULL UNIQUE,
    static_key BLOB NOT NULL,
    cell BLOB NOT NULL
) STRICT;
CREATE INDEX contact_static_key ON contact (static_key);

CREATE TABLE log (
    row BLOB NOT NULL UNIQUE,
    log BLOB NOT NULL UNIQUE,
    conversation BLOB NOT NULL,
    cell BLOB NOT NULL
) STRICT;
CREATE INDEX log_conversation ON log (conversation);

CREATE TABLE message (
    row BLOB NOT NULL UNIQUE,
    peer BLOB NOT NULL,
    conversation BLOB NOT NULL,
    id BLOB NOT NULL,
    place INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    state INTEGER NOT NULL,
    cell BLOB NOT NULL
) STRICT;
CREATE INDEX message_page ON message (peer, place, row);
CREATE INDEX message_id ON message (id);
CREATE INDEX message_waiting ON message (peer, place, seq) WHERE state = 1;
CREATE INDEX message_unseen ON message (conversation, place, seq) WHERE state = 4;

CREATE TABLE account (row BLOB NOT NULL UNIQUE, cell BLOB NOT NULL) STRICT;

CREATE TABLE address (
    row BLOB NOT NULL UNIQUE,
    place BLOB NOT NULL UNIQUE,
    address BLOB NOT NULL,
    alive INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    cell BLOB NOT NULL
) STRICT;
CREATE INDEX address_alive ON address (address) WHERE alive = 1;

CREATE TABLE payment (
    row BLOB NOT NULL UNIQUE,
    address BLOB NOT NULL,
    at INTEGER NOT NULL,
    standing INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    cell BLOB NOT NULL
) STRICT;
CREATE INDEX payment_page ON payment (at, row);
CREATE INDEX payment_open ON payment (at, row) WHERE standing < 3;
CREATE INDEX payment_received ON payment (address) WHERE standing = 3;
"];

/// The version that this library writes.
pub(crate) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Brings a file to the newest version, all steps in one transaction; an empty file gets `store` as its id.
pub(crate) fn migrate(conn: &Connection, from: i64, store: RowId) -> Result<(), StoreError> {
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate).map_err(failed)?;
    let done = usize::try_from(from).map_err(|_| StoreError::Damaged)?;
    for step in STEPS.iter().skip(done) {
        tx.execute_batch(step).map_err(failed)?;
    }
    if from == 0 {
        tx.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
        tx.execute("INSERT INTO meta (one, store, generation) VALUES (1, ?1, 0)", [store.bytes()])
            .map_err(failed)?;
    }
    tx.pragma_update(None, "user_version", newest()).map_err(failed)?;
    tx.commit().map_err(failed)
}
