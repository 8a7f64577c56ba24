//! Names and secrets of signing keys.

use ferronova_compute::Timestamp;

pub(crate) const SECONDS_OF_DAY: i64 = 24 * 60 * 60;

pub(crate) type Secret = [u8; 32];

/// The name of the key that signed a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum KeyName {
    /// The single key of versions before there was a key per day.
    Legacy,
    /// The key of a day. Days are counted from the beginning of 1970.
    Day(i64),
}

impl KeyName {
    /// The name of the key for the day that contains `time`.
    pub(crate) fn at(time: Timestamp) -> Self {
        Self::Day(day_of(time))
    }
}

/// The day that contains `time`, counted from the beginning of 1970.
pub(crate) fn day_of(time: Timestamp) -> i64 {
    time.as_seconds().div_euclid(SECONDS_OF_DAY)
}
