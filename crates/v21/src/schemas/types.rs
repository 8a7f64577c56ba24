//! Values that several requests have: Nova's `parameter_types`.

use ferronova_extend::schema::{
    Check::{self, AnyOf, AtLeast, AtMost, Enum, Format, Keys, Matches, Minimum, Pattern, Text},
    STRING, Schema, Type,
};
use ferronova_juno::servers::is_pattern;

use super::formats;
use crate::times::read_time;

/// The whole message for a wrong name, whatever the member is called.
const WRONG_NAME: &str = "An invalid 'name' value was provided. The name must be: printable \
                          characters. Can not start or end with whitespace.";

/// The name of a server, and of other things.
pub(super) const NAME: Schema =
    &[Check::STRING, Text(WRONG_NAME, formats::is_name), AtLeast(1), AtMost(255)];

/// A string of one to 255 characters.
pub(super) const SHORT_STRING: Schema = &[Check::STRING, AtLeast(1), AtMost(255)];

/// A string of one to 255 characters, or null.
pub(super) const SHORT_STRING_OR_NULL: Schema =
    &[AnyOf(&[SHORT_STRING, &[Check::Type(&[Type::Null])]])];

/// The description of a server, or null.
pub(super) const DESCRIPTION: Schema =
    &[Check::Type(&[Type::String, Type::Null]), Matches(formats::is_description), AtMost(255)];

/// The first label of a host's name.
pub(super) const HOSTNAME: Schema = &[
    Check::STRING,
    Pattern("^[a-zA-Z0-9]+[a-zA-Z0-9-]*[a-zA-Z0-9]+$", formats::is_label),
    AtLeast(2),
    AtMost(63),
];

/// The full name of a host.
pub(super) const FQDN: Schema =
    &[Check::STRING, Pattern("^[a-zA-Z0-9-._]*$", formats::is_host_name), AtLeast(1), AtMost(255)];

/// How the disk of a server is partitioned.
pub(super) const DISK_CONFIG: Schema = &[Check::STRING, Enum(&["AUTO", "MANUAL"])];

/// Items of metadata.
pub(super) const METADATA: Schema = &[Check::OBJECT, METADATA_KEYS];

/// A single item of metadata.
pub(super) const METADATA_ITEM: Schema = &[Check::OBJECT, METADATA_KEYS, AtLeast(1), AtMost(1)];

const METADATA_KEYS: Check =
    Keys("^[a-zA-Z0-9-_:. ]{1,255}$", formats::is_metadata_key, &[Check::STRING, AtMost(255)]);

/// A tag of a server.
pub(super) const TAG: Schema =
    &[Check::STRING, Pattern("^[^,/]*$", formats::is_tag), AtLeast(1), AtMost(60)];

/// A whole number of at least zero, also as a string.
pub(super) const NATURAL: Schema = &[
    Check::Type(&[Type::Integer, Type::String]),
    Pattern("^[0-9]*$", formats::has_only_digits),
    Minimum(0),
    AtLeast(1),
];

/// A time in ISO 8601.
pub(super) const TIME: Schema = &[Check::STRING, Format("date-time", |it| read_time(it).is_some())];

/// A regular expression. The empty one is refused.
pub(super) const REGEX: Schema = &[Check::STRING, Format("regex", is_pattern)];

/// A text of any kind.
pub(super) const TEXT: Schema = STRING;
