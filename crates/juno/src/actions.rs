//! The actions on a server that the versions only group and guard differently.

use ferronova_compute::ResetTo;
use ferronova_extend::Call;
use ferronova_http::{Failure, Reply};
use serde_json::Value;

/// The longest reason of a lock, in characters: that of the API version that shows it.
const MAX_REASON: usize = 255;

/// `{"lock": null}`; any value locks. A `locked_reason` in it is kept.
///
/// # Errors
///
/// 404, 403.
pub async fn lock(call: Call<'_>) -> Result<Reply, Failure> {
    let reason = read_reason(&call.parse()?);
    call.compute().lock(call.request(), call.server()?, reason).await?;
    Ok(Reply::accepted())
}

/// `{"unlock": null}`
///
/// # Errors
///
/// 404, 403.
pub async fn unlock(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().unlock(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}

/// `{"pause": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn pause(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().pause(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}

/// `{"unpause": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn unpause(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().unpause(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}

/// `{"suspend": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn suspend(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().suspend(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}

/// `{"resume": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn resume(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().resume(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}

/// `{"os-start": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn start(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().start(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}

/// `{"os-stop": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn stop(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute().stop(call.request(), call.server()?).await?;
    Ok(Reply::accepted())
}

/// `{"os-resetState": …}`, once the version has read to which state.
///
/// # Errors
///
/// 404, 403.
pub async fn reset_state(call: &Call<'_>, to: ResetTo) -> Result<Reply, Failure> {
    call.compute().reset_state(call.request(), call.server()?, to).await?;
    Ok(Reply::accepted())
}

/// A reason of a length that can be shown is kept, everything else is ignored.
fn read_reason(value: &Value) -> Option<String> {
    let reason = value.get("locked_reason")?.as_str()?;
    (1..=MAX_REASON).contains(&reason.chars().count()).then(|| reason.to_owned())
}
