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
    /// The path's `{id}`.
    pub(crate) id: Option<&'a str>,
    /// The path's `{name}`: a tag or a member.
    pub(crate) name: Option<&'a str>,
}

impl<'a> ImageCall<'a> {
    /// The path's `{id}`; `Err` on a route without one.
    pub(crate) fn id(&self) -> Result<&'a str, Refusal> {
        self.id.ok_or(Refusal::NoRoute)
    }

    /// The path's `{name}`; `Err` on a route without one.
    pub(crate) fn name(&self) -> Result<&'a str, Refusal> {
        self.name.ok_or(Refusal::NoRoute)
    }

    /// The caller; `None` for a token without a project. With such a token, a client can see the
    /// images that are open to everybody, and can't change anything.
    pub(crate) fn caller(&self) -> Option<&'a Caller> {
        self.subject.caller()
    }

    /// Makes the request for the operation that the policy rule `rule` controls. Fails if the token
    /// has no project.
    pub(crate) fn request_by(&self, rule: &str) -> Result<Request<'a>, Refusal> {
        let caller = self.caller().ok_or_else(|| Refusal::by_rule(rule))?;
        Ok(Request { caller, id: self.incoming.id() })
    }

    /// The image with the path's `{id}`.
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
