//! Writing JSON straight into a buffer.

use std::{collections::BTreeMap, net::IpAddr};

use ferronova_compute::Timestamp;
use serde::Serialize;

use crate::json_text::is_plain;

/// A value that can append itself to a buffer as JSON, as `serde_json` would write it.
pub trait WriteJson {
    /// Appends the value.
    fn write_json(&self, buffer: &mut Vec<u8>);
}

impl<T: WriteJson + ?Sized> WriteJson for &T {
    fn write_json(&self, buffer: &mut Vec<u8>) {
        (**self).write_json(buffer);
    }
}

impl<T: WriteJson> WriteJson for Option<T> {
    fn write_json(&self, buffer: &mut Vec<u8>) {
        match self {
            Some(value) => value.write_json(buffer),
            None => ().write_json(buffer),
        }
    }
}

impl WriteJson for () {
    fn write_json(&self, buffer: &mut Vec<u8>) {
        buffer.extend_from_slice(b"null");
    }
}

impl WriteJson for bool {
    fn write_json(&self, buffer: &mut Vec<u8>) {
        buffer.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

impl WriteJson for str {
    fn write_json(&self, buffer: &mut Vec<u8>) {
        if !is_plain(self) {
            write_serialized(buffer, self);
            return;
        }
        buffer.reserve(self.len() + 2);
        buffer.push(b'"');
        buffer.extend_from_slice(self.as_bytes());
        buffer.push(b'"');
    }
}

impl WriteJson for String {
    fn write_json(&self, buffer: &mut Vec<u8>) {
        self.as_str().write_json(buffer);
    }
}

/// A map is written as an object.
impl<K: AsRef<str>, V: WriteJson> WriteJson for BTreeMap<K, V> {
    fn write_json(&self, buffer: &mut Vec<u8>) {
        buffer.push(b'{');
        for (n, (key, value)) in self.iter().enumerate() {
            if n > 0 {
                buffer.push(b',');
            }
            key.as_ref().write_json(buffer);
            buffer.push(b':');
            value.write_json(buffer);
        }
        buffer.push(b'}');
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl WriteJson for $number {
            fn write_json(&self, buffer: &mut Vec<u8>) {
                buffer.extend_from_slice(itoa::Buffer::new().format(*self).as_bytes());
            }
        })*
    };
}

numbers!(i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);

macro_rules! serialized {
    ($($value:ty),*) => {
        $(impl WriteJson for $value {
            fn write_json(&self, buffer: &mut Vec<u8>) {
                write_serialized(buffer, self);
            }
        })*
    };
}

serialized!(f64, IpAddr, serde_json::Value);

/// Appends a value of any type. If the value can't be serialized, appends null and logs the error;
/// this happens to none of the API's values.
pub fn write_serialized<T: Serialize + ?Sized>(buffer: &mut Vec<u8>, value: &T) {
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
    write_serialized(buffer, text);
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

/// Writes the last two digits of a number into `text` at position `at`.
fn write_pair(text: &mut [u8], at: usize, number: u32) {
    let digit = |it: u32| b'0' + u8::try_from(it % 10).unwrap_or(0);
    if let Some(pair) = text.get_mut(at..at + 2) {
        pair.copy_from_slice(&[digit(number / 10), digit(number)]);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn written(value: &(impl WriteJson + ?Sized)) -> String {
        let mut buffer = b"before".to_vec();
        value.write_json(&mut buffer);
        String::from_utf8(buffer).unwrap().strip_prefix("before").unwrap().to_owned()
    }

    #[test]
    fn every_kind_of_value_is_written_as_serde_json_does() {
        fn check<T: WriteJson + Serialize + ?Sized>(value: &T) {
            assert_eq!(written(value), serde_json::to_string(value).unwrap());
        }
        check(&true);
        check(&None::<&str>);
        check(&Some(Some("text")));
        check(&Some("a \"quote\"\n"));
        check(&-7);
        check(&u64::MAX);
        check(&i64::MIN);
        check(&1.0);
        check(&f64::NAN);
        check(&());
        check(&BTreeMap::from([("key", Some("value")), ("a \"quote\"", None)]));
        check(&IpAddr::from([127, 0, 0, 1]));
    }

    #[test]
    fn a_special_byte_is_found_at_every_place() {
        for len in 1..40 {
            for at in 0..len {
                for byte in 0..=0x7f_u8 {
                    let mut text = vec![b'a'; len];
                    text[at] = byte;
                    let text = String::from_utf8(text).unwrap();
                    assert_eq!(written(&text), serde_json::to_string(&text).unwrap());
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_written_as_serde_json_does(text: String) {
            prop_assert_eq!(written(&text), serde_json::to_string(&text).unwrap());
        }
    }
}
