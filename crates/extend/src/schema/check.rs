//! The language of schemas.

use serde_json::Value;

use super::{Python, whole_number::whole};

/// The checks of a value, in the order in which they are made.
pub type Schema = &'static [Check];

/// A keyword of a schema. Each check is about values of some types; values of other types pass.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// A value is of one of these types.
    Type(&'static [Type]),
    /// A value is null or fits the schema. Messages do not mention null.
    OrNull(Schema),
    /// A value fits one of these schemas.
    AnyOf(&'static [Schema]),
    /// A string is one of these words.
    Enum(&'static [&'static str]),
    /// A string matches a pattern. The fields are the pattern that messages quote, and the function
    /// that decides.
    Pattern(&'static str, fn(&str) -> bool),
    /// A string has a format. The fields are the format's name, and the function that decides.
    Format(&'static str, fn(&str) -> bool),
    /// The function accepts a string; if it does not, the text is the whole message.
    Text(&'static str, fn(&str) -> bool),
    /// A whole number, also as a string, is at least this.
    Minimum(i64),
    /// A string, a list or an object has at least this many characters, items or members.
    AtLeast(usize),
    /// A string, a list or an object has at most this many characters, items or members.
    AtMost(usize),
    /// Every item of a list fits the schema.
    Items(Schema),
    /// An object has this member, and its value fits the schema.
    Required(&'static str, Schema),
    /// If an object has this member, its value fits the schema.
    Optional(&'static str, Schema),
    /// An object has only members that are required or optional in the same schema.
    NoOthers,
    /// The keys of an object match a pattern, and every value fits the schema. The first fields are
    /// the pattern that messages quote, and the function that decides.
    Keys(&'static str, fn(&str) -> bool, Schema),
    /// The function returns no error for the value.
    Rule(fn(Python, &Value) -> Option<String>),
}

impl Check {
    /// A value is a list.
    pub const ARRAY: Self = Self::Type(&[Type::Array]);
    /// A value is an object.
    pub const OBJECT: Self = Self::Type(&[Type::Object]);
    /// A value is a string.
    pub const STRING: Self = Self::Type(&[Type::String]);
}

/// A type of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A list.
    Array,
    /// A number without a fraction, of any size.
    Integer,
    /// Null.
    Null,
    /// A number.
    Number,
    /// An object.
    Object,
    /// A string.
    String,
}

impl Type {
    /// The type's name in JSON schemas.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Array => "array",
            Self::Integer => "integer",
            Self::Null => "null",
            Self::Number => "number",
            Self::Object => "object",
            Self::String => "string",
        }
    }

    pub(super) fn has(self, value: &Value) -> bool {
        match self {
            Self::Array => value.is_array(),
            Self::Integer => value.is_number() && whole(value).is_some(),
            Self::Null => value.is_null(),
            Self::Number => value.is_number(),
            Self::Object => value.is_object(),
            Self::String => value.is_string(),
        }
    }
}
