//! What can't be done to servers that boot from a volume.

use thiserror::Error;
use uuid::Uuid;

/// What can't be done to a server that boots from a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BootFromVolumeError {
    /// It can't be backed up.
    #[error("a server that boots from a volume can't be backed up")]
    Backup,
    /// It can't be rescued.
    #[error("server {id} boots from a volume and can't be rescued")]
    Rescue {
        /// Which server.
        id: Uuid,
    },
    /// It can't be rebuilt from another image.
    #[error("a server that boots from a volume can't be rebuilt from image {image_id}")]
    Rebuild {
        /// Which image.
        image_id: Uuid,
    },
}
