//! What can be wrong with an image.

use thiserror::Error;
use uuid::Uuid;

/// What can be wrong with an image that a request names, makes or changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ImageError {
    /// A new server asks for one that does not exist or that the caller may not use.
    #[error("the image for a new server was not found")]
    NotForServer,
    /// A rebuild asks for one that does not exist or that the caller may not use.
    #[error("the image for a rebuild was not found")]
    NotForRebuild,
    /// A new server asks for one that is not ready.
    #[error("image {id} is not active")]
    NotActive {
        /// Which image.
        id: Uuid,
    },
    /// An operation names one that does not exist or that the caller may not see.
    #[error("the image was not found")]
    NotFound,
    /// It is changed by somebody it does not belong to.
    #[error("image {id} is not the caller's")]
    NotOwned {
        /// Which image.
        id: Uuid,
    },
    /// It is to be removed and is protected from that.
    #[error("image {id} is protected")]
    Protected {
        /// Which image.
        id: Uuid,
    },
    /// A key of its metadata is not there.
    #[error("the image has no metadata of that key")]
    NoSuchMetadata,
    /// A project has as many snapshots as it may have, and this image would be one more.
    #[error("image {image_id} would be one snapshot more than the project may have")]
    TooManySnapshots {
        /// The image that there is not.
        image_id: Uuid,
    },
}
