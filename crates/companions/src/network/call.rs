//! Requests to the network service.

use ferronova_compute::{Compute, Request, Subject};
use ferronova_http::{Incoming, QueryString};

/// A request with a valid token.
#[derive(Clone, Copy)]
pub(crate) struct NetworkCall<'a> {
    pub(crate) compute: &'a Compute,
    pub(crate) incoming: &'a Incoming<'a>,
    pub(crate) subject: &'a Subject,
    pub(crate) query: &'a QueryString<'a>,
}

impl<'a> NetworkCall<'a> {
    /// Makes the `Request` for an operation; `None` for a token without a project, with which no
    /// resource of a project can be reached.
    pub(crate) fn request(&self) -> Option<Request<'a>> {
        Some(Request::new(self.subject.caller()?, self.incoming.id()))
    }
}
