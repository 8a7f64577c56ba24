//! Why fragments make no document.

/// Why fragments make no document.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A fragment can't be read.
    #[error("the fragment `{fragment}` is not YAML")]
    NotYaml {
        /// Which fragment.
        fragment: String,
        /// Where and why.
        source: Box<serde_saphyr::Error>,
    },
    /// A fragment is a list or a single value.
    #[error("the fragment `{fragment}` is no object; begin it with `paths:` or such")]
    NoObject {
        /// Which fragment.
        fragment: String,
    },
    /// Two fragments say different things about one place.
    #[error(
        "the fragments `{}` and `{}` say different things at `{place}`; leave it to one of them",
        .fragments[0],
        .fragments[1]
    )]
    Conflict {
        /// The place, as `components.schemas.Server.properties.locked`.
        place: String,
        /// The fragments.
        fragments: [String; 2],
    },
    /// What stands under `x-every-operation` is not of the form it has to have.
    #[error("`x-every-operation` can't be understood")]
    EveryOperation(#[source] serde_json::Error),
}
