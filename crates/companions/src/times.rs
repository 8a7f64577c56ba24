//! Times in the formats of the services.

use ferronova_compute::Timestamp;

/// Writes a time in Keystone's v3 format: `2014-10-16T00:00:00.000000Z`.
pub(crate) fn with_micros(time: Timestamp) -> String {
    let micros = time.as_micros() - time.whole_second().as_micros();
    format!("{}.{micros:06}Z", without_zone(time))
}

/// Writes a time in Glance's v1 format: `2014-10-16T00:00:00`.
pub(crate) fn without_zone(time: Timestamp) -> String {
    let mut text = time.to_string();
    text.pop();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_each_form() {
        let time = Timestamp::from_micros(1_413_417_600_000_042);

        assert_eq!(with_micros(time), "2014-10-16T00:00:00.000042Z");
        assert_eq!(without_zone(time), "2014-10-16T00:00:00");
    }
}
