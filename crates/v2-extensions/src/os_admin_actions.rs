//! Locks, unlocks, pauses, unpauses, suspends and resumes servers, and sets their state by hand.
//!
//! Each asks its own policy rule before it looks the server up.

use ferronova_compute::ResetTo;
use ferronova_v2::{
    Action, Call, CallFuture, Extension, Failure, Fault, NotFound, Reply, StateText, StatusCode,
    Wording,
};
use serde_json::Value;

/// The longest reason of a lock, in characters: that of the API version that shows it.
const MAX_REASON: usize = 255;

struct AdminActions;

impl Extension for AdminActions {
    const ALIAS: &str = "os-admin-actions";
    const NAME: &str = "AdminActions";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/admin-actions/api/v1.1";
    const UPDATED: &str = "2011-09-20T00:00:00Z";
    const DESCRIPTION: &str =
        "Actions of administrators: lock, unlock, pause, unpause, suspend, resume, os-resetState.";
    const RULE: &str = "compute_extension:admin_actions";
    const SERVER_ACTIONS: &[Action] = &[
        action("lock", "compute_extension:admin_actions:lock", |it| Box::pin(lock(it))),
        action("unlock", "compute_extension:admin_actions:unlock", |it| Box::pin(unlock(it))),
        action("pause", "compute_extension:admin_actions:pause", |it| Box::pin(pause(it))),
        action("unpause", "compute_extension:admin_actions:unpause", |it| Box::pin(unpause(it))),
        action("suspend", "compute_extension:admin_actions:suspend", |it| Box::pin(suspend(it))),
        action("resume", "compute_extension:admin_actions:resume", |it| Box::pin(resume(it))),
        action("os-resetState", "compute_extension:admin_actions:resetState", |it| {
            Box::pin(reset_state(it))
        }),
    ];
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v2/os-admin-actions.yaml")];
}

ferronova_v2::register!(AdminActions);

/// What Nova fails at unexpectedly in here, such as a server without a host, is a 422.
const fn action(
    name: &'static str,
    rule: &'static str,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Action {
    let wording = Wording {
        not_found: NotFound::InstanceWithId,
        state: StateText::Cannot(name),
        no_host: StatusCode::UNPROCESSABLE_ENTITY,
    };
    Action { name, rule: Some(rule), wording, run }
}

async fn lock(call: Call<'_>) -> Result<Reply, Failure> {
    let reason = read_reason(&call.parse()?);
    call.compute().lock(call.request(), call.server()?, reason).await?;
    Ok(Reply::accepted())
}

async fn unlock(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().unlock(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}

async fn pause(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().pause(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}

async fn unpause(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().unpause(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}

async fn suspend(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().suspend(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}

async fn resume(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().resume(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}

async fn reset_state(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let state = value.get("state").and_then(Value::as_str).and_then(ResetTo::parse);
    let to = state.ok_or(Fault::bad_request(
        "Desired state must be specified.  Valid states are: active, error",
    ))?;
    call.compute().reset_state(call.request(), call.server()?, to).await?;
    Ok(Reply::accepted())
}

/// Any value locks. A reason of a length that can be shown is kept, everything else is ignored.
fn read_reason(value: &Value) -> Option<String> {
    let reason = value.get("locked_reason")?.as_str()?;
    (1..=MAX_REASON).contains(&reason.chars().count()).then(|| reason.to_owned())
}
