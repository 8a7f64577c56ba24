//! Moves servers to other hosts.

use ferronova_compute::LiveMigration;
use ferronova_juno::actions;
use ferronova_v3::{Action, Call, Check, Failure, Plugin, Reply, Schema, validation};
use serde_json::Value;

struct MigrateServer;

impl Plugin for MigrateServer {
    const ALIAS: &str = "os-migrate-server";
    const NAME: &str = "MigrateServer";
    const DESCRIPTION: &str = "Enable migrate and live-migrate server actions.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/migrate-actions.yaml"),
        include_str!("../../../api-ref/v3/os-migrate-server.yaml"),
    ];
    const SERVER_ACTIONS: &[Action] = &[
        Action { rule: Some("compute_extension:v3:os-migrate-server:migrate"), ..actions::MIGRATE },
        Action {
            name: "os-migrateLive",
            // The form of the body comes before the policy, so the action asks it itself.
            rule: None,
            words: None,
            run: |call| Box::pin(live_migrate(call)),
        },
    ];
}

ferronova_v3::register!(MigrateServer);

/// A host that is null is left to the scheduler.
const LIVE: Schema = &[
    Check::OBJECT,
    Check::Required("block_migration", validation::BOOLEAN),
    Check::Required("disk_over_commit", validation::BOOLEAN),
    Check::Required("host", &[Check::OrNull(validation::HOSTNAME)]),
    Check::NoOthers,
];

async fn live_migrate(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    validation::check("os-migrateLive", &value, LIVE)?;
    call.require("compute_extension:v3:os-migrate-server:migrate_live")?;
    actions::live_migrate(
        &call,
        LiveMigration { host: value.get("host").and_then(validation::parsed) },
    )
    .await
}
