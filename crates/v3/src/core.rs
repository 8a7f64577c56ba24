//! The plugins that belong to v3 itself, one file per alias.

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

/// The aliases that v3 can't do without, as far as they are built.
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
