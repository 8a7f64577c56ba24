//! The v2.1 API with its microversions, 2.1 to 2.104, as Nova 34 (2026.2) has them.

#![warn(missing_docs)]
#![warn(clippy::wildcard_enum_match_arm)]

mod reference;
mod schemas;

pub use reference::API_REF;
