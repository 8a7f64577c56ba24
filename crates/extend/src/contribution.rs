//! What one extension adds to its API.

use ferronova_compute::{
    Address, Flavor, Hypervisor, Image, ProjectUsage, Rebuild, Resize, Server, ServerUpdate,
};
use ferronova_http::Fault;

use crate::{Action, Creation, Fields, Filter, Key, Members, Need, Related, Route};

/// What one extension or plugin adds, as data; its framework makes it from the trait, by
/// [`crate::contribution!`]. What writes keys is called only where the keys are not empty.
#[derive(Clone, Copy)]
pub struct Contribution {
    /// Its name within the API version.
    pub alias: &'static str,
    /// The Cargo package it comes from.
    pub package: &'static str,
    /// The module it comes from.
    pub module: &'static str,
    /// The policy rule a caller must pass to see its keys and use its filters; with `None`
    /// everybody does. Members of requests are read for every caller.
    pub rule: Option<&'static str>,
    /// Its part of the API reference: fragments of an `OpenAPI` document, in YAML.
    pub api_ref: &'static [&'static str],
    /// What its hooks need to know beyond the server they are called with.
    pub needs: &'static [Need],
    /// The keys it adds to a server.
    pub server_keys: &'static [Key],
    /// Writes `server_keys`, in that order.
    pub extend_server: fn(&Server, &Related, &mut Fields<'_>),
    /// The keys it adds to the answer to a server's creation.
    pub created_keys: &'static [Key],
    /// Writes `created_keys`, in that order.
    pub extend_created: fn(&Server, &mut Fields<'_>),
    /// The keys it adds to the answer to an update or a rebuild of a server.
    pub updated_keys: &'static [Key],
    /// Writes `updated_keys`, in that order.
    pub extend_updated: fn(&Server, &mut Fields<'_>),
    /// The keys it adds to each address of a server.
    pub address_keys: &'static [Key],
    /// Writes `address_keys`, in that order.
    pub extend_address: fn(&Address, &mut Fields<'_>),
    /// Whether it takes the addresses of a server out of the answer.
    pub hides_addresses: fn(&Server) -> bool,
    /// The keys it adds to a flavor.
    pub flavor_keys: &'static [Key],
    /// Writes `flavor_keys`, in that order.
    pub extend_flavor: fn(&Flavor, &mut Fields<'_>),
    /// The keys it adds to an image.
    pub image_keys: &'static [Key],
    /// Writes `image_keys`, in that order.
    pub extend_image: fn(&Image, &mut Fields<'_>),
    /// The keys it adds to each server of a hypervisor.
    pub hypervisor_server_keys: &'static [Key],
    /// Writes `hypervisor_server_keys`, in that order.
    pub extend_hypervisor_server: fn(&Server, &mut Fields<'_>),
    /// The keys it adds to a hypervisor.
    pub hypervisor_keys: &'static [Key],
    /// Writes `hypervisor_keys`, in that order.
    pub extend_hypervisor: fn(&Hypervisor, &mut Fields<'_>),
    /// The keys it adds to the absolute limits of a project.
    pub limit_keys: &'static [Key],
    /// Writes `limit_keys`, in that order.
    pub extend_limits: fn(ProjectUsage, &mut Fields<'_>),
    /// The members of a request for a new server that it reads.
    pub create_members: &'static [&'static str],
    /// Reads `create_members`.
    pub on_create: fn(&Members<'_>, &mut Creation) -> Result<(), Fault>,
    /// The members of a request to update a server that it reads.
    pub update_members: &'static [&'static str],
    /// Reads `update_members`.
    pub on_update: fn(&Members<'_>, &mut ServerUpdate) -> Result<(), Fault>,
    /// The members of a request to rebuild a server that it reads.
    pub rebuild_members: &'static [&'static str],
    /// Reads `rebuild_members`.
    pub on_rebuild: fn(&Members<'_>, &mut Rebuild) -> Result<(), Fault>,
    /// The members of a request to resize a server that it reads.
    pub resize_members: &'static [&'static str],
    /// Reads `resize_members`.
    pub on_resize: fn(&Members<'_>, &mut Resize) -> Result<(), Fault>,
    /// The filters it adds to lists of servers.
    pub server_filters: &'static [Filter],
    /// The actions it adds to a server.
    pub server_actions: &'static [Action],
    /// The routes it adds.
    pub routes: &'static [Route],
}

impl Contribution {
    /// The contribution of a framework itself, with nothing in it yet.
    #[must_use]
    pub const fn core(package: &'static str, module: &'static str) -> Self {
        Self {
            alias: "core",
            package,
            module,
            rule: None,
            api_ref: &[],
            needs: &[],
            server_keys: &[],
            extend_server: |_, _, _| {},
            created_keys: &[],
            extend_created: |_, _| {},
            updated_keys: &[],
            extend_updated: |_, _| {},
            address_keys: &[],
            extend_address: |_, _| {},
            hides_addresses: |_| false,
            flavor_keys: &[],
            extend_flavor: |_, _| {},
            image_keys: &[],
            extend_image: |_, _| {},
            hypervisor_server_keys: &[],
            extend_hypervisor_server: |_, _| {},
            hypervisor_keys: &[],
            extend_hypervisor: |_, _| {},
            limit_keys: &[],
            extend_limits: |_, _| {},
            create_members: &[],
            on_create: |_, _| Ok(()),
            update_members: &[],
            on_update: |_, _| Ok(()),
            rebuild_members: &[],
            on_rebuild: |_, _| Ok(()),
            resize_members: &[],
            on_resize: |_, _| Ok(()),
            server_filters: &[],
            server_actions: &[],
            routes: &[],
        }
    }
}
