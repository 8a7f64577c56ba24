//! The arguments of a live migration.

use ferronova_compute::LiveMigration;
use ferronova_juno::truth::read_truth;
use ferronova_v2::Fault;
use serde_json::Value;

/// Reads the host to move to; with null, the scheduler chooses. The other arguments have no effect
/// on a simulated migration.
pub(super) fn read(value: &Value) -> Result<LiveMigration, Fault> {
    let missing = || {
        Fault::bad_request(
            "host, block_migration and disk_over_commit must be specified for live migration.",
        )
    };
    let member = |name: &str| value.get(name).ok_or_else(missing);
    let (block_migration, disk_over_commit, host) =
        (member("block_migration")?, member("disk_over_commit")?, member("host")?);
    read_truth(block_migration)?;
    read_truth(disk_over_commit)?;
    match host {
        Value::Null => Ok(LiveMigration { host: None }),
        Value::String(host) => Ok(LiveMigration { host: Some(host.clone()) }),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => Err(missing()),
    }
}
