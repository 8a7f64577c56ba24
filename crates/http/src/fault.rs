//! Faults: how a failure looks to a client of the compute API.

use std::borrow::Cow;

use actix_web::http::{StatusCode, header::RETRY_AFTER};
use ferronova_compute::{LogThrottle, error_chain};
use serde_json::json;

use crate::{OutOfMemory, Reply, RouteOrAction};

/// A failure as the API shows it: a status, the word around the body, and a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    status: StatusCode,
    message: Cow<'static, str>,
    /// In how many seconds the client may try again, if it is told.
    retry_after: Option<&'static str>,
    client_left: bool,
    /// What a lock refused, if one did. Clients don't see it; it is counted.
    refused_by_lock: Option<RouteOrAction>,
}

impl Fault {
    /// A fault of this status with a message of its own.
    pub fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            message: message.into(),
            retry_after: None,
            client_left: false,
            refused_by_lock: None,
        }
    }

    /// A fault of this status with the message that Nova gives when its code gives none.
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

    /// 400 for a body that can't be read.
    #[must_use]
    pub fn malformed_body() -> Self {
        Self::bad_request("Malformed request body")
    }

    /// The refusal of what was asked for, by the lock of a server.
    pub fn locked(
        status: StatusCode,
        message: impl Into<Cow<'static, str>>,
        route_or_action: RouteOrAction,
    ) -> Self {
        Self { refused_by_lock: Some(route_or_action), ..Self::new(status, message) }
    }

    /// The same fault, with a `Retry-After` header.
    #[must_use]
    pub fn with_retry_after(self, seconds: &'static str) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// 400 for a client that closed its side of the connection before a large answer was made. It
    /// is taken to be gone, and the connection is closed.
    pub(crate) fn client_left() -> Self {
        let text = "The client closed its side of the connection before the answer was made.";
        Self { client_left: true, ..Self::bad_request(text) }
    }

    /// 500. What failed goes to the log, with its chain of sources, and not to the client.
    ///
    /// The log is told of the same failure once a minute, however many requests it concerns.
    #[must_use]
    pub fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        Self::log(error);
        Self::plain(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Tells the log that a request failed, and why; of the same failure once a minute.
    pub fn log(error: &(dyn std::error::Error + 'static)) {
        static FAILURES: LogThrottle = LogThrottle::new();
        let chain = error_chain(error);
        if let Some(more) = FAILURES.pass(&chain) {
            log::error!("a request failed: {chain}{more}");
        }
    }

    /// Its status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Its message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The answer that shows it.
    #[must_use]
    pub fn to_reply(&self) -> Reply {
        let inside = json!({ "message": self.message, "code": self.status.as_u16() });
        let body = json!({ (word(self.status)): inside });
        let body = body.to_string().into_bytes();
        let reply = Reply::new(self.status, "application/json; charset=UTF-8", body)
            .with_lock_refusal(self.refused_by_lock);
        let reply = if self.client_left { reply.for_nobody() } else { reply };
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

/// The word around the body of a fault; statuses without one of their own are a `computeFault`.
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
