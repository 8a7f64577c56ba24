//! Keystone's error replies.

use ferronova_compute::{LogThrottle, error_chain};
use ferronova_http::{HeaderName, Reply, StatusCode};
use ferronova_identity::AuthError;
use serde_json::json;

pub(crate) fn bad_request(message: &str) -> Reply {
    refusal(StatusCode::BAD_REQUEST, message)
}

/// 400 for a request in which `what` is missing in `place`.
pub(crate) fn missing(what: &str, place: &str) -> Reply {
    bad_request(&format!("Expecting to find {what} in {place}."))
}

/// 401 for a wrong password, project or token. The reply does not say which of them is wrong.
pub(crate) fn unauthorized() -> Reply {
    refusal(StatusCode::UNAUTHORIZED, "The request you have made requires authentication.")
}

/// 401 for a login by several methods, or by a method other than a password or a token.
pub(crate) fn unsupported_method() -> Reply {
    let message = "Attempted to authenticate with an unsupported method.";
    refusal(StatusCode::UNAUTHORIZED, message)
}

/// 403 for a caller who may not do `action`.
pub(crate) fn forbidden(action: &str) -> Reply {
    let message = format!("You are not authorized to perform the requested action: {action}.");
    refusal(StatusCode::FORBIDDEN, &message)
}

/// 403 for a request for the catalogue if the token has no project.
pub(crate) fn needs_project() -> Reply {
    let message = "A project-scoped token is required to produce a service catalog.";
    refusal(StatusCode::FORBIDDEN, message)
}

/// 404 for a resource that does not exist. `kind` is the word for such a resource.
pub(crate) fn not_found(kind: &str, id: &str) -> Reply {
    refusal(StatusCode::NOT_FOUND, &format!("Could not find {kind}: {id}."))
}

/// 404 for an invalid token. The token is not quoted, as the reply can end up in a log.
pub(crate) fn no_such_token() -> Reply {
    refusal(StatusCode::NOT_FOUND, "Could not find token.")
}

/// 404 for an unknown path.
pub(crate) fn no_route() -> Reply {
    refusal(StatusCode::NOT_FOUND, "The resource could not be found.")
}

/// 405 with the allowed methods in the `Allow` header.
pub(crate) fn wrong_method(allow: &str) -> Reply {
    let message = "The method is not allowed for the requested URL.";
    refusal(StatusCode::METHOD_NOT_ALLOWED, message)
        .with_header(HeaderName::from_static("allow"), allow)
}

pub(crate) fn from_error(error: &AuthError) -> Reply {
    match error {
        AuthError::WrongCredentials | AuthError::WrongProject | AuthError::InvalidToken => {
            unauthorized()
        }
        AuthError::Busy => {
            let message = "Too many logins are under way; try again in a moment.";
            refusal(StatusCode::SERVICE_UNAVAILABLE, message)
                .with_header(HeaderName::from_static("retry-after"), "1")
        }
        AuthError::Failed(error) => {
            static FAILURES: LogThrottle = LogThrottle::new();
            let chain = error_chain(error);
            if let Some(more) = FAILURES.pass(&chain) {
                log::error!("the identity service failed: {chain}{more}");
            }
            let message = "An unexpected error prevented the server from fulfilling your request.";
            refusal(StatusCode::INTERNAL_SERVER_ERROR, message)
        }
    }
}

fn refusal(status: StatusCode, message: &str) -> Reply {
    let title = status.canonical_reason().unwrap_or_default();
    let error = json!({"code": status.as_u16(), "message": message, "title": title});
    Reply::json(status, json!({ "error": error }).to_string().into_bytes())
}
