//! Microversions.

/// A range of microversions, given by their minor numbers: 9 is 2.9.
///
/// ```
/// use ferronova_extend::Versions;
///
/// const SHOWN: Versions = Versions::since(9).until(72);
///
/// assert!(SHOWN.contain(Some(9)) && SHOWN.contain(Some(72)));
/// assert!(!SHOWN.contain(Some(8)) && !SHOWN.contain(Some(73)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    since: u16,
    until: u16,
}

impl Versions {
    /// Every microversion, and an API without microversions.
    pub const ALL: Self = Self::since(0);

    /// The range of `since` and all later microversions.
    #[must_use]
    pub const fn since(since: u16) -> Self {
        Self { since, until: u16::MAX }
    }

    /// Ends the range with `until`, which is still in it.
    #[must_use]
    pub const fn until(self, until: u16) -> Self {
        Self { until, ..self }
    }

    /// Whether a microversion is in the range; `None`, an API without microversions, always is.
    #[must_use]
    pub fn contain(self, version: Option<u16>) -> bool {
        version.is_none_or(|it| (self.since..=self.until).contains(&it))
    }
}
