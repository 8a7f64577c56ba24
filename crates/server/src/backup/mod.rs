//! Backups: the server's answer, the command that fetches it, and the command that restores it.

mod client;
mod download;
mod login;
mod part_file;
mod restore;
mod settings;
mod stream;

pub(crate) use download::back_up;
pub(crate) use restore::restore;
pub use settings::{BackupSettings, RestoreSettings};
pub(crate) use stream::stream;
