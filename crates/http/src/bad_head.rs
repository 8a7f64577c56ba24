//! Heads of requests that are refused before anything is known of the request.

use crate::{Fault, Reply, StatusCode};

/// Why the head of a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadHead {
    /// It is no head of HTTP/1.1, or what it says of its body contradicts itself.
    Malformed,
    /// It is too long, or has too many headers.
    TooLarge,
    /// It asks for a way to somewhere else.
    Tunnel,
}

impl BadHead {
    /// The answer.
    #[must_use]
    pub(crate) fn to_reply(self) -> Reply {
        let (status, text) = match self {
            Self::Malformed => (
                StatusCode::BAD_REQUEST,
                "The head of the request is malformed; it must be one of HTTP/1.1 with one Host, \
                 and a body framed by one Content-Length or by Transfer-Encoding: chunked",
            ),
            Self::TooLarge => (
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "The head of the request is too large; it may have 128 KiB and 96 headers",
            ),
            Self::Tunnel => (
                StatusCode::NOT_IMPLEMENTED,
                "The method CONNECT is not supported; this server is no proxy",
            ),
        };
        Fault::new(status, text).to_reply()
    }
}
