//! JSON texts written straight into a buffer.

use ferronova_compute::Timestamp;
use serde::Serialize;

/// Appends a value. Nothing that the API writes can fail to be JSON; if it does, it is null and
/// the log says so.
pub fn write_json<T: Serialize + ?Sized>(buffer: &mut Vec<u8>, value: &T) {
    let start = buffer.len();
    if let Err(error) = serde_json::to_writer(&mut *buffer, value) {
        log::error!("a value is not JSON: {error}");
        buffer.truncate(start);
        buffer.extend_from_slice(b"null");
    }
}

/// Appends `text` as it stands between the quotes of a JSON string.
pub fn write_json_string_inside(buffer: &mut Vec<u8>, text: &str) {
    let is_plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    if text.bytes().all(is_plain) {
        buffer.extend_from_slice(text.as_bytes());
        return;
    }
    let start = buffer.len();
    write_json(buffer, text);
    buffer.pop();
    buffer.remove(start);
}

/// Appends a time in whole seconds, quoted: `"2014-10-16T00:00:00Z"`.
pub fn write_time(buffer: &mut Vec<u8>, time: Timestamp) {
    buffer.push(b'"');
    write_date_time(buffer, time);
    buffer.extend_from_slice(b"Z\"");
}

/// Appends a time in microseconds without a zone, quoted: `"2014-10-16T00:00:00.000000"`.
pub fn write_time_with_micros(buffer: &mut Vec<u8>, time: Timestamp) {
    buffer.push(b'"');
    write_date_time(buffer, time);
    buffer.push(b'.');
    let micros = time.as_micros() - time.as_seconds() * 1_000_000;
    write_digits(buffer, u32::try_from(micros).unwrap_or(0), 6);
    buffer.push(b'"');
}

fn write_date_time(buffer: &mut Vec<u8>, time: Timestamp) {
    let it = time.date_time();
    write_digits(buffer, it.year().unsigned_abs(), 4);
    for (before, number) in [
        (b'-', u8::from(it.month())),
        (b'-', it.day()),
        (b'T', it.hour()),
        (b':', it.minute()),
        (b':', it.second()),
    ] {
        buffer.push(before);
        write_digits(buffer, u32::from(number), 2);
    }
}

fn write_digits(buffer: &mut Vec<u8>, number: u32, width: u32) {
    for place in (0..width).rev() {
        let digit = u8::try_from(number / 10_u32.pow(place) % 10).unwrap_or(0);
        buffer.push(b'0' + digit);
    }
}
