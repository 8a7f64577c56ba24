//! Merges the fragments with which the core and the extensions describe the API into one OpenAPI
//! 3.1
//! document.
//!
//! A fragment is YAML and contains any parts of such a document; `api-ref/README.md` explains how
//! to write a fragment.

mod error;
mod everywhere;
mod merge;

pub use error::Error;
pub use merge::{Fragment, Info, merge};
