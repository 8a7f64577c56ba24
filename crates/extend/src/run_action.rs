//! `POST /servers/{id}/action`: runs the action that the only key of the body names.

use std::collections::BTreeMap;

use ferronova_http::{Fault, Reply, RouteOrAction};
use serde_json::value::RawValue;

use crate::kit::{Call, CallFuture};

/// The handler of this route: runs the action that the body names.
#[must_use]
pub fn run_action(call: Call<'_>) -> CallFuture<'_> {
    Box::pin(async move {
        let (name, argument) = read_action(&call)?;
        Ok(perform_action(call, &name, argument).await?)
    })
}

/// Reads the name of the action in the body, and the value under this name.
///
/// # Errors
///
/// - 400 for a body that is empty, a string, or not well-formed.
/// - 400 for an object that does not have exactly one member.
/// - 404 for any other value that is not an object.
/// - The version's error for an unknown action, if the media type of the body is not JSON.
pub fn read_action<'a>(call: &Call<'a>) -> Result<(String, &'a RawValue), Fault> {
    let body = call.body();
    if body.is_empty() {
        return Err(Fault::malformed_body());
    }
    if !call.is_json() {
        return Err((call.version().dialect.unknown_action)("None"));
    }
    let mut members = read_members(body)?;
    match (members.pop_first(), members.is_empty()) {
        (Some(member), true) => Ok(member),
        (Some(_) | None, _) => Err(Fault::malformed_body()),
    }
}

/// Runs the action with this name and this value.
///
/// # Errors
///
/// The version's error for an unknown action, or the error of the action.
pub async fn perform_action<'a>(
    call: Call<'a>,
    name: &str,
    argument: &'a RawValue,
) -> Result<Reply, Fault> {
    let dialect = &call.version().dialect;
    let action = call.registry().action(name).ok_or_else(|| (dialect.unknown_action)(name))?;
    if let Some(rule) = action.rule {
        call.require(rule)?;
    }
    let outcome = (action.run)(call.with_argument(argument)).await;
    let words = action.words.unwrap_or(dialect.words);
    outcome.map_err(|failure| failure.into_fault(words, RouteOrAction::Action(action.name)))
}

/// Reads the members of the body; of duplicate members, the last counts. As in Nova, the error is
/// 400 for a string, and 404 for an array, a number, a boolean or null.
fn read_members(body: &[u8]) -> Result<BTreeMap<String, &RawValue>, Fault> {
    let text: &RawValue = serde_json::from_slice(body).map_err(|_| Fault::malformed_body())?;
    match text.get().as_bytes().first() {
        Some(b'{') => serde_json::from_str(text.get()).map_err(|_| Fault::malformed_body()),
        Some(b'"') => Err(Fault::malformed_body()),
        _ => Err(Fault::not_found()),
    }
}
