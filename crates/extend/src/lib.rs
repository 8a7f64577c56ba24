//! What v2 extensions and v3 plugins have in common: the keys, filters, actions and routes they
//! add, the registry that checks and orders them, and the way of a request to them.

mod action;
mod api;
mod call;
mod contribution;
mod fields;
mod filter;
mod links;
mod list_query;
mod registry;
mod registry_error;
mod run_action;
mod truth;

pub use action::{Action, CallFuture, Route, ready};
pub use api::{Api, Dialect};
pub use call::Call;
pub use contribution::Contribution;
pub use fields::{Fields, Key, write_object};
pub use filter::{Filter, Word};
pub use links::Links;
pub use list_query::{next_link, read_limit, read_list, read_time};
pub use registry::{Mask, Registry};
pub use registry_error::{RegistryError, check_linked};
pub use run_action::run_action;
pub use truth::{FALSE_AND_TRUE, parse_truth};
