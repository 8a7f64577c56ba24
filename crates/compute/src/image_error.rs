//! Errors of operations on images.

use thiserror::Error;
use uuid::Uuid;

/// Why an image can't be used, created or changed as requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ImageError {
    /// The image for a new server does not exist, or the caller may not use it.
    #[error("the image for a new server was not found")]
    NotForServer,
    /// The image for a rebuild does not exist, or the caller may not use it.
    #[error("the image for a rebuild was not found")]
    NotForRebuild,
    /// The image for a new server is not active.
    #[error("image {id} is not active")]
    NotActive {
        /// The image.
        id: Uuid,
    },
    /// The image does not exist, or the caller may not see it.
    #[error("the image was not found")]
    NotFound,
    /// The image belongs to another project.
    #[error("image {id} does not belong to the caller's project")]
    NotOwned {
        /// The image.
        id: Uuid,
    },
    /// The image is protected and can't be deleted.
    #[error("image {id} is protected")]
    Protected {
        /// The image.
        id: Uuid,
    },
    /// The image has no metadata item with that key.
    #[error("the image has no metadata item with that key")]
    NoSuchMetadata,
    /// The project already has the maximum number of snapshots.
    #[error("image {image_id} would exceed the project's maximum number of snapshots")]
    TooManySnapshots {
        /// The id that the image would have had.
        image_id: Uuid,
    },
}
