//! The plugins that belong to v3 itself, one file per alias.

mod extensions;
mod flavors;
mod images;
mod limits;
mod os_flavor_access;
mod os_keypairs;
mod servers;
mod versions;

/// The aliases that v3 can't do without, as far as they are built.
pub const CORE: &[&str] =
    &["extensions", "flavors", "os-flavor-access", "os-keypairs", "servers", "versions"];
