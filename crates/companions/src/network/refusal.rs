//! How Neutron says no.

use ferronova_compute::Error;
use ferronova_http::{Fault, HeaderName, Reply, StatusCode};
use serde_json::json;

use super::collection::Collection;

/// 404, for a thing that a collection does not have.
pub(crate) fn not_found(collection: Collection, id: &str) -> Reply {
    let names = collection.names();
    let (before, behind) = names.sentence;
    refusal(StatusCode::NOT_FOUND, names.not_found, &format!("{before} {id} {behind}"))
}

/// 404, for a path that is none.
pub(crate) fn no_route() -> Reply {
    refusal(StatusCode::NOT_FOUND, "HTTPNotFound", "The resource could not be found.")
}

/// 405, with the methods that would do.
pub(crate) fn wrong_method(allow: &str) -> Reply {
    let message = "The method is not allowed for this resource: networks are read-only.";
    refusal(StatusCode::METHOD_NOT_ALLOWED, "HTTPMethodNotAllowed", message)
        .with_header(HeaderName::from_static("allow"), allow)
}

/// 400, with what is wrong with the request.
pub(crate) fn bad_request(message: &str) -> Reply {
    refusal(StatusCode::BAD_REQUEST, "HTTPBadRequest", message)
}

/// An error of the model, which servers are asked for to find their ports.
pub(crate) fn from_error(error: Error) -> Reply {
    let fault = Fault::from(error);
    let error_type = match fault.status() {
        StatusCode::FORBIDDEN => "PolicyNotAuthorized",
        StatusCode::BAD_REQUEST => "HTTPBadRequest",
        _ => "HTTPInternalServerError",
    };
    refusal(fault.status(), error_type, fault.message())
}

fn refusal(status: StatusCode, error_type: &str, message: &str) -> Reply {
    let error = json!({"type": error_type, "message": message, "detail": ""});
    Reply::json(status, json!({ "NeutronError": error }).to_string().into_bytes())
}
