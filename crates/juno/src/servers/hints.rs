//! What a request for a new server tells the scheduler.

use ferronova_http::{Fault, StatusCode};
use serde_json::Value;

use crate::{python_text::plain, truth::is_empty};

/// Looks through the hints. There are no groups of servers, so that none can be named; nothing runs
/// where another hint would make a difference.
///
/// # Errors
///
/// 400 for what is no object, and for a group.
pub fn check_hints(hints: &Value) -> Result<(), Fault> {
    match hints {
        Value::Object(hints) => match hints.get("group").filter(|it| !is_empty(it)) {
            Some(group) => Err(Fault::bad_request(format!(
                "Instance group {} could not be found.",
                plain(group)
            ))),
            None => Ok(()),
        },
        Value::String(_) | Value::Array(_) if is_empty(hints) => Ok(()),
        Value::String(_) | Value::Array(_) => {
            Err(Fault::bad_request("Malformed scheduler_hints attribute"))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            Err(Fault::plain(StatusCode::BAD_REQUEST))
        }
    }
}
