//! Implements the storage ports on an embedded database: one file, used by one process. A write is
//! answered only when it is durable.
//!
//! Reads run on the caller's thread against a snapshot of what is stored. A new snapshot is
//! published after each commit, before the requests of that commit are answered. Writes go to one
//! thread, which stores all waiting requests in one commit: see [`RedbStore`].
//!
//! When the disk fails, no write is acknowledged until the disk works again, and reads go on from
//! the last state that is known to be on the disk.
//!
//! Every server has two rows: its state, small and often rewritten, and its record, which rarely
//! changes. All lists of servers share one table of short rows, which are stored in the order of
//! the lists and read from the newest to the oldest.

mod backup;
mod check;
mod collectors;
mod database;
mod database_file;
mod disk;
mod disk_space;
mod engine;
mod engine_error;
#[cfg(test)]
mod faults;
mod file_identity;
mod floating_ips;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod held_back;
mod image_lists;
mod images;
mod new_orders;
mod observer;
mod open;
mod open_error;
mod orders;
mod progress;
mod read_only;
mod records;
mod recount;
mod row_sorter;
mod seal;
mod security_groups;
mod server_lists;
mod server_reader;
mod snapshot;
mod store;
mod store_state;
mod tables;
mod unfinished_file;
mod upgrade_servers;
mod walk;
mod write;
mod write_timer;
mod writer;

pub use backup::{Backup, BackupError, IfExists, RestoreError, copy_backup, restore};
pub use check::{Checked, Finding, check};
pub use database_file::{create_private_file, is_file_at, open_leftover, readable_by_others};
pub use observer::Observer;
pub use open_error::OpenError;
pub use store::RedbStore;
