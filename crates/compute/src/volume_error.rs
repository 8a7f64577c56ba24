//! What can be wrong with a volume.

use thiserror::Error;

/// What can be wrong with a volume that a request names.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VolumeError {
    /// There is none of that id.
    #[error("there is no volume {id}")]
    NotFound {
        /// As the caller named it.
        id: String,
    },
    /// It is to be attached and is attached already.
    #[error("the volume is attached already")]
    InUse,
}
