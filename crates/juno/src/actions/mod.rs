//! The actions on servers that v2 and v3 have in common. The versions differ in the policy rules,
//! and in which extension adds which action.

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
use ferronova_extend::{Action, Call, handler};
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

/// Maximum length of the reason of a lock, in characters: the same as in the API version that shows
/// reasons.
const MAX_REASON: usize = 255;

/// Defines the actions that ignore the value in the request and only call the model: one per line,
/// with constant, name and operation. A version adds a rule and a wording to each.
macro_rules! plain {
    ($($constant:ident $name:literal $operation:ident)*) => {
        $(
            #[doc = concat!("`{\"", $name, "\": null}`")]
            pub const $constant: Action = Action::new($name, |call| {
                Box::pin(accepted(call, Compute::$operation))
            });
        )*
    };
}

plain! {
    UNLOCK "unlock" unlock
    PAUSE "pause" pause
    UNPAUSE "unpause" unpause
    SUSPEND "suspend" suspend
    RESUME "resume" resume
    START "os-start" start
    STOP "os-stop" stop
    REVERT_RESIZE "revertResize" revert_resize
    MIGRATE "migrate" migrate
    UNRESCUE "unrescue" unrescue
    SHELVE "shelve" shelve
    SHELVE_OFFLOAD "shelveOffload" shelve_offload
    UNSHELVE "unshelve" unshelve
    FORCE_DELETE "forceDelete" force_delete
    RESTORE "restore" restore
    RESET_NETWORK "resetNetwork" reset_network
    INJECT_NETWORK_INFO "injectNetworkInfo" inject_network_info
}

/// `{"lock": null}`. Any value locks; a `locked_reason` in the value is kept.
pub const LOCK: Action = Action::new("lock", handler!(lock));

/// `{"resize": …}`
pub const RESIZE: Action = Action::new("resize", handler!(resize::resize));

/// `{"confirmResize": null}`. The resize is confirmed when the reply is sent.
pub const CONFIRM_RESIZE: Action = Action::new("confirmResize", handler!(confirm_resize));

async fn confirm_resize(call: Call<'_>) -> Result<Reply, Failure> {
    accepted(call, Compute::confirm_resize).await?;
    Ok(Reply::no_content())
}

async fn lock(call: Call<'_>) -> Result<Reply, Failure> {
    // Any value locks, even an unreadable one.
    let value: Option<Value> = call.parse().ok();
    let reason = value.as_ref().and_then(read_reason);
    call.compute().lock(call.request(), call.server()?, reason).await?;
    Ok(call.accepted())
}

/// `{"os-resetState": …}`, after the version has parsed the state.
pub async fn reset_state(call: &Call<'_>, to: ResetTo) -> Result<Reply, Failure> {
    call.compute().reset_state(call.request(), call.server()?, to).await?;
    Ok(call.accepted())
}

/// Runs an operation on the server in the path, and replies 202.
async fn accepted(
    call: Call<'_>,
    act: impl for<'a> AsyncFnOnce(&'a Compute, Request<'a>, ServerRef) -> Result<(), Error>,
) -> Result<Reply, Failure> {
    act(call.compute(), call.request(), call.server()?).await?;
    Ok(call.accepted())
}

/// Returns the reason in the value of `lock`. A reason is ignored if it is empty, too long to be
/// shown, or no string.
fn read_reason(value: &Value) -> Option<String> {
    let reason = value.get("locked_reason")?.as_str()?;
    (1..=MAX_REASON).contains(&reason.chars().count()).then(|| reason.to_owned())
}
