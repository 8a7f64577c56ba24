//! Faults by their status, and those that no error of the model stands for.

use std::borrow::Cow;

use ferronova_compute::MAX_METADATA;
use ferronova_http::{Fault, StatusCode};

/// 400 for a body of a media type that is not read.
#[must_use]
pub fn unsupported_media_type() -> Fault {
    bad_request("Unsupported Content-Type")
}

/// 400 for an action that does not exist.
#[must_use]
pub fn unknown_action(name: &str) -> Fault {
    bad_request(format!("There is no such action: {name}"))
}

/// 403 for more than there may be of something. As in Nova the client is told that it can try
/// again at once, though it would be refused again.
pub fn over_quota(message: impl Into<Cow<'static, str>>) -> Fault {
    forbidden(message).with_retry_after("0")
}

/// The text for more metadata than a server may have.
pub(crate) fn too_much_metadata() -> String {
    format!("Maximum number of metadata items exceeds {MAX_METADATA}")
}

pub(super) fn bad_request(message: impl Into<Cow<'static, str>>) -> Fault {
    Fault::bad_request(message)
}

pub(super) fn forbidden(message: impl Into<Cow<'static, str>>) -> Fault {
    Fault::new(StatusCode::FORBIDDEN, message)
}

pub(super) fn not_found(message: impl Into<Cow<'static, str>>) -> Fault {
    Fault::new(StatusCode::NOT_FOUND, message)
}
