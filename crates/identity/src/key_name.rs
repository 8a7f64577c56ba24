//! What keys are called, and what they consist of.

use ferronova_compute::Timestamp;

pub(crate) const SECONDS_OF_DAY: i64 = 24 * 60 * 60;

/// What signs and nobody knows.
pub(crate) type Secret = [u8; 32];

/// What a token calls its key by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum KeyName {
    /// The one key of before there was one for each day.
    First,
    /// The key of a day, counted from 1970.
    Day(i64),
}

impl KeyName {
    /// The key of the day at that time.
    pub(crate) fn at(time: Timestamp) -> Self {
        Self::Day(day_of(time))
    }
}

/// The day at that time, counted from 1970.
pub(crate) fn day_of(time: Timestamp) -> i64 {
    time.as_seconds().div_euclid(SECONDS_OF_DAY)
}
