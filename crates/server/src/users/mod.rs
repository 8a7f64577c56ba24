//! `ferronova user` and `ferronova keys`: changes users and keys in a data folder.
//!
//! A command becomes a [`Request`]. If a server has the folder open, it receives the request
//! through a socket in the folder; otherwise the command opens the folder itself. Both use
//! `perform.rs`.

#[cfg(unix)]
mod address;
#[cfg(unix)]
mod client;
mod command;
mod password;
mod perform;
mod request;
mod settings;
#[cfg(unix)]
mod socket;
mod table;

pub(crate) use self::command::{keys, user};
#[cfg(unix)]
pub(crate) use self::socket::CommandSocket;
pub use self::{
    request::Request,
    settings::{KeysCommand, KeysSettings, ListFormat, UserCommand, UserSettings},
};
