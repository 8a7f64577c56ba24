//! Moves servers to other hosts.

use ferronova_compute::LiveMigration;
use ferronova_juno::actions;
use ferronova_v3::{Action, Call, Failure, Plugin, Reply, validation};
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

async fn live_migrate(call: Call<'_>) -> Result<Reply, Failure> {
    const NAME: &str = "os-migrateLive";
    let value: Value = call.parse()?;
    let object = validation::object(NAME, &value)?;
    for flag in ["block_migration", "disk_over_commit"] {
        validation::boolean(flag, validation::required(NAME, object, flag)?)?;
    }
    // Null leaves it to the scheduler.
    let host = Some(validation::required(NAME, object, "host")?).filter(|it| !it.is_null());
    let host = host.map(|it| validation::hostname("host", it)).transpose()?.map(str::to_owned);
    validation::only(NAME, object, &["block_migration", "disk_over_commit", "host"])?;
    call.require("compute_extension:v3:os-migrate-server:migrate_live")?;
    actions::live_migrate(&call, LiveMigration { host }).await
}
