//! The second part of a server's record: what only v2.1 shows, and the flavor as it was when the
//! server got it. A list that shows none of this need not decode it.

use std::{borrow::Cow, collections::BTreeMap};

use ferronova_compute::{NO_HINTS, ROOT_DEVICE, Server, ServerFlavor, Volume, derived_host_name};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The key of hints for the scheduler among the system metadata of records without details.
const FORMER_HINTS: &str = "scheduler_hints";

/// The details of a server. Their fields follow the fields of `RecordRow` in the same sealed row.
/// Rows of formats up to 7 have no details. A new field goes to the end of this row.
#[derive(PartialEq, Serialize, Deserialize)]
pub(super) struct DetailsRow<'a> {
    flavor: FlavorCopyRow<'a>,
    description: Option<Cow<'a, str>>,
    hostname: Option<Cow<'a, str>>,
    tags: Cow<'a, [String]>,
    trusted_certs: Option<Cow<'a, [String]>>,
    pinned_zone: Option<Cow<'a, str>>,
    scheduler_hints: Option<Cow<'a, str>>,
    server_group: Option<[u8; 16]>,
    /// The other values of the volumes, in the order of the volumes' ids in `RecordRow`.
    volumes: Vec<VolumeRow<'a>>,
    image_properties: Cow<'a, BTreeMap<String, String>>,
    kernel_id: Option<Cow<'a, str>>,
    ramdisk_id: Option<Cow<'a, str>>,
    launch_index: u32,
    root_device_name: Option<Cow<'a, str>>,
}

/// The values of a [`ServerFlavor`] besides the id, which is in `RecordRow`.
#[derive(PartialEq, Serialize, Deserialize)]
struct FlavorCopyRow<'a> {
    name: Cow<'a, str>,
    vcpus: u32,
    ram_mb: u32,
    disk_gb: u32,
    ephemeral_gb: u32,
    swap_mb: u32,
    extra_specs: Cow<'a, BTreeMap<String, String>>,
}

/// The values of a [`Volume`] besides the id.
#[derive(PartialEq, Serialize, Deserialize)]
struct VolumeRow<'a> {
    device: Option<Cow<'a, str>>,
    delete_on_termination: bool,
    tag: Option<Cow<'a, str>>,
    attachment_id: Option<[u8; 16]>,
    boot_index: Option<u32>,
}

impl<'a> DetailsRow<'a> {
    pub(super) fn of(server: &'a Server) -> Self {
        Self {
            flavor: FlavorCopyRow::of(&server.flavor),
            description: borrowed(server.description.as_ref()),
            hostname: borrowed(server.hostname.as_ref()),
            tags: Cow::Borrowed(&server.tags),
            trusted_certs: server.trusted_certs.as_deref().map(Cow::Borrowed),
            pinned_zone: borrowed(server.pinned_zone.as_ref()),
            scheduler_hints: borrowed(server.scheduler_hints.as_ref()),
            server_group: server.server_group.map(Uuid::into_bytes),
            volumes: server.volumes.iter().map(VolumeRow::of).collect(),
            image_properties: Cow::Borrowed(&server.image_properties),
            kernel_id: borrowed(server.kernel_id.as_ref()),
            ramdisk_id: borrowed(server.ramdisk_id.as_ref()),
            launch_index: server.launch_index,
            root_device_name: borrowed(server.root_device_name.as_ref()),
        }
    }

    /// Sets the fields of a server that are stored here. The server must already have the id of its
    /// flavor and the ids of its volumes.
    pub(super) fn complete(self, server: &mut Server) {
        let owned = |it: Option<Cow<'a, str>>| it.map(Cow::into_owned);
        self.flavor.complete(&mut server.flavor);
        for (row, volume) in self.volumes.into_iter().zip(&mut server.volumes) {
            row.complete(volume);
        }
        server.description = owned(self.description);
        server.hostname = owned(self.hostname);
        server.tags = self.tags.into_owned();
        server.trusted_certs = self.trusted_certs.map(Cow::into_owned);
        server.pinned_zone = owned(self.pinned_zone);
        server.scheduler_hints = owned(self.scheduler_hints);
        server.server_group = self.server_group.map(Uuid::from_bytes);
        server.image_properties = self.image_properties.into_owned();
        server.kernel_id = owned(self.kernel_id);
        server.ramdisk_id = owned(self.ramdisk_id);
        server.launch_index = self.launch_index;
        server.root_device_name = owned(self.root_device_name);
    }
}

/// Completes a server whose record has no details. The missing fields get the values of a new
/// server with the same request, as far as the record tells them. Of the flavor, only the id is
/// known.
pub(super) fn complete_former(server: &mut Server) {
    server.flavor = ServerFlavor::unknown(std::mem::take(&mut server.flavor.id));
    let hints = server.system_metadata.remove(FORMER_HINTS);
    server.scheduler_hints = Some(hints.unwrap_or_else(|| NO_HINTS.to_owned()));
    server.pinned_zone.clone_from(&server.availability_zone);
    server.description = Some(server.name.clone());
    server.hostname = Some(derived_host_name(&server.name, server.id));
    server.kernel_id = Some(String::new());
    server.ramdisk_id = Some(String::new());
    server.root_device_name = Some(ROOT_DEVICE.to_owned());
}

pub(super) fn borrowed(text: Option<&String>) -> Option<Cow<'_, str>> {
    text.map(|it| Cow::Borrowed(it.as_str()))
}

impl<'a> FlavorCopyRow<'a> {
    fn of(flavor: &'a ServerFlavor) -> Self {
        Self {
            name: Cow::Borrowed(&flavor.name),
            vcpus: flavor.vcpus,
            ram_mb: flavor.ram_mb,
            disk_gb: flavor.disk_gb,
            ephemeral_gb: flavor.ephemeral_gb,
            swap_mb: flavor.swap_mb,
            extra_specs: Cow::Borrowed(&flavor.extra_specs),
        }
    }

    fn complete(self, flavor: &mut ServerFlavor) {
        flavor.name = self.name.into_owned();
        flavor.vcpus = self.vcpus;
        flavor.ram_mb = self.ram_mb;
        flavor.disk_gb = self.disk_gb;
        flavor.ephemeral_gb = self.ephemeral_gb;
        flavor.swap_mb = self.swap_mb;
        flavor.extra_specs = self.extra_specs.into_owned();
    }
}

impl<'a> VolumeRow<'a> {
    fn of(volume: &'a Volume) -> Self {
        Self {
            device: borrowed(volume.device.as_ref()),
            delete_on_termination: volume.delete_on_termination,
            tag: borrowed(volume.tag.as_ref()),
            attachment_id: volume.attachment_id.map(Uuid::into_bytes),
            boot_index: volume.boot_index,
        }
    }

    fn complete(self, volume: &mut Volume) {
        volume.device = self.device.map(Cow::into_owned);
        volume.delete_on_termination = self.delete_on_termination;
        volume.tag = self.tag.map(Cow::into_owned);
        volume.attachment_id = self.attachment_id.map(Uuid::from_bytes);
        volume.boot_index = self.boot_index;
    }
}
