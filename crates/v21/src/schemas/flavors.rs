//! `/flavors`

use ferronova_extend::schema::{Check, Others, Parameter, QuerySchema, Schema};

use super::types::{NATURAL, TEXT};

const BEFORE_SORT_KEY: &[Parameter] = &[
    Parameter::many("limit", NATURAL),
    Parameter::many("marker", TEXT),
    Parameter::many("is_public", TEXT),
    Parameter::many("minRam", TEXT),
    Parameter::many("minDisk", TEXT),
];

const SORT_KEYS_1: Schema = &[
    Check::STRING,
    Check::Enum(&[
        "created_at",
        "description",
        "disabled",
        "ephemeral_gb",
        "flavorid",
        "id",
        "is_public",
        "memory_mb",
        "name",
        "root_gb",
        "rxtx_factor",
        "swap",
        "updated_at",
        "vcpu_weight",
        "vcpus",
    ]),
];

/// Without `rxtx_factor`, which answers no longer show.
const SORT_KEYS_102: Schema = &[
    Check::STRING,
    Check::Enum(&[
        "created_at",
        "description",
        "disabled",
        "ephemeral_gb",
        "flavorid",
        "id",
        "is_public",
        "memory_mb",
        "name",
        "root_gb",
        "swap",
        "updated_at",
        "vcpu_weight",
        "vcpus",
    ]),
];

const SORT_DIR: Parameter =
    Parameter::many("sort_dir", &[Check::STRING, Check::Enum(&["asc", "desc"])]);

/// `GET /flavors` and `GET /flavors/detail`, from 2.1 on.
pub(crate) const LIST_QUERY_1: QuerySchema = QuerySchema {
    parts: &[BEFORE_SORT_KEY, &[Parameter::many("sort_key", SORT_KEYS_1), SORT_DIR]],
    pattern: None,
    others: Others::Ignored,
};
/// The same, from 2.75 on.
pub(crate) const LIST_QUERY_75: QuerySchema =
    QuerySchema { others: Others::Refused, ..LIST_QUERY_1 };
/// The same, from 2.102 on.
pub(crate) const LIST_QUERY_102: QuerySchema = QuerySchema {
    parts: &[
        BEFORE_SORT_KEY,
        &[Parameter::many("sort_key", SORT_KEYS_102), SORT_DIR, Parameter::many("name", TEXT)],
    ],
    ..LIST_QUERY_75
};
