//! The contract of the v2.1 API.

mod version_support;
mod versions;
