//! Carries out requests in a write transaction.
//!
//! Every request is checked before anything is written for it. So a refused request leaves nothing
//! behind, and the other requests of the commit go on.

mod actions;
mod addresses;
mod batch;
mod change;
mod fill;
mod floating_ips;
mod images;
mod key_pairs;
mod last_given;
mod load;
mod purge;
mod rows;
mod security_group_rules;
mod security_groups;
mod tables;

pub(crate) use addresses::address_keys;
pub(crate) use batch::{Batch, Refusal, WriterState};
pub(crate) use last_given::LastGiven;
pub(crate) use load::prepare;
pub(crate) use security_groups::{GroupUse, ServersIn};
