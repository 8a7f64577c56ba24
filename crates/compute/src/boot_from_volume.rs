//! Errors of operations that a server booted from a volume doesn't support.

use thiserror::Error;
use uuid::Uuid;

/// Why an operation can't be done to a server that boots from a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BootFromVolumeError {
    /// Volume-backed servers can't be backed up.
    #[error("a server that boots from a volume can't be backed up")]
    Backup,
    /// Volume-backed servers can't be rescued.
    #[error("server {id} boots from a volume and can't be rescued")]
    Rescue {
        /// The server.
        id: Uuid,
    },
    /// Volume-backed servers can't be rebuilt from another image.
    #[error("a server that boots from a volume can't be rebuilt from image {image_id}")]
    Rebuild {
        /// The requested image.
        image_id: Uuid,
    },
}
