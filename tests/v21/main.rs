//! The contract of the v2.1 API.

mod support;
mod versions;
