//! Bodies of requests: the schema of each, by its name in the table of microversions.

use ferronova_extend::schema::{Python, Schema};
use ferronova_http::Fault;
use serde_json::Value;

use crate::kit::{Body, Call};

/// Checks a value against a schema, with the messages of Nova 34.
///
/// # Errors
///
/// 400 that says what is wrong.
pub(crate) fn check(value: &Value, schema: Schema) -> Result<(), Fault> {
    Python::Three.check(None, value, schema)
}

/// Reads the body of a request and checks it.
///
/// # Errors
///
/// 400 if it is not JSON, or does not fit the schema.
pub(crate) fn read(call: &Call<'_>, body: Body) -> Result<Value, Fault> {
    let value = call.body()?;
    check(&value, call.edition.schema(body))?;
    Ok(value)
}
