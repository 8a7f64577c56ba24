//! Merges fragments into one OpenAPI 3.1 document. The fragments come from the core and the
//! extensions, and each describes a part of the API.
//!
//! A fragment is YAML and contains any parts of such a document; `api-ref/README.md` explains how
//! to write a fragment.

mod error;
mod everywhere;
mod merge;

pub use error::Error;
pub use merge::{Fragment, Info, merge};
