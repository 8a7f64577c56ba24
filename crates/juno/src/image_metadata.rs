//! `/images/{id}/metadata`: metadata of images.

use std::collections::BTreeMap;

use ferronova_compute::{Error, Image, ImageError, parse_id};
use ferronova_extend::Call;
use ferronova_http::{Failure, Fault, Reply};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::metadata::{MAX_LENGTH, answer, answer_one};

type Metadata = BTreeMap<String, String>;

/// `GET /images/{id}/metadata`
pub async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    Ok(answer(&find(&call).await?.metadata))
}

/// `GET /images/{id}/metadata/{key}`
pub async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let image = find(&call).await?;
    let key = call.param("key");
    let value = image.metadata.get(key).ok_or_else(Fault::not_found)?;
    Ok(answer_one(key, value))
}

/// `POST /images/{id}/metadata`: adds items, replacing those with the same keys.
pub async fn add(call: Call<'_>) -> Result<Reply, Failure> {
    let items = read_body(&call)?;
    let metadata = change(&call, |metadata| {
        metadata.extend(items.clone());
        Ok(())
    });
    Ok(answer(&metadata.await?))
}

/// `PUT /images/{id}/metadata`: replaces all items.
pub async fn replace(call: Call<'_>) -> Result<Reply, Failure> {
    let items = read_body(&call)?;
    let metadata = change(&call, |metadata| {
        metadata.clone_from(&items);
        Ok(())
    });
    Ok(answer(&metadata.await?))
}

/// `PUT /images/{id}/metadata/{key}`
pub async fn set(call: Call<'_>) -> Result<Reply, Failure> {
    let body: Value = call.parse()?;
    let meta = body.get("meta").and_then(Value::as_object);
    let meta = meta.ok_or(Fault::bad_request("Incorrect request body format"))?;
    let key = call.param("key");
    let value = meta.get(key).ok_or(Fault::bad_request("Request body and URI mismatch"))?;
    if meta.len() > 1 {
        return Err(Fault::bad_request("Request body contains too many items").into());
    }
    check_key(key)?;
    let value = text(value)?;
    change(&call, |metadata| {
        metadata.insert(key.to_owned(), value.clone());
        Ok(())
    })
    .await?;
    Ok(answer_one(key, &value))
}

/// `DELETE /images/{id}/metadata/{key}`
pub async fn delete(call: Call<'_>) -> Result<Reply, Failure> {
    let key = call.param("key");
    // A missing key is reported first, even if the caller may not change the image.
    if !find(&call).await?.metadata.contains_key(key) {
        return Err(Error::Image(ImageError::NoSuchMetadata).into());
    }
    change(&call, |metadata| {
        metadata.remove(key).map(|_| ()).ok_or(Error::Image(ImageError::NoSuchMetadata))
    })
    .await?;
    Ok(Reply::no_content())
}

/// The id of the image in the path.
pub(crate) fn id_in_path(call: &Call<'_>) -> Result<Uuid, Failure> {
    Ok(parse_id(call.param("id")).ok_or(Error::Image(ImageError::NotFound))?)
}

async fn find(call: &Call<'_>) -> Result<Image, Failure> {
    let id = id_in_path(call)?;
    let found = call.compute().find_image(Some(call.caller()), id).await?;
    Ok(found.ok_or(Error::Image(ImageError::NotFound))?)
}

async fn change(
    call: &Call<'_>,
    change: impl Fn(&mut Metadata) -> Result<(), Error> + Send + Sync,
) -> Result<Metadata, Failure> {
    let id = id_in_path(call)?;
    Ok(call.compute().change_image_metadata(call.request(), id, change).await?)
}

/// The items in the object `metadata`.
fn read_body(call: &Call<'_>) -> Result<Metadata, Fault> {
    let body: Value = call.parse()?;
    let items = body.get("metadata").and_then(Value::as_object);
    read_items(items.ok_or_else(Fault::malformed_body)?)
}

/// Reads and checks metadata items for an image.
pub(crate) fn read_items(items: &Map<String, Value>) -> Result<Metadata, Fault> {
    let item = |(key, value): (&String, &Value)| {
        check_key(key)?;
        Ok((key.clone(), text(value)?))
    };
    items.iter().map(item).collect()
}

fn check_key(key: &str) -> Result<(), Fault> {
    match key.chars().count() {
        0 => Err(Fault::bad_request("Image metadata key cannot be blank")),
        1..=MAX_LENGTH => Ok(()),
        _ => Err(Fault::bad_request("Image metadata key too long")),
    }
}

fn text(value: &Value) -> Result<String, Fault> {
    let invalid = || Fault::bad_request("Invalid metadata: The input is not a string or unicode");
    let value = value.as_str().ok_or_else(invalid)?;
    check_value(value)?;
    Ok(value.to_owned())
}

/// Fails if a value is too long.
pub(crate) fn check_value(value: &str) -> Result<(), Fault> {
    match value.chars().count() {
        0..=MAX_LENGTH => Ok(()),
        _ => Err(Fault::bad_request("Image metadata value too long")),
    }
}
