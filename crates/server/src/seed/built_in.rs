//! The built-in seed.

pub(crate) const BUILT_IN: &str = include_str!("built-in.yaml");
pub(super) const BUILT_IN_NAME: &str = "built-in.yaml";
