//! The resources that the two APIs of Nova 2014.2 (Juno), v2 and v3, have in common.
//!
//! A version mounts these handlers under its own routes. It passes in the texts that differ, and
//! its core adds the version's own keys through hooks. [`wording`] has the error replies of both
//! versions.

#![warn(clippy::wildcard_enum_match_arm)]

pub mod actions;
pub mod extension_list;
pub mod extra_specs;
pub mod flavor_list;
pub mod flavors;
pub mod hypervisors;
pub mod image_metadata;
pub mod images;
pub mod instance_actions;
pub mod interfaces;
pub mod key_pairs;
pub mod limits;
pub mod metadata;
pub mod refused;
pub mod security_group_rules;
pub mod security_groups;
pub mod server_host;
pub mod server_metadata;
pub mod server_password;
pub mod servers;
pub mod truth;
pub mod used_limits;
pub mod versions;
pub mod volumes;
pub mod wording;
pub mod zones;

pub use ferronova_extend::schema::{Python, read_whole_number};
