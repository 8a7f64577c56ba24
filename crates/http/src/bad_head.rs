//! Request heads that are refused before the request is parsed any further.

use crate::{Fault, Reply, StatusCode};

/// Why the head of a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadHead {
    /// The head is not valid HTTP/1.1, or its headers contradict each other about the body.
    Malformed,
    /// The head is too long, or has too many headers.
    TooLarge,
    /// The method is CONNECT.
    Tunnel,
}

impl BadHead {
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
