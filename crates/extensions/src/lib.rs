//! Links every extension crate named in this crate's `[dependencies]`, and nothing else.
#![deny(unused_crate_dependencies)]

include!(concat!(env!("OUT_DIR"), "/links.rs"));
