//! A shortcut for what most values of the API are: texts, truths, and nothing.
//!
//! `serde_json` looks at the bytes of a text one by one. Here they are looked at many at a time.

use std::fmt;

use serde::ser::{Error, Impossible, Serialize, Serializer};

/// Appends texts, truths and nothing; of every other value it writes nothing and says so.
pub(crate) struct Texts<'a>(pub(crate) &'a mut Vec<u8>);

/// The value is of another kind.
#[derive(Debug)]
pub(crate) struct OtherKind;

impl fmt::Display for OtherKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is no text")
    }
}

impl std::error::Error for OtherKind {}

impl Error for OtherKind {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self
    }
}

/// Whether a text stands in JSON as it is. Looks at eight bytes at a time; the last eight may
/// overlap with those before.
pub(crate) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(last) = bytes.last_chunk() else {
        return !bytes.iter().any(|byte| *byte < 0x20 || matches!(byte, b'"' | b'\\'));
    };
    let mut found = special_in(*last);
    for word in bytes.as_chunks().0 {
        found |= special_in(*word);
    }
    found == 0
}

/// Not 0 if a byte among these is a control character, a quote or a backslash.
fn special_in(word: [u8; 8]) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHEST: u64 = ONES << 7;
    // A byte below `limit` borrows from its highest bit, which it did not have.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & HIGHEST;
    let same = |word: u64, byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    let word = u64::from_ne_bytes(word);
    below(word, 0x20) | same(word, b'"') | same(word, b'\\')
}

macro_rules! others {
    ($($method:ident: $kind:ty),* $(,)?) => {
        $(fn $method(self, _value: $kind) -> Result<(), OtherKind> {
            Err(OtherKind)
        })*
    };
}

impl Serializer for Texts<'_> {
    type Ok = ();
    type Error = OtherKind;
    type SerializeSeq = Impossible<(), OtherKind>;
    type SerializeTuple = Impossible<(), OtherKind>;
    type SerializeTupleStruct = Impossible<(), OtherKind>;
    type SerializeTupleVariant = Impossible<(), OtherKind>;
    type SerializeMap = Impossible<(), OtherKind>;
    type SerializeStruct = Impossible<(), OtherKind>;
    type SerializeStructVariant = Impossible<(), OtherKind>;

    fn serialize_str(self, text: &str) -> Result<(), OtherKind> {
        if !is_plain(text) {
            return Err(OtherKind);
        }
        self.0.reserve(text.len() + 2);
        self.0.push(b'"');
        self.0.extend_from_slice(text.as_bytes());
        self.0.push(b'"');
        Ok(())
    }

    fn serialize_bool(self, truth: bool) -> Result<(), OtherKind> {
        self.0.extend_from_slice(if truth { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_none(self) -> Result<(), OtherKind> {
        self.0.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), OtherKind> {
        value.serialize(self)
    }

    others! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_f32: f32, serialize_f64: f64, serialize_char: char, serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }

    fn serialize_unit(self) -> Result<(), OtherKind> {
        Err(OtherKind)
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
    ) -> Result<(), OtherKind> {
        Err(OtherKind)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _value: &T,
    ) -> Result<(), OtherKind> {
        Err(OtherKind)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<(), OtherKind> {
        Err(OtherKind)
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<Self::SerializeSeq, OtherKind> {
        Err(OtherKind)
    }

    fn serialize_tuple(self, _len: usize) -> Result<Self::SerializeTuple, OtherKind> {
        Err(OtherKind)
    }

    fn serialize_tuple_struct(
        self,
        _name: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeTupleStruct, OtherKind> {
        Err(OtherKind)
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeTupleVariant, OtherKind> {
        Err(OtherKind)
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<Self::SerializeMap, OtherKind> {
        Err(OtherKind)
    }

    fn serialize_struct(
        self,
        _name: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeStruct, OtherKind> {
        Err(OtherKind)
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<Self::SerializeStructVariant, OtherKind> {
        Err(OtherKind)
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, _value: &T) -> Result<(), OtherKind> {
        Err(OtherKind)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use crate::write_json;

    fn written(value: &(impl serde::Serialize + ?Sized)) -> String {
        let mut buffer = b"before".to_vec();
        write_json(&mut buffer, value);
        String::from_utf8(buffer).unwrap().strip_prefix("before").unwrap().to_owned()
    }

    #[test]
    fn every_kind_of_value_is_written_as_serde_json_does() {
        assert_eq!(written(&true), "true");
        assert_eq!(written(&None::<&str>), "null");
        assert_eq!(written(&Some(Some("text"))), r#""text""#);
        assert_eq!(written(&Some("a \"quote\"\n")), r#""a \"quote\"\n""#);
        assert_eq!(written(&-7), "-7");
        assert_eq!(written(&()), "null");
        assert_eq!(written(&Some([1.5])), "[1.5]");
        assert_eq!(written(&'c'), r#""c""#);
        assert_eq!(written(&BTreeMap::from([("key", Some("value"))])), r#"{"key":"value"}"#);
        assert_eq!(written(&std::net::Ipv4Addr::LOCALHOST), r#""127.0.0.1""#);
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
