//! Query strings of calls without parameters.

use ferronova_extend::schema::{Others, QuerySchema};

/// Every parameter is ignored.
pub(super) const FREE: QuerySchema =
    QuerySchema { parts: &[], pattern: None, others: Others::Ignored };

/// Every parameter is refused.
pub(super) const NONE: QuerySchema = QuerySchema { others: Others::Refused, ..FREE };
