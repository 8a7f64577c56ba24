//! What v2 extensions and v3 plugins have in common: the keys, filters, actions and routes that
//! they add, the registry that checks and orders them, and the code that passes requests to them.

#![warn(missing_docs)]
#![warn(clippy::wildcard_enum_match_arm)]

mod action;
mod api;
mod call;
mod dialect;
mod fields;
mod filter;
mod hook;
mod host_ids;
mod kit;
mod links;
mod members;
mod paging;
mod patterns;
mod registry;
mod registry_error;
mod run_action;
pub mod schema;
mod server_page;
pub mod testing;
mod times;
mod truth;
mod version;
mod versions;
mod visible;

pub use action::ready;
pub use api::Api;
pub use dialect::Dialect;
/// The types of the values that hooks get.
pub use ferronova_compute::{
    Address, Flavor, Hypervisor, Image, ProjectUsage, Rebuild, Resize, Server, ServerUpdate,
};
pub use ferronova_compute::{Need, Part, Related};
pub use ferronova_http::Fault;
pub use fields::{Fields, Key, join_keys, object, write_members, write_object};
pub use filter::{Filter, Word, unrecognized};
pub use hook::{Entries, Keys, Predicate, Reads};
pub use host_ids::HostIds;
pub use kit::{
    Action, Adds, Call, CallFuture, Contribution, Handler, Hooks, Kind, Registry, Route,
};
pub use links::Links;
pub use members::{Creation, Members};
pub use paging::{cut, next_link, read_limit};
pub use patterns::{PatternFlaw, read_anchored_pattern, read_pattern};
pub use registry_error::{RegistryError, check_linked};
pub use run_action::{perform_action, read_action, run_action};
pub use server_page::{ServerPage, WriteServer};
pub use times::read_time;
pub use truth::{FALSE_AND_TRUE, parse_truth};
pub use versions::Versions;
pub use visible::{Mask, Visible};
