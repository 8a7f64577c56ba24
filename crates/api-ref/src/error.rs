//! Why fragments make no document.

use std::{error, fmt};

/// Why fragments make no document.
#[derive(Debug)]
pub enum Error {
    /// A fragment can't be read.
    NotYaml {
        /// Which fragment.
        fragment: String,
        /// Where and why.
        source: Box<serde_saphyr::Error>,
    },
    /// A fragment is a list or a single value.
    NoObject {
        /// Which fragment.
        fragment: String,
    },
    /// Two fragments say different things about one place.
    Conflict {
        /// The place, as `components.schemas.Server.properties.locked`.
        place: String,
        /// The fragments.
        fragments: [String; 2],
    },
    /// What stands under `x-every-operation` is not of the form it has to have.
    EveryOperation(serde_json::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotYaml { fragment, .. } => write!(f, "the fragment `{fragment}` is not YAML"),
            Self::NoObject { fragment } => {
                write!(f, "the fragment `{fragment}` is no object; begin it with `paths:` or such")
            }
            Self::Conflict { place, fragments: [one, two] } => write!(
                f,
                "the fragments `{one}` and `{two}` say different things at `{place}`; leave it to \
                 one of them"
            ),
            Self::EveryOperation(_) => f.write_str("`x-every-operation` can't be understood"),
        }
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::NotYaml { source, .. } => Some(source),
            Self::EveryOperation(source) => Some(source),
            Self::NoObject { .. } | Self::Conflict { .. } => None,
        }
    }
}
