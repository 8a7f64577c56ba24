//! Makes one OpenAPI 3.1 document of the fragments that describe the API: those of the core, and
//! one of every extension.
//!
//! A fragment is YAML and holds any parts of such a document. How one is written says
//! `api-ref/README.md`.

mod error;
mod everywhere;
mod merge;

pub use error::Error;
pub use merge::{Fragment, Info, merge};
