//! Glance's error replies: a page in the format that the client accepts.

use ferronova_compute::{Error, ImageError};
use ferronova_http::{Fault, HeaderName, Incoming, Reply, StatusCode};
use serde_json::json;

#[derive(Debug)]
pub(crate) enum Refusal {
    BadRequest(String),
    /// The image with this id does not exist, or the caller may not see it.
    NoImage(String),
    /// An error page with this status and message.
    Page(StatusCode, String),
    /// The patch has an unknown media type.
    UnknownPatch,
    Failed(Error),
    /// A large reply can't be sent: there is not enough memory, or the client has disconnected.
    NoLargeReply(Fault),
    NoRoute,
    /// The path has routes, but not for this method. The text lists the allowed methods, as in an
    /// `Allow` header.
    WrongMethod(String),
}

/// The media types of patches.
pub(crate) const PATCH_TYPES: [&str; 2] = [
    "application/openstack-images-v2.0-json-patch",
    "application/openstack-images-v2.1-json-patch",
];

impl Refusal {
    pub(crate) fn forbidden(text: impl Into<String>) -> Self {
        Self::Page(StatusCode::FORBIDDEN, text.into())
    }

    pub(crate) fn not_found(text: impl Into<String>) -> Self {
        Self::Page(StatusCode::NOT_FOUND, text.into())
    }

    pub(crate) fn bad_request(text: impl Into<String>) -> Self {
        Self::BadRequest(text.into())
    }

    /// 403 for an operation that a rule of Glance's default policy refuses.
    pub(crate) fn by_rule(rule: &str) -> Self {
        Self::forbidden(format!("You are not authorized to complete {rule} action."))
    }

    /// Returns the refusal for an error that occurred when the image `id` was changed. `rule` is
    /// the policy rule for that change.
    pub(crate) fn of_change(error: Error, id: &str, rule: &str) -> Self {
        match error {
            Error::Image(ImageError::NotFound) => Self::NoImage(id.to_owned()),
            Error::Image(ImageError::NotOwned { .. }) => Self::by_rule(rule),
            Error::Image(ImageError::Protected { .. }) => {
                Self::forbidden(format!("Image {id} is protected and cannot be deleted."))
            }
            // Failures of the store, and errors that a change of an image does not cause.
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
            | Error::Pin(_)
            | Error::Tag(_)
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

    /// Replaces `NoImage` by a 404 with another text, made from the image's id.
    pub(crate) fn reword_no_image(self, text: impl FnOnce(&str) -> String) -> Self {
        if let Self::NoImage(id) = &self { Self::not_found(text(id)) } else { self }
    }

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
            Self::NoLargeReply(fault) => fault.to_reply(),
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

/// Makes an error page: HTML or plain text for clients that accept one of these and not JSON, and
/// JSON for all other clients. Clients that get HTML or text write the reply into a file or show
/// it.
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

/// Escapes a text for HTML. The text can contain data from a client, and a browser can show it.
fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}
