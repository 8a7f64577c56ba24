//! The language of schemas.

use std::fmt::{self, Display, Formatter};

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
    /// A value passes the checks of another schema. The members that it names count as named here,
    /// so a schema can be another one and more.
    All(Schema),
    /// A value fits one of these schemas. It also serves for `oneOf`, as no value fits two of the
    /// alternatives of any request.
    AnyOf(&'static [Schema]),
    /// A string is one of these words. [`Python::Three`] also refuses values of other types.
    Enum(&'static [&'static str]),
    /// A value of any type is one of these.
    OneOf(&'static [Literal]),
    /// A string matches a pattern. The fields are the pattern that messages quote, and the function
    /// that decides.
    Pattern(&'static str, fn(&str) -> bool),
    /// The function accepts a string; if it does not, the message says that the string does not
    /// match, but not what: for patterns of several kilobytes.
    Matches(fn(&str) -> bool),
    /// A string has a format. The fields are the format's name, and the function that decides.
    Format(&'static str, fn(&str) -> bool),
    /// The function accepts a string; if it does not, the text is the whole message.
    Text(&'static str, fn(&str) -> bool),
    /// A whole number, also as a string, is at least this.
    Minimum(i64),
    /// A whole number, also as a string, is at most this.
    Maximum(i64),
    /// A string, a list or an object has at least this many characters, items or members.
    AtLeast(usize),
    /// A string, a list or an object has at most this many characters, items or members.
    AtMost(usize),
    /// No two items of a list are equal.
    Unique,
    /// Every item of a list fits the schema.
    Items(Schema),
    /// An object has this member, and its value fits the schema.
    Required(&'static str, Schema),
    /// If an object has this member, its value fits the schema.
    Optional(&'static str, Schema),
    /// An object has this member, whose value another check is about.
    Has(&'static str),
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
    /// True or false.
    Boolean,
    /// A number without a fraction, of any size. `1.0` is one for [`Python::Three`] only.
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
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Null => "null",
            Self::Number => "number",
            Self::Object => "object",
            Self::String => "string",
        }
    }

    pub(super) fn has(self, python: Python, value: &Value) -> bool {
        match self {
            Self::Array => value.is_array(),
            Self::Boolean => value.is_boolean(),
            Self::Integer => value.is_number() && python.whole(value).is_some(),
            Self::Null => value.is_null(),
            Self::Number => value.is_number(),
            Self::Object => value.is_object(),
            Self::String => value.is_string(),
        }
    }
}

/// A value that a schema lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Literal {
    /// Null.
    Null,
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A string.
    Text(&'static str),
}

impl Literal {
    pub(super) fn is(self, value: &Value) -> bool {
        match self {
            Self::Null => value.is_null(),
            Self::Boolean(truth) => value.as_bool() == Some(truth),
            Self::Integer(number) => value.is_number() && whole(value) == Some(number),
            Self::Text(text) => value.as_str() == Some(text),
        }
    }
}

impl Display for Literal {
    /// Writes the literal as Python does.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("None"),
            Self::Boolean(true) => f.write_str("True"),
            Self::Boolean(false) => f.write_str("False"),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Text(text) => write!(f, "'{text}'"),
        }
    }
}
