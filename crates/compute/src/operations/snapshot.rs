//! Making images of servers: snapshots and backups.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Compute, guard::Guard};
use crate::{
    Error, Image, ImageChange, ImageStatus, Note, Operation, Request, Server, ServerRef,
    StoreError, Timestamp, VmState, Work,
};

/// The vm states in which an image can be made of a server.
pub(super) const SNAPSHOT_STATES: &[VmState] =
    &[VmState::Active, VmState::Stopped, VmState::Paused, VmState::Suspended];

const SNAPSHOT: Guard = Guard::new(Operation::Snapshot, "compute:snapshot", SNAPSHOT_STATES);
const BACKUP: Guard =
    Guard::new(Operation::Backup, "compute:backup", &[VmState::Active, VmState::Stopped]);

/// What an image is made of that says of which server it is, and which kind of image.
const OWN_METADATA: &[&str] =
    &["instance_uuid", "user_id", "image_type", "base_image_ref", "backup_type"];

/// An image to be made of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewImage {
    /// Its name.
    pub name: String,
    /// What the user notes about it.
    pub metadata: BTreeMap<String, String>,
}

/// A backup to be made of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The image that it becomes.
    pub image: NewImage,
    /// Its kind: `daily`, `weekly`, ….
    pub backup_type: String,
    /// How many backups of that kind are kept, this one included.
    pub rotation: u32,
}

/// Images of servers. A lock refuses none of them. Each fails with [`Error::ServerNotFound`],
/// [`Error::Forbidden`], [`Error::NoHost`], [`Error::InvalidState`] or
/// [`Error::TooManySnapshots`], and as it says.
impl Compute {
    /// Makes an image of a server and says its id.
    ///
    /// # Errors
    ///
    /// As all of these.
    pub async fn create_image(
        &self,
        request: Request<'_>,
        id: ServerRef,
        new: NewImage,
    ) -> Result<Uuid, Error> {
        let image_id = Uuid::new_v4();
        self.work_after(request, id, &SNAPSHOT, Work::Snapshot, |change, now| {
            let server = &mut change.server;
            let mut image = self.snapshot_of(server, image_id, new.name.clone(), now)?;
            add_metadata(&mut image, &new.metadata);
            server.set_note(Note::SnapshotImage, image_id.to_string());
            change.images.push(ImageChange::Add(Box::new(image)));
            Ok(())
        })
        .await?;
        Ok(image_id)
    }

    /// Makes a backup of a server and removes the older ones of its kind that are too many; says
    /// the id of its image.
    ///
    /// # Errors
    ///
    /// As all of these, and [`Error::BootsFromVolume`].
    pub async fn create_backup(
        &self,
        request: Request<'_>,
        id: ServerRef,
        backup: Backup,
    ) -> Result<Uuid, Error> {
        let image_id = Uuid::new_v4();
        self.work_after(request, id, &BACKUP, Work::Backup, |change, now| {
            let server = &mut change.server;
            if server.image_id.is_none() {
                return Err(Error::BootsFromVolume);
            }
            let name = backup.image.name.clone();
            let mut image = self.snapshot_of(server, image_id, name, now)?;
            image.metadata.insert("image_type".to_owned(), "backup".to_owned());
            image.metadata.insert("backup_type".to_owned(), backup.backup_type.clone());
            add_metadata(&mut image, &backup.image.metadata);
            server.set_note(Note::SnapshotImage, image_id.to_string());
            server.set_note(Note::BackupRotation, backup.rotation.to_string());
            server.set_note(Note::BackupType, backup.backup_type.clone());
            change.images.push(ImageChange::Add(Box::new(image)));
            Ok(())
        })
        .await?;
        Ok(image_id)
    }

    /// The image of a server before anything is in it. It inherits what its server's image says.
    pub(super) fn snapshot_of(
        &self,
        server: &Server,
        id: Uuid,
        name: String,
        now: Timestamp,
    ) -> Result<Image, StoreError> {
        let base = server.image_id.map(|it| self.store.find_image(it)).transpose()?.flatten();
        let base = base.map(|it| it.image);
        let infrastructure = self.infrastructure();
        let flavor = infrastructure.find_flavor(&server.flavor_id);
        let mut metadata = base.as_ref().map(|it| it.metadata.clone()).unwrap_or_default();
        metadata.remove("backup_type");
        let mut note = |key: &str, value: String| metadata.insert(key.to_owned(), value);
        note("instance_uuid", server.id.to_string());
        note("user_id", server.user_id.clone());
        note("image_type", "snapshot".to_owned());
        if let Some(base) = server.image_id {
            note("base_image_ref", base.to_string());
        }
        let (disk_format, container_format) = base.as_ref().map_or_else(
            || ("qcow2".to_owned(), "bare".to_owned()),
            |it| (it.disk_format.clone(), it.container_format.clone()),
        );
        Ok(Image {
            id,
            name,
            status: ImageStatus::Queued,
            project_id: Some(server.project_id.clone()),
            is_public: false,
            size: 0,
            min_ram_mb: base.as_ref().map_or(0, |it| it.min_ram_mb),
            min_disk_gb: flavor.map_or(0, |it| it.disk_gb),
            disk_format,
            container_format,
            checksum: None,
            created: now.whole_second(),
            updated: now.whole_second(),
            metadata,
            server_id: Some(server.id),
        })
    }
}

/// What the user notes does not hide what the image is.
fn add_metadata(image: &mut Image, metadata: &BTreeMap<String, String>) {
    for (key, value) in metadata {
        if !OWN_METADATA.contains(&key.as_str()) {
            image.metadata.insert(key.clone(), value.clone());
        }
    }
}
