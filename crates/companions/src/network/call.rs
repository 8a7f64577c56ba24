//! One request to the network service, as what serves it sees it.

use ferronova_compute::{Compute, Request};
use ferronova_http::{Incoming, QueryString};

/// A request by somebody whom the gate let in.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) compute: &'a Compute,
    pub(crate) incoming: &'a Incoming<'a>,
    pub(crate) request: Request<'a>,
    pub(crate) query: &'a QueryString<'a>,
}

impl Call<'_> {
    /// The project of the caller; empty for a token without any.
    pub(crate) fn project_id(&self) -> &str {
        &self.request.caller.project_id
    }

    /// Whether the caller can reach nothing that belongs to a project.
    pub(crate) fn has_no_reach(&self) -> bool {
        self.project_id().is_empty() && !self.request.caller.is_admin
    }
}
