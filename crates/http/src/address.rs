//! Where clients reach the server: the start of every link.

use actix_web::{HttpRequest, http::header::HOST};

/// The longest `Host` that is taken: the longest name there can be, and a port. An answer repeats
/// it in every link.
const LONGEST_HOST: usize = 253 + ":65535".len();

/// The scheme and host that links begin with, by the configuration or else by the request.
///
/// Only the request's own `Host` counts; `X-Forwarded-*` is ignored, as Nova does.
#[derive(Clone, Debug)]
pub struct Address {
    configured: Option<String>,
    scheme: Scheme,
    bound: String,
}

/// How clients speak to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// HTTP as it is.
    Http,
    /// HTTP within TLS.
    Https,
}

impl Scheme {
    /// What stands before `://` in a URL.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

impl Address {
    /// Links begin with `configured`, an absolute URL; without it, with `scheme` and the `Host`
    /// of the request; without that, or if no host can have that name, with `bound`, the address
    /// the server listens on.
    #[must_use]
    pub fn new(configured: Option<String>, scheme: Scheme, bound: String) -> Self {
        let configured = configured.map(|it| it.trim_end_matches('/').to_owned());
        Self { configured, scheme, bound }
    }

    /// The start of the links in the answer to `request`, without a slash at its end.
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
