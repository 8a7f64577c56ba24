//! Why fragments can't be merged, or a document can't be cut.

use crate::Microversion;

/// Why fragments can't be merged, or a document can't be cut.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the fragment `{fragment}` is not YAML")]
    NotYaml { fragment: String, source: Box<serde_saphyr::Error> },
    /// A fragment is not an object.
    #[error("the fragment `{fragment}` is no object; begin it with `paths:` or such")]
    NoObject { fragment: String },
    /// Two fragments have different values at the same place.
    #[error(
        "the fragments `{}` and `{}` say different things at `{place}`; leave it to one of them",
        .fragments[0],
        .fragments[1]
    )]
    Conflict {
        /// The keys on the way to the place, such as `components.schemas.Server.properties.locked`.
        place: String,
        fragments: [String; 2],
    },
    /// The value of `x-every-operation` is invalid.
    #[error("`x-every-operation` can't be understood")]
    EveryOperation(#[source] serde_json::Error),
    /// The value of `x-since` or `x-until` is invalid.
    #[error("`{place}` is no microversion in quotes, such as '2.73'")]
    Microversion { place: String },
    /// A schema has no alternatives left.
    #[error("nothing is left of `{place}` at {at}")]
    NothingLeft { place: String, at: Microversion },
}
