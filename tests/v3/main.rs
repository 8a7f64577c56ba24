//! The contract of the v3 API.

#[path = "../both/mod.rs"]
mod both;

mod action_schemas;
mod both_versions;
mod cloud_of_plugins;
mod extensions;
mod flavors;
mod images;
mod limits;
mod lists;
mod os_access_ips;
mod os_admin_actions;
mod os_availability_zone;
mod os_config_drive;
mod os_console_output;
mod os_extended_availability_zone;
mod os_extended_server_attributes;
mod os_extended_status;
mod os_extended_volumes;
mod os_hide_server_addresses;
mod os_hypervisors;
mod os_instance_actions;
mod os_keypairs;
mod os_lock_server;
mod os_multinic;
mod os_multiple_create;
mod os_pause_server;
mod os_pci;
mod os_security_groups;
mod os_server_usage;
mod os_suspend_server;
mod os_user_data;
mod rebuild_members;
mod recorded;
mod routes;
mod server_metadata;
mod servers_create;
mod servers_show;
mod servers_start_stop;
mod servers_update;
mod support;
mod versions;
mod volumes;
mod words_of_2014_1;
