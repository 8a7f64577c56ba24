//! Merges fragments into one OpenAPI 3.1 document. The fragments come from the core and the
//! extensions, and each describes a part of the API.
//!
//! A fragment is YAML and contains any parts of such a document; `api-ref/README.md` explains how
//! to write a fragment.
//!
//! The document of a version with microversions says since when and until when each part is there;
//! [`cut`] makes the document of one microversion of it.

mod cut;
mod error;
mod everywhere;
mod merge;
mod microversion;

pub use cut::cut;
pub use error::Error;
pub use merge::{Fragment, Info, merge};
pub use microversion::{Microversion, NoMicroversion};
