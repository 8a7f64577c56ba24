//! `/servers/{id}/ips`

use ferronova_extend::schema::QuerySchema;

use super::queries;

/// `GET /servers/{id}/ips`, from 2.1 on.
pub(crate) const LIST_QUERY_1: QuerySchema = queries::FREE;
/// The same, from 2.102 on.
pub(crate) const LIST_QUERY_102: QuerySchema = queries::NONE;

/// `GET /servers/{id}/ips/{network}`, from 2.1 on.
pub(crate) const SHOW_QUERY_1: QuerySchema = queries::FREE;
/// The same, from 2.102 on.
pub(crate) const SHOW_QUERY_102: QuerySchema = queries::NONE;
