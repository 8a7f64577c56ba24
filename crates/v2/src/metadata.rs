//! Reads and checks the metadata of servers.

use std::collections::BTreeMap;

use ferronova_http::{Fault, StatusCode};
use ferronova_juno::metadata::{MAX_LENGTH, check_count};
use serde_json::{Map, Value};

pub(crate) type Metadata = BTreeMap<String, String>;

/// Reads a JSON value as metadata; null or a missing value means empty metadata.
pub(crate) fn read(value: Option<&Value>) -> Result<Metadata, Fault> {
    let items = match value {
        None | Some(Value::Null) => return Ok(BTreeMap::new()),
        Some(Value::Object(items)) => items,
        Some(_) => return Err(invalid("Metadata type should be dict.")),
    };
    check_count(items.len())?;
    read_items(items)
}

/// Reads items of metadata, without checking their number.
pub(crate) fn read_items(items: &Map<String, Value>) -> Result<Metadata, Fault> {
    let mut metadata = BTreeMap::new();
    for (key, value) in items {
        let value =
            value.as_str().ok_or_else(|| invalid("The input is not a string or unicode"))?;
        if key.is_empty() {
            return Err(invalid(" has a minimum character requirement of 1."));
        }
        check_length(key, "key")?;
        check_length(value, "value")?;
        metadata.insert(key.clone(), value.to_owned());
    }
    Ok(metadata)
}

fn check_length(text: &str, what: &str) -> Result<(), Fault> {
    if text.chars().count() <= MAX_LENGTH {
        return Ok(());
    }
    let message = format!(
        "Invalid metadata size: Metadata property {what} greater than {MAX_LENGTH} characters"
    );
    Err(Fault::new(StatusCode::PAYLOAD_TOO_LARGE, message))
}

fn invalid(reason: &str) -> Fault {
    Fault::bad_request(format!("Invalid metadata: {reason}"))
}
