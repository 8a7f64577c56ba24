//! `{"createImage": {"name": "…"}}` and
//! `{"createBackup": {"name": "…", "backup_type": "daily", "rotation": 1}}`

use std::collections::BTreeMap;

use ferronova_compute::{Backup, MAX_IMAGE_METADATA, NewImage};
use ferronova_extend::Call;
use ferronova_http::{Failure, Fault, LOCATION, Reply, StatusCode};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    image_metadata::{check_value, read_items},
    metadata::MAX_LENGTH,
    wording::over_quota,
};

/// Returns the URL of an image for the `Location` header.
pub type ImageUrl = fn(&Call<'_>, Uuid) -> String;

pub async fn create_image(call: Call<'_>, url: ImageUrl) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let entity = value.as_object().ok_or(Fault::plain(StatusCode::BAD_REQUEST))?;
    let name = match entity.get("name") {
        Some(Value::String(name)) if !name.is_empty() => read_image_name(name.clone())?,
        Some(Value::Bool(true) | Value::Number(_)) => {
            return Err(Fault::bad_request("Invalid image name").into());
        }
        _ => return Err(Fault::bad_request("createImage entity requires name attribute").into()),
    };
    let new = NewImage { name, metadata: read_image_metadata(entity.get("metadata"))? };
    let id = call.compute().create_image(call.request(), call.server()?, new).await?;
    Ok(call.accepted().with_header(LOCATION, &url(&call, id)))
}

/// Makes a backup of a server, after the version has parsed the request.
pub async fn create_backup(
    call: &Call<'_>,
    backup: Backup,
    url: ImageUrl,
) -> Result<Reply, Failure> {
    let rotation = backup.rotation;
    let id = call.compute().create_backup(call.request(), call.server()?, backup).await?;
    let reply = call.accepted();
    // With a rotation of 0, no image remains.
    Ok(if rotation > 0 { reply.with_header(LOCATION, &url(call, id)) } else { reply })
}

/// Checks the name of an image.
pub fn read_image_name(name: String) -> Result<String, Fault> {
    match name.chars().count() {
        0..=MAX_LENGTH => Ok(name),
        length => Err(Fault::bad_request(format!("Image name too long: {length}"))),
    }
}

/// Checks the type of a backup, which becomes metadata of its image.
pub fn read_backup_type(backup_type: String) -> Result<String, Fault> {
    check_value(&backup_type)?;
    Ok(backup_type)
}

/// Reads the metadata of a new image; empty for `None`.
///
/// # Errors
///
/// - 400 if the value is not an object whose members are strings.
/// - 400 if a key is empty, or a key or a value is too long.
/// - 403 if there are too many items.
pub fn read_image_metadata(value: Option<&Value>) -> Result<BTreeMap<String, String>, Fault> {
    let items = match value {
        None | Some(Value::Null) => return Ok(BTreeMap::new()),
        Some(value) => value.as_object().ok_or(Fault::bad_request("Invalid image metadata"))?,
    };
    if items.len() > MAX_IMAGE_METADATA {
        return Err(over_quota("Image metadata limit exceeded"));
    }
    read_items(items)
}
