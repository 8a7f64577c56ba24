//! `/servers/{id}/metadata`: what users note about a server, once the version has read what the
//! request says.

use std::collections::BTreeMap;

use ferronova_compute::{Error, MetadataChange};
use ferronova_extend::Call;
use ferronova_http::{Failure, Reply};

use crate::{
    metadata::{answer, answer_one},
    wording::{StateText, Wording},
};

type Metadata = BTreeMap<String, String>;

/// The words of the calls that update metadata, in v3.
pub const UPDATE: Wording =
    Wording { state: StateText::CannotTo("update metadata"), ..Wording::WITH_ID };

/// The words of the call that deletes an item, in v3.
pub const DELETE: Wording =
    Wording { state: StateText::CannotTo("delete metadata"), ..Wording::WITH_ID };

/// `GET /servers/{id}/metadata`
///
/// # Errors
///
/// 404, 403.
pub async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    Ok(answer(&find(&call).await?))
}

/// `GET /servers/{id}/metadata/{key}`
///
/// # Errors
///
/// 404, 403.
pub async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let metadata = find(&call).await?;
    let key = call.param("key");
    let value = metadata.get(key).ok_or(Error::NoSuchMetadata)?;
    Ok(answer_one(key, value))
}

/// `POST` and `PUT /servers/{id}/metadata`: adds or replaces items, and says what there are then.
///
/// # Errors
///
/// 404, 403 for too many items too, 409.
pub async fn change(call: &Call<'_>, change: MetadataChange) -> Result<Reply, Failure> {
    let metadata = call.compute().change_metadata(call.request(), call.server()?, change).await?;
    Ok(answer(&metadata))
}

/// `PUT /servers/{id}/metadata/{key}`: sets one item, and says that.
///
/// # Errors
///
/// As [`change`].
pub async fn set(call: &Call<'_>, key: &str, value: &str) -> Result<Reply, Failure> {
    let item = BTreeMap::from([(key.to_owned(), value.to_owned())]);
    let change = MetadataChange::Add(item);
    call.compute().change_metadata(call.request(), call.server()?, change).await?;
    Ok(answer_one(key, value))
}

/// `DELETE /servers/{id}/metadata/{key}`
///
/// # Errors
///
/// 404, 403, 409.
pub async fn delete(call: Call<'_>) -> Result<Reply, Failure> {
    let key = call.param("key");
    call.compute().delete_metadata(call.request(), call.server()?, key).await?;
    Ok(Reply::no_content())
}

async fn find(call: &Call<'_>) -> Result<Metadata, Failure> {
    Ok(call.compute().server_metadata(call.request(), call.server()?).await?)
}
