//! Removes the records of servers that were deleted long ago.
//!
//! It is no work of a hypervisor. It stands here since it needs what this crate alone has, a loop
//! that acts when its time comes, and a second one would need all of its starting and stopping
//! again.

use ferronova_compute::error_chain;

use crate::simulator::Inner;

/// Removes what was deleted longer ago than records are kept. A failure is logged; the next time
/// is soon enough.
pub(crate) async fn purge(inner: &Inner) {
    let deleted_before = inner.clock.now().earlier_by(inner.times.deleted_retention);
    match inner.ports.lifecycle.purge(deleted_before).await {
        Ok(0) => {}
        Ok(n_servers) => log::info!("purged {n_servers} deleted servers"),
        Err(error) => log::warn!("could not purge deleted servers: {}", error_chain(&error)),
    }
}
