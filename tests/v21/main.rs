//! The contract of the v2.1 API.

mod deletion;
mod version_support;
mod versions;
