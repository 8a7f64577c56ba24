//! The base URL of links in replies.

use actix_web::{HttpRequest, http::header::HOST};

/// Maximum length of an accepted `Host` header: the longest possible name, and a port. The length
/// is limited because a reply repeats the `Host` in every link.
const LONGEST_HOST: usize = 253 + ":65535".len();

/// The scheme and host that links start with, as configured or as in the request.
///
/// Only the request's own `Host` is used; as in Nova, `X-Forwarded-*` is ignored.
#[derive(Clone, Debug)]
pub struct Address {
    configured: Option<String>,
    scheme: Scheme,
    bound: String,
}

/// The scheme of URLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Http,
    Https,
}

impl Scheme {
    /// The part before `://` in a URL.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

impl Address {
    /// Creates the address for links. Links start with `configured`, an absolute URL. If it is
    /// `None`, links start with `scheme` and the `Host` header of the request. If this header is
    /// missing, too long or not text, `bound` replaces it: the address that the server listens on.
    #[must_use]
    pub fn new(configured: Option<String>, scheme: Scheme, bound: String) -> Self {
        let configured = configured.map(|it| it.trim_end_matches('/').to_owned());
        Self { configured, scheme, bound }
    }

    /// The start of the links in the reply to `request`, without a trailing slash.
    #[must_use]
    pub fn base_url(&self, request: &HttpRequest) -> String {
        if let Some(configured) = &self.configured {
            return configured.clone();
        }
        let host = request.headers().get(HOST).and_then(|it| it.to_str().ok());
        let host = host.filter(|it| (1..=LONGEST_HOST).contains(&it.len())).unwrap_or(&self.bound);
        let scheme = self.scheme.as_str();
        let mut base_url = String::with_capacity(scheme.len() + 3 + host.len());
        base_url.push_str(scheme);
        base_url.push_str("://");
        base_url.push_str(host);
        base_url
    }
}
