//! Locks, unlocks, pauses, unpauses, suspends and resumes servers, migrates them, backs them up,
//! resets their network, and sets their state.
//!
//! Each action checks its own policy rule before it looks the server up.

mod backup;
mod live_migration;

use ferronova_compute::ResetTo;
use ferronova_juno::actions;
use ferronova_v2::{
    Action, Adds, Call, Extension, Failure, Fault, Reply, StatusCode, Wording, handler,
};
use serde_json::Value;
use uuid::Uuid;

ferronova_v2::register!(Extension {
    alias: "os-admin-actions",
    name: "AdminActions",
    namespace: "http://docs.openstack.org/compute/ext/admin-actions/api/v1.1",
    updated: "2011-09-20T00:00:00Z",
    description: "Enable admin-only server actions\n\n    Actions include: pause, unpause, suspend, resume, migrate,\n    resetNetwork, injectNetworkInfo, lock, unlock, createBackup\n    ",
    rule: Some("compute_extension:admin_actions"),
    adds: Adds {
        // If one of these actions fails unexpectedly, for example because the server has no host,
        // Nova answers 422.
        words: Some(&Wording { no_host: StatusCode::UNPROCESSABLE_ENTITY, ..Wording::WITH_ID }),
        api_ref: &[
            include_str!("../../../../api-ref/common/lock-actions.yaml"),
            include_str!("../../../../api-ref/common/pause-actions.yaml"),
            include_str!("../../../../api-ref/common/suspend-actions.yaml"),
            include_str!("../../../../api-ref/common/backup-action.yaml"),
            include_str!("../../../../api-ref/common/network-actions.yaml"),
            include_str!("../../../../api-ref/common/migrate-actions.yaml"),
            include_str!("../../../../api-ref/common/reset-state-action.yaml"),
            include_str!("../../../../api-ref/v2/os-admin-actions.yaml"),
        ],
        actions: &[
            actions::LOCK.ruled("compute_extension:admin_actions:lock"),
            actions::UNLOCK.ruled("compute_extension:admin_actions:unlock"),
            actions::PAUSE.ruled("compute_extension:admin_actions:pause"),
            actions::UNPAUSE.ruled("compute_extension:admin_actions:unpause"),
            actions::SUSPEND.ruled("compute_extension:admin_actions:suspend"),
            actions::RESUME.ruled("compute_extension:admin_actions:resume"),
            Action::new("createBackup", handler!(create_backup))
                .ruled("compute_extension:admin_actions:createBackup")
                .worded(&Wording::WITH_ID),
            actions::RESET_NETWORK.ruled("compute_extension:admin_actions:resetNetwork"),
            actions::INJECT_NETWORK_INFO.ruled("compute_extension:admin_actions:injectNetworkInfo"),
            actions::MIGRATE.ruled("compute_extension:admin_actions:migrate"),
            Action::new("os-migrateLive", handler!(live_migrate))
                .ruled("compute_extension:admin_actions:migrateLive"),
            Action::new("os-resetState", handler!(reset_state))
                .ruled("compute_extension:admin_actions:resetState"),
        ],
        ..Adds::NOTHING
    },
});

/// Returns the URL of an image. As in Nova, it does not contain the project.
fn image_url(call: &Call<'_>, id: Uuid) -> String {
    let url = call.url();
    let project = format!("/{}", call.caller().project_id);
    format!("{}/images/{id}", url.strip_suffix(&project).unwrap_or(&url))
}

async fn live_migrate(call: Call<'_>) -> Result<Reply, Failure> {
    let migration = live_migration::read(&call.parse()?)?;
    actions::live_migrate(&call, migration).await
}

async fn create_backup(call: Call<'_>) -> Result<Reply, Failure> {
    let backup = backup::read(&call.parse()?)?;
    actions::create_backup(&call, backup, image_url).await
}

async fn reset_state(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let state = value.get("state").and_then(Value::as_str).and_then(ResetTo::parse);
    let to = state.ok_or(Fault::bad_request(
        "Desired state must be specified.  Valid states are: active, error",
    ))?;
    actions::reset_state(&call, to).await
}
