//! Reading, changing and deleting images.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
    vec,
};

use uuid::Uuid;

use super::Compute;
use crate::{
    Caller, Error, Image, ImageDecision, ImageError, ImageQuery, LimitError, PlacedImage, Request,
};

/// Maximum number of metadata items of an image.
pub const MAX_IMAGE_METADATA: usize = 128;

impl Compute {
    /// Returns a list of images, newest first: the public images and the images of the caller's
    /// project, or all images for an administrator. If `caller` is `None`, the list has only the
    /// public images.
    #[must_use]
    pub fn list_images(&self, caller: Option<&Caller>) -> ImageList<'_> {
        let query = ImageQuery { scope: caller.map(Caller::reach), after: None };
        ImageList { compute: self, query, slice: Vec::new().into_iter(), is_read: false }
    }

    /// Finds an image that the caller may see. If `caller` is `None`, finds an image that everybody
    /// may see.
    pub async fn find_image(
        &self,
        caller: Option<&Caller>,
        id: Uuid,
    ) -> Result<Option<Image>, Error> {
        Ok(self.find_placed_image(caller, id).await?.map(|it| it.image))
    }

    /// Like [`Self::find_image`], but also returns the image's position in lists.
    pub async fn find_placed_image(
        &self,
        caller: Option<&Caller>,
        id: Uuid,
    ) -> Result<Option<PlacedImage>, Error> {
        let found = self.ports.images.find_image(id).await?;
        Ok(found.filter(|it| match caller {
            Some(caller) => is_visible(&it.image, caller),
            None => it.image.is_open_to_all(),
        }))
    }
}

/// A list of images that is read a slice at a time, so that the images are never all in memory.
///
/// An image that is added during the reading is not included. An image that is changed or removed
/// during the reading may be included as it was before or after that.
pub struct ImageList<'a> {
    compute: &'a Compute,
    query: ImageQuery,
    slice: vec::IntoIter<PlacedImage>,
    /// Whether the slice is the last one.
    is_read: bool,
}

impl ImageList<'_> {
    /// Returns the same list, but starting after this position.
    #[must_use]
    pub fn behind(mut self, place: u64) -> Self {
        self.query.after = Some(place);
        self
    }

    /// Returns the next image, or `None` at the end. Other tasks can run between two slices.
    pub async fn next(&mut self) -> Result<Option<PlacedImage>, Error> {
        loop {
            if let Some(image) = self.slice.next() {
                return Ok(Some(image));
            }
            if self.is_read {
                return Ok(None);
            }
            let slice = self.compute.ports.images.images(&self.query).await?;
            self.slice = slice.images.into_iter();
            self.is_read = slice.next.is_none();
            self.query.after = slice.next;
        }
    }
}

/// Whether a caller may see an image.
pub(super) fn is_visible(image: &Image, caller: &Caller) -> bool {
    caller.is_admin || image.is_open_to(&caller.project_id)
}

/// Common errors of these operations: [`ImageError::NotFound`] for an image that the caller may not
/// see, and [`ImageError::NotOwned`] for an image of another project. Administrators may change any
/// image.
impl Compute {
    /// Deletes an image. Servers made from it remain.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block, [`ImageError::Protected`].
    pub async fn delete_image(&self, request: Request<'_>, id: Uuid) -> Result<(), Error> {
        self.change_image(request, id, |image| {
            if image.is_protected {
                return Err(ImageError::Protected { id }.into());
            }
            Ok(ImageDecision::Remove)
        })
        .await
    }

    /// If the image is still equal to `old`, replaces it by `new` and returns the stored image.
    /// Otherwise changes nothing and returns `None`.
    pub async fn replace_image(
        &self,
        request: Request<'_>,
        old: &Image,
        new: Image,
    ) -> Result<Option<Image>, Error> {
        let new = Image { updated: self.clock.now().whole_second(), ..new };
        let is_replaced = AtomicBool::new(false);
        self.change_image(request, old.id, |image| {
            is_replaced.store(image == old, Ordering::Relaxed);
            if image == old {
                return Ok(ImageDecision::Write(Box::new(new.clone())));
            }
            Ok(ImageDecision::Keep)
        })
        .await?;
        Ok(is_replaced.into_inner().then_some(new))
    }

    /// Changes the metadata of an image and returns the new metadata.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block, [`LimitError::ImageMetadata`] and the errors
    /// of `change`.
    pub async fn change_image_metadata(
        &self,
        request: Request<'_>,
        id: Uuid,
        change: impl Fn(&mut BTreeMap<String, String>) -> Result<(), Error> + Send + Sync,
    ) -> Result<BTreeMap<String, String>, Error> {
        let now = self.clock.now().whole_second();
        self.change_image(request, id, |image| {
            let mut metadata = image.metadata.clone();
            change(&mut metadata)?;
            if metadata.len() > MAX_IMAGE_METADATA {
                return Err(LimitError::ImageMetadata.into());
            }
            if metadata == image.metadata {
                return Ok(ImageDecision::Keep);
            }
            let changed = Image { metadata, updated: now, ..image.clone() };
            Ok(ImageDecision::Write(Box::new(changed)))
        })
        .await?;
        let image = self.find_image(Some(request.caller), id).await?;
        Ok(image.ok_or(ImageError::NotFound)?.metadata)
    }

    async fn change_image(
        &self,
        request: Request<'_>,
        id: Uuid,
        decide: impl Fn(&Image) -> Result<ImageDecision, Error> + Send + Sync,
    ) -> Result<(), Error> {
        let caller = request.caller;
        let of_caller = |image: &Image| {
            if !is_visible(image, caller) {
                return Err(ImageError::NotFound.into());
            }
            if !caller.is_admin && image.project_id.as_ref() != Some(&caller.project_id) {
                return Err(ImageError::NotOwned { id }.into());
            }
            decide(image)
        };
        self.ports.images.change_image(id, &of_caller).await
    }
}
