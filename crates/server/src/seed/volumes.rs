//! Reads the volumes of a seed's server, and checks that each of its disks has a device of its own.

use std::collections::{HashMap, HashSet};

use ferronova_compute::{Image, ROOT_DEVICE, Volume};
use serde_saphyr::{Location, Spanned};

use super::{
    error::Wrong,
    quoted::quoted,
    scalar::{Name, Nullable, Text},
    volume_entry::VolumeEntry,
};

/// The volumes of a server, and the device of its root disk.
pub(super) struct Disks {
    pub(super) volumes: Vec<Volume>,
    pub(super) root_device_name: Option<String>,
}

/// Reads the volumes and the root device of a server that was made from this image. If the seed
/// does not give the root device, it is the device of the root volume, if that has one.
pub(super) fn read_disks(
    entries: Vec<Spanned<VolumeEntry>>,
    root_device: Nullable<Spanned<Text<Name>>>,
    image: Option<&Image>,
) -> Result<Disks, Wrong> {
    let entries: Vec<(Volume, Location)> =
        entries.into_iter().map(|it| (it.value.0, it.referenced)).collect();
    check_ids(&entries)?;
    let root_volume = find_root_volume(&entries, image)?;
    check_devices(&entries)?;
    let root = RootDevice::of(root_device, root_volume)?;
    // It is not known from which of its volumes a server with neither of the two boots.
    if image.is_some() || root_volume.is_some() {
        root.check_others(&entries)?;
    }
    let root_device_name = root.name;
    Ok(Disks { volumes: entries.into_iter().map(|(it, _)| it).collect(), root_device_name })
}

fn check_ids(entries: &[(Volume, Location)]) -> Result<(), Wrong> {
    let mut ids = HashSet::new();
    for (volume, at) in entries {
        if !ids.insert(volume.id) {
            return Err(Wrong::at(*at, format!("the server has the volume {} already", volume.id)));
        }
    }
    Ok(())
}

/// Finds the volume that is the root disk of a server that was made from this image.
fn find_root_volume<'a>(
    entries: &'a [(Volume, Location)],
    image: Option<&Image>,
) -> Result<Option<&'a (Volume, Location)>, Wrong> {
    let mut roots = entries.iter().filter(|(volume, _)| is_root(volume));
    let root = roots.next();
    if let (Some((_, at)), Some(_)) = (root, image) {
        let what = "the root disk of a server with an image is no volume; write `image: null` or \
                    another `boot_index`";
        return Err(Wrong::at(*at, what));
    }
    if let (Some((_, first)), Some((_, at))) = (root, roots.next()) {
        let what = format!(
            "the server has a root disk already, in line {}; only one volume has `boot_index: 0`",
            first.line()
        );
        return Err(Wrong::at(*at, what));
    }
    Ok(root)
}

fn is_root(volume: &Volume) -> bool {
    volume.boot_index == Some(0)
}

fn check_devices(entries: &[(Volume, Location)]) -> Result<(), Wrong> {
    let mut taken = HashMap::new();
    for (volume, at) in entries {
        if let Some(device) = &volume.device
            && let Some(line) = taken.insert(device, at.line())
        {
            let device = quoted(device);
            return Err(Wrong::at(
                *at,
                format!("the device {device} is taken by line {line} already"),
            ));
        }
    }
    Ok(())
}

/// The device of the root disk.
struct RootDevice {
    name: Option<String>,
    /// The line that gives the name, if the seed does.
    line: Option<u64>,
}

impl RootDevice {
    /// Reads the root device of a server with this root volume.
    fn of(
        given: Nullable<Spanned<Text<Name>>>,
        root_volume: Option<&(Volume, Location)>,
    ) -> Result<Self, Wrong> {
        let of_volume = root_volume.and_then(|(it, at)| Some((it.device.as_deref()?, *at)));
        let given = match given {
            Nullable::Missing => {
                let name = of_volume.map_or(ROOT_DEVICE, |(device, _)| device);
                return Ok(Self { name: Some(name.to_owned()), line: None });
            }
            Nullable::Null => return Ok(Self { name: None, line: None }),
            Nullable::Value(given) => given,
        };
        let line = given.referenced.line();
        let name = String::from(given.value);
        if let Some((device, at)) = of_volume
            && device != name
        {
            let what = format!(
                "the device of this root disk is {}, and the `root_device_name` of line {line} is \
                 {}; leave one of them out",
                quoted(device),
                quoted(&name)
            );
            return Err(Wrong::at(at, what));
        }
        Ok(Self { name: Some(name), line: Some(line) })
    }

    /// Checks that no other volume has the device of the root disk.
    fn check_others(&self, entries: &[(Volume, Location)]) -> Result<(), Wrong> {
        let Some(name) = &self.name else { return Ok(()) };
        let mut others = entries.iter().filter(|(volume, _)| !is_root(volume));
        let Some((_, at)) = others.find(|(it, _)| it.device.as_ref() == Some(name)) else {
            return Ok(());
        };
        let name = quoted(name);
        let what = match self.line {
            Some(line) => format!(
                "{name} is the device of the root disk, the `root_device_name` of line {line}; \
                 write another `device`"
            ),
            None => format!(
                "{name} is the device of the root disk, as there is no `root_device_name`; write \
                 another `device` or a `root_device_name`"
            ),
        };
        Err(Wrong::at(*at, what))
    }
}
