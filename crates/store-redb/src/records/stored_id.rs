//! Ids of users, projects and flavors in rows.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An id. Usual ids, which are 32 hexadecimal digits or a UUID, take 16 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StoredId<'a> {
    /// An id of 32 hexadecimal digits without dashes.
    Hex([u8; 16]),
    /// A UUID with dashes.
    Dashed([u8; 16]),
    /// Any other id.
    Text(Cow<'a, str>),
}

impl<'a> StoredId<'a> {
    /// Returns the shortest form from which exactly `text` can be restored.
    pub(crate) fn of(text: &'a str) -> Self {
        let Ok(id) = Uuid::try_parse(text) else {
            return Self::Text(Cow::Borrowed(text));
        };
        let mut buffer = Uuid::encode_buffer();
        if id.simple().encode_lower(&mut buffer) == text {
            return Self::Hex(id.into_bytes());
        }
        if id.hyphenated().encode_lower(&mut buffer) == text {
            return Self::Dashed(id.into_bytes());
        }
        Self::Text(Cow::Borrowed(text))
    }

    pub(crate) fn into_string(self) -> String {
        let mut buffer = Uuid::encode_buffer();
        match self {
            Self::Hex(id) => Uuid::from_bytes(id).simple().encode_lower(&mut buffer).to_owned(),
            Self::Dashed(id) => {
                Uuid::from_bytes(id).hyphenated().encode_lower(&mut buffer).to_owned()
            }
            Self::Text(text) => text.into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(text: &str) -> usize {
        let bytes = postcard::to_stdvec(&StoredId::of(text)).unwrap();
        let back: StoredId<'_> = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(back.into_string(), text);
        bytes.len()
    }

    #[test]
    fn an_id_of_32_hexadecimal_digits_and_a_uuid_take_16_bytes_and_one() {
        assert_eq!(stored("de000000000000000000000000000001"), 17);
        assert_eq!(stored("de000000-0000-0000-0000-000000000001"), 17);
    }

    #[test]
    fn any_other_id_comes_back_to_the_letter() {
        for text in [
            "",
            "1",
            "demo",
            "DE000000000000000000000000000001",
            "De000000-0000-0000-0000-000000000001",
            "{de000000-0000-0000-0000-000000000001}",
            "urn:uuid:de000000-0000-0000-0000-000000000001",
            "pröjekt",
        ] {
            assert_eq!(stored(text), 2 + text.len(), "{text}");
        }
    }
}
