//! Error replies that come from Nova's web framework, below the API. They are pages, not faults.

use actix_web::http::{
    StatusCode,
    header::{ACCEPT, ALLOW, HeaderMap, HeaderName, RETRY_AFTER},
};

use crate::{OutOfMemory, Reply};

/// 404 for a path or method without a route.
#[must_use]
pub fn not_found_page(request_headers: &HeaderMap) -> Reply {
    page(
        StatusCode::NOT_FOUND,
        "404 Not Found",
        "The resource could not be found.",
        request_headers,
    )
}

/// 405 for a page that takes only the methods in `allow`.
#[must_use]
pub fn method_not_allowed_page(request_headers: &HeaderMap, allow: &str) -> Reply {
    page(
        StatusCode::METHOD_NOT_ALLOWED,
        "405 Method Not Allowed",
        "The method is not allowed for this resource.",
        request_headers,
    )
    .with_header(ALLOW, allow)
}

/// 413 for a body that is too large.
pub(crate) fn too_large_page(request_headers: &HeaderMap) -> Reply {
    page(
        StatusCode::PAYLOAD_TOO_LARGE,
        "413 Request Entity Too Large",
        "Request is too large.",
        request_headers,
    )
}

/// 408 for a body that did not arrive in time.
pub(crate) fn too_slow_page(request_headers: &HeaderMap) -> Reply {
    page(
        StatusCode::REQUEST_TIMEOUT,
        "408 Request Timeout",
        "The request body did not arrive in time.",
        request_headers,
    )
}

/// 503 for a request that gets no memory.
pub(crate) fn out_of_memory_page(error: OutOfMemory, request_headers: &HeaderMap) -> Reply {
    page(
        StatusCode::SERVICE_UNAVAILABLE,
        "503 Service Unavailable",
        &error.to_string(),
        request_headers,
    )
    .with_header(RETRY_AFTER, OutOfMemory::RETRY_AFTER)
}

/// 400 for a body that broke off.
pub(crate) fn bad_request_page(request_headers: &HeaderMap) -> Reply {
    page(
        StatusCode::BAD_REQUEST,
        "400 Bad Request",
        "The request body could not be read to its end.",
        request_headers,
    )
}

/// 401 for a missing or invalid token. Tokens are issued at `identity_url`.
#[must_use]
pub fn unauthorized_page(identity_url: &str) -> Reply {
    let body = b"Authentication required".to_vec();
    Reply::new(StatusCode::UNAUTHORIZED, "text/plain", body).with_header(
        HeaderName::from_static("www-authenticate"),
        &format!("Keystone uri='{identity_url}'"),
    )
}

/// Returns a page: HTML if the client accepts `text/html` or anything, plain text otherwise.
fn page(status: StatusCode, title: &str, text: &str, request_headers: &HeaderMap) -> Reply {
    let accept = request_headers.get(ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or("");
    if accept.contains("text/html") || accept.contains("*/*") {
        let body = format!(
            "<html>\n <head>\n  <title>{title}</title>\n </head>\n <body>\n  <h1>{title}</h1>\n  \
             {text}<br /><br />\n\n\n\n </body>\n</html>"
        );
        return Reply::new(status, "text/html; charset=UTF-8", body.into_bytes());
    }
    let body = format!("{title}\n\n{text}\n\n   ");
    Reply::new(status, "text/plain; charset=UTF-8", body.into_bytes())
}
