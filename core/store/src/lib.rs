//! The database on the device and the file-based key vault.
