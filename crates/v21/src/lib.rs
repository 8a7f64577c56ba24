//! The v2.1 API with its microversions, 2.1 to 2.104, as Nova 34 (2026.2) has them.

#![warn(missing_docs)]
#![warn(clippy::wildcard_enum_match_arm)]

#[allow(dead_code, reason = "the calls that use these schemas follow")]
mod schemas;
#[allow(dead_code, reason = "see above")]
mod times;
