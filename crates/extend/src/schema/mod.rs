//! Schemas of requests as tables, and the messages for values that do not fit.
//!
//! A [`Schema`] is a list of [`Check`]s, as a JSON schema is a list of keywords. The checks are
//! made in order, and the first that fails gives the message. A check passes for values of a type
//! that it is not about. Nova does so, too: it takes the first error of its JSON schemas, in the
//! order of their keywords, however deep in the body, and not the best match.
//!
//! The messages are Nova's, with values as the [`Python`] of the API version writes them:
//! `Invalid input for field/attribute NAME. Value: V. REASON`. [`Python::Two`] has the reasons of
//! jsonschema 2, [`Python::Three`] those of jsonschema 4.26.
//!
//! A [`QuerySchema`] is about query strings, whose parameters are lists of strings.
//!
//! A value that has passed is read without further checks, by [`parsed`], [`count`], [`whole`],
//! [`truth`] and `serde_json`'s own functions.
//!
//! ```
//! use ferronova_extend::schema::{BOOLEAN, Check, HOSTNAME, Python, Schema};
//! use serde_json::json;
//!
//! const EVACUATE: Schema = &[
//!     Check::OBJECT,
//!     Check::Required("onSharedStorage", BOOLEAN),
//!     Check::Optional("host", HOSTNAME),
//!     Check::NoOthers,
//! ];
//!
//! let check = |value| Python::Two.check(Some("evacuate"), &value, EVACUATE);
//! assert!(check(json!({"onSharedStorage": "True"})).is_ok());
//! assert!(check(json!({"host": "compute-1"})).is_err());
//! ```

mod boolean;
mod check;
mod formats;
mod interpreter;
mod python;
mod query;
mod types;
mod whole_number;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_three;

pub use boolean::truth;
pub use check::{Check, Literal, Schema, Type};
pub use formats::parsed;
pub use python::{Python, is_printable};
pub use query::{NamePattern, Others, Parameter, QuerySchema};
pub use types::{
    ARRAY, BASE64, BOOLEAN, HOSTNAME, IP, IPV4, IPV6, METADATA, METADATA_ITEM, NAME, NATURAL,
    OBJECT, POSITIVE, SHORT_STRING, STRING, STRING_OR_INTEGER, UUID,
};
pub use whole_number::{count, read_whole_number, whole, without_line_break};
