//! Juno's extensions of the v2 API, one file per alias.

mod os_admin_actions;
mod os_ext_sts;
mod os_server_start_stop;
