//! `/servers/{id}/os-instance-actions`

use ferronova_extend::schema::{Others, Parameter, QuerySchema};

use super::types::{NATURAL, TEXT, TIME};

const PARAMETERS_58: &[Parameter] = &[
    Parameter::once("limit", NATURAL),
    Parameter::once("marker", TEXT),
    Parameter::once("changes-since", TIME),
];

/// `GET /servers/{id}/os-instance-actions`, from 2.58 on.
pub(crate) const LIST_QUERY_58: QuerySchema =
    QuerySchema { parts: &[PARAMETERS_58], pattern: None, others: Others::Refused };
/// The same, from 2.66 on.
pub(crate) const LIST_QUERY_66: QuerySchema = QuerySchema {
    parts: &[PARAMETERS_58, &[Parameter::once("changes-before", TIME)]],
    ..LIST_QUERY_58
};
