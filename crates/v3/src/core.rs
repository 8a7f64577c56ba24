//! The plugins in this crate, a file for each alias.

mod extensions;
mod flavor_extra_specs;
mod flavors;
mod images;
mod ips;
mod limits;
mod os_flavor_access;
mod os_keypairs;
mod server_metadata;
mod servers;
mod versions;

/// The aliases of the plugins that can't be disabled.
pub const CORE: &[&str] = &[
    "extensions",
    "flavor-extra-specs",
    "flavors",
    "ips",
    "os-flavor-access",
    "os-keypairs",
    "server-metadata",
    "servers",
    "versions",
];
