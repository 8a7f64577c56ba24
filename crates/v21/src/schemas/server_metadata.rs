//! `/servers/{id}/metadata`

use ferronova_extend::schema::{Check, Schema};

use super::types::{METADATA, METADATA_ITEM};

/// `POST` and `PUT /servers/{id}/metadata`, from 2.1 on.
pub(crate) const CREATE_1: Schema =
    &[Check::OBJECT, Check::Required("metadata", METADATA), Check::NoOthers];
/// `PUT /servers/{id}/metadata/{key}`, from 2.1 on.
pub(crate) const UPDATE_1: Schema =
    &[Check::OBJECT, Check::Required("meta", METADATA_ITEM), Check::NoOthers];
