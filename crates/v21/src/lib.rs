//! The v2.1 API with its microversions, 2.1 to 2.104, as Nova 34 (2026.2) has them.
//!
//! [`api`] returns the mounted API. What each microversion changes is in one table, in `table.rs`:
//! an `Edition` is the sum of its rows up to one microversion, and handlers ask the edition of their
//! call, never the number.

#![warn(missing_docs)]
#![warn(clippy::wildcard_enum_match_arm)]

mod api;
mod body;
mod call;
mod edition;
mod editions;
mod extra_specs;
mod flavors;
mod instance_actions;
mod ips;
mod kit;
mod locks;
mod metadata;
mod microversion;
mod query;
mod reference;
mod route;
mod schemas;
mod servers;
mod soft_rules;
mod table;
mod tags;
mod times;
mod view;
mod wording;

pub use api::{Api, api};
pub use microversion::{LATEST, OLDEST};
pub use reference::API_REF;
