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
        ruled("compute_extension:admin_actions:lock", actions::LOCK),
        ruled("compute_extension:admin_actions:unlock", actions::UNLOCK),
        ruled("compute_extension:admin_actions:pause", actions::PAUSE),
        ruled("compute_extension:admin_actions:unpause", actions::UNPAUSE),
        ruled("compute_extension:admin_actions:suspend", actions::SUSPEND),
        ruled("compute_extension:admin_actions:resume", actions::RESUME),
        Action {
            words: Some(&Wording::WITH_ID),
            ..action("createBackup", "compute_extension:admin_actions:createBackup", |it| {
                Box::pin(create_backup(it))
            })
        },
        ruled("compute_extension:admin_actions:resetNetwork", actions::RESET_NETWORK),
        ruled("compute_extension:admin_actions:injectNetworkInfo", actions::INJECT_NETWORK_INFO),
        ruled("compute_extension:admin_actions:migrate", actions::MIGRATE),
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
const fn ruled(rule: &'static str, action: Action) -> Action {
    const WORDS: Wording =
        Wording { no_host: StatusCode::UNPROCESSABLE_ENTITY, ..Wording::WITH_ID };
    Action { rule: Some(rule), words: Some(&WORDS), ..action }
}

const fn action(
    name: &'static str,
    rule: &'static str,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Action {
    ruled(rule, Action { name, rule: None, words: None, run })
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
