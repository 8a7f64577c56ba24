//! The versions of the compute API.

use clap::ValueEnum;

/// A version of the compute API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ApiVersion {
    /// Juno's v2, with its extensions.
    V2,
    /// Juno's v3, with its plugins.
    V3,
}

impl ApiVersion {
    /// The first segment of the version's paths, such as `v2`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V3 => "v3",
        }
    }
}
