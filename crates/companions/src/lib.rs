//! The HTTP faces beside compute: identity, image, network.
//!
//! Clients of compute log in first, and look up images and networks by name. A standalone server
//! answers that itself: [`IdentityFace`] speaks Keystone's v3 and v2.0, [`ImageFace`] what can be
//! read of Glance's v2 and v1, and lets owners change and delete images, [`NetworkFace`] what can be
//! read of Neutron's v2.0, where security groups and floating addresses can be written. Each is a
//! [`Mount`](ferronova_http::Mount) with a table of routes, and fails in the words and forms of the
//! service that it stands for.

#![warn(clippy::wildcard_enum_match_arm)]

mod admission;
mod identity;
mod image;
mod listing;
mod network;
mod paging;
mod routes;
mod times;

pub use identity::IdentityFace;
pub use image::ImageFace;
pub use network::NetworkFace;
