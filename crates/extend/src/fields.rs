//! Writes the keys of one object straight into the body of a reply.

use ferronova_compute::Timestamp;
use ferronova_http::{WriteJson, write_time, write_time_with_micros};

/// The name of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(&'static str);

impl Key {
    /// Returns a key with a prefix, such as `OS-EXT-STS:vm_state`, or without one, such as
    /// `key_name`. By custom, the prefix is the alias of the extension.
    ///
    /// # Panics
    ///
    /// At compile time, if the name has two colons, or anything besides letters, digits, `-`, `_`
    /// and the colon.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        check(name);
        Self(name)
    }

    /// The name of the key, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// A [`Key`] that is checked and made at compile time, also within a function: `key!("locked")`.
#[macro_export]
macro_rules! key {
    ($name:expr) => {
        const { $crate::Key::new($name) }
    };
}

/// Joins two constant lists of keys; `N` must be the sum of their lengths.
///
/// # Panics
///
/// At compile time, if `N` is not this sum.
#[must_use]
pub const fn join_keys<const N: usize>(one: &[Key], two: &[Key]) -> [Key; N] {
    assert!(one.len() + two.len() == N, "`N` is the length of both lists");
    let mut keys = [Key(""); N];
    let mut i = 0;
    while i < N {
        keys[i] = if i < one.len() { one[i] } else { two[i - one.len()] };
        i += 1;
    }
    keys
}

/// Panics unless the name consists of letters, digits, `-`, `_` and at most one colon.
const fn check(name: &str) {
    let bytes = name.as_bytes();
    let mut colons = 0;
    let mut i = 0;
    while i < bytes.len() {
        let byte = bytes[i];
        if byte == b':' {
            colons += 1;
        } else {
            assert!(
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
                "a key is made of letters, digits, `-`, `_` and at most one colon",
            );
        }
        i += 1;
    }
    assert!(colons <= 1, "a key has at most one colon, as `OS-EXT-STS:vm_state`");
}

/// The keys of one object that is being written.
pub struct Fields<'buffer> {
    buffer: &'buffer mut Vec<u8>,
    is_first: bool,
}

/// Returns an object whose keys `write` writes.
pub fn object(write: impl FnOnce(&mut Fields<'_>)) -> Vec<u8> {
    let mut buffer = Vec::new();
    write_object(&mut buffer, write);
    buffer
}

/// Writes an object whose keys `write` writes.
pub fn write_object(buffer: &mut Vec<u8>, write: impl FnOnce(&mut Fields<'_>)) {
    buffer.push(b'{');
    write(&mut Fields { buffer, is_first: true });
    buffer.push(b'}');
}

/// Writes further keys of an object that already has keys and is not closed yet.
pub fn write_members(buffer: &mut Vec<u8>, write: impl FnOnce(&mut Fields<'_>)) {
    write(&mut Fields { buffer, is_first: false });
}

impl Fields<'_> {
    /// Writes one key and a boolean, a number, a text, a map of these, or an `Option` of them. Use
    /// [`Self::list`] for a list of objects, and a `serde_json::Value` for anything else.
    pub fn field<T: WriteJson + ?Sized>(&mut self, key: Key, value: &T) -> &mut Self {
        self.raw(key, |buffer| value.write_json(buffer))
    }

    /// Writes one key and a time in whole seconds.
    pub fn time(&mut self, key: Key, time: Timestamp) -> &mut Self {
        self.raw(key, |buffer| write_time(buffer, time))
    }

    /// Writes one key and a time in microseconds without a zone, or null.
    pub fn time_with_micros(&mut self, key: Key, time: Option<Timestamp>) -> &mut Self {
        self.raw(key, |buffer| match time {
            Some(time) => write_time_with_micros(buffer, time),
            None => buffer.extend_from_slice(b"null"),
        })
    }

    /// Writes one key and an object whose keys `write` writes.
    pub fn object(&mut self, key: Key, write: impl FnOnce(&mut Fields<'_>)) -> &mut Self {
        self.raw(key, |buffer| write_object(buffer, write))
    }

    /// Writes one key and a list of objects. `write` writes the keys of the object for each item.
    pub fn list<T>(
        &mut self,
        key: Key,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(T, &mut Fields<'_>),
    ) -> &mut Self {
        self.raw(key, |buffer| {
            buffer.push(b'[');
            for (n, item) in items.into_iter().enumerate() {
                if n > 0 {
                    buffer.push(b',');
                }
                write_object(buffer, |fields| write(item, fields));
            }
            buffer.push(b']');
        })
    }

    /// Writes one key, and lets `write` append a whole JSON value.
    pub fn raw(&mut self, key: Key, write: impl FnOnce(&mut Vec<u8>)) -> &mut Self {
        if !std::mem::take(&mut self.is_first) {
            self.buffer.push(b',');
        }
        self.buffer.push(b'"');
        self.buffer.extend_from_slice(key.0.as_bytes());
        self.buffer.extend_from_slice(b"\":");
        write(self.buffer);
        self
    }

    /// Writes one key and a link that is already escaped for a JSON string.
    pub fn link(&mut self, key: Key, href: &[u8]) -> &mut Self {
        self.raw(key, |buffer| {
            buffer.push(b'"');
            buffer.extend_from_slice(href);
            buffer.push(b'"');
        })
    }

    /// Writes one key that is data, such as the name of a network, and lets `write` append a whole
    /// JSON value.
    pub fn named(&mut self, name: &str, write: impl FnOnce(&mut Vec<u8>)) -> &mut Self {
        if !std::mem::take(&mut self.is_first) {
            self.buffer.push(b',');
        }
        name.write_json(self.buffer);
        self.buffer.push(b':');
        write(self.buffer);
        self
    }
}
