//! Making images of servers: snapshots and backups.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{
    Compute,
    guard::{Guard, HostCheck},
};
use crate::{
    BootFromVolumeError, Change, Decision, Error, Image, ImageChange, ImageStatus, Note, Operation,
    Request, Server, ServerRef, StoreError, Timestamp, Visibility, VmState, Work,
};

/// The vm states in which an image of a server can be made.
pub(super) const SNAPSHOT_STATES: &[VmState] =
    &[VmState::Active, VmState::Stopped, VmState::Paused, VmState::Suspended];

const SNAPSHOT: Guard = Guard::new(Operation::Snapshot, "compute:snapshot", SNAPSHOT_STATES);
/// The conditions for making an image of a server that boots from a volume: the server needs no
/// host, and as in Nova there is no separate policy rule.
const SNAPSHOT_VOLUMES: Guard = Guard {
    host_check: HostCheck::Never,
    vm_states: &[VmState::Active, VmState::Stopped],
    rule: "compute:get",
    ..SNAPSHOT
};
const BACKUP: Guard = Guard::new(Operation::Backup, "compute:backup", SNAPSHOT_STATES);

/// A request for an image of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewImage {
    /// The name of the image.
    pub name: String,
    /// Metadata that the user sets.
    pub metadata: BTreeMap<String, String>,
}

/// A request for a backup of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The image to make.
    pub image: NewImage,
    /// The type of the backup: `daily`, `weekly`, ….
    pub backup_type: String,
    /// Maximum number of backups of that type to keep, including this one.
    pub rotation: u32,
}

/// A lock does not refuse these operations. Their common errors are [`Error::ServerNotFound`],
/// [`Error::Forbidden`], [`Error::NoHost`], [`Error::InvalidState`] and
/// [`ImageError::TooManySnapshots`](crate::ImageError::TooManySnapshots).
impl Compute {
    /// Makes an image of a server and returns the id of the image. The user's metadata takes
    /// precedence over the metadata that is inherited from the server's image.
    pub async fn create_image(
        &self,
        request: Request<'_>,
        id: ServerRef,
        new: NewImage,
    ) -> Result<Uuid, Error> {
        let image_id = Uuid::new_v4();
        // Whether a server boots from a volume never changes, so this can be checked before the
        // atomic change.
        if self.show_server(request, id).await?.boots_from_volume() {
            self.snapshot_volumes(request, id, image_id, new).await?;
            return Ok(image_id);
        }
        self.work_after(request, id, &SNAPSHOT, Work::Snapshot, |change, now| {
            let server = &mut change.server;
            let mut image = self.snapshot_of(server, image_id, new.name.clone(), now)?;
            image.metadata.extend(new.metadata.clone());
            change.scratch.set_note(Note::SnapshotImage, image_id.to_string());
            change.side_effects.images.push(ImageChange::Add(Box::new(image)));
            Ok(())
        })
        .await?;
        Ok(image_id)
    }

    /// Makes the image of a server that boots from a volume. The image is complete at once and has
    /// no content. The server does not change.
    async fn snapshot_volumes(
        &self,
        request: Request<'_>,
        id: ServerRef,
        image_id: Uuid,
        new: NewImage,
    ) -> Result<(), Error> {
        self.change(request, id, |server, now| {
            self.check(request, server, &SNAPSHOT_VOLUMES)?;
            let image = self.snapshot_of(server, image_id, new.name.clone(), now)?;
            let mut image = Image { status: ImageStatus::Active, ..image };
            image.metadata.insert("bdm_v2".to_owned(), "True".to_owned());
            image.metadata.extend(new.metadata.clone());
            let mut change = Change::to(server.clone());
            change.side_effects.images.push(ImageChange::Add(Box::new(image)));
            Ok(Decision::Write(Box::new(change)))
        })
        .await?;
        Ok(())
    }

    /// Makes a backup of a server, and deletes the server's oldest backups of the same type if
    /// there are too many. Returns the id of the image.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block, [`BootFromVolumeError::Backup`].
    pub async fn create_backup(
        &self,
        request: Request<'_>,
        id: ServerRef,
        backup: Backup,
    ) -> Result<Uuid, Error> {
        let image_id = Uuid::new_v4();
        self.work_after(request, id, &BACKUP, Work::Backup, |change, now| {
            let server = &mut change.server;
            if server.boots_from_volume() {
                return Err(BootFromVolumeError::Backup.into());
            }
            let name = backup.image.name.clone();
            let mut image = self.snapshot_of(server, image_id, name, now)?;
            image.metadata.insert("image_type".to_owned(), "backup".to_owned());
            image.metadata.extend(backup.image.metadata.clone());
            // Rotation relies on the type, so the user's metadata must not override it.
            image.metadata.insert("backup_type".to_owned(), backup.backup_type.clone());
            change.scratch.set_note(Note::SnapshotImage, image_id.to_string());
            change.scratch.set_note(Note::BackupRotation, backup.rotation.to_string());
            change.scratch.set_note(Note::BackupType, backup.backup_type.clone());
            change.side_effects.images.push(ImageChange::Add(Box::new(image)));
            Ok(())
        })
        .await?;
        Ok(image_id)
    }

    /// Makes the record of a new image of a server, still without content. The new image inherits
    /// metadata of the image that the server was made from.
    pub(super) fn snapshot_of(
        &self,
        server: &Server,
        id: Uuid,
        name: String,
        now: Timestamp,
    ) -> Result<Image, StoreError> {
        let base = server.image_id.map(|it| self.ports.lifecycle.image(it)).transpose()?.flatten();
        let infrastructure = self.infrastructure();
        let flavor = infrastructure.find_flavor(&server.flavor.id);
        let mut metadata = base.as_ref().map(|it| it.metadata.clone()).unwrap_or_default();
        // A snapshot of a server that was made from a backup is not a backup itself.
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
            visibility: Visibility::Private,
            is_protected: false,
            is_hidden: false,
            size: 0,
            min_ram_mb: base.as_ref().map_or(0, |it| it.min_ram_mb),
            min_disk_gb: flavor.map_or(0, |it| it.disk_gb),
            disk_format,
            container_format,
            checksum: None,
            created: now.whole_second(),
            updated: now.whole_second(),
            metadata,
            tags: BTreeSet::new(),
            server_id: Some(server.id),
        })
    }
}
