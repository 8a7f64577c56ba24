//! `/flavors/{id}/os-extra_specs`

use ferronova_extend::schema::QuerySchema;

use super::queries;

/// `GET /flavors/{id}/os-extra_specs`, from 2.1 on.
pub(crate) const LIST_QUERY_1: QuerySchema = queries::FREE;
/// The same, from 2.102 on.
pub(crate) const LIST_QUERY_102: QuerySchema = queries::NONE;

/// `GET /flavors/{id}/os-extra_specs/{key}`, from 2.1 on.
pub(crate) const SHOW_QUERY_1: QuerySchema = queries::FREE;
/// The same, from 2.102 on.
pub(crate) const SHOW_QUERY_102: QuerySchema = queries::NONE;
