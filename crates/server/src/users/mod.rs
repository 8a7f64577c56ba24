//! `ferronova user` and `ferronova keys`: who can log in, changed in a data folder.
//!
//! A command becomes a [`Request`]. A server that has the folder open takes it through a socket in
//! the folder and answers with one line; if there is none, the command opens the folder itself.
//! Either way `perform.rs` does it.

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
pub(crate) use self::socket::Control;
pub use self::{
    request::Request,
    settings::{KeysCommand, KeysSettings, ListFormat, UserCommand, UserSettings},
};
