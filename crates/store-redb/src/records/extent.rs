use ferronova_compute::Parts;

/// How much of a server is read. Its state is always read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Of its record, only what every list needs.
    Head,
    /// Its record without the details, which only API 2.1 shows.
    WithoutDetails,
    /// Everything.
    Whole,
}

impl Extent {
    /// The least extent that has these parts.
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
