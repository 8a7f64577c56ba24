//! `{"os-migrateLive": {"host": "…", "block_migration": false, "disk_over_commit": false}}`

use ferronova_compute::LiveMigration;
use ferronova_extend::Call;
use ferronova_http::{Failure, Reply};

/// Moves a server while it runs, after the version has parsed the request.
pub async fn live_migrate(call: &Call<'_>, migration: LiveMigration) -> Result<Reply, Failure> {
    call.compute().live_migrate(call.request(), call.server()?, migration).await?;
    Ok(call.accepted())
}
