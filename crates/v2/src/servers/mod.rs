//! What requests about servers say on v2, in the words it has for what is wrong with them.

mod create;
mod fields_of_request;
mod personality;
mod update;

pub(crate) use create::create;
pub(crate) use update::update;
