//! Checks requests against v3's schemas, with the messages of a Nova that runs on Python 2.

use std::collections::BTreeMap;

pub use ferronova_extend::schema::*;
use ferronova_http::Fault;
use ferronova_juno::metadata::check_count;
use serde_json::Value;

/// Checks the value of a member: see [`Python::check`].
///
/// # Errors
///
/// 400 with the message of the first check that fails.
pub fn check(name: &str, value: &Value, schema: Schema) -> Result<(), Fault> {
    Python::Two.check(Some(name), value, schema)
}

/// Checks the body of a request: see [`Python::check`].
///
/// # Errors
///
/// 400 with the message of the first check that fails.
pub fn check_body(body: &Value, schema: Schema) -> Result<(), Fault> {
    Python::Two.check(None, body, schema)
}

/// Reads the metadata of a server.
///
/// # Errors
///
/// - 400 if a key or a value is invalid.
/// - 403 if there are too many items.
pub fn metadata(value: &Value) -> Result<BTreeMap<String, String>, Fault> {
    check("metadata", value, METADATA)?;
    let metadata = items(value);
    check_count(metadata.len())?;
    Ok(metadata)
}

/// Reads the items of a value that has passed [`METADATA`] or [`METADATA_ITEM`].
#[must_use]
pub fn items(value: &Value) -> BTreeMap<String, String> {
    let members = value.as_object().into_iter().flatten();
    members.filter_map(|(key, it)| Some((key.clone(), it.as_str()?.to_owned()))).collect()
}
