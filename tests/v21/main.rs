//! The contract of the v2.1 API and its microversions.

mod deletion;
mod flavors;
mod ips;
mod list_filters;
mod list_order;
mod list_paging;
mod lock_bodies;
mod lock_reasons;
mod lock_support;
mod locked_servers;
mod locks;
mod os_instance_actions;
mod server_members;
mod server_metadata;
mod server_states;
mod server_tags;
mod servers_update;
mod support;
mod version_support;
mod versions;
