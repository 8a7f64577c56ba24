//! Reads a row as parts, which are its fields in order.
//!
//! A part is a value without a name or a length. If the bytes of a row end before its last field,
//! the remaining fields were added after the row was written, and get their defaults
//! (`#[serde(default)]`). So a new field goes to the end of a row and has a default. The database
//! then gets a new format, so that a program which does not know the field refuses the whole
//! database.

use postcard::{Deserializer, Error};
use serde::{
    de::{self, DeserializeSeed, SeqAccess, Visitor},
    forward_to_deserialize_any,
};

/// The unread parts of a row.
pub(super) struct Parts<'de> {
    bytes: &'de [u8],
}

impl<'de> Parts<'de> {
    pub(super) fn of(bytes: &'de [u8]) -> Self {
        Self { bytes }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.bytes.is_empty()
    }
}

impl<'de> SeqAccess<'de> for &mut Parts<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if self.bytes.is_empty() {
            return Ok(None);
        }
        let mut deserializer = Deserializer::from_bytes(self.bytes);
        let part = seed.deserialize(&mut deserializer)?;
        self.bytes = deserializer.finalize()?;
        Ok(Some(part))
    }
}

impl<'de> de::Deserializer<'de> for &mut Parts<'de> {
    type Error = Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_seq(self)
    }

    /// Always fails: rows are structs, and nothing else is read this way.
    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Error> {
        Err(Error::WontImplement)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
