//! Mounts: the versions of the compute API, and the services beside it.

use std::{borrow::Cow, future::Future, pin::Pin, sync::Arc};

use actix_web::{
    HttpRequest,
    http::{
        Method,
        header::{HeaderMap, HeaderName},
    },
    web::Bytes,
};
use ferronova_compute::RequestId;

use crate::{Answer, HeldMemory, Memory, OutOfMemory, Peer, Traffic, body, page_body::SMALL_BYTES};

/// A handler of all requests whose first path segment is one of [`segments`](Self::segments).
pub trait Mount {
    /// The first path segments that the mount serves, such as `v2`.
    fn segments(&self) -> &'static [&'static str];

    /// The mount's own header for the request id, added to its replies besides
    /// `x-openstack-request-id`.
    fn request_id_header(&self) -> Option<&'static str> {
        None
    }

    /// The patterns of the mount's routes: every value that [`Answer::route`] can have. A pattern
    /// can occur more than once.
    fn routes(&self) -> Vec<&'static str>;

    /// The names of the actions of the mount's routes; most mounts have none.
    fn actions(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// Serves a request, whose body has been read and is within the limit.
    fn answer<'a>(&'a self, incoming: &'a Incoming<'a>) -> AnswerFuture<'a>;
}

/// The return type of [`Mount::answer`]. This future stays on the thread that received the request.
pub type AnswerFuture<'a> = Pin<Box<dyn Future<Output = Answer> + 'a>>;

/// A request as mounts see it.
pub struct Incoming<'a> {
    pub(crate) http: &'a HttpRequest,
    pub(crate) segment: &'a str,
    pub(crate) rest: &'a str,
    pub(crate) body: Bytes,
    pub(crate) base_url: String,
    pub(crate) id: RequestId,
    pub(crate) traffic: &'a Traffic,
    pub(crate) memory: &'a Arc<Memory>,
}

impl Incoming<'_> {
    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.http.method()
    }

    /// The mount's segment of the path, as requested.
    #[must_use]
    pub fn segment(&self) -> &str {
        self.segment
    }

    /// The path after the mount's segment, percent-decoded: empty, or starting with a slash.
    #[must_use]
    pub fn rest(&self) -> &str {
        self.rest
    }

    /// The raw text after the question mark.
    #[must_use]
    pub fn query_text(&self) -> &str {
        self.http.query_string()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.http.headers()
    }

    /// A header, if it exists and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.http.headers().get(name).and_then(|it| it.to_str().ok())
    }

    /// Returns a header as Nova's framework reads it: repeated headers are joined with commas. A
    /// request with several token headers is therefore refused, even if one of the tokens is valid.
    /// Returns `None` if the header is missing or not text.
    #[must_use]
    pub fn joined_header(&self, name: &HeaderName) -> Option<Cow<'_, str>> {
        let mut values = self.http.headers().get_all(name);
        let first = values.next()?.to_str().ok()?;
        let mut joined = Cow::Borrowed(first);
        for value in values {
            let joined = joined.to_mut();
            joined.push(',');
            joined.push_str(value.to_str().ok()?);
        }
        Some(joined)
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Whether the request's media type is JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        body::is_json(self.http.headers())
    }

    /// The start of links in the reply, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Counts of the requests before this one.
    #[must_use]
    pub fn traffic(&self) -> &Traffic {
        self.traffic
    }

    /// The memory that all requests share.
    #[must_use]
    pub fn memory(&self) -> &Arc<Memory> {
        self.memory
    }

    /// Waits until `bytes` of the memory for large replies are free for a project, and reserves
    /// them. Returns `None` at once if `bytes` is too small to need a reservation.
    pub async fn hold_large(
        &self,
        bytes: usize,
        project_id: &str,
    ) -> Result<Option<HeldMemory>, OutOfMemory> {
        if bytes < SMALL_BYTES {
            return Ok(None);
        }
        Ok(Some(self.memory().hold_large(bytes, project_id).await?))
    }

    /// The client's end of the connection.
    #[must_use]
    pub fn peer(&self) -> Peer {
        self.http.conn_data::<Peer>().cloned().unwrap_or_else(Peer::always_connected)
    }

    /// The id of the request.
    #[must_use]
    pub fn id(&self) -> RequestId {
        self.id
    }
}
