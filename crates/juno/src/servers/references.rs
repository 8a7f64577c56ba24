//! The image and the flavor in a request for a new server.

use ferronova_compute::parse_id;
use ferronova_extend::schema::Python;
use ferronova_http::Fault;
use serde_json::Value;
use uuid::Uuid;

/// Parses `imageRef`: an id, or any URL that ends in an id.
pub fn read_image(value: Option<&Value>) -> Result<Uuid, Fault> {
    let reference = value.ok_or(Fault::bad_request("Missing imageRef attribute"))?;
    let id = reference.as_str().and_then(|it| parse_id(last_segment(it)));
    id.ok_or(Fault::bad_request("Invalid imageRef provided."))
}

/// Parses `flavorRef`: an id, as text or number, or any URL that ends in an id.
pub fn read_flavor(value: Option<&Value>) -> Result<String, Fault> {
    match value {
        None => Err(Fault::bad_request("Missing flavorRef attribute")),
        Some(Value::String(reference)) => Ok(last_segment(reference).to_owned()),
        Some(id @ Value::Number(_)) => Ok(Python::Two.plain(id)),
        Some(_) => Err(Fault::bad_request("Invalid flavorRef provided.")),
    }
}

fn last_segment(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}
