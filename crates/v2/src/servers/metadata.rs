//! `/servers/{id}/metadata`.

use ferronova_compute::MetadataChange;
use ferronova_extend::Call;
use ferronova_http::{Failure, Fault, Reply};
use ferronova_juno::server_metadata;
use serde_json::{Map, Value};

use crate::metadata;

/// `POST /servers/{id}/metadata`
pub(crate) async fn add_metadata(call: Call<'_>) -> Result<Reply, Failure> {
    change(&call, MetadataChange::Add).await
}

/// `PUT /servers/{id}/metadata`
pub(crate) async fn replace_metadata(call: Call<'_>) -> Result<Reply, Failure> {
    change(&call, MetadataChange::Replace).await
}

/// `PUT /servers/{id}/metadata/{key}`
pub(crate) async fn set_metadata(call: Call<'_>) -> Result<Reply, Failure> {
    let items = read_object(&call, "meta", "meta item")?;
    let key = call.param("key");
    if !items.contains_key(key) {
        return Err(Fault::bad_request("Request body and URI mismatch").into());
    }
    if items.len() > 1 {
        return Err(Fault::bad_request("Request body contains too many items").into());
    }
    let items = valid(&call, &items).await?;
    server_metadata::set(&call, key, items.get(key).map_or("", String::as_str)).await
}

async fn change(
    call: &Call<'_>,
    change: fn(metadata::Metadata) -> MetadataChange,
) -> Result<Reply, Failure> {
    let items = read_object(call, "metadata", "metadata")?;
    let items = valid(call, &items).await?;
    server_metadata::change(call, change(items)).await
}

/// Returns the object under a member of the body.
fn read_object(call: &Call<'_>, member: &str, what: &str) -> Result<Map<String, Value>, Fault> {
    let body: Value = call.parse()?;
    match body.get(member) {
        Some(Value::Object(items)) => Ok(items.clone()),
        Some(_) => {
            Err(Fault::bad_request(format!("Malformed request body. {what} must be object")))
        }
        None => Err(Fault::malformed_body()),
    }
}

/// Reads the items. If they are invalid, an error about the server precedes the error about the
/// items: for example that the server does not exist or is locked.
async fn valid(call: &Call<'_>, items: &Map<String, Value>) -> Result<metadata::Metadata, Failure> {
    match metadata::read_items(items) {
        Ok(items) => Ok(items),
        Err(fault) => {
            call.compute().check_metadata_change(call.request(), call.server()?).await?;
            Err(fault.into())
        }
    }
}
