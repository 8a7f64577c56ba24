//! The body of the action `lock` from 2.73 on. Before, and for `unlock`, it can have any value, which
//! is not read.

use ferronova_extend::schema::{Check, Schema, Type};

use super::types::SHORT_STRING;

/// `lock`, from 2.73 on.
pub(crate) const LOCK_73: Schema =
    &[Check::OBJECT, Check::Required("lock", REASON), Check::NoOthers];

const REASON: Schema = &[
    Check::Type(&[Type::Object, Type::Null]),
    Check::Optional("locked_reason", SHORT_STRING),
    Check::NoOthers,
];
