//! Servers and flavors as clients see them at each microversion.

mod brief;
pub(crate) mod flavor;
mod last_time;
mod partial;
pub(crate) mod parts;
mod remembered;
pub(crate) mod server;
mod writer;

pub(crate) use flavor::{FlavorMember, FlavorView};
pub(crate) use writer::{Member, SIZE, ServerView, View, parts_of};
