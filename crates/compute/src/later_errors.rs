//! Errors of what API 2.1 has and Nova 2014.2 has not.

use thiserror::Error;

use crate::TagFlaw;

/// Why the tags of a server can't be changed as requested.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum TagError {
    /// The server does not have the tag.
    #[error("the server has no tag `{tag}`")]
    NotFound {
        /// The tag.
        tag: String,
    },
    /// The server has [`MAX_TAGS`](crate::MAX_TAGS) tags already.
    #[error("the server has as many tags as a server can have")]
    TooMany,
    /// The tag can't be one.
    #[error(transparent)]
    Flaw(TagFlaw),
}

/// Why a server can't be pinned to the requested zone.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PinError {
    /// It is pinned to another zone.
    #[error("the server is pinned to another zone")]
    PinnedElsewhere,
    /// It is in another zone.
    #[error("the server is in the zone {current}, not in {requested}")]
    NotThere {
        /// The zone that the server is in; empty if it is in none.
        current: String,
        /// The zone that was requested.
        requested: String,
    },
}
