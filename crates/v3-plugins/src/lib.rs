//! Juno's optional plugins of the v3 API, one file per alias.

mod os_access_ips;
mod os_admin_actions;
mod os_availability_zone;
mod os_config_drive;
mod os_extended_availability_zone;
mod os_extended_server_attributes;
mod os_extended_volumes;
mod os_flavor_rxtx;
mod os_hide_server_addresses;
mod os_hypervisors;
mod os_instance_actions;
mod os_lock_server;
mod os_multiple_create;
mod os_pause_server;
mod os_pci;
mod os_security_groups;
mod os_server_usage;
mod os_suspend_server;
mod os_used_limits;
mod os_user_data;
