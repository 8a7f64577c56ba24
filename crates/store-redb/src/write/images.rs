//! Images: those that are made of servers, and what their owners change.

use std::sync::Arc;

use ferronova_compute::{Error, Image, ImageChange, ImageDecision, ImageStatus, Timestamp};
use redb::ReadableTable as _;
use uuid::Uuid;

use super::{Batch, Refusal};
use crate::{failure::Failure, records};

/// A change that was decided on an image as it was.
pub(crate) struct ImageRequest {
    /// The image it was decided on.
    pub(crate) old: Arc<Image>,
    /// What was decided.
    pub(crate) decision: ImageDecision,
}

impl Batch<'_> {
    /// Stores what was decided on an image, unless another was faster: then it says no.
    pub(crate) fn change_image(&mut self, request: ImageRequest) -> Result<bool, Refusal> {
        let ImageRequest { old, decision } = request;
        match self.current.infrastructure.find_image(old.id) {
            None => return Err(Refusal::Refused(Error::ImageNotFound)),
            Some(image) if *image != old => return Ok(false),
            Some(_) => {}
        }
        match decision {
            ImageDecision::Keep => {}
            ImageDecision::Write(image) => self.replace_image(Image { id: old.id, ..*image })?,
            ImageDecision::Remove => self.remove_image(old.id)?,
        }
        Ok(true)
    }

    /// Fails if [`Self::change_images`] would have to read an image that is damaged. What fails
    /// then would be written in part, so that this is asked before anything is.
    pub(super) fn check_images(&mut self, changes: &[ImageChange]) -> Result<(), Failure> {
        for change in changes {
            match change {
                ImageChange::Reach(id, ..) => _ = self.place_of(*id)?,
                ImageChange::Add(_) | ImageChange::Remove(_) | ImageChange::Rotate(_) => {}
            }
        }
        Ok(())
    }

    /// Does to images what a change of a server does to them.
    pub(super) fn change_images(&mut self, changes: Vec<ImageChange>) -> Result<(), Failure> {
        for change in changes {
            match change {
                ImageChange::Add(image) => self.add_image(*image)?,
                ImageChange::Reach(id, status, at) => self.reach(id, status, at)?,
                ImageChange::Remove(id) => self.remove_image(id)?,
                ImageChange::Rotate(rotation) => {
                    for id in rotation.surplus(&self.current.infrastructure.images) {
                        self.remove_image(id)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Replaces all images by those that the infrastructure holds.
    pub(super) fn write_all_images(&mut self) -> Result<(), Failure> {
        self.current.next_image = 0;
        let infrastructure = self.current.infrastructure.clone();
        for image in &infrastructure.images {
            self.write_new_image(image)?;
        }
        Ok(())
    }

    fn add_image(&mut self, image: Image) -> Result<(), Failure> {
        self.write_new_image(&image)?;
        self.images_in_memory().push(Arc::new(image));
        Ok(())
    }

    fn write_new_image(&mut self, image: &Image) -> Result<(), Failure> {
        self.tables.mark_dirty();
        let row = records::encode_image(self.current.next_image, image)?;
        self.tables.images()?.insert(image.id.as_bytes(), row.as_slice())?;
        self.current.next_image += 1;
        Ok(())
    }

    fn reach(&mut self, id: Uuid, status: ImageStatus, at: Timestamp) -> Result<(), Failure> {
        let image = self.current.infrastructure.find_image(id);
        match image.map(|it| Image { status, updated: at, ..Image::clone(it) }) {
            Some(image) => self.replace_image(image),
            None => Ok(()),
        }
    }

    fn replace_image(&mut self, image: Image) -> Result<(), Failure> {
        let Some(place) = self.place_of(image.id)? else {
            return Ok(());
        };
        self.tables.mark_dirty();
        let row = records::encode_image(place, &image)?;
        self.tables.images()?.insert(image.id.as_bytes(), row.as_slice())?;
        if let Some(slot) = self.images_in_memory().iter_mut().find(|it| it.id == image.id) {
            *slot = Arc::new(image);
        }
        Ok(())
    }

    /// Where an image stands, as its row says.
    fn place_of(&mut self, id: Uuid) -> Result<Option<u64>, Failure> {
        let id = id.into_bytes();
        let row = self.tables.images()?.get(&id)?.map(|it| records::decode_image(id, it.value()));
        Ok(row.transpose()?.map(|(place, _)| place))
    }

    fn remove_image(&mut self, id: Uuid) -> Result<(), Failure> {
        if self.tables.images()?.remove(id.as_bytes())?.is_some() {
            self.tables.mark_dirty();
            self.images_in_memory().retain(|it| it.id != id);
        }
        Ok(())
    }

    /// The images as they will be. Readers keep those they have; only pointers are copied for it.
    fn images_in_memory(&mut self) -> &mut Vec<Arc<Image>> {
        &mut Arc::make_mut(&mut self.current.infrastructure).images
    }
}
