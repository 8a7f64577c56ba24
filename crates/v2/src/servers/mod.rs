//! Requests about servers in v2, with v2's error messages.

mod change_password;
mod create;
mod fields_of_request;
mod metadata;
mod personality;
mod rebuild;
mod update;

pub(crate) use change_password::change_password;
pub(crate) use create::create;
pub(crate) use metadata::{add_metadata, replace_metadata, set_metadata};
pub(crate) use rebuild::rebuild;
pub(crate) use update::update;
