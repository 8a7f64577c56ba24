//! Shows who partitions the disk of a server, and lets users choose who does.

use ferronova_compute::{DiskConfig, Image, Rebuild, Resize, Server, ServerUpdate};
use ferronova_v2::{Adds, Creation, Extension, Fault, Fields, Key, Keys, Members, Reads, Related};

const DISK_CONFIG: Key = Key::new("OS-DCF:diskConfig");

ferronova_v2::register!(Extension {
    alias: "OS-DCF",
    name: "DiskConfig",
    namespace: "http://docs.openstack.org/compute/ext/disk_config/api/v1.1",
    updated: "2011-09-27T00:00:00Z",
    description: "Disk Management Extension.",
    rule: Some("compute_extension:disk_config"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v2/OS-DCF.yaml")],
        server: Keys::new(&[DISK_CONFIG], write),
        created: Keys::new(&[DISK_CONFIG], write),
        updated: Keys::new(&[DISK_CONFIG], write),
        image: Keys::new(&[DISK_CONFIG], write_image),
        on_create: Reads::new(&[DISK_CONFIG.as_str()], read_for_create),
        on_update: Reads::new(&[DISK_CONFIG.as_str()], read_for_update),
        on_rebuild: Reads::new(&[DISK_CONFIG.as_str()], read_for_rebuild),
        on_resize: Reads::new(&[DISK_CONFIG.as_str()], read_for_resize),
        ..Adds::NOTHING
    },
});

fn write_image(image: &Image, _: &Related, out: &mut Fields<'_>) {
    if let Some(disk_config) = image.disk_config() {
        out.field(DISK_CONFIG, disk_config.as_str());
    }
}

fn read_for_create(members: &Members<'_>, creation: &mut Creation) -> Result<(), Fault> {
    creation.new.disk_config = read(*members)?;
    Ok(())
}

fn read_for_update(members: &Members<'_>, update: &mut ServerUpdate) -> Result<(), Fault> {
    update.disk_config = read(*members)?;
    Ok(())
}

fn read_for_rebuild(members: &Members<'_>, rebuild: &mut Rebuild) -> Result<(), Fault> {
    rebuild.disk_config = read(*members)?;
    Ok(())
}

fn read_for_resize(members: &Members<'_>, resize: &mut Resize) -> Result<(), Fault> {
    resize.disk_config = read(*members)?;
    Ok(())
}

fn write(server: &Server, _: &Related, out: &mut Fields<'_>) {
    out.field(DISK_CONFIG, server.disk_config.as_str());
}

/// Reads the requested disk configuration. Unlike other members, this member is ignored if the
/// caller does not pass the rule.
fn read(members: Members<'_>) -> Result<Option<DiskConfig>, Fault> {
    let Some(value) = members.get(DISK_CONFIG.as_str()).filter(|_| members.is_visible()) else {
        return Ok(None);
    };
    match value.as_str().and_then(DiskConfig::parse) {
        Some(disk_config) => Ok(Some(disk_config)),
        None => Err(Fault::bad_request("OS-DCF:diskConfig must be either 'MANUAL' or 'AUTO'.")),
    }
}
