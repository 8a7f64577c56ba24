//! What one extension adds to its API.

use ferronova_compute::Server;

use crate::{Action, Fields, Filter, Key, Route};

/// What one extension or plugin adds, as data; its framework makes it from the trait.
#[derive(Clone, Copy)]
pub struct Contribution {
    /// Its name within the API version.
    pub alias: &'static str,
    /// The Cargo package it comes from.
    pub package: &'static str,
    /// The module it comes from.
    pub module: &'static str,
    /// The policy rule a caller must pass to see its keys and use its filters.
    pub rule: &'static str,
    /// The keys it adds to a server.
    pub server_keys: &'static [Key],
    /// Writes `server_keys`, in that order.
    pub extend_server: fn(&Server, &mut Fields<'_>),
    /// The filters it adds to lists of servers.
    pub server_filters: &'static [Filter],
    /// The actions it adds to a server.
    pub server_actions: &'static [Action],
    /// The routes it adds.
    pub routes: &'static [Route],
    /// What the API reference says of it: fragments of an OpenAPI document, in YAML.
    pub api_ref: &'static [&'static str],
}
