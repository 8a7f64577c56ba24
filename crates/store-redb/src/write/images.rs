//! Creates, changes and removes images.

use ferronova_compute::{
    Error, Image, ImageChange, ImageDecision, ImageError, ImageStatus, MAX_SNAPSHOTS, PlacedImage,
    Rotation, Timestamp,
};
use redb::ReadableTable as _;
use uuid::Uuid;

use super::batch::{Batch, Refusal};
use crate::{
    engine_error::EngineError,
    image_lists::{ImageList, keys_of},
    records::{self, ImageTally},
};

impl Batch<'_> {
    /// Stores a change of an image that was decided on `old`. Returns `false` if another change was
    /// stored first.
    pub(crate) fn change_image(
        &mut self,
        old: &Image,
        decision: ImageDecision,
    ) -> Result<bool, Refusal> {
        let found = match self.read_image(old.id)? {
            None => return Err(Refusal::Refused(Error::Image(ImageError::NotFound))),
            Some(found) if found.image != *old => return Ok(false),
            Some(found) => found,
        };
        match decision {
            ImageDecision::Keep => {}
            ImageDecision::Write(image) => {
                self.replace_image(&found, &Image { id: old.id, ..*image })?;
            }
            ImageDecision::Remove => self.remove_found(&found)?,
        }
        Ok(true)
    }

    /// Fails if [`Self::change_images`] would change a damaged image, or would give a project more
    /// than the maximum number of snapshots. It must be called before anything is written: if the
    /// failure came later, a part of the request would be in the transaction already.
    pub(super) fn check_images(&mut self, changes: &[ImageChange]) -> Result<(), Refusal> {
        for (index, change) in changes.iter().enumerate() {
            match change {
                ImageChange::Reach(id, ..) => _ = self.read_image(*id)?,
                ImageChange::Add(image) => {
                    let before = changes.get(..index).unwrap_or_default();
                    self.check_number(image, before)?;
                }
                ImageChange::Remove(_) | ImageChange::Rotate(_) => {}
            }
        }
        Ok(())
    }

    /// Fails if the project of a new image has the maximum number of snapshots, including those
    /// that the same request adds before this image.
    fn check_number(&mut self, new: &Image, before: &[ImageChange]) -> Result<(), Refusal> {
        let Some(project_id) = new.snapshot_of() else {
            return Ok(());
        };
        let is_of_project = |it: &&ImageChange| matches!(it, ImageChange::Add(it) if it.snapshot_of() == Some(project_id));
        let mut left = MAX_SNAPSHOTS.saturating_sub(before.iter().filter(is_of_project).count());
        let Some(keys) = ImageList::Snapshots(project_id).keys(None) else {
            return Ok(());
        };
        let lists = self.tables.image_lists()?;
        for row in lists.range(keys.start().as_slice()..=keys.end().as_slice())? {
            row?;
            left = left.saturating_sub(1);
            if left == 0 {
                break;
            }
        }
        if left == 0 {
            return Err(Refusal::Refused(Error::Image(ImageError::TooManySnapshots {
                image_id: new.id,
            })));
        }
        Ok(())
    }

    /// Carries out the changes of images that belong to a change of a server.
    pub(super) fn change_images(&mut self, changes: Vec<ImageChange>) -> Result<(), EngineError> {
        for change in changes {
            match change {
                ImageChange::Add(image) => self.add_image(&image)?,
                ImageChange::Reach(id, status, at) => self.reach(id, status, at)?,
                ImageChange::Remove(id) => self.remove_unprotected(id)?,
                ImageChange::Rotate(rotation) => self.rotate(&rotation)?,
            }
        }
        Ok(())
    }

    /// Writes the images of newly loaded content. The tables of images are empty.
    pub(super) fn write_all_images(&mut self, images: &[Image]) -> Result<(), EngineError> {
        self.current.images = ImageTally::default();
        for image in images {
            self.add_image(image)?;
        }
        Ok(())
    }

    /// Adds an image after all others.
    fn add_image(&mut self, image: &Image) -> Result<(), EngineError> {
        // The caller chooses the id. If an image already has it, that image is replaced.
        self.remove_image(image.id)?;
        let place = self.current.images.next;
        self.write_image(place, image)?;
        for key in keys_of(place, image) {
            self.tables.image_lists()?.insert(key.as_slice(), image.id.as_bytes())?;
        }
        self.current.images.next += 1;
        self.current.images.count += 1;
        Ok(())
    }

    fn reach(&mut self, id: Uuid, status: ImageStatus, at: Timestamp) -> Result<(), EngineError> {
        let Some(found) = self.read_image(id)? else {
            return Ok(());
        };
        let image = Image { status, updated: at, ..found.image.clone() };
        self.replace_image(&found, &image)
    }

    fn replace_image(&mut self, old: &PlacedImage, new: &Image) -> Result<(), EngineError> {
        self.write_image(old.place, new)?;
        let (left, taken) = (keys_of(old.place, &old.image), keys_of(old.place, new));
        for key in left.iter().filter(|it| !taken.contains(it)) {
            self.tables.image_lists()?.remove(key.as_slice())?;
        }
        for key in taken.iter().filter(|it| !left.contains(it)) {
            self.tables.image_lists()?.insert(key.as_slice(), new.id.as_bytes())?;
        }
        Ok(())
    }

    fn remove_unprotected(&mut self, id: Uuid) -> Result<(), EngineError> {
        match self.read_to_remove(id)? {
            Some(found) if !found.image.is_protected => self.remove_found(&found),
            Some(_) | None => Ok(()),
        }
    }

    fn remove_image(&mut self, id: Uuid) -> Result<(), EngineError> {
        match self.read_to_remove(id)? {
            Some(found) => self.remove_found(&found),
            None => Ok(()),
        }
    }

    /// Reads an image to remove it; `None` if it does not exist or is damaged, which is logged. A
    /// damaged image stays, since it is unknown which lists it is in. It does not prevent the
    /// change of its server.
    fn read_to_remove(&mut self, id: Uuid) -> Result<Option<PlacedImage>, EngineError> {
        match self.read_image(id) {
            Err(EngineError::Damaged(what)) => {
                log::error!("did not remove an image: {what}");
                Ok(None)
            }
            other => other,
        }
    }

    fn remove_found(&mut self, found: &PlacedImage) -> Result<(), EngineError> {
        self.tables.mark_dirty();
        self.tables.images()?.remove(found.image.id.as_bytes())?;
        for key in keys_of(found.place, &found.image) {
            self.tables.image_lists()?.remove(key.as_slice())?;
        }
        self.current.images.count = self.current.images.count.saturating_sub(1);
        Ok(())
    }

    /// Removes the oldest backups that exceed the number to keep, unless they are protected. Of the
    /// backups that are kept, only the rows in the list are read.
    fn rotate(&mut self, rotation: &Rotation) -> Result<(), EngineError> {
        let list = ImageList::Backups(rotation.server_id, &rotation.backup_type);
        let Some(keys) = list.keys(None) else {
            return Ok(());
        };
        let mut ids = Vec::new();
        let lists = self.tables.image_lists()?;
        for row in lists.range(keys.start().as_slice()..=keys.end().as_slice())? {
            ids.push(Uuid::from_bytes(*row?.1.value()));
        }
        ids.truncate(ids.len().saturating_sub(rotation.kept));
        for id in ids {
            // A damaged key must not remove an image that is not of this list.
            if let Some(found) = self.read_to_remove(id)?
                && rotation.concerns(&found.image)
                && !found.image.is_protected
            {
                self.remove_found(&found)?;
            }
        }
        Ok(())
    }

    fn read_image(&mut self, id: Uuid) -> Result<Option<PlacedImage>, EngineError> {
        let row = self.tables.images()?.get(id.as_bytes())?;
        row.map(|it| records::decode_image(id.into_bytes(), it.value())).transpose()
    }

    fn write_image(&mut self, place: u64, image: &Image) -> Result<(), EngineError> {
        self.tables.mark_dirty();
        let row = records::encode_image(place, image)?;
        self.tables.images()?.insert(image.id.as_bytes(), row.as_slice())?;
        Ok(())
    }
}
