//! Errors of operations on volumes.

use thiserror::Error;

/// Why a volume can't be used as requested.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VolumeError {
    /// There is no volume with that id.
    #[error("there is no volume {id}")]
    NotFound {
        /// The id as the caller gave it.
        id: String,
    },
    /// The volume is already attached.
    #[error("the volume is attached already")]
    InUse,
}
