//! Changing images: their metadata, and whether they are there.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Compute;
use crate::{Error, Image, ImageDecision, Request};

/// How many items the metadata of an image may have.
pub const MAX_IMAGE_METADATA: usize = 128;

/// Each fails with [`Error::NoSuchImage`] for an image that the caller may not see, and with
/// [`Error::ImageNotOwned`] for one that is not its project's; administrators change any.
impl Compute {
    /// Removes an image. Servers that were made from it stay.
    ///
    /// # Errors
    ///
    /// As both of these.
    pub async fn delete_image(&self, request: Request<'_>, id: Uuid) -> Result<(), Error> {
        self.change_image(request, id, |_| Ok(ImageDecision::Remove)).await
    }

    /// Changes the metadata of an image and returns it as it is then.
    ///
    /// # Errors
    ///
    /// As both of these, [`Error::TooMuchImageMetadata`], and what `change` says.
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
                return Err(Error::TooMuchImageMetadata);
            }
            if metadata == image.metadata {
                return Ok(ImageDecision::Keep);
            }
            let changed = Image { metadata, updated: now, ..image.clone() };
            Ok(ImageDecision::Write(Box::new(changed)))
        })
        .await?;
        Ok(self.find_image(request, id).ok_or(Error::NoSuchImage)?.metadata.clone())
    }

    async fn change_image(
        &self,
        request: Request<'_>,
        id: Uuid,
        decide: impl Fn(&Image) -> Result<ImageDecision, Error> + Send + Sync,
    ) -> Result<(), Error> {
        let caller = request.caller;
        let of_caller = |image: &Image| {
            if !caller.is_admin && !image.is_open_to(&caller.project_id) {
                return Err(Error::NoSuchImage);
            }
            if !caller.is_admin && image.project_id.as_ref() != Some(&caller.project_id) {
                return Err(Error::ImageNotOwned { id });
            }
            decide(image)
        };
        match self.store.change_image(id, &of_caller).await {
            Err(Error::ImageNotFound) => Err(Error::NoSuchImage),
            other => other,
        }
    }
}
