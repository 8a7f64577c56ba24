//! `/servers/{id}/tags`, from 2.26 on. Unknown parameters of its queries stay ignored after 2.102:
//! Nova has a stricter schema, but does not use it.

use ferronova_extend::schema::{Check, Schema, Type};

use super::types::TAG;

/// `PUT /servers/{id}/tags`, from 2.26 on.
pub(crate) const UPDATE_ALL_26: Schema =
    &[Check::OBJECT, Check::Required("tags", TAGS), Check::NoOthers];

const TAGS: Schema = &[Check::ARRAY, Check::Items(TAG), Check::AtMost(50)];

/// `PUT /servers/{id}/tags/{tag}`, from 2.26 on.
pub(crate) const UPDATE_26: Schema = &[Check::Type(&[Type::Null])];
