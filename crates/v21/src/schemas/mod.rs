//! The schemas of requests, a file for each resource.
//!
//! A constant ends in the microversion from which it holds, until the next one of its name. The
//! members, their bounds, and the order of both, which decides about the message of a body that is
//! wrong twice, are those of Nova 34.

pub(crate) mod flavors;
mod formats;
pub(crate) mod instance_actions;
pub(crate) mod lock;
pub(crate) mod queries;
pub(crate) mod server_metadata;
pub(crate) mod server_queries;
pub(crate) mod servers;
pub(crate) mod tags;
mod types;

#[cfg(test)]
mod tests;
