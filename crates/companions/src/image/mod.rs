//! The image service: what can be read of Glance's v2 and v1.

mod face;
mod filters;
mod list;
mod refusal;
mod schemas;
mod v1;
mod v2;
mod versions;

pub use face::ImageFace;
