//! Backups: everything that is stored as of one commit, in a file that can be checked for
//! completeness.
//!
//! A backup holds the rows of all tables as they are, so that its layout does not change with the
//! format of the database. Records of older versions stay as they are, and a database that is
//! restored from it is upgraded when it is opened, like any other.
//!
//! ```text
//! backup   "ferronova backup", version (1 byte), block…
//! block    kind (1 byte), length (4 bytes), content, CRC-32 of all three (4 bytes)
//!   kind 1   rows of one table: length of its name (1 byte), its name, row…
//!              row   length (4 bytes), key, length (4 bytes), value
//!   kind 2   the end: number of rows (8 bytes), SHA-256 of everything before this block
//! ```
//!
//! Numbers are little-endian. Tables are in the order of [`each_table`](crate::tables::each_table),
//! rows in the order of their keys. Nothing may follow the end, and a file without it is not a
//! backup.

mod block;
mod error;
mod export;
mod read;
mod restore;

pub use error::{BackupError, RestoreError};
pub use export::Backup;
pub use read::copy_backup;
pub use restore::{IfExists, restore};
