//! Locks, unlocks, pauses, unpauses, suspends and resumes servers, moves them, backs them up, has
//! their network set up anew, and sets their state by hand.
//!
//! Each asks its own policy rule before it looks the server up.

mod backup;
mod live_migration;

use ferronova_compute::ResetTo;
use ferronova_juno::actions;
use ferronova_v2::{
    Action, Call, CallFuture, Extension, Failure, Fault, Reply, StatusCode, Wording,
};
use serde_json::Value;
use uuid::Uuid;

struct AdminActions;

impl Extension for AdminActions {
    const ALIAS: &str = "os-admin-actions";
    const NAME: &str = "AdminActions";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/admin-actions/api/v1.1";
    const UPDATED: &str = "2011-09-20T00:00:00Z";
    const DESCRIPTION: &str = "Enable admin-only server actions\n\n    Actions include: pause, unpause, suspend, resume, migrate,\n    resetNetwork, injectNetworkInfo, lock, unlock, createBackup\n    ";
    const RULE: Option<&str> = Some("compute_extension:admin_actions");
    const SERVER_ACTIONS: &[Action] = &[
        action("lock", "compute_extension:admin_actions:lock", |it| Box::pin(actions::lock(it))),
        action("unlock", "compute_extension:admin_actions:unlock", |it| {
            Box::pin(actions::unlock(it))
        }),
        action("pause", "compute_extension:admin_actions:pause", |it| Box::pin(actions::pause(it))),
        action("unpause", "compute_extension:admin_actions:unpause", |it| {
            Box::pin(actions::unpause(it))
        }),
        action("suspend", "compute_extension:admin_actions:suspend", |it| {
            Box::pin(actions::suspend(it))
        }),
        action("resume", "compute_extension:admin_actions:resume", |it| {
            Box::pin(actions::resume(it))
        }),
        Action {
            words: Some(&Wording::WITH_ID),
            ..action("createBackup", "compute_extension:admin_actions:createBackup", |it| {
                Box::pin(create_backup(it))
            })
        },
        action("resetNetwork", "compute_extension:admin_actions:resetNetwork", |it| {
            Box::pin(actions::reset_network(it))
        }),
        action("injectNetworkInfo", "compute_extension:admin_actions:injectNetworkInfo", |it| {
            Box::pin(actions::inject_network_info(it))
        }),
        action("migrate", "compute_extension:admin_actions:migrate", |it| {
            Box::pin(actions::migrate(it))
        }),
        action("os-migrateLive", "compute_extension:admin_actions:migrateLive", |it| {
            Box::pin(live_migrate(it))
        }),
        action("os-resetState", "compute_extension:admin_actions:resetState", |it| {
            Box::pin(reset_state(it))
        }),
    ];
    const API_REF: &[&str] = &[
        include_str!("../../../../api-ref/common/lock-actions.yaml"),
        include_str!("../../../../api-ref/common/pause-actions.yaml"),
        include_str!("../../../../api-ref/common/suspend-actions.yaml"),
        include_str!("../../../../api-ref/common/backup-action.yaml"),
        include_str!("../../../../api-ref/common/network-actions.yaml"),
        include_str!("../../../../api-ref/common/migrate-actions.yaml"),
        include_str!("../../../../api-ref/common/reset-state-action.yaml"),
        include_str!("../../../../api-ref/v2/os-admin-actions.yaml"),
    ];
}

ferronova_v2::register!(AdminActions);

/// What Nova fails at unexpectedly in here, such as a server without a host, is a 422.
const fn action(
    name: &'static str,
    rule: &'static str,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Action {
    const WORDS: Wording =
        Wording { no_host: StatusCode::UNPROCESSABLE_ENTITY, ..Wording::WITH_ID };
    Action { name, rule: Some(rule), words: Some(&WORDS), run }
}

/// The link lacks the project, as in Nova.
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
