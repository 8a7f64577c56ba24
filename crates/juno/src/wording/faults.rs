//! Faults by status, and faults that no error of the model causes.

use std::borrow::Cow;

use ferronova_compute::MAX_METADATA;
use ferronova_http::{Fault, StatusCode};

/// 400 for a body with an unsupported media type.
#[must_use]
pub fn unsupported_media_type() -> Fault {
    bad_request("Unsupported Content-Type")
}

/// 400 for an unknown action.
#[must_use]
pub fn unknown_action(name: &str) -> Fault {
    bad_request(format!("There is no such action: {name}"))
}

/// 403 for exceeding a limit. As in Nova, `Retry-After` asks the client to try again at once,
/// although the same request would be refused again.
pub fn over_quota(message: impl Into<Cow<'static, str>>) -> Fault {
    forbidden(message).with_retry_after("0")
}

/// The error text for more metadata than a server may have.
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
