//! A drawer for what other drivers keep.

use super::PortFuture;
use crate::StoreError;

/// Small documents that drivers of other ports keep beside the servers: users, keys, revocations.
///
/// The keeper of a document owns its format; the first part of its name, up to the first `/`,
/// says whose it is.
pub trait Documents: Send + Sync {
    /// Every document whose name begins with `prefix`, in the order of their names.
    ///
    /// # Errors
    ///
    /// If the store failed.
    fn list(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError>;

    /// Writes and removes documents in one step, which is durable when the future is ready.
    fn write(
        &self,
        written: Vec<(String, Vec<u8>)>,
        removed: Vec<String>,
    ) -> PortFuture<'_, Result<(), StoreError>>;
}
