//! What distinguishes one API version from another.

use ferronova_http::{ErrorWording, Fault, VersionEntry};

/// What distinguishes one API version from another on the way to its handlers.
#[derive(Clone, Copy)]
pub struct Dialect {
    /// The path segments it is mounted at.
    pub segments: &'static [&'static str],
    /// The header that carries the request id beside `x-openstack-request-id`, if there is one.
    pub request_id_header: Option<&'static str>,
    /// Whether the project stands in the path, as in v2 and unlike in v3.
    pub project_in_path: bool,
    /// What the version documents say of it.
    pub version: VersionEntry,
    /// Its number among the versions, as [`Session::visible`] wants it.
    pub number: usize,
    /// How failures read where a route or an action says nothing of it.
    pub words: &'static dyn ErrorWording,
    /// The media type of a 202 without a body.
    pub accepted: &'static str,
    /// The fault for a body of a media type that is not read.
    pub unsupported_media_type: fn() -> Fault,
    /// The fault for an action that does not exist.
    pub unknown_action: fn(&str) -> Fault,
}
