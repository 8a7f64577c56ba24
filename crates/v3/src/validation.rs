//! The checks of v3's request schemas, with the messages of a Nova on Python 2.

use std::collections::BTreeMap;

pub use ferronova_extend::schema::*;
use ferronova_http::Fault;
use ferronova_juno::metadata::check_count;
use serde_json::Value;

/// Checks the value of a member: see [`Python::check`].
///
/// # Errors
///
/// 400 with the first check that fails.
pub fn check(name: &str, value: &Value, schema: Schema) -> Result<(), Fault> {
    Python::Two.check(Some(name), value, schema)
}

/// Checks the body of a request: see [`Python::check`].
///
/// # Errors
///
/// 400 with the first check that fails.
pub fn check_body(body: &Value, schema: Schema) -> Result<(), Fault> {
    Python::Two.check(None, body, schema)
}

/// The metadata of a server.
///
/// # Errors
///
/// 400 for a key or a value that is wrong, 403 for too many.
pub fn metadata(value: &Value) -> Result<BTreeMap<String, String>, Fault> {
    check("metadata", value, METADATA)?;
    let metadata = items(value);
    check_count(metadata.len())?;
    Ok(metadata)
}

/// The items of a value that has passed [`METADATA`] or [`METADATA_ITEM`].
#[must_use]
pub fn items(value: &Value) -> BTreeMap<String, String> {
    let members = value.as_object().into_iter().flatten();
    members.filter_map(|(key, it)| Some((key.clone(), it.as_str()?.to_owned()))).collect()
}
