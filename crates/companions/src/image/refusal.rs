//! How Glance says no: a page, in the form that the client takes.

use ferronova_compute::Error;
use ferronova_http::{Failure, Fault, HeaderName, Incoming, Reply, StatusCode};
use serde_json::json;

/// Why a request got nothing.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It asks for something wrong.
    BadRequest(String),
    /// There is no such image, or none that the caller may see.
    NoImage(String),
    /// The images can't be read.
    Failed(Error),
    /// There is no room for a large answer, or nobody waits for it.
    NoRoom(Failure),
    /// There is no such path.
    NoRoute,
    /// The path does not take that method, but these, as in an `Allow` header.
    WrongMethod(String),
}

impl Refusal {
    /// The answer that says so.
    pub(crate) fn to_reply(&self, incoming: &Incoming<'_>) -> Reply {
        let page = |status, text: &str| page(status, text, incoming);
        match self {
            Self::BadRequest(text) => page(StatusCode::BAD_REQUEST, text),
            Self::NoImage(id) => {
                page(StatusCode::NOT_FOUND, &format!("No image found with ID {id}"))
            }
            Self::Failed(error) => {
                Fault::log(error);
                let text = "The server has either erred or is incapable of performing the \
                            requested operation.";
                page(StatusCode::INTERNAL_SERVER_ERROR, text)
            }
            Self::NoRoom(failure) => failure.to_reply(),
            Self::NoRoute => page(StatusCode::NOT_FOUND, "The resource could not be found."),
            Self::WrongMethod(allow) => {
                let text = "The method is not allowed for this resource: images are read-only.";
                page(StatusCode::METHOD_NOT_ALLOWED, text)
                    .with_header(HeaderName::from_static("allow"), allow)
            }
        }
    }
}

/// JSON for clients that name it, HTML for those that take anything, else plain text.
fn page(status: StatusCode, text: &str, incoming: &Incoming<'_>) -> Reply {
    let reason = status.canonical_reason().unwrap_or_default();
    let title = format!("{} {reason}", status.as_u16());
    let accept = incoming.header("accept").unwrap_or_default();
    if accept.contains("application/json") {
        let body = json!({"message": text, "code": title, "title": reason});
        return Reply::json(status, body.to_string().into_bytes());
    }
    if accept.contains("text/html") || accept.contains("*/*") {
        let text = escape(text);
        let body = format!(
            "<html>\n <head>\n  <title>{title}</title>\n </head>\n <body>\n  <h1>{title}</h1>\n  \
             {text}<br /><br />\n </body>\n</html>"
        );
        return Reply::new(status, "text/html; charset=UTF-8", body.into_bytes());
    }
    let body = format!("{title}\n\n{text}\n");
    Reply::new(status, "text/plain; charset=UTF-8", body.into_bytes())
}

/// The text may hold what a client sent, and a browser may show it.
fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}
