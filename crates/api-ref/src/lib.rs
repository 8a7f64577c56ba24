//! Merges the fragments that describe the API, those of the core and of the extensions, into one
//! OpenAPI 3.1 document.
//!
//! A fragment is YAML and contains any parts of such a document; `api-ref/README.md` explains how
//! to write one.

mod error;
mod everywhere;
mod merge;

pub use error::Error;
pub use merge::{Fragment, Info, merge};
