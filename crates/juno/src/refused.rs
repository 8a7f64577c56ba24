//! Handlers of routes that exist only to reply with an error.

use ferronova_extend::{CallFuture, ready};
use ferronova_http::{Fault, StatusCode};

use crate::wording::unknown_action;

/// 404 with the default message.
#[must_use]
pub fn not_found<'a>() -> CallFuture<'a> {
    ready(Err(Fault::not_found().into()))
}

/// 405.
#[must_use]
pub fn method_not_allowed<'a>() -> CallFuture<'a> {
    ready(Err(Fault::plain(StatusCode::METHOD_NOT_ALLOWED).into()))
}

/// 400 for a path where Nova's controller has no method of this name.
#[must_use]
pub fn no_such_action<'a>(name: &str) -> CallFuture<'a> {
    ready(Err(unknown_action(name).into()))
}
