//! The storage port on an embedded database: one file, one process, durable before it answers.
//!
//! Reads run on the caller's thread against a snapshot of what is stored; a snapshot is published
//! after each commit and before anybody who waits for that commit is answered. Writes go to one
//! thread, which takes whatever waits and stores it in one commit: see [`RedbStore`].
//!
//! Every server is two rows: its state, small and often rewritten, and its record, which rarely
//! changes. Lists are served by one table of narrow rows, ordered as lists are: newest first.

mod database;
mod failure;
mod found;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod held_back;
mod list;
mod open;
mod records;
mod seal;
mod shared;
mod snapshot;
mod store;
mod tables;
mod walk;
mod write;
mod writer;

pub use open::OpenError;
pub use store::RedbStore;
