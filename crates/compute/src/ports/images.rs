//! The images of a cloud.

use uuid::Uuid;

use super::PortFuture;
use crate::{Error, Image, ImageStatus, Scope, StoreError, Timestamp};

/// How many images that were made of servers a project may have.
pub const MAX_SNAPSHOTS: usize = 1000;

/// Decides on one image as it is now; pure, as [`Decide`](super::Decide) is.
pub type DecideImage<'a> = &'a (dyn Fn(&Image) -> Result<ImageDecision, Error> + Send + Sync);

/// What becomes of an image.
#[derive(Clone, Debug)]
pub enum ImageDecision {
    /// It stays as it is; nothing is written.
    Keep,
    /// It changes.
    Write(Box<Image>),
    /// It is no more.
    Remove,
}

/// What a change of a server does to the images that are made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageChange {
    /// There is one more. Its project must have fewer than [`MAX_SNAPSHOTS`] before.
    Add(Box<Image>),
    /// One reached a status at this time; ignored if it is no more.
    Reach(Uuid, ImageStatus, Timestamp),
    /// One is no more; ignored if it was not there, or is protected.
    Remove(Uuid),
    /// The oldest backups of a server are no more, if there are too many; protected ones stay.
    Rotate(Rotation),
}

/// Which backups of a server are kept.
///
/// Which images those are is looked at when the change is stored: until then users can change
/// what an image says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The server that they are backups of.
    pub server_id: Uuid,
    /// Their type; those of another one stay.
    pub backup_type: String,
    /// So many of the newest are kept.
    pub kept: usize,
}

impl Rotation {
    /// Whether this is one of the backups that are counted.
    #[must_use]
    pub fn concerns(&self, image: &Image) -> bool {
        image.backup_of() == Some((self.server_id, &self.backup_type))
    }
}

/// Which images a list holds, and from where on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageQuery {
    /// Every image, or those that are [open](Image::is_open_to) to a project; `None` for those
    /// that are [public](Image::is_public).
    pub scope: Option<Scope>,
    /// Those behind this place; from the newest on if nothing is said.
    pub after: Option<u64>,
}

/// An image, and where it stands in the order of lists: those that came later have a higher place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedImage {
    /// Its place, which it keeps as long as it is there.
    pub place: u64,
    /// The image.
    pub image: Image,
}

/// A part of a list of images: as many as can be read without keeping others waiting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageSlice {
    /// The images, newest first.
    pub images: Vec<PlacedImage>,
    /// The place behind which the list goes on; `None` if it is at its end.
    pub next: Option<u64>,
}

/// Keeps images.
pub trait Images: Send + Sync {
    /// The image of that id. It waits for nothing but one read, so that a decision on a server can
    /// look at an image.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn find_image(&self, id: Uuid) -> Result<Option<PlacedImage>, StoreError>;

    /// The next images of a list, newest first. There may be none although the list goes on.
    fn images<'a>(
        &'a self,
        query: &'a ImageQuery,
    ) -> PortFuture<'a, Result<ImageSlice, StoreError>>;

    /// Changes or removes one image in one atomic step.
    ///
    /// # Errors
    ///
    /// [`ImageError::NotFound`](crate::ImageError::NotFound) if there is none of that id,
    /// and what `decide` says.
    fn change_image<'a>(
        &'a self,
        id: Uuid,
        decide: DecideImage<'a>,
    ) -> PortFuture<'a, Result<(), Error>>;
}
