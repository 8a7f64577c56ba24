//! Reads the configuration, picks the drivers, assembles the app.

mod announce;
mod api_ref;
mod api_version;
mod app;
mod backup;
mod check;
mod cloud;
mod commits;
mod connections;
mod embedded;
mod enabled;
mod exit;
mod health;
mod known_passwords;
mod load;
pub mod log_pipe;
mod look_through;
mod lowered;
mod metrics;
mod nearest;
mod open_files;
mod own;
mod pages;
mod run;
mod seed;
mod services;
mod settings;
mod start;
mod stop_signals;
mod tls;
mod users;
mod wire;

pub use announce::Announcement;
pub use api_ref::api_ref;
pub use api_version::ApiVersion;
pub use backup::{BackupSettings, RestoreSettings};
pub use check::CheckSettings;
pub use enabled::Enabled;
pub use exit::Exit;
pub use known_passwords::KnownPasswords;
pub use load::LoadSettings;
pub use run::run;
pub use seed::{Seed, SeedError};
pub use settings::{
    ApiRefSettings, ApiSettings, Command, Format, Limits, OffloadTime, Settings, Storage, TlsFiles,
};
pub use start::{Running, start};
pub use tls::{Tls, TlsError};
pub use users::{KeysCommand, KeysSettings, ListFormat, Request, UserCommand, UserSettings};
