//! Durations in settings.

use std::time::Duration;

const UNITS: &[(&str, u64)] =
    &[("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

/// Reads `0s`, `250ms`, `1h30m`, `7d`: whole numbers, each with its unit.
///
/// Does not use the `humantime` crate, because that panics on some numbers near its limit, reads
/// `1M` as a month, and accepts `0` without a unit.
pub(super) fn parse_duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is not a length of time such as 0s, 250ms, 90s, 1h30m or 7d");
    if !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit()) {
        return Err(format!(
            "`{text}` has no unit; write {text}s for seconds (units are ms, s, m, h and d)"
        ));
    }
    let mut millis: u64 = 0;
    let mut rest = text;
    while !rest.is_empty() || text.is_empty() {
        let (number, tail) = split_where(rest, |it| !it.is_ascii_digit());
        let (unit, tail) = split_where(tail, |it| it.is_ascii_digit());
        let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit.trim()).ok_or_else(wrong)?;
        let number: u64 = number.parse().map_err(|_| wrong())?;
        millis = number
            .checked_mul(*factor)
            .and_then(|it| it.checked_add(millis))
            .ok_or_else(|| format!("`{text}` is too long a time"))?;
        rest = tail;
    }
    Ok(Duration::from_millis(millis))
}

/// When a shelved server leaves its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffloadTime {
    /// The server leaves its host only when a client offloads it.
    Never,
    After(Duration),
}

impl Default for OffloadTime {
    /// At once, as in Nova.
    fn default() -> Self {
        Self::After(Duration::ZERO)
    }
}

impl OffloadTime {
    /// Returns how long a shelved server stays on its host; `None` if only a client offloads it.
    pub(crate) fn stay(self) -> Option<Duration> {
        match self {
            Self::Never => None,
            Self::After(time) => Some(time),
        }
    }
}

/// Reads a duration, or `never`.
pub(super) fn parse_offload_time(text: &str) -> Result<OffloadTime, String> {
    if text == "never" {
        return Ok(OffloadTime::Never);
    }
    parse_duration(text).map(OffloadTime::After).map_err(|error| format!("{error}; or write never"))
}

/// Reads how long a write may wait for the disk.
pub(super) fn parse_slow_write(text: &str) -> Result<Duration, String> {
    let time = parse_duration(text)?;
    if time.is_zero() {
        return Err(format!("`{text}` would call every write slow; write one such as 2s"));
    }
    Ok(time)
}

/// Splits the text before the first character for which `wanted` returns `true`.
fn split_where(text: &str, wanted: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(wanted).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_one_or_more_numbers_with_units() {
        let millis = |text| parse_duration(text).unwrap().as_millis();

        assert_eq!(millis("0s"), 0);
        assert_eq!(millis("250ms"), 250);
        assert_eq!(millis("2m"), 120_000);
        assert_eq!(millis("1h30m"), 5_400_000);
        assert_eq!(millis("1h 30m"), 5_400_000);
        assert_eq!(millis("7d"), 604_800_000);
    }

    #[test]
    fn a_shelved_server_stays_for_a_time_or_for_ever() {
        assert_eq!(parse_offload_time("never"), Ok(OffloadTime::Never));
        assert_eq!(parse_offload_time("5m"), Ok(OffloadTime::After(Duration::from_mins(5))));
        assert!(parse_offload_time("soon").unwrap_err().ends_with("; or write never"));
    }

    #[test]
    fn a_write_is_slow_after_some_time() {
        assert_eq!(parse_slow_write("2s"), Ok(Duration::from_secs(2)));
        assert_eq!(
            parse_slow_write("0ms").unwrap_err(),
            "`0ms` would call every write slow; write one such as 2s"
        );
    }

    #[test]
    fn a_bare_number_is_refused_with_a_hint() {
        let error = parse_duration("5").unwrap_err();

        assert_eq!(error, "`5` has no unit; write 5s for seconds (units are ms, s, m, h and d)");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in
            ["", " ", "s", "1", "-1s", "1.5h", "1 s 2", "1M", "1y", "1sec", "5s!", "µ", "1µs"]
        {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_time_too_long_to_count_is_refused() {
        let error = parse_duration("18446744073709551615s 1000ms").unwrap_err();

        assert_eq!(error, "`18446744073709551615s 1000ms` is too long a time");
        assert!(parse_duration("99999999999999999999s").is_err());
    }
}
