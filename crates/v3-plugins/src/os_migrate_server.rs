//! Moves servers to other hosts.

use ferronova_compute::LiveMigration;
use ferronova_juno::actions;
use ferronova_v3::{
    Action, Adds, Call, Check, Failure, Plugin, Reply, Schema, handler, validation,
};
use serde_json::Value;

ferronova_v3::register!(Plugin {
    alias: "os-migrate-server",
    name: "MigrateServer",
    description: "Enable migrate and live-migrate server actions.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/migrate-actions.yaml"),
            include_str!("../../../api-ref/v3/os-migrate-server.yaml"),
        ],
        actions: &[
            actions::MIGRATE.ruled("compute_extension:v3:os-migrate-server:migrate"),
            Action::new("os-migrateLive", handler!(live_migrate)),
        ],
        ..Adds::NOTHING
    },
});

/// The schema of a live migration. If `host` is null, the scheduler chooses the host.
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
