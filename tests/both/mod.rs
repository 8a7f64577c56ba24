//! What every version of the API says alike. Where they differ in a name or in a text, that is in
//! the `support` of the version.

mod authentication;
mod foreign_servers;
mod foreign_traces;
mod key_pairs;
mod links;
mod list_filters;
mod list_filters_of_admins;
mod list_paging;
mod lists;
mod lock_checks;
mod lock_filters;
mod lock_races;
mod lock_refusals;
mod lock_states;
mod locks;
mod pause_suspend;
mod policies;
mod reboot;
mod requests;
mod reset_state;
mod routes;
mod server_passwords;
mod servers_action;
mod servers_create_failed;
mod servers_create_from;
mod servers_delete;
mod start_stop;
mod states;
pub(crate) mod support;
mod unscoped;
