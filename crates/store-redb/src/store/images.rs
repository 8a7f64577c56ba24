use std::future::ready;

use ferronova_compute::{
    DecideImage, Error, ImageDecision, ImageError, ImageQuery, ImageSlice, Images, PlacedImage,
    PortFuture, StoreError,
};
use uuid::Uuid;

use super::RedbStore;
use crate::{write::Batch, writer::size};

impl Images for RedbStore {
    fn find_image(&self, id: Uuid) -> PortFuture<'_, Result<Option<PlacedImage>, StoreError>> {
        Box::pin(ready(self.read_image(id)))
    }

    fn images<'a>(
        &'a self,
        query: &'a ImageQuery,
    ) -> PortFuture<'a, Result<ImageSlice, StoreError>> {
        const WHAT: &str = "listing images";
        Box::pin(async move {
            let ImageQuery { scope, after } = query.clone();
            if after.is_none() {
                return self.read(WHAT, |it| it.images(scope.as_ref(), after));
            }
            self.read_in_turn(WHAT, move |it| it.images(scope.as_ref(), after)).await
        })
    }

    fn change_image<'a>(
        &'a self,
        id: Uuid,
        decide: DecideImage<'a>,
    ) -> PortFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            loop {
                let old = self.read_image(id)?.ok_or(ImageError::NotFound)?.image;
                let decision = decide(&old)?;
                if matches!(decision, ImageDecision::Keep) {
                    return Ok(());
                }
                let size = size::of_image_decision(&decision);
                let work = move |it: &mut Batch<'_>| it.change_image(&old, decision);
                if self.write("changing an image", size, work).await? {
                    return Ok(());
                }
            }
        })
    }
}

impl RedbStore {
    pub(super) fn read_image(&self, id: Uuid) -> Result<Option<PlacedImage>, StoreError> {
        self.read("reading an image", |it| it.find_image(id))
    }
}
