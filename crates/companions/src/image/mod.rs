//! The image service: Glance's v2 and v1 for reading, and v2 for changes.

mod call;
mod face;
mod filters;
mod list;
mod members;
mod operations;
mod patch;
mod pointer;
mod refusal;
mod schemas;
mod settings;
mod tags;
mod v1;
mod v2;
mod versions;

pub use face::ImageFace;
