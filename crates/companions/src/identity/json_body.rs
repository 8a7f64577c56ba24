//! Request bodies of logins.

use ferronova_http::{Incoming, Reply};
use serde::de::DeserializeOwned;

use super::refusal;

/// Parses the body, which must be a JSON object. Errors don't quote the body, as it contains a
/// password.
pub(crate) fn parse<T: DeserializeOwned>(incoming: &Incoming<'_>) -> Result<T, Reply> {
    if incoming.header("content-type").is_some_and(|it| !it.is_empty()) && !incoming.is_json() {
        return Err(refusal::missing("application/json", "Content-Type header"));
    }
    let body = incoming.body();
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(refusal::bad_request("Expecting the request body to be a JSON object."));
    }
    serde_json::from_slice(body).map_err(|error| {
        let fault = if error.is_data() { "has a value of the wrong kind" } else { "is not JSON" };
        let (line, column) = (error.line(), error.column());
        refusal::bad_request(&format!("The request body {fault}, at line {line}, column {column}."))
    })
}
