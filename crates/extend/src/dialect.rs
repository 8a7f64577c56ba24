//! How API versions differ.

use ferronova_http::{ErrorWording, Fault, VersionEntry};

/// How an API version differs from others, outside its handlers.
#[derive(Clone, Copy)]
pub struct Dialect {
    /// The path segments at which the version is mounted.
    pub segments: &'static [&'static str],
    /// The header that carries the request id beside `x-openstack-request-id`, if there is one.
    pub request_id_header: Option<&'static str>,
    /// Whether the project is part of the path, as in v2 but not in v3.
    pub project_in_path: bool,
    /// The version's entry in the version documents.
    pub version: VersionEntry,
    /// The version's number, unique among the versions, for
    /// [`Session::visible`](ferronova_http::Session::visible).
    pub number: usize,
    /// The wording of errors for routes and actions that have no wording of their own.
    pub words: &'static dyn ErrorWording,
    /// The media type of a 202 without a body.
    pub accepted: &'static str,
    /// The error for a body with an unsupported media type.
    pub unsupported_media_type: fn() -> Fault,
    /// The fault for an action that does not exist.
    pub unknown_action: fn(&str) -> Fault,
}
