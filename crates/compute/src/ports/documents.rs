//! Storage of small documents for other drivers.

use super::PortFuture;
use crate::StoreError;

/// Small documents that other drivers keep beside the servers: users, keys, revocations.
///
/// The driver that writes a document defines its format. The part of the document's name before the
/// first `/` identifies that driver.
pub trait Documents: Send + Sync {
    /// All documents whose names start with `prefix`, sorted by name.
    fn list(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError>;

    /// Writes and removes documents in one step. The step is durable when the future resolves.
    fn write(
        &self,
        written: Vec<(String, Vec<u8>)>,
        removed: Vec<String>,
    ) -> PortFuture<'_, Result<(), StoreError>>;
}
