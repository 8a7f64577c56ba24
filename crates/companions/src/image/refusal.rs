//! How Glance says no: a page, in the form that the client takes.

use ferronova_compute::{Error, ImageError};
use ferronova_http::{Fault, HeaderName, Incoming, Reply, StatusCode};
use serde_json::json;

/// Why a request got nothing.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It asks for something wrong.
    BadRequest(String),
    /// There is no such image, or none that the caller may see.
    NoImage(String),
    /// It is refused with this status and these words.
    Page(StatusCode, String),
    /// Its body is a change in no form that is known.
    UnknownPatch,
    /// The images can't be read or written.
    Failed(Error),
    /// There is no room for a large answer, or nobody waits for it.
    NoRoom(Fault),
    /// There is no such path.
    NoRoute,
    /// The path does not take that method, but these, as in an `Allow` header.
    WrongMethod(String),
}

/// The forms of a change that are known.
pub(crate) const PATCH_TYPES: [&str; 2] = [
    "application/openstack-images-v2.0-json-patch",
    "application/openstack-images-v2.1-json-patch",
];

impl Refusal {
    /// 403.
    pub(crate) fn forbidden(text: impl Into<String>) -> Self {
        Self::Page(StatusCode::FORBIDDEN, text.into())
    }

    /// 404.
    pub(crate) fn not_found(text: impl Into<String>) -> Self {
        Self::Page(StatusCode::NOT_FOUND, text.into())
    }

    /// 400.
    pub(crate) fn bad_request(text: impl Into<String>) -> Self {
        Self::BadRequest(text.into())
    }

    /// 403 by a rule of Glance's default policy.
    pub(crate) fn by_rule(rule: &str) -> Self {
        Self::forbidden(format!("You are not authorized to complete {rule} action."))
    }

    /// What an error of the model says of a change to the image of that id, which the rule is about.
    pub(crate) fn of_change(error: Error, id: &str, rule: &str) -> Self {
        match error {
            Error::Image(ImageError::NotFound) => Self::NoImage(id.to_owned()),
            Error::Image(ImageError::NotOwned { .. }) => Self::by_rule(rule),
            Error::Image(ImageError::Protected { .. }) => {
                Self::forbidden(format!("Image {id} is protected and cannot be deleted."))
            }
            // Failures, and what no change of an image ends in.
            Error::Store(_)
            | Error::ServerNotFound { .. }
            | Error::Forbidden { .. }
            | Error::Locked { .. }
            | Error::InvalidState { .. }
            | Error::NoHost { .. }
            | Error::BootsFromVolume(_)
            | Error::Image(_)
            | Error::KeyPair(_)
            | Error::Network(_)
            | Error::Volume(_)
            | Error::Flavor(_)
            | Error::Host(_)
            | Error::Limit(_)
            | Error::NotResized
            | Error::NoSuchMetadata
            | Error::ZoneNotAvailable
            | Error::SecurityGroupNotFound { .. }
            | Error::SecurityGroup(_)
            | Error::FloatingIp(_)
            | Error::MarkerNotFound { .. }
            | Error::DeletedNeedsAdmin => Self::Failed(error),
        }
    }

    /// The same refusal, or if there is no image a 404 in other words, made of its id.
    pub(crate) fn or_of_no_image(self, text: impl FnOnce(&str) -> String) -> Self {
        if let Self::NoImage(id) = &self { Self::not_found(text(id)) } else { self }
    }

    /// The answer that says so.
    pub(crate) fn to_reply(&self, incoming: &Incoming<'_>) -> Reply {
        let page = |status, text: &str| page(status, text, incoming);
        match self {
            Self::BadRequest(text) => page(StatusCode::BAD_REQUEST, text),
            Self::NoImage(id) => {
                page(StatusCode::NOT_FOUND, &format!("No image found with ID {id}"))
            }
            Self::Page(status, text) => page(*status, text),
            Self::UnknownPatch => {
                let types = PATCH_TYPES.join(", ");
                let text = format!("Image PATCH expects Content-Type one of: {types}");
                page(StatusCode::UNSUPPORTED_MEDIA_TYPE, &text)
                    .with_header(HeaderName::from_static("accept-patch"), &types)
            }
            Self::Failed(error) => {
                Fault::log(error);
                let text = "The server has either erred or is incapable of performing the \
                            requested operation.";
                page(StatusCode::INTERNAL_SERVER_ERROR, text)
            }
            Self::NoRoom(fault) => fault.to_reply(),
            Self::NoRoute => page(StatusCode::NOT_FOUND, "The resource could not be found."),
            Self::WrongMethod(allow) => {
                let method = incoming.method();
                let text = format!("The method {method} is not allowed for this resource.");
                page(StatusCode::METHOD_NOT_ALLOWED, &text)
                    .with_header(HeaderName::from_static("allow"), allow)
            }
        }
    }
}

/// HTML or plain text for those that name it and no JSON, which everybody else gets: clients write
/// what they get into a file, or show it.
fn page(status: StatusCode, text: &str, incoming: &Incoming<'_>) -> Reply {
    let reason = status.canonical_reason().unwrap_or_default();
    let title = format!("{} {reason}", status.as_u16());
    let accept = incoming.header("accept").unwrap_or_default();
    let is_html = accept.contains("text/html");
    if accept.contains("application/json") || !(is_html || accept.contains("text/plain")) {
        let body = json!({"message": text, "code": title, "title": reason});
        return Reply::json(status, body.to_string().into_bytes());
    }
    if is_html {
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
