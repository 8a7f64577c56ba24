//! Says who partitions the disk of a server, and lets its user choose.

use ferronova_compute::{DiskConfig, Image, Rebuild, Resize, Server, ServerUpdate};
use ferronova_v2::{Creation, Extension, Fault, Fields, Key, Members, Related};

const DISK_CONFIG: Key = Key::new("OS-DCF:diskConfig");

struct DiskManagement;

impl Extension for DiskManagement {
    const ALIAS: &str = "OS-DCF";
    const NAME: &str = "DiskConfig";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/disk_config/api/v1.1";
    const UPDATED: &str = "2011-09-27T00:00:00Z";
    const DESCRIPTION: &str = "Disk Management Extension.";
    const RULE: Option<&str> = Some("compute_extension:disk_config");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v2/OS-DCF.yaml")];

    const SERVER_KEYS: &[Key] = &[DISK_CONFIG];
    const CREATED_KEYS: &[Key] = &[DISK_CONFIG];
    const UPDATED_KEYS: &[Key] = &[DISK_CONFIG];
    const IMAGE_KEYS: &[Key] = &[DISK_CONFIG];
    const CREATE_MEMBERS: &[&str] = &[DISK_CONFIG.as_str()];
    const UPDATE_MEMBERS: &[&str] = &[DISK_CONFIG.as_str()];
    const REBUILD_MEMBERS: &[&str] = &[DISK_CONFIG.as_str()];
    const RESIZE_MEMBERS: &[&str] = &[DISK_CONFIG.as_str()];

    fn extend_server(server: &Server, _: &Related, out: &mut Fields<'_>) {
        write(server, out);
    }

    fn extend_created(server: &Server, out: &mut Fields<'_>) {
        write(server, out);
    }

    fn extend_updated(server: &Server, out: &mut Fields<'_>) {
        write(server, out);
    }

    fn extend_image(image: &Image, out: &mut Fields<'_>) {
        if let Some(disk_config) = image.disk_config() {
            out.field(DISK_CONFIG, disk_config.as_str());
        }
    }

    fn on_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
        creation.new.disk_config = read(*members)?;
        Ok(())
    }

    fn on_update(members: &Members<'_>, update: &mut ServerUpdate) -> Result<(), Fault> {
        update.disk_config = read(*members)?;
        Ok(())
    }

    fn on_rebuild(members: &Members<'_>, rebuild: &mut Rebuild) -> Result<(), Fault> {
        rebuild.disk_config = read(*members)?;
        Ok(())
    }

    fn on_resize(members: &Members<'_>, resize: &mut Resize) -> Result<(), Fault> {
        resize.disk_config = read(*members)?;
        Ok(())
    }
}

ferronova_v2::register!(DiskManagement);

fn write(server: &Server, out: &mut Fields<'_>) {
    out.field(DISK_CONFIG, server.disk_config.as_str());
}

/// Unlike other members it is not read for a caller who does not see it.
fn read(members: Members<'_>) -> Result<Option<DiskConfig>, Fault> {
    let Some(value) = members.get(DISK_CONFIG.as_str()).filter(|_| members.is_visible()) else {
        return Ok(None);
    };
    match value.as_str().and_then(DiskConfig::parse) {
        Some(disk_config) => Ok(Some(disk_config)),
        None => Err(Fault::bad_request("OS-DCF:diskConfig must be either 'MANUAL' or 'AUTO'.")),
    }
}
