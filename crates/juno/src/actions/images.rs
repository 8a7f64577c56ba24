//! `{"createImage": {"name": "…"}}` and
//! `{"createBackup": {"name": "…", "backup_type": "daily", "rotation": 1}}`

use std::collections::BTreeMap;

use ferronova_compute::{Backup, MAX_IMAGE_METADATA, NewImage};
use ferronova_extend::Call;
use ferronova_http::{Failure, Fault, LOCATION, Reply, StatusCode};
use serde_json::{Map, Value};
use uuid::Uuid;

/// Where the image of that id is to be found, as one of these calls says it.
pub type ImageUrl = fn(&Call<'_>, Uuid) -> String;

/// Makes an image of a server.
///
/// # Errors
///
/// 400 for a wrong request; 403, 404, 409.
pub async fn create_image(call: Call<'_>, url: ImageUrl) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let entity = value.as_object().ok_or(Fault::plain(StatusCode::BAD_REQUEST))?;
    let name = match entity.get("name") {
        Some(Value::String(name)) if !name.is_empty() => name.clone(),
        Some(Value::Bool(true) | Value::Number(_)) => {
            return Err(Fault::bad_request("Invalid image name").into());
        }
        _ => return Err(Fault::bad_request("createImage entity requires name attribute").into()),
    };
    let new = NewImage { name, metadata: read_metadata(entity)? };
    let id = call.compute().create_image(call.request(), call.server()?, new).await?;
    Ok(Reply::accepted().with_header(LOCATION, &url(&call, id)))
}

/// Makes a backup of a server.
///
/// # Errors
///
/// 400 for a wrong request; 403, 404, 409.
pub async fn create_backup(call: Call<'_>, url: ImageUrl) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let malformed = || Fault::bad_request("Malformed createBackup entity");
    let entity = value.as_object().ok_or_else(malformed)?;
    let member = |name: &str| {
        entity.get(name).ok_or_else(|| {
            Fault::bad_request(format!("createBackup entity requires '{name}' attribute"))
        })
    };
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(malformed);
    let name = text(member("name")?)?;
    let backup_type = text(member("backup_type")?)?;
    let rotation = read_rotation(member("rotation")?)?;
    let image = NewImage { name, metadata: read_metadata(entity)? };
    let backup = Backup { image, backup_type, rotation };
    let id = call.compute().create_backup(call.request(), call.server()?, backup).await?;
    let reply = Reply::accepted();
    // With none to keep there is no image.
    Ok(if rotation > 0 { reply.with_header(LOCATION, &url(&call, id)) } else { reply })
}

/// A whole number, or its digits. What is larger than any number of backups is the largest there
/// is.
fn read_rotation(value: &Value) -> Result<u32, Fault> {
    let wrong = || Fault::bad_request("createBackup attribute 'rotation' must be an integer");
    let number = match value {
        Value::Number(number) => number.as_i64().ok_or_else(wrong)?,
        Value::String(text) => text.trim().parse().map_err(|_| wrong())?,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return Err(wrong()),
    };
    if number < 0 {
        return Err(Fault::bad_request(
            "createBackup attribute 'rotation' must be greater than or equal to zero",
        ));
    }
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}

fn read_metadata(entity: &Map<String, Value>) -> Result<BTreeMap<String, String>, Fault> {
    let invalid = || Fault::bad_request("Invalid metadata");
    let items = match entity.get("metadata") {
        None | Some(Value::Null) => return Ok(BTreeMap::new()),
        Some(value) => value.as_object().ok_or_else(invalid)?,
    };
    if items.len() > MAX_IMAGE_METADATA {
        return Err(Fault::over_quota("Image metadata limit exceeded"));
    }
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(invalid);
    items.iter().map(|(key, value)| Ok((key.clone(), text(value)?))).collect()
}
