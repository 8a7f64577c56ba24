//! Backups: everything that is stored as of one commit, in a file that knows whether it is whole.
//!
//! A backup holds the rows of all tables as they are, so that it says the same in every version:
//! records of older versions stay what they are, and the database that is made from it is brought
//! up to date when it is opened, like any other.
//!
//! ```text
//! backup   "ferronova backup", version (1 byte), block…
//! block    kind (1 byte), length (4 bytes), content, CRC-32 of all three (4 bytes)
//!   kind 1   rows of one table: length of its name (1 byte), its name, row…
//!              row   length (4 bytes), key, length (4 bytes), value
//!   kind 2   the end: number of rows (8 bytes), SHA-256 of everything before this block
//! ```
//!
//! Numbers are written least byte first. Tables come in the order of [`each_table`](crate::tables::each_table),
//! their rows in that of their keys. Nothing follows the end, and without it nothing is a backup.

mod block;
mod error;
mod export;
mod read;
mod restore;

pub use error::{BackupError, RestoreError};
pub use export::Backup;
pub use read::copy_backup;
pub use restore::{IfExists, restore};
