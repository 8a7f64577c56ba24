//! Writing JSON straight into a buffer.

use ferronova_compute::Timestamp;
use serde::Serialize;

use crate::json_text::{Texts, is_plain};

/// Appends a value. If it can't be serialized, which none of the API's values can cause, it appends
/// null and logs the error.
pub fn write_json<T: Serialize + ?Sized>(buffer: &mut Vec<u8>, value: &T) {
    if value.serialize(Texts(buffer)).is_ok() {
        return;
    }
    let start = buffer.len();
    if let Err(error) = serde_json::to_writer(&mut *buffer, value) {
        log::error!("a value is not JSON: {error}");
        buffer.truncate(start);
        buffer.extend_from_slice(b"null");
    }
}

/// Appends `text`, escaped, without the quotes around it.
pub fn write_json_string_inside(buffer: &mut Vec<u8>, text: &str) {
    if is_plain(text) {
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
    let micros = time.as_micros() - time.as_seconds() * 1_000_000;
    let micros = u32::try_from(micros).unwrap_or(0);
    let mut text = *b".000000\"";
    write_pair(&mut text, 1, micros / 10_000);
    write_pair(&mut text, 3, micros / 100);
    write_pair(&mut text, 5, micros);
    buffer.extend_from_slice(&text);
}

fn write_date_time(buffer: &mut Vec<u8>, time: Timestamp) {
    let it = time.date_time();
    let mut text = *b"0000-00-00T00:00:00";
    let year = it.year().unsigned_abs();
    write_pair(&mut text, 0, year / 100);
    write_pair(&mut text, 2, year % 100);
    write_pair(&mut text, 5, u8::from(it.month()).into());
    write_pair(&mut text, 8, it.day().into());
    write_pair(&mut text, 11, it.hour().into());
    write_pair(&mut text, 14, it.minute().into());
    write_pair(&mut text, 17, it.second().into());
    buffer.extend_from_slice(&text);
}

/// Writes the last two digits of a number.
fn write_pair(text: &mut [u8], at: usize, number: u32) {
    let digit = |it: u32| b'0' + u8::try_from(it % 10).unwrap_or(0);
    if let Some(pair) = text.get_mut(at..at + 2) {
        pair.copy_from_slice(&[digit(number / 10), digit(number)]);
    }
}
