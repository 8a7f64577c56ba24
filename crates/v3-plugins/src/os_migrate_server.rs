//! Moves servers to other hosts.

use ferronova_juno::actions;
use ferronova_v3::{Action, Call, Failure, Plugin, Reply, StatusCode, Wording};

struct MigrateServer;

impl Plugin for MigrateServer {
    const ALIAS: &str = "os-migrate-server";
    const NAME: &str = "MigrateServer";
    const DESCRIPTION: &str = "Enable migrate and live-migrate server actions.";
    const VERSION: u32 = 1;
    const RULE: &str = "";
    const API_REF: &[&str] = &[include_str!("../../../api-ref/common/migrate-actions.yaml")];
    const SERVER_ACTIONS: &[Action] = &[
        Action {
            name: "migrate",
            rule: Some("compute_extension:v3:os-migrate-server:migrate"),
            wording: Wording::action_with_id("migrate"),
            run: |call| Box::pin(actions::migrate(call)),
        },
        Action {
            name: "os-migrateLive",
            rule: Some("compute_extension:v3:os-migrate-server:migrate_live"),
            wording: Wording {
                no_host: StatusCode::BAD_REQUEST,
                ..Wording::action_with_id("os-migrateLive")
            },
            run: |call| Box::pin(live_migrate(call)),
        },
    ];
}

ferronova_v3::register!(MigrateServer);

async fn live_migrate(call: Call<'_>) -> Result<Reply, Failure> {
    let migration = actions::read_live_migration(&call.parse()?)?;
    actions::live_migrate(&call, migration).await
}
