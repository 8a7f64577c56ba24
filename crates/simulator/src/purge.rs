//! Removes the records of servers that were deleted long ago.
//!
//! This is not the task of a hypervisor. It is in this crate because the crate has the only loop
//! that acts at certain times. A second loop would have to be started and stopped as well.

use ferronova_compute::error_chain;

use crate::simulator::Inner;

/// Removes the records of servers that have been deleted for longer than the retention time. A
/// failure is only logged, since the next purge tries again.
pub(crate) async fn purge(inner: &Inner) {
    let deleted_before = inner.clock.now().earlier_by(inner.times.deleted_retention);
    match inner.ports.lifecycle.purge(deleted_before).await {
        Ok(0) => {}
        Ok(n_servers) => log::info!("purged {n_servers} deleted servers"),
        Err(error) => log::warn!("could not purge deleted servers: {}", error_chain(&error)),
    }
}
