//! The database on the device, and the safe of a device without secure hardware.
//!
//! [`SqliteStore`] keeps rows in SQLite: one writer, readers beside it, every row sealed in one cell
//! (XAES-256-GCM) that belongs to its table, its row and its clear columns. What stands in the clear is
//! named in `schema`: keyed hashes, orders, states, revisions. [`FileVault`] keeps a device's keys in files.

mod durable;
mod lease;
mod messenger;
mod opening;
mod schema;
mod seal;
mod sqlite;
mod table;
mod vault_file;
mod wallet;

pub use opening::Access;
pub use sqlite::SqliteStore;
pub use vault_file::FileVault;
