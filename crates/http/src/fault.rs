//! Faults: error replies of the compute API.

use std::borrow::Cow;

use actix_web::http::{StatusCode, header::RETRY_AFTER};
use ferronova_compute::{LogThrottle, error_chain};
use serde_json::json;

use crate::{OutOfMemory, Reply, RouteOrAction};

/// An error reply: a status, the key around the body, and a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    status: StatusCode,
    message: Cow<'static, str>,
    /// Seconds for a `Retry-After` header.
    retry_after: Option<&'static str>,
    client_left: bool,
    /// The route or action that was refused because of a lock. It is not shown to clients, but
    /// counted.
    refused_by_lock: Option<RouteOrAction>,
}

impl Fault {
    /// A fault with this status and message.
    pub fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            message: message.into(),
            retry_after: None,
            client_left: false,
            refused_by_lock: None,
        }
    }

    /// A fault with this status and Nova's default message for it.
    #[must_use]
    pub fn plain(status: StatusCode) -> Self {
        Self::new(status, default_message(status))
    }

    /// 400 with a message.
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 404 with the default message.
    #[must_use]
    pub fn not_found() -> Self {
        Self::plain(StatusCode::NOT_FOUND)
    }

    /// 400 for a body that can't be parsed.
    #[must_use]
    pub fn malformed_body() -> Self {
        Self::bad_request("Malformed request body")
    }

    /// A fault for a route or an action that is refused because a server is locked.
    pub fn locked(
        status: StatusCode,
        message: impl Into<Cow<'static, str>>,
        route_or_action: RouteOrAction,
    ) -> Self {
        Self { refused_by_lock: Some(route_or_action), ..Self::new(status, message) }
    }

    /// Adds a `Retry-After` header.
    #[must_use]
    pub fn with_retry_after(self, seconds: &'static str) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// 400 for a client that closed its side of the connection before a large reply was ready. Such
    /// a client counts as gone, and the connection is closed.
    pub(crate) fn client_left() -> Self {
        let text = "The client closed its side of the connection before the answer was made.";
        Self { client_left: true, ..Self::bad_request(text) }
    }

    /// 500 for an internal error. The error and its sources go to the log, not to the client.
    ///
    /// The same error is logged at most once a minute, however many requests fail because of it.
    #[must_use]
    pub fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        Self::log(error);
        Self::plain(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Logs an error that made a request fail, at most once a minute for the same error.
    pub fn log(error: &(dyn std::error::Error + 'static)) {
        static FAILURES: LogThrottle = LogThrottle::new();
        let chain = error_chain(error);
        if let Some(more) = FAILURES.pass(&chain) {
            log::error!("a request failed: {chain}{more}");
        }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The reply.
    #[must_use]
    pub fn to_reply(&self) -> Reply {
        let inside = json!({ "code": self.status.as_u16(), "message": self.message });
        let body = json!({ (word(self.status)): inside });
        let body = body.to_string().into_bytes();
        let reply = Reply::new(self.status, "application/json; charset=UTF-8", body)
            .with_lock_refusal(self.refused_by_lock);
        let reply = if self.client_left { reply.without_client() } else { reply };
        match self.retry_after {
            Some(seconds) => reply.with_header(RETRY_AFTER, seconds),
            None => reply,
        }
    }
}

impl From<OutOfMemory> for Fault {
    fn from(error: OutOfMemory) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
            .with_retry_after(OutOfMemory::RETRY_AFTER)
    }
}

/// The key around the body of a fault; `computeFault` for statuses without a key of their own.
fn word(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "badRequest",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "itemNotFound",
        405 => "badMethod",
        409 => "conflictingRequest",
        413 | 429 => "overLimit",
        415 => "badMediaType",
        501 => "notImplemented",
        503 => "serviceUnavailable",
        _ => "computeFault",
    }
}

fn default_message(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 | 405 => {
            "The server could not comply with the request since it is either malformed or \
             otherwise incorrect."
        }
        403 => "Access was denied to this resource.",
        404 => "The resource could not be found.",
        409 => "There was a conflict when trying to complete your request.",
        422 => "Unable to process the contained instructions",
        429 => "This request was rate-limited.",
        500 | 501 => {
            "The server has either erred or is incapable of performing the requested operation."
        }
        _ => "",
    }
}
