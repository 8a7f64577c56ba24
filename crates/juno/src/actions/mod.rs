//! The actions on a server that the versions only group and guard differently.

mod console;
mod evacuate;
mod fixed_ips;
mod images;
mod live_migrate;
mod passwords;
mod rebuild;
mod rescue;
mod resize;

use ferronova_compute::{Compute, Error, Request, ResetTo, ServerRef};
use ferronova_extend::Call;
use ferronova_http::{Failure, Reply};
use serde_json::Value;

pub use console::console_output;
pub use evacuate::{evacuate, password_of_evacuation};
pub use fixed_ips::{add_fixed_ip, remove_fixed_ip};
pub use images::{
    ImageUrl, create_backup, create_image, read_backup_type, read_image_metadata, read_image_name,
};
pub use live_migrate::live_migrate;
pub(crate) use passwords::new_admin_pass;
pub use passwords::{change_password, password_answer, read_admin_pass};
pub use rebuild::rebuild;
pub use rescue::{read_rescue_image, rescue};
pub use resize::resize;

/// The longest reason of a lock, in characters: that of the API version that shows it.
const MAX_REASON: usize = 255;

/// `{"lock": null}`; any value locks. A `locked_reason` in it is kept.
///
/// # Errors
///
/// 404, 403.
pub async fn lock(call: Call<'_>) -> Result<Reply, Failure> {
    // Any value locks, even one that can't be read.
    let value: Option<Value> = call.parse().ok();
    let reason = value.as_ref().and_then(read_reason);
    call.compute().lock(call.request(), call.server()?, reason).await?;
    Ok(call.accepted())
}

/// `{"unlock": null}`
///
/// # Errors
///
/// 404, 403.
pub async fn unlock(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::unlock).await
}

/// `{"pause": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn pause(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::pause).await
}

/// `{"unpause": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn unpause(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::unpause).await
}

/// `{"suspend": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn suspend(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::suspend).await
}

/// `{"resume": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn resume(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::resume).await
}

/// `{"os-start": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn start(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::start).await
}

/// `{"os-stop": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn stop(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::stop).await
}

/// `{"revertResize": null}`
///
/// # Errors
///
/// 404, 403, 409; 400 if nothing waits for it.
pub async fn revert_resize(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::revert_resize).await
}

/// `{"migrate": null}`
///
/// # Errors
///
/// 404, 403, 409; 400 if no host can take it.
pub async fn migrate(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::migrate).await
}

/// `{"unrescue": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn unrescue(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::unrescue).await
}

/// `{"shelve": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn shelve(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::shelve).await
}

/// `{"shelveOffload": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn shelve_offload(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::shelve_offload).await
}

/// `{"unshelve": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn unshelve(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::unshelve).await
}

/// `{"forceDelete": null}`
///
/// # Errors
///
/// 404, 403, and as the version words a lock and a state.
pub async fn force_delete(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::force_delete).await
}

/// `{"restore": null}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn restore(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::restore).await
}

/// `{"resetNetwork": null}`
///
/// # Errors
///
/// 404, 403, 409, and the status that the version has for a server without a host.
pub async fn reset_network(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::reset_network).await
}

/// `{"injectNetworkInfo": null}`
///
/// # Errors
///
/// 404, 403, 409, and the status that the version has for a server without a host.
pub async fn inject_network_info(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::inject_network_info).await
}

/// `{"confirmResize": null}`
///
/// # Errors
///
/// 404, 403, 409; 400 if nothing waits for it.
pub async fn confirm_resize(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::confirm_resize).await?;
    Ok(Reply::no_content())
}

/// `{"os-resetState": …}`, once the version has read to which state.
///
/// # Errors
///
/// 404, 403.
pub async fn reset_state(call: &Call<'_>, to: ResetTo) -> Result<Reply, Failure> {
    call.compute().reset_state(call.request(), call.server()?, to).await?;
    Ok(call.accepted())
}

/// Does something to the server that the path names, and says that it was taken.
async fn accepted(
    call: Call<'_>,
    act: impl for<'a> AsyncFnOnce(&'a Compute, Request<'a>, ServerRef) -> Result<(), Error>,
) -> Result<Reply, Failure> {
    act(call.compute(), call.request(), call.server()?).await?;
    Ok(call.accepted())
}

/// A reason of a length that can be shown is kept, everything else is ignored.
fn read_reason(value: &Value) -> Option<String> {
    let reason = value.get("locked_reason")?.as_str()?;
    (1..=MAX_REASON).contains(&reason.chars().count()).then(|| reason.to_owned())
}
