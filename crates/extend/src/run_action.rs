//! `POST /servers/{id}/action`: from the one key of the body to the action of that name.

use std::collections::BTreeMap;

use ferronova_http::{Asked, Fault, Reply};
use serde_json::value::RawValue;

use crate::{Call, CallFuture};

/// Runs the action that the body names. A framework makes it the handler of its action route.
#[must_use]
pub fn run_action(call: Call<'_>) -> CallFuture<'_> {
    Box::pin(async move { Ok(run(call).await?) })
}

async fn run(call: Call<'_>) -> Result<Reply, Fault> {
    let dialect = call.api().dialect();
    let unknown = dialect.unknown_action;
    let body = call.body();
    if body.is_empty() {
        return Err(Fault::malformed_body());
    }
    if !call.is_json() {
        return Err(unknown("None"));
    }
    let members = read_members(body)?;
    let (Some((name, argument)), 1) = (members.first_key_value(), members.len()) else {
        return Err(Fault::malformed_body());
    };
    let former = (dialect.former_action)(name, argument);
    let (name, argument) = match &former {
        Some((name, argument)) => (*name, &**argument),
        None => (name.as_str(), *argument),
    };
    let action = call.registry().action(name).ok_or_else(|| unknown(name))?;
    if let Some(rule) = action.rule {
        call.require(rule)?;
    }
    let outcome = (action.run)(call.with_argument(argument)).await;
    let words = action.words.unwrap_or(dialect.words);
    outcome.map_err(|failure| failure.into_fault(words, Asked::Action(action.name)))
}

/// The members of the body; of one that stands twice the last counts. As in Nova, a string is
/// malformed, while an array, a number, a truth value or null is not found.
fn read_members(body: &[u8]) -> Result<BTreeMap<String, &RawValue>, Fault> {
    let text: &RawValue = serde_json::from_slice(body).map_err(|_| Fault::malformed_body())?;
    match text.get().as_bytes().first() {
        Some(b'{') => serde_json::from_str(text.get()).map_err(|_| Fault::malformed_body()),
        Some(b'"') => Err(Fault::malformed_body()),
        _ => Err(Fault::not_found()),
    }
}
