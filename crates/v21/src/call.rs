//! One call: everything that its handler can use.

use ferronova_compute::{Error, Request, Rules, ServerRef, Target, parse_id_in_any_case};
use ferronova_extend::Links;
use ferronova_http::{Failure, Fault, LargeReply, QueryString};
use serde_json::Value;

use crate::{
    kit::Call,
    soft_rules::Passed,
    view::{ServerView, View, flavor},
    wording,
};

impl<'a> Call<'a> {
    /// The caller, the id of the request, and the rule of the call, for operations.
    pub(crate) fn request(&self) -> Request<'a> {
        let rules = self.rule.map_or(Rules::OfOperations, Rules::OfCall);
        Request { caller: self.caller, id: self.incoming.id(), rules }
    }

    /// The server that `{id}` in the path names, in any case.
    ///
    /// # Errors
    ///
    /// The same error as for a server that does not exist, if `{id}` is not a UUID.
    pub(crate) fn server(&self) -> Result<ServerRef, Failure> {
        let id = self.param("id");
        let not_found = || Error::ServerNotFound { id: id.to_owned() };
        Ok(ServerRef::Id(parse_id_in_any_case(id).ok_or_else(not_found)?))
    }

    /// The part of the path that stands at `{name}` in the route's pattern.
    pub(crate) fn param(&self, name: &str) -> &str {
        self.params.get(name).unwrap_or_default()
    }

    /// The parameters of the query string.
    pub(crate) fn query(&self) -> QueryString<'a> {
        QueryString::parse(self.incoming.query_text())
    }

    /// Starts a reply that can become large.
    pub(crate) fn large_reply(&self) -> LargeReply {
        LargeReply::new(self.incoming, &self.caller.project_id)
    }

    /// Returns a writer for the links in the reply.
    pub(crate) fn links(&self) -> Links {
        Links::new(&self.url(), &[self.incoming.base_url(), &self.project_path()].concat())
    }

    /// The start of every `self` link, without a slash at its end.
    pub(crate) fn url(&self) -> String {
        let Self { incoming, .. } = self;
        [incoming.base_url(), "/", incoming.segment(), &self.project_path()].concat()
    }

    fn project_path(&self) -> String {
        if self.names_project { ["/", &self.caller.project_id].concat() } else { String::new() }
    }

    /// Parses the body of the request; an empty body is null.
    ///
    /// # Errors
    ///
    /// 400 for a body that is not JSON.
    pub(crate) fn body(&self) -> Result<Value, Fault> {
        match self.incoming.body() {
            [] => Ok(Value::Null),
            body => serde_json::from_slice(body).map_err(|_| Fault::malformed_body()),
        }
    }

    /// The soft rules that the caller passes with its own project as the target.
    pub(crate) fn passed(&self) -> Passed {
        Passed::own(self.session, self.compute.policy(), self.caller)
    }

    /// The soft rules that the caller passes for something of this project.
    pub(crate) fn passed_on(&self, target: Target<'_>) -> Passed {
        if target.project_id == self.caller.project_id {
            return self.passed();
        }
        Passed::on(self.compute.policy(), self.caller, target)
    }

    /// Fails unless the caller passes the rule of the call, with its own project as the target.
    ///
    /// # Errors
    ///
    /// 403 with the name of the rule.
    pub(crate) fn require(&self) -> Result<(), Fault> {
        self.require_on(Target::own(self.caller))
    }

    /// Fails unless the caller passes the rule of the call for this target.
    ///
    /// # Errors
    ///
    /// 403 with the name of the rule.
    pub(crate) fn require_on(&self, target: Target<'_>) -> Result<(), Fault> {
        let Some(rule) = self.rule else {
            return Ok(());
        };
        if self.compute.policy().allows(rule, self.caller, target) {
            return Ok(());
        }
        Err(wording::forbidden(rule))
    }

    /// Returns a writer of servers for the caller, who passes these soft rules.
    pub(crate) fn view(&self, view: ServerView, passed: Passed) -> View {
        View::new(self.edition.shown(view), passed, self.caller.is_admin, self.links())
    }

    /// Returns a writer of flavors for the caller.
    pub(crate) fn flavor_view(&self, view: flavor::FlavorView) -> flavor::View {
        flavor::View::new(self.edition.shown_of_flavor(view), self.passed(), self.links())
    }
}
