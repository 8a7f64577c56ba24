//! The body of the action `lock`. That of `unlock` can have any value.

use ferronova_extend::schema::{Check, Schema, Type};

use super::types::SHORT_STRING;

/// `lock`, from 2.1 on.
pub(crate) const LOCK_1: Schema = &[Check::OBJECT, Check::Required("lock", &[]), Check::NoOthers];
/// `lock`, from 2.73 on.
pub(crate) const LOCK_73: Schema =
    &[Check::OBJECT, Check::Required("lock", REASON), Check::NoOthers];

const REASON: Schema = &[
    Check::Type(&[Type::Object, Type::Null]),
    Check::Optional("locked_reason", SHORT_STRING),
    Check::NoOthers,
];
