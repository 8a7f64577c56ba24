//! The flavor of a server, as it was when the server got it.

use std::collections::BTreeMap;

use crate::{Flavor, Infrastructure};

/// A server's own copy of a flavor, as the flavor was when the server was created with it or
/// resized to it. Later changes of the flavor do not change the copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerFlavor {
    /// The id of the flavor.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Virtual processors.
    pub vcpus: u32,
    /// Memory, in MiB.
    pub ram_mb: u32,
    /// Root disk, in GiB.
    pub disk_gb: u32,
    /// A second, ephemeral disk, in GiB.
    pub ephemeral_gb: u32,
    /// Swap space, in MiB.
    pub swap_mb: u32,
    /// Hints for the scheduler and the hypervisor.
    pub extra_specs: BTreeMap<String, String>,
}

impl ServerFlavor {
    /// A flavor of which only the id is known: the id is also its name, and all sizes are 0.
    #[must_use]
    pub fn unknown(id: impl Into<String>) -> Self {
        let id = id.into();
        Self { name: id.clone(), id, ..Self::default() }
    }
}

impl From<&Flavor> for ServerFlavor {
    fn from(flavor: &Flavor) -> Self {
        Self {
            id: flavor.id.clone(),
            name: flavor.name.clone(),
            vcpus: flavor.vcpus,
            ram_mb: flavor.ram_mb,
            disk_gb: flavor.disk_gb,
            ephemeral_gb: flavor.ephemeral_gb,
            swap_mb: flavor.swap_mb,
            extra_specs: flavor.extra_specs.clone(),
        }
    }
}

impl Infrastructure {
    /// Returns a copy of the flavor with that id as it is now, or [`ServerFlavor::unknown`] if
    /// there is no such flavor.
    #[must_use]
    pub fn copy_of_flavor(&self, id: &str) -> ServerFlavor {
        self.find_flavor(id).map_or_else(|| ServerFlavor::unknown(id), ServerFlavor::from)
    }
}
