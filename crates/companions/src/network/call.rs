//! One request to the network service, as what serves it sees it.

use ferronova_compute::{Compute, Request, Subject};
use ferronova_http::{Incoming, QueryString};

/// A request by somebody whom the gate let in.
#[derive(Clone, Copy)]
pub(crate) struct NetworkCall<'a> {
    pub(crate) compute: &'a Compute,
    pub(crate) incoming: &'a Incoming<'a>,
    pub(crate) subject: &'a Subject,
    pub(crate) query: &'a QueryString<'a>,
}

impl<'a> NetworkCall<'a> {
    /// What operations take; `None` for a token without a project, which reaches nothing that
    /// belongs to one.
    pub(crate) fn request(&self) -> Option<Request<'a>> {
        Some(Request { caller: self.subject.caller()?, id: self.incoming.id() })
    }
}
