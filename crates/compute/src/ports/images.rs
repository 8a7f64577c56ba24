//! Storage of images.

use uuid::Uuid;

use super::PortFuture;
use crate::{Error, Image, ImageStatus, Scope, StoreError, Timestamp};

/// Maximum number of snapshots per project: images that are made of a server.
pub const MAX_SNAPSHOTS: usize = 1000;

/// A function that decides what to do with an image, given its current record. It must be pure,
/// like [`Decide`](super::Decide).
pub type DecideImage<'a> = &'a (dyn Fn(&Image) -> Result<ImageDecision, Error> + Send + Sync);

/// What to do with an image.
#[derive(Clone, Debug)]
pub enum ImageDecision {
    /// Leave the image unchanged; nothing is written.
    Keep,
    /// Replace the image by this one.
    Write(Box<Image>),
    /// Delete the image.
    Remove,
}

/// A change of an image that is part of a change of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageChange {
    /// Adds an image. Fails if the image is made of a server and its project already has
    /// [`MAX_SNAPSHOTS`] such images.
    Add(Box<Image>),
    /// Sets the status of an image, and sets its `updated` to this time; ignored if the image does
    /// not exist.
    Reach(Uuid, ImageStatus, Timestamp),
    /// Deletes an image; ignored if it does not exist or is protected.
    Remove(Uuid),
    /// Deletes the oldest backups of a server if there are too many, except protected ones.
    Rotate(Rotation),
}

/// Which backups of a server to keep.
///
/// The backups are determined when the change is stored, since users can change an image's metadata
/// until then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The server that the backups were made of.
    pub server_id: Uuid,
    /// The type of the backups; backups of other types are not affected.
    pub backup_type: String,
    /// Number of the newest backups to keep.
    pub kept: usize,
}

impl Rotation {
    /// Whether `image` is one of the backups of this server and type.
    #[must_use]
    pub fn concerns(&self, image: &Image) -> bool {
        image.backup_of() == Some((self.server_id, &self.backup_type))
    }
}

/// A query for a list of images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageQuery {
    /// The images to list: all images, or the public images and the images of one project; `None`
    /// for only the [public](Image::is_public) images.
    pub scope: Option<Scope>,
    /// Only images after this position; `None` to start with the newest image.
    pub after: Option<u64>,
}

/// An image with its position in the order of lists. Newer images have higher positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedImage {
    /// The position of the image, which never changes.
    pub place: u64,
    /// The image.
    pub image: Image,
}

/// A slice of a list of images: as many images as can be read without making other tasks wait.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageSlice {
    /// The images, newest first.
    pub images: Vec<PlacedImage>,
    /// The position after which the list continues; `None` at its end.
    pub next: Option<u64>,
}

/// Stores images.
pub trait Images: Send + Sync {
    /// Finds the image with this id.
    fn find_image(&self, id: Uuid) -> PortFuture<'_, Result<Option<PlacedImage>, StoreError>>;

    /// Reads the next slice of a list of images, newest first. The slice may be empty although the
    /// list continues.
    fn images<'a>(
        &'a self,
        query: &'a ImageQuery,
    ) -> PortFuture<'a, Result<ImageSlice, StoreError>>;

    /// Changes or deletes an image in one atomic step.
    ///
    /// # Errors
    ///
    /// [`ImageError::NotFound`](crate::ImageError::NotFound) if there is no such image, and errors
    /// of `decide`.
    fn change_image<'a>(
        &'a self,
        id: Uuid,
        decide: DecideImage<'a>,
    ) -> PortFuture<'a, Result<(), Error>>;
}
