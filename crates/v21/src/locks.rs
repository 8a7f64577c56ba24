//! The actions `lock` and `unlock`.

use ferronova_extend::handler;
use ferronova_http::{Failure, Fault, Reply};
use serde_json::Value;

use crate::{
    body,
    kit::{Action, Body, Call, Feature},
};

pub(crate) const ACTIONS: &[Action] = &[
    Action::new("lock", "os_compute_api:os-lock-server:lock", handler!(lock)),
    Action::new("unlock", "os_compute_api:os-lock-server:unlock", handler!(unlock)),
];

/// `{"lock": {"locked_reason": "…"}}`. At microversions that do not know reasons, the value has no
/// effect.
async fn lock(call: Call<'_>) -> Result<Reply, Failure> {
    let reason = if call.edition.has(Feature::LockReasons) { read_reason(&call)? } else { None };
    call.compute.lock(call.request(), call.server()?, reason).await?;
    Ok(Reply::accepted())
}

/// Reads the reason.
///
/// # Errors
///
/// 400 for a body that does not fit its schema.
fn read_reason(call: &Call<'_>) -> Result<Option<String>, Fault> {
    let body = body::read(call, Body::Lock)?;
    Ok(body["lock"].get("locked_reason").and_then(Value::as_str).map(str::to_owned))
}

/// `{"unlock": null}`. The value has no effect.
async fn unlock(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute.unlock(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}
