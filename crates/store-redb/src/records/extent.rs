//! How much of a server a reader wants.

use ferronova_compute::Parts;

/// How much of a server is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The state, and the head of the record, which has what every list needs.
    Head,
    /// The state, and the record without its details. Only API 2.1 shows the details.
    WithoutDetails,
    /// Everything.
    Whole,
}

impl Extent {
    /// The smallest extent that has these parts.
    pub(crate) fn of(parts: Parts) -> Self {
        if parts.is_within(Parts::NONE) {
            Self::Head
        } else if parts.is_within(Parts::OF_2014) {
            Self::WithoutDetails
        } else {
            Self::Whole
        }
    }
}
