//! The volumes that are attached to servers.

use uuid::Uuid;

/// A volume that is attached to a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    /// The id of the volume in the volume service.
    pub id: Uuid,
    /// The name of the device under which the guest sees the volume: `/dev/vdb`.
    pub device: Option<String>,
    /// Whether it is deleted together with the server.
    pub delete_on_termination: bool,
    /// The tag by which the guest finds it.
    pub tag: Option<String>,
    /// The id of its attachment in the volume service. Attachments made before Nova's release
    /// Queens have none.
    pub attachment_id: Option<Uuid>,
    /// Its place in the order in which the server tries to boot from its disks; 0 for the root
    /// disk, `None` for a disk that it does not boot from.
    pub boot_index: Option<u32>,
}

impl Volume {
    /// A volume of which only the id is known.
    #[must_use]
    pub fn of_id(id: Uuid) -> Self {
        Self { id, ..Self::default() }
    }
}
