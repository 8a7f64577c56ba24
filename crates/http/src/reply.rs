//! Replies.

use actix_web::{
    HttpResponse,
    body::{BoxBody, MessageBody},
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
};

use crate::{
    HeldMemory, RouteOrAction,
    accept::{VENDOR_JSON, prefers_vendor_json},
    long_body::{LongBody, PIECE},
};

/// The usual media type of JSON.
const JSON: &str = "application/json";

/// Marks a response that no client waits for; found in the extensions of the response. The
/// connection can then be closed, even if other requests on it are unanswered.
#[derive(Clone, Copy, Debug)]
pub struct ClientLeft;

/// A reply: a status, a body with its media type, and headers.
#[derive(Debug)]
pub struct Reply {
    status: StatusCode,
    content_type: &'static str,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Body,
    refused_by_lock: Option<RouteOrAction>,
    held: Option<Box<HeldMemory>>,
    client_left: bool,
}

#[derive(Debug)]
enum Body {
    /// A complete body.
    Whole(Vec<u8>),
    /// A body that is produced while it is sent.
    Streamed(BoxBody),
}

impl Reply {
    /// A reply with this status and body. An empty media type stands for none.
    #[must_use]
    pub fn new(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Self {
        Self {
            status,
            content_type,
            headers: Vec::new(),
            body: Body::Whole(body),
            refused_by_lock: None,
            held: None,
            client_left: false,
        }
    }

    /// 200 with a body that is produced while it is sent.
    pub(crate) fn streamed(content_type: &'static str, body: impl MessageBody + 'static) -> Self {
        let body = Body::Streamed(BoxBody::new(body));
        Self { body, ..Self::new(StatusCode::OK, content_type, Vec::new()) }
    }

    /// Returns the reply, which now keeps `held` reserved until its body is sent.
    #[must_use]
    pub fn holding(self, held: HeldMemory) -> Self {
        Self { held: Some(Box::new(held)), ..self }
    }

    /// Returns the reply, marked as one that no client waits for.
    #[must_use]
    pub(crate) fn without_client(self) -> Self {
        Self { client_left: true, ..self }
    }

    /// The number of body bytes that stay in memory until they are sent.
    pub(crate) fn body_len(&self) -> usize {
        match &self.body {
            Body::Whole(body) => body.len(),
            Body::Streamed(_) => 0,
        }
    }

    /// Whether the body is long enough to be sent in pieces, and no memory is held for it yet.
    pub(crate) fn needs_memory(&self) -> bool {
        self.held.is_none() && self.body_len() > PIECE
    }

    /// A JSON reply with this status.
    #[must_use]
    pub fn json(status: StatusCode, body: Vec<u8>) -> Self {
        Self::new(status, JSON, body)
    }

    /// 200 with a JSON body.
    #[must_use]
    pub fn ok(body: Vec<u8>) -> Self {
        Self::json(StatusCode::OK, body)
    }

    /// 202 without a body.
    #[must_use]
    pub fn accepted() -> Self {
        Self::json(StatusCode::ACCEPTED, Vec::new())
    }

    /// 204.
    #[must_use]
    pub fn no_content() -> Self {
        Self::json(StatusCode::NO_CONTENT, Vec::new())
    }

    /// Adds a header; does nothing if `value` is not valid in HTTP.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// Adds headers.
    #[must_use]
    pub fn with_headers(mut self, headers: &[(HeaderName, HeaderValue)]) -> Self {
        self.headers.extend_from_slice(headers);
        self
    }

    /// Sets the media type for JSON that the request prefers. Faults keep the usual media type.
    #[must_use]
    pub fn negotiated(self, request_headers: &HeaderMap) -> Self {
        if self.content_type == JSON
            && !self.body.is_empty()
            && prefers_vendor_json(request_headers)
        {
            return Self { content_type: VENDOR_JSON, ..self };
        }
        self
    }

    /// Marks the reply as the refusal of a route or an action because of a lock.
    pub(crate) fn with_lock_refusal(self, refused: Option<RouteOrAction>) -> Self {
        Self { refused_by_lock: refused, ..self }
    }

    /// The route or action that was refused because of a lock.
    pub(crate) fn refused_by_lock(&self) -> Option<RouteOrAction> {
        self.refused_by_lock
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The response for actix.
    #[must_use]
    pub fn into_response(self) -> HttpResponse {
        let mut response = match self.body {
            Body::Whole(body) if body.len() > PIECE => {
                let mut held = self.held;
                if let Some(held) = &mut held {
                    held.resize(body.capacity());
                }
                let body = LongBody::new(body, held);
                HttpResponse::with_body(self.status, body).map_into_boxed_body()
            }
            Body::Whole(body) => HttpResponse::with_body(self.status, body).map_into_boxed_body(),
            Body::Streamed(body) => HttpResponse::with_body(self.status, body),
        };
        if self.client_left {
            response.extensions_mut().insert(ClientLeft);
        }
        let headers = response.headers_mut();
        if !self.content_type.is_empty() {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        }
        for (name, value) in self.headers {
            headers.append(name, value);
        }
        response
    }
}

impl Body {
    fn is_empty(&self) -> bool {
        match self {
            Self::Whole(body) => body.is_empty(),
            Self::Streamed(_) => false,
        }
    }
}
