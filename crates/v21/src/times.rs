//! Times in ISO 8601, in the forms that Nova 34 takes.

use std::sync::LazyLock;

use ferronova_compute::Timestamp;
use ferronova_extend::schema::without_line_break;
use regex::Regex;
use time::{Date, Duration, Month, PrimitiveDateTime, Time};

/// A date of which month and day may lack, and perhaps a time of day and a zone. The pattern is valid,
/// as the tests show.
static ISO_8601: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        ^ (?<year>[0-9]{4})
        (?: (?: -(?<dashed_month>[0-9]{1,2}) | (?<month>[0-9]{2}) )
        (?: (?: -(?<dashed_day>[0-9]{1,2}) | (?<day>[0-9]{2}) )
        (?: [\ T] (?<hour>[0-9]{2})
            (?: :? (?<minute>[0-9]{2}) )?
            (?: :? (?<second>[0-9]{1,2}) (?: [.,] (?<fraction>[0-9]+) )? )?
            (?: Z | (?<sign>[-+]) (?<zone_hours>[0-9]{2}) :? (?<zone_minutes>[0-9]{2})? )?
        )? )? )? $",
    )
    .ok()
});

/// Parses a time. What lacks of the date is the first month or day; the default time of day is
/// midnight, the default zone UTC. Digits beyond microseconds are dropped.
pub(crate) fn read_time(text: &str) -> Option<Timestamp> {
    let parts = ISO_8601.as_ref()?.captures(without_line_break(text))?;
    let find = |name: &str| parts.name(name).map(|it| it.as_str());
    let number = |name: &str, default: u8| find(name).map_or(Some(default), |it| it.parse().ok());

    // Without dashes, a year and a month could be mistaken for a date with a year of two digits.
    if find("month").is_some() && find("dashed_day").or(find("day")).is_none() {
        return None;
    }
    let year = find("year")?.parse().ok().filter(|it| *it > 0)?;
    let month = number("dashed_month", number("month", 1)?)?;
    let day = number("dashed_day", number("day", 1)?)?;
    let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
    let micros = format!("{:0<6}", find("fraction").unwrap_or_default()).get(..6)?.parse().ok()?;
    let (hour, minute, second) = (number("hour", 0)?, number("minute", 0)?, number("second", 0)?);
    let time = Time::from_hms_micro(hour, minute, second, micros).ok()?;
    let zone = i64::from(number("zone_hours", 0)?) * 60 + i64::from(number("zone_minutes", 0)?);
    let zone = if find("sign") == Some("-") { -zone } else { zone };
    let is_zone = zone.abs() < 24 * 60;
    let at_zone = PrimitiveDateTime::new(date, time).assume_utc();
    is_zone.then(|| at_zone.saturating_sub(Duration::minutes(zone)).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_may_lack_all_but_its_year() {
        let midnight = Timestamp::from_seconds(1_413_417_600);
        for text in [
            "2014-10-16T00:00:00Z",
            "2014-10-16T00:00:00",
            "2014-10-16 00:00:00",
            "2014-10-16",
            "2014-10-16\n",
            "20141016T000000Z",
            "2014-10-16T00",
            "2014-10-16T02:00:00+02:00",
            "2014-10-16T02:00+0200",
            "2014-10-15T22-02",
            "2014-10-16T00:00:00,000000999",
        ] {
            assert_eq!(read_time(text), Some(midnight), "{text}");
        }
        assert_eq!(read_time("2014"), read_time("2014-1-1"));
        assert_eq!(read_time("2014-10"), read_time("2014-10-01"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for wrong in [
            "",
            "yesterday",
            "1413417600",
            "201410",
            "2014-W01-1",
            "2014-13-01",
            "2014-02-30",
            "0000-01-01",
            "2014-10-16T24:00:00",
            "2014-10-16T00:00:60Z",
            "2014-10-16T00:00:00z",
            "2014-10-16T00:00:00 02:00",
            "2014-10-16T00:00:00+24:00",
            " 2014-10-16",
        ] {
            assert_eq!(read_time(wrong), None, "{wrong}");
        }
    }
}
