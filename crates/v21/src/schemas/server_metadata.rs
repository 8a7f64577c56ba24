//! `/servers/{id}/metadata`

use ferronova_extend::schema::{Check, QuerySchema, Schema};

use super::{
    queries,
    types::{METADATA, METADATA_ITEM},
};

/// `POST /servers/{id}/metadata`, from 2.1 on.
pub(crate) const CREATE_1: Schema =
    &[Check::OBJECT, Check::Required("metadata", METADATA), Check::NoOthers];
/// `PUT /servers/{id}/metadata`, from 2.1 on.
pub(crate) const UPDATE_ALL_1: Schema = CREATE_1;
/// `PUT /servers/{id}/metadata/{key}`, from 2.1 on.
pub(crate) const UPDATE_1: Schema =
    &[Check::OBJECT, Check::Required("meta", METADATA_ITEM), Check::NoOthers];

/// `GET /servers/{id}/metadata`, from 2.1 on.
pub(crate) const LIST_QUERY_1: QuerySchema = queries::FREE;
/// The same, from 2.102 on.
pub(crate) const LIST_QUERY_102: QuerySchema = queries::NONE;

/// `GET /servers/{id}/metadata/{key}`, from 2.1 on.
pub(crate) const SHOW_QUERY_1: QuerySchema = queries::FREE;
/// The same, from 2.102 on.
pub(crate) const SHOW_QUERY_102: QuerySchema = queries::NONE;
