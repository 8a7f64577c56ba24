//! `{"os-migrateLive": {"host": "…", "block_migration": false, "disk_over_commit": false}}`

use ferronova_compute::LiveMigration;
use ferronova_extend::Call;
use ferronova_http::{Failure, Fault, Reply};
use serde_json::Value;

/// Reads where a server is moved to; null leaves it to the scheduler. How it is moved makes no
/// difference where nothing is.
///
/// # Errors
///
/// 400 if anything is not said.
pub fn read_live_migration(value: &Value) -> Result<LiveMigration, Fault> {
    let missing = || {
        Fault::bad_request(
            "host, block_migration and disk_over_commit must be specified for live migration.",
        )
    };
    let member = |name: &str| value.get(name).ok_or_else(missing);
    member("block_migration")?;
    member("disk_over_commit")?;
    let host = match member("host")? {
        Value::Null => None,
        Value::String(host) => Some(host.clone()),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            return Err(missing());
        }
    };
    Ok(LiveMigration { host })
}

/// Moves a server while it runs, once the version has read where to.
///
/// # Errors
///
/// 400 for a host that can't take it; 404, 403, 409.
pub async fn live_migrate(call: &Call<'_>, migration: LiveMigration) -> Result<Reply, Failure> {
    call.compute().live_migrate(call.request(), call.server()?, migration).await?;
    Ok(Reply::accepted())
}
