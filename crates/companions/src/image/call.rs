//! Requests to the image service.

use ferronova_compute::{Caller, Compute, Image, Request, Subject, parse_id};
use ferronova_http::{Incoming, Reply, write_serialized};
use serde::Serialize;

use super::refusal::Refusal;

/// A request with a valid token.
pub(crate) struct ImageCall<'a> {
    pub(crate) compute: &'a Compute,
    pub(crate) incoming: &'a Incoming<'a>,
    pub(crate) subject: &'a Subject,
    /// The value of `{id}` in the path; `None` on a route without `{id}`.
    pub(crate) id: Option<&'a str>,
    /// The value of `{name}` in the path, which is a tag or a member; `None` on a route without
    /// `{name}`.
    pub(crate) name: Option<&'a str>,
}

impl<'a> ImageCall<'a> {
    /// Returns the value of `{id}` in the path. Fails on a route without `{id}`.
    pub(crate) fn id(&self) -> Result<&'a str, Refusal> {
        self.id.ok_or(Refusal::NoRoute)
    }

    /// Returns the value of `{name}` in the path. Fails on a route without `{name}`.
    pub(crate) fn name(&self) -> Result<&'a str, Refusal> {
        self.name.ok_or(Refusal::NoRoute)
    }

    /// The caller; `None` for a token without a project. With such a token, a client can see the
    /// images that are open to everybody, and can't change anything.
    pub(crate) fn caller(&self) -> Option<&'a Caller> {
        self.subject.caller()
    }

    /// Makes the `Request` for an operation that the policy rule `rule` controls. Fails if the
    /// token has no project.
    pub(crate) fn request_by(&self, rule: &str) -> Result<Request<'a>, Refusal> {
        let caller = self.caller().ok_or_else(|| Refusal::by_rule(rule))?;
        Ok(Request::new(caller, self.incoming.id()))
    }

    /// Finds the image whose id is in the path.
    pub(crate) async fn find_image(&self) -> Result<Image, Refusal> {
        let id = self.id()?;
        let found = match parse_id(id) {
            Some(id) => self.compute.find_image(self.caller(), id).await?,
            None => None,
        };
        found.ok_or_else(|| Refusal::NoImage(id.to_owned()))
    }

    /// Fails if the request has a body.
    pub(crate) fn check_no_body(&self) -> Result<(), Refusal> {
        if self.incoming.body().is_empty() {
            return Ok(());
        }
        Err(Refusal::BadRequest("A body is not expected with this request.".to_owned()))
    }
}

pub(crate) fn ok(body: &impl Serialize) -> Reply {
    let mut buffer = Vec::new();
    write_serialized(&mut buffer, body);
    Reply::ok(buffer)
}
