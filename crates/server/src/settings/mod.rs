//! Settings from the command line, the environment and a configuration file.

mod api;
mod command;
mod duration;
mod file;
mod limits;
mod serve;
mod size;
mod storage;
mod values;

pub(crate) use self::values::{DATA, parse_alias, parse_public_url};
pub use self::{
    api::ApiSettings,
    command::Command,
    duration::OffloadTime,
    limits::Limits,
    serve::{Settings, TlsFiles},
    storage::Storage,
};
