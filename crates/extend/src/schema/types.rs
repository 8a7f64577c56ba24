//! Schemas of common members of requests: Nova's `parameter_types`.

use std::net::{Ipv4Addr, Ipv6Addr};

use ferronova_compute::parse_id;

use super::{
    Check::{self, AnyOf, AtLeast, AtMost, Format, Keys, Minimum, Pattern, Rule, Text},
    Schema, Type,
    boolean::not_boolean,
    formats,
};

const DIGITS: Check = Pattern("^[0-9]+$", formats::is_digits);
const WHOLE_OR_DIGITS: Check = Check::Type(&[Type::Integer, Type::String]);

/// Nova's message for an invalid name. It lists no characters, as names can be in any script.
const WRONG_NAME: &str = "An invalid 'name' value was provided. The name must be: printable \
                          characters. Can not start or end with whitespace.";

/// A string.
pub const STRING: Schema = &[Check::STRING];

/// A string of one to 255 characters.
pub const SHORT_STRING: Schema = &[Check::STRING, AtLeast(1), AtMost(255)];

/// A name: one to 255 printable characters of any script, without blanks at its ends.
pub const NAME: Schema =
    &[Check::STRING, AtLeast(1), AtMost(255), Text(WRONG_NAME, formats::is_name)];

/// The name of a host: one to 255 letters, digits, dashes, dots and underscores.
pub const HOSTNAME: Schema =
    &[Check::STRING, AtLeast(1), AtMost(255), Pattern("^[a-zA-Z0-9-._]*$", formats::is_hostname)];

/// A string in base64.
pub const BASE64: Schema = &[Check::STRING, Format("base64", formats::is_base64)];

/// A UUID in any of the forms that Nova knows.
pub const UUID: Schema = &[Check::STRING, Format("uuid", |it| parse_id(it).is_some())];

/// An address of IP version 4.
pub const IPV4: Schema = &[Check::STRING, Format("ipv4", |it| it.parse::<Ipv4Addr>().is_ok())];

/// An address of IP version 6.
pub const IPV6: Schema = &[Check::STRING, Format("ipv6", |it| it.parse::<Ipv6Addr>().is_ok())];

/// An address of either IP version.
pub const IP: Schema = &[Check::STRING, AnyOf(&[IPV4, IPV6])];

/// A boolean, or a word or a number that means true or false: see [`truth`](super::truth).
pub const BOOLEAN: Schema = &[Rule(not_boolean)];

/// A whole number of at least one, also as a string of digits: see [`count`](super::count).
pub const POSITIVE: Schema = &[WHOLE_OR_DIGITS, DIGITS, Minimum(1)];

/// A whole number of at least zero, also as a string of digits: see [`count`](super::count).
pub const NATURAL: Schema = &[WHOLE_OR_DIGITS, DIGITS, Minimum(0)];

/// A string that is not empty, or a whole number.
pub const STRING_OR_INTEGER: Schema = &[Check::Type(&[Type::String, Type::Integer]), AtLeast(1)];

/// A list.
pub const ARRAY: Schema = &[Check::ARRAY];

/// An object.
pub const OBJECT: Schema = &[Check::OBJECT];

/// Items of metadata, without a maximum.
pub const METADATA: Schema = &[Check::OBJECT, METADATA_KEYS];

/// A single item of metadata.
pub const METADATA_ITEM: Schema = &[Check::OBJECT, METADATA_KEYS, AtLeast(1), AtMost(1)];

const METADATA_KEYS: Check =
    Keys("^[a-zA-Z0-9-_:. ]{1,255}$", formats::is_metadata_key, &[Check::STRING, AtMost(255)]);
