//! Texts of limited length, and lists of texts. The error messages say what the limit is, and how
//! long the text is, without repeating it.

use std::{fmt, marker::PhantomData};

use ferronova_compute::{MAX_USER_DATA, check_tag};
use serde::{
    Deserialize, Deserializer,
    de::{SeqAccess, Visitor},
};
use serde_saphyr::Spanned;

use super::{
    quoted::quoted,
    scalar::{Name, Scalar, Text},
};

/// Maximum length of a short text, in characters: the limit of Nova's tables.
const MAX_SHORT: usize = 255;

/// A text of at most 255 characters.
#[derive(Clone, Debug)]
pub(super) struct ShortText(pub(super) String);

impl From<Text<ShortText>> for String {
    fn from(text: Text<ShortText>) -> Self {
        text.0.0
    }
}

impl Scalar for ShortText {
    fn read(text: &str) -> Result<Self, String> {
        let length = text.chars().count();
        if length <= MAX_SHORT {
            return Ok(Self(text.to_owned()));
        }
        Err(format!("here is a text of at most {MAX_SHORT} characters, and this one has {length}"))
    }
}

/// User data, in the base64 that clients send.
#[derive(Clone, Debug)]
pub(super) struct UserData(pub(super) String);

impl Scalar for UserData {
    fn read(text: &str) -> Result<Self, String> {
        let length = text.len();
        if length <= MAX_USER_DATA {
            return Ok(Self(text.to_owned()));
        }
        Err(format!("user data has at most {MAX_USER_DATA} bytes, and this has {length}"))
    }
}

/// The host name of a server's guest: letters of any language, as a host name that is derived from
/// a name has them, too, digits, dashes and dots.
#[derive(Clone, Debug)]
pub(super) struct HostName(pub(super) String);

impl From<Text<HostName>> for String {
    fn from(text: Text<HostName>) -> Self {
        text.0.0
    }
}

impl Scalar for HostName {
    fn read(text: &str) -> Result<Self, String> {
        if !text.chars().all(|it| it.is_alphanumeric() || it == '-' || it == '.') {
            let text = quoted(text);
            return Err(format!("{text} is no host name; it has letters, digits, `-` and `.`"));
        }
        let length = text.chars().count();
        if (1..=MAX_SHORT).contains(&length) {
            return Ok(Self(text.to_owned()));
        }
        Err(format!("a host name has 1 to {MAX_SHORT} characters, and this one has {length}"))
    }
}

/// A tag of a server or of a volume.
#[derive(Clone, Debug)]
pub(super) struct Tag(pub(super) String);

impl Scalar for Tag {
    fn read(text: &str) -> Result<Self, String> {
        check_tag(text).map(|()| Self(text.to_owned())).map_err(|it| it.to_string())
    }
}

/// A text in a list whose error messages have an example of such a list.
pub(super) trait Listed: Scalar {
    /// The list, and the example.
    const LIST: &'static str;
}

impl Listed for Tag {
    const LIST: &'static str = "a list, such as `[blue, prod]`";
}

/// The id of a trusted certificate.
impl Listed for Name {
    const LIST: &'static str = "a list, such as `[cert-1]`";
}

/// A list of texts, with their places.
pub(super) struct List<T>(pub(super) Vec<Spanned<Text<T>>>);

impl<'de, T: Listed> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Items(PhantomData))
    }
}

struct Items<T>(PhantomData<T>);

impl<'de, T: Listed> Visitor<'de> for Items<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::LIST)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<List<T>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(List(items))
    }
}
