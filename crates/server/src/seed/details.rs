//! Reads the image, the flavor and the volumes that the servers of a seed are made from, and the
//! attributes of these servers that only v2.1 shows.

use std::{collections::BTreeMap, mem};

use ferronova_compute::{Image, NO_HINTS, Server, ServerFlavor, derived_host_name, sorted_tags};
use serde_json::Value;
use serde_saphyr::{Location, Spanned};
use uuid::Uuid;

use super::{
    error::Wrong,
    format::{EmbeddedFlavorEntry, Reference, ServerEntry},
    limited::{List, Tag},
    quoted::quoted,
    scalar::{Name, Nullable, Text},
    volumes::read_disks,
    world::World,
};

/// Maximum number of certificates of a server, as in Nova.
const MAX_CERTS: usize = 50;

/// Maximum length of the hints of a server, in bytes of JSON; as much as user data may have.
const MAX_HINTS: usize = 65_535;

/// Reads the id, the name, the image, the flavor and the volumes of a server, and what only v2.1
/// shows. The other fields have their defaults.
pub(super) fn read_details(
    entry: &mut ServerEntry,
    id: Uuid,
    at: Location,
    world: &World<'_>,
) -> Result<Server, Wrong> {
    let name = entry.name.0.0.clone();
    let image = find_image(&entry.image, world)?;
    let root_device = mem::take(&mut entry.root_device_name);
    let disks = read_disks(mem::take(&mut entry.volumes), root_device, image)?;
    let mut server = Server {
        id,
        flavor: read_flavor(entry.flavor.as_ref(), entry.embedded_flavor.take(), at, world)?,
        volumes: disks.volumes,
        description: given(&mut entry.description, || Some(name.clone())),
        hostname: given(&mut entry.hostname, || Some(derived_host_name(&name, id))),
        tags: entry.tags.take().map(read_tags).transpose()?.unwrap_or_default(),
        trusted_certs: entry.trusted_certs.take().map(read_certs).transpose()?,
        kernel_id: Some(String::new()),
        ramdisk_id: Some(String::new()),
        launch_index: entry.launch_index.map_or(0, |it| it.0),
        root_device_name: disks.root_device_name,
        name,
        ..Server::default()
    };
    if let Some(image) = image {
        server.take_image(image);
    }
    if let Some(properties) = entry.image_properties.take() {
        server.image_properties = properties;
    }
    server.kernel_id = given(&mut entry.kernel_id, || server.kernel_id.take());
    server.ramdisk_id = given(&mut entry.ramdisk_id, || server.ramdisk_id.take());
    read_request_spec(&mut server, entry, at)?;
    Ok(server)
}

/// Returns the given image. If the key is missing, returns the first image, if there is one.
fn find_image<'a>(
    image: &Nullable<Reference>,
    world: &World<'a>,
) -> Result<Option<&'a Image>, Wrong> {
    let surroundings = world.surroundings;
    match image {
        Nullable::Value(image) => surroundings.find_image(image).map(Some),
        Nullable::Null => Ok(None),
        Nullable::Missing => Ok(surroundings.images.first()),
    }
}

/// Returns the server's copy of the given flavor, by default of the first one. Values in `embedded`
/// replace the values of the flavor.
fn read_flavor(
    flavor: Option<&Reference>,
    embedded: Option<EmbeddedFlavorEntry>,
    at: Location,
    world: &World<'_>,
) -> Result<ServerFlavor, Wrong> {
    let surroundings = world.surroundings;
    let flavor = match flavor {
        Some(flavor) => surroundings.find_flavor(flavor)?,
        None => match surroundings.infrastructure.flavors.first() {
            Some(first) => first,
            None => return Err(Wrong::at(at, "a server needs a flavor, and `flavors` is empty")),
        },
    };
    let flavor = ServerFlavor::from(flavor);
    let Some(embedded) = embedded else {
        return Ok(flavor);
    };
    let or = |given: Option<Text<u32>>, usual: u32| given.map_or(usual, |it| it.0);
    Ok(ServerFlavor {
        id: flavor.id,
        name: embedded.name.map_or(flavor.name, |it| it.0.0),
        vcpus: or(embedded.vcpus, flavor.vcpus),
        ram_mb: or(embedded.ram, flavor.ram_mb),
        disk_gb: or(embedded.disk, flavor.disk_gb),
        ephemeral_gb: or(embedded.ephemeral, flavor.ephemeral_gb),
        swap_mb: or(embedded.swap, flavor.swap_mb),
        extra_specs: embedded.extra_specs.unwrap_or(flavor.extra_specs),
    })
}

fn read_tags(entry: Spanned<List<Tag>>) -> Result<Vec<String>, Wrong> {
    let tags = entry.value.0.into_iter().map(|it| it.value.0.0).collect();
    sorted_tags(tags).map_err(|it| Wrong::at(entry.referenced, it.to_string()))
}

fn read_certs(entry: Spanned<List<Name>>) -> Result<Vec<String>, Wrong> {
    let certs = entry.value.0;
    if !(1..=MAX_CERTS).contains(&certs.len()) {
        let what = format!("here must be 1 to {MAX_CERTS} different ids; leave out for none");
        return Err(Wrong::at(entry.referenced, what));
    }
    let mut ids = Vec::with_capacity(certs.len());
    for Spanned { value: Text(Name(id)), referenced: at, .. } in certs {
        if ids.contains(&id) {
            return Err(Wrong::at(at, format!("{} is given twice", quoted(&id))));
        }
        ids.push(id);
    }
    Ok(ids)
}

/// Reads the hints and the pinned zone of a server.
fn read_request_spec(
    server: &mut Server,
    entry: &mut ServerEntry,
    at: Location,
) -> Result<(), Wrong> {
    let hints = mem::take(&mut entry.scheduler_hints);
    let hints = match hints {
        Nullable::Missing => Some(NO_HINTS.to_owned()),
        Nullable::Null => None,
        Nullable::Value(hints) => Some(json_of(hints)?),
    };
    let asked = entry.availability_zone.as_ref().map(|it| it.0.0.clone());
    let pinned_zone = given(&mut entry.pinned_zone, || asked.filter(|_| hints.is_some()));
    if hints.is_none() && pinned_zone.is_some() {
        let what = "a server with `scheduler_hints: null` has no request spec, so it is not \
                    pinned; remove `pinned_zone` or write `scheduler_hints: {}`";
        return Err(Wrong::at(at, what));
    }
    server.scheduler_hints = hints;
    server.pinned_zone = pinned_zone;
    Ok(())
}

fn json_of(hints: Spanned<BTreeMap<String, Value>>) -> Result<String, Wrong> {
    let Spanned { value: hints, referenced: at, .. } = hints;
    let json = Value::Object(hints.into_iter().collect()).to_string();
    if json.len() > MAX_HINTS {
        let what = format!(
            "scheduler hints have at most {MAX_HINTS} bytes as JSON, all together, and these have \
             {}",
            json.len()
        );
        return Err(Wrong::at(at, what));
    }
    Ok(json)
}

/// Takes a text out of an entry. If the key is missing, returns what `usual` returns.
fn given<T: Into<String>>(
    entry: &mut Nullable<T>,
    usual: impl FnOnce() -> Option<String>,
) -> Option<String> {
    match mem::take(entry) {
        Nullable::Missing => usual(),
        Nullable::Null => None,
        Nullable::Value(text) => Some(text.into()),
    }
}
