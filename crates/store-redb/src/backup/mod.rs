//! Backups. A backup is a file with everything that was stored at one commit. From the file itself
//! one can tell whether it is complete.
//!
//! A backup holds the stored bytes of all rows, so its layout does not depend on the format of the
//! database. Records of older formats are not converted: a database that is restored from the
//! backup is upgraded when it is opened, like any other.
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
//! rows in the order of their keys. Nothing may follow the block of kind 2, and a file without that
//! block is not a backup.

mod block;
mod error;
mod export;
mod read;
mod restore;

pub use error::{BackupError, RestoreError};
pub use export::Backup;
pub use read::copy_backup;
pub use restore::{IfExists, restore};
