//! Schemas of requests as tables, and what is said of a value that does not fit.
//!
//! A [`Schema`] is a list of [`Check`]s, as a JSON schema is a list of keywords: they are made in
//! order, the first that fails is told, and one that is about another type of values passes. The
//! messages are Nova's: `Invalid input for field/attribute NAME. Value: V. REASON`, with values as
//! the [`Python`] of the API version writes them.
//!
//! What has passed is read without a further look at its form, by [`parsed`], [`count`], [`whole`],
//! [`truth`] and `serde_json`'s own functions.
//!
//! ```
//! use ferronova_extend::schema::{
//!     BOOLEAN, Check::{self, Member, NoOthers, Required}, HOSTNAME, Python, Schema, truth,
//! };
//! use serde_json::json;
//!
//! const EVACUATE: Schema = &[
//!     Check::OBJECT,
//!     Required("onSharedStorage"),
//!     Member("onSharedStorage", BOOLEAN),
//!     Member("host", HOSTNAME),
//!     NoOthers,
//! ];
//!
//! let value = json!({"onSharedStorage": "True"});
//! assert!(Python::Two.check("evacuate", &value, EVACUATE).is_ok());
//! assert!(truth(&value["onSharedStorage"]));
//!
//! let refused = Python::Two.check("evacuate", &json!({}), EVACUATE).unwrap_err();
//! assert_eq!(
//!     refused.message(),
//!     "Invalid input for field/attribute evacuate. Value: {}. \
//!      'onSharedStorage' is a required property"
//! );
//! ```

mod boolean;
mod check;
mod formats;
mod python;
mod types;
mod whole_number;

#[cfg(test)]
mod tests;

pub use boolean::truth;
pub use check::{Check, Schema, Type};
pub use formats::parsed;
pub use python::Python;
pub use types::{
    ARRAY, BASE64, BOOLEAN, HOSTNAME, IP, IPV4, IPV6, METADATA, METADATA_ITEM, NAME, NATURAL,
    OBJECT, POSITIVE, SHORT_STRING, STRING, STRING_OR_INTEGER, UUID,
};
pub use whole_number::{count, read_whole_number, whole};
