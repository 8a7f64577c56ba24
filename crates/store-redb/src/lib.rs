//! The storage ports on an embedded database: one file, one process, durable before it answers.
//!
//! Reads run on the caller's thread against a snapshot of what is stored; a snapshot is published
//! after each commit and before anybody who waits for that commit is answered. Writes go to one
//! thread, which takes whatever waits and stores it in one commit: see [`RedbStore`].
//!
//! When the disk fails, nothing more is acknowledged until it works again, and reads go on from the
//! last state that is known to be on it.
//!
//! Every server is two rows: its state, small and often rewritten, and its record, which rarely
//! changes. Lists are served by one table of narrow rows, ordered as lists are: newest first.

mod backup;
mod check;
mod database;
mod descent;
mod disk;
mod engine;
mod failure;
#[cfg(test)]
mod faults;
mod floating_ips;
mod found;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod held_back;
mod image_lists;
mod images;
mod list;
mod new_file;
mod observer;
mod open;
mod open_error;
mod place;
mod read_only;
mod records;
mod recount;
mod room;
mod seal;
mod security_groups;
mod shared;
mod snapshot;
mod store;
mod tables;
mod unfinished;
mod walk;
mod work;
mod write;
mod writer;

pub use backup::{Backup, BackupError, Existing, RestoreError, copy_backup, restore};
pub use check::{Checked, Finding, check};
pub use new_file::{is_at, make_anew, open_leftover, readable_by_others};
pub use observer::Observer;
pub use open_error::OpenError;
pub use store::RedbStore;
