//! Points in time.

use std::{fmt, ops::Add, time::Duration};

use time::OffsetDateTime;

const MICROS_PER_SECOND: i64 = 1_000_000;

/// The last microsecond of the year 9999, the latest time that RFC 3339 can express.
const LATEST: i64 = 253_402_300_799_999_999;

/// A point in time between the years 1970 and 9999, in microseconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The time `micros` microseconds after 1970, clamped to the range.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(if micros < 0 {
            0
        } else if micros > LATEST {
            LATEST
        } else {
            micros
        })
    }

    /// The time `seconds` seconds after 1970, clamped to the range.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self::from_micros(seconds.saturating_mul(MICROS_PER_SECOND))
    }

    /// Microseconds since 1970.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0 / MICROS_PER_SECOND
    }

    /// The same time truncated to a second, as Nova's tables store it.
    #[must_use]
    pub const fn whole_second(self) -> Self {
        Self(self.0 - self.0 % MICROS_PER_SECOND)
    }

    /// The time `duration` earlier, but not before 1970.
    #[must_use]
    pub fn earlier_by(self, duration: Duration) -> Self {
        let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self::from_micros(self.0.saturating_sub(micros))
    }

    /// The time since `earlier`; zero if `self` is not later than `earlier`.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }

    /// Its date and time of day, in UTC.
    #[must_use]
    pub fn date_time(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

impl From<OffsetDateTime> for Timestamp {
    fn from(date_time: OffsetDateTime) -> Self {
        let micros = date_time.unix_timestamp_nanos() / 1000;
        Self::from_micros(i64::try_from(micros).unwrap_or(if micros < 0 { 0 } else { LATEST }))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        let micros = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
        Self::from_micros(self.0.saturating_add(micros))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let it = self.date_time();
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            it.year(),
            u8::from(it.month()),
            it.day(),
            it.hour(),
            it.minute(),
            it.second()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_outside_the_range_is_moved_to_its_edge() {
        assert_eq!(Timestamp::from_micros(-1), Timestamp::default());
        assert_eq!(Timestamp::from_seconds(i64::MAX).to_string(), "9999-12-31T23:59:59Z");
        assert_eq!(Timestamp::default().earlier_by(Duration::MAX), Timestamp::default());
    }

    #[test]
    fn a_whole_second_has_no_fraction() {
        assert_eq!(
            Timestamp::from_micros(1_234_567_890_123_456).whole_second(),
            Timestamp::from_seconds(1_234_567_890)
        );
    }
}
