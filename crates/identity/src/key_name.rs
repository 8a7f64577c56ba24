//! Names and secrets of signing keys.

use ferronova_compute::Timestamp;

pub(crate) const SECONDS_OF_DAY: i64 = 24 * 60 * 60;

pub(crate) type Secret = [u8; 32];

/// The name of the key that signed a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum KeyName {
    /// The single key of earlier versions, which had no key per day.
    Legacy,
    /// The key of a day. The day is given as the number of days since 1970-01-01.
    Day(i64),
}

impl KeyName {
    /// Returns the name of the key for the day that contains `time`.
    pub(crate) fn at(time: Timestamp) -> Self {
        Self::Day(day_of(time))
    }
}

/// Returns the day that contains `time`, as the number of days since 1970-01-01.
pub(crate) fn day_of(time: Timestamp) -> i64 {
    time.as_seconds().div_euclid(SECONDS_OF_DAY)
}
