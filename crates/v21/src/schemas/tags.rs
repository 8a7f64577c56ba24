//! `/servers/{id}/tags`, from 2.26 on.

use ferronova_extend::schema::{Check, QuerySchema, Schema, Type};

use super::{queries, types::TAG};

/// `PUT /servers/{id}/tags`, from 2.26 on.
pub(crate) const UPDATE_ALL_26: Schema =
    &[Check::OBJECT, Check::Required("tags", TAGS), Check::NoOthers];

const TAGS: Schema = &[Check::ARRAY, Check::Items(TAG), Check::AtMost(50)];

/// `PUT /servers/{id}/tags/{tag}`, from 2.26 on.
pub(crate) const UPDATE_26: Schema = &[Check::Type(&[Type::Null])];

/// `{tag}` in the path of `PUT /servers/{id}/tags/{tag}`.
pub(crate) const NAME_26: Schema = TAG;

/// `GET /servers/{id}/tags`, from 2.26 on. Unknown parameters stay ignored after 2.102: Nova has a
/// stricter schema, but does not use it.
pub(crate) const LIST_QUERY_26: QuerySchema = queries::FREE;
/// `GET /servers/{id}/tags/{tag}`, from 2.26 on, as for the list.
pub(crate) const SHOW_QUERY_26: QuerySchema = queries::FREE;
