//! One call of a route or an action: everything that its handler can use.

use std::sync::Arc;

use ferronova_compute::{Caller, Compute, Related, Request, ServerRef};
use ferronova_http::{
    Failure, Fault, HeldMemory, Incoming, LargeReply, QueryString, Reply, Session, StatusCode,
};
use matchit::Params;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::{
    Links, Visible,
    kit::{Call, Registry, Version},
};

impl<'a> Call<'a> {
    pub(crate) fn new(
        version: &'a Version,
        incoming: &'a Incoming<'a>,
        session: &'a Session,
        caller: &'a Caller,
        params: Params<'a, 'a>,
    ) -> Self {
        Self { version, incoming, session, caller, params, argument: None }
    }

    /// Returns the call of an action whose value in the body is `argument`.
    pub(crate) fn with_argument(self, argument: &'a RawValue) -> Self {
        Self { argument: Some(argument), ..self }
    }

    /// The caller.
    #[must_use]
    pub fn caller(&self) -> &'a Caller {
        self.caller
    }

    /// The caller and the request id, which every operation takes.
    #[must_use]
    pub fn request(&self) -> Request<'a> {
        Request::new(self.caller(), self.incoming.id())
    }

    /// The operations of the model.
    #[must_use]
    pub fn compute(&self) -> &'a Compute {
        &self.version.compute
    }

    /// The extensions of this API version.
    #[must_use]
    pub fn registry(&self) -> &'a Arc<Registry> {
        &self.version.registry
    }

    /// Starts a reply that can become large, for which it reserves memory when necessary.
    #[must_use]
    pub fn large_reply(&self) -> LargeReply {
        LargeReply::new(self.incoming, &self.caller().project_id)
    }

    /// Reserves this many bytes of memory for handling the request, and waits until they are free.
    ///
    /// # Errors
    ///
    /// 503 if they are not free within the time limit.
    pub async fn hold_large(&self, bytes: usize) -> Result<Option<HeldMemory>, Fault> {
        Ok(self.incoming.hold_large(bytes, &self.caller().project_id).await?)
    }

    /// Whether the caller passes a policy rule of the API, as in [`Self::require`].
    #[must_use]
    pub fn passes(&self, rule: &str) -> bool {
        self.require(rule).is_ok()
    }

    /// The extensions whose keys and filters the caller may see.
    #[must_use]
    pub fn visible(&self) -> Visible {
        let mask = self.version.visible(self.session, self.caller);
        Visible::new(self.registry(), mask, Related::default().at(self.compute().now()))
    }

    /// The server that `{id}` in the path names.
    ///
    /// # Errors
    ///
    /// The same error as for a server that does not exist, if `{id}` is not a valid id.
    pub fn server(&self) -> Result<ServerRef, Failure> {
        let id = self.param("id");
        let not_found = || ferronova_compute::Error::ServerNotFound { id: id.to_owned() };
        Ok(ServerRef::parse(id).ok_or_else(not_found)?)
    }

    /// The part of the path that stands at `{name}` in the route's pattern; empty if the pattern
    /// has no such parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> &str {
        self.params.get(name).unwrap_or("")
    }

    /// The parameters of the query string.
    #[must_use]
    pub fn query(&self) -> QueryString<'a> {
        QueryString::parse(self.incoming.query_text())
    }

    /// The query string as it was sent.
    #[must_use]
    pub fn query_text(&self) -> &'a str {
        self.incoming.query_text()
    }

    /// The start of every link in the reply, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &'a str {
        self.incoming.base_url()
    }

    /// Returns a writer for the links in the reply.
    #[must_use]
    pub fn links(&self) -> Links {
        let bookmark = [self.incoming.base_url(), &self.project_path()].concat();
        Links::new(&self.url(), &bookmark)
    }

    /// The URL of this API version for this caller, without a slash at its end: the start of
    /// every `self` link.
    #[must_use]
    pub fn url(&self) -> String {
        let Self { incoming, .. } = self;
        [incoming.base_url(), "/", incoming.segment(), &self.project_path()].concat()
    }

    fn project_path(&self) -> String {
        if self.version.dialect.project_in_path {
            ["/", &self.caller().project_id].concat()
        } else {
            String::new()
        }
    }

    /// Whether the request has a body.
    #[must_use]
    pub fn has_body(&self) -> bool {
        !self.incoming.body().is_empty()
    }

    /// How long the body of the request is, in bytes.
    #[must_use]
    pub fn body_len(&self) -> usize {
        self.incoming.body().len()
    }

    /// Whether the request says that its body is JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.incoming.is_json()
    }

    /// Parses the body of the request or, in an action, the value under the action's name.
    ///
    /// # Errors
    ///
    /// - 400 for a missing body.
    /// - The version's error for an unsupported media type.
    /// - 400 for a body that is not JSON.
    /// - 400 with the reason for a value that is not a `T`.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        if !self.has_body() {
            return Err(Fault::plain(StatusCode::BAD_REQUEST));
        }
        if !self.is_json() {
            return Err((self.version.dialect.unsupported_media_type)());
        }
        let text = self.argument.map_or(self.incoming.body(), |it| it.get().as_bytes());
        serde_json::from_slice(text).map_err(|error| {
            if error.is_data() {
                Fault::bad_request(format!("Invalid request body: {error}"))
            } else {
                Fault::malformed_body()
            }
        })
    }

    /// Returns 202 without a body: the operation has begun.
    #[must_use]
    pub fn accepted(&self) -> Reply {
        Reply::new(StatusCode::ACCEPTED, self.version.dialect.accepted, Vec::new())
    }

    pub(crate) fn version(&self) -> &'a Version {
        self.version
    }

    pub(crate) fn body(&self) -> &'a [u8] {
        self.incoming.body()
    }

    /// Fails unless the caller passes a policy rule of the API. The target of the rule is the
    /// caller's own project.
    ///
    /// # Errors
    ///
    /// 403 with the name of the rule.
    pub fn require(&self, rule: &str) -> Result<(), Fault> {
        self.version.require(self.caller(), rule)
    }
}
