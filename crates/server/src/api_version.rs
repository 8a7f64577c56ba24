//! The versions of the compute API.

use clap::ValueEnum;
use ferronova_api_ref::Microversion;
use ferronova_v21::{LATEST, OLDEST};

/// A version of the compute API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ApiVersion {
    /// Juno's v2, with its extensions.
    V2,
    /// Nova 34's v2.1, with its microversions.
    #[value(name = "v2.1")]
    V21,
    /// Juno's v3, with its plugins.
    V3,
}

impl ApiVersion {
    /// The first segment of the version's paths, such as `v2`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V21 => "v2.1",
            Self::V3 => "v3",
        }
    }

    /// The first and the last microversion; `None` if the version has none.
    #[must_use]
    pub fn microversions(self) -> Option<(Microversion, Microversion)> {
        let of_2 = |minor| Microversion { major: 2, minor };
        match self {
            Self::V2 | Self::V3 => None,
            Self::V21 => Some((of_2(OLDEST), of_2(LATEST))),
        }
    }
}
