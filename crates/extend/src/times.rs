//! Times in queries.

use ferronova_compute::Timestamp;
use time::{
    Date, OffsetDateTime, PrimitiveDateTime, Time, format_description::well_known::Iso8601,
};

/// Parses a time in ISO 8601. The default zone is UTC, the default time of day midnight.
#[must_use]
pub fn read_time(value: &str) -> Option<Timestamp> {
    let text = value.trim();
    // In a query, `+` is decoded as a blank, so a blank before the zone was a plus.
    let text = match text.rsplit_once(' ') {
        Some((before, zone)) if before.contains('T') => format!("{before}+{zone}"),
        _ => text.replacen(' ', "T", 1),
    };
    if let Ok(time) = OffsetDateTime::parse(&text, &Iso8601::PARSING) {
        return Some(time.into());
    }
    if let Ok(time) = PrimitiveDateTime::parse(&text, &Iso8601::PARSING) {
        return Some(time.assume_utc().into());
    }
    let date = Date::parse(&text, &Iso8601::PARSING).ok()?;
    Some(PrimitiveDateTime::new(date, Time::MIDNIGHT).assume_utc().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_may_lack_its_zone_or_its_time_of_day() {
        let midnight = Timestamp::from_seconds(1_413_417_600);

        for text in [
            "2014-10-16T00:00:00Z",
            "2014-10-16T00:00:00",
            "2014-10-16 00:00:00",
            "2014-10-16",
            "2014-10-16T02:00:00+02:00",
            "2014-10-16T02:00:00 02:00",
            "2014-10-16T00:00:00.000000",
        ] {
            assert_eq!(read_time(text), Some(midnight), "{text}");
        }
        assert_eq!(read_time(""), None);
        assert_eq!(read_time("yesterday"), None);
    }
}
