//! What is mounted below the root: the versions of the compute API, and the faces of others.

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

/// Something that answers every request whose path begins with one of its segments.
pub trait Mount {
    /// The first path segments it answers for, such as `v2`.
    fn segments(&self) -> &'static [&'static str];

    /// The header of its own in which its answers carry the request id beside
    /// `x-openstack-request-id`, which all have.
    fn request_id_header(&self) -> Option<&'static str> {
        None
    }

    /// The patterns of its routes: what the [`route`](Answer::route) of an answer can be. A pattern
    /// may stand there more than once.
    fn routes(&self) -> Vec<&'static str>;

    /// The names of the actions that one of its routes tells apart; most mounts have none.
    fn actions(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// Answers one request. The body is read, and within the limit.
    fn answer<'a>(&'a self, incoming: &'a Incoming<'a>) -> AnswerFuture<'a>;
}

/// What [`Mount::answer`] returns. It stays on the thread that took the request.
pub type AnswerFuture<'a> = Pin<Box<dyn Future<Output = Answer> + 'a>>;

/// A request on its way to a mount.
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

    /// The mount's segment of the path, as it was asked.
    #[must_use]
    pub fn segment(&self) -> &str {
        self.segment
    }

    /// What follows the mount's segment, percent-decoded: empty, or from the next slash on.
    #[must_use]
    pub fn rest(&self) -> &str {
        self.rest
    }

    /// What follows the question mark, as it was sent.
    #[must_use]
    pub fn query_text(&self) -> &str {
        self.http.query_string()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.http.headers()
    }

    /// One header, if it is there and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.http.headers().get(name).and_then(|it| it.to_str().ok())
    }

    /// One header as Nova's framework reads it, if it is there and is text: what was sent several
    /// times is one text, with commas between. So nobody is let in by one of several tokens.
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

    /// Whether the request says that its body is JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        body::is_json(self.http.headers())
    }

    /// The start of every link in the answer, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// What was asked of all mounts before this request.
    #[must_use]
    pub fn traffic(&self) -> &Traffic {
        self.traffic
    }

    /// The memory that requests may take together.
    #[must_use]
    pub fn memory(&self) -> &Arc<Memory> {
        self.memory
    }

    /// Holds memory for work of a project that takes this many bytes in large amounts, as soon as
    /// there is some.
    ///
    /// # Errors
    ///
    /// [`OutOfMemory`] if there is none for a while.
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
        self.http.conn_data::<Peer>().cloned().unwrap_or_else(Peer::that_stays)
    }

    /// The identity of this request.
    #[must_use]
    pub fn id(&self) -> RequestId {
        self.id
    }
}
