//! `/servers/{id}/metadata`: metadata of servers, after the version has parsed the request.

use std::collections::BTreeMap;

use ferronova_compute::{Error, MetadataChange};
use ferronova_extend::Call;
use ferronova_http::{Failure, Reply};

use crate::{
    metadata::{answer, answer_one},
    wording::{StateText, Wording},
};

type Metadata = BTreeMap<String, String>;

/// The wording of errors in v3 when metadata is updated.
pub const UPDATE: Wording =
    Wording { state: StateText::CannotTo("update metadata"), ..Wording::WITH_ID };

/// The wording of errors in v3 when an item is deleted.
pub const DELETE: Wording =
    Wording { state: StateText::CannotTo("delete metadata"), ..Wording::WITH_ID };

/// `GET /servers/{id}/metadata`
pub async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    Ok(answer(&find(&call).await?))
}

/// `GET /servers/{id}/metadata/{key}`
pub async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let metadata = find(&call).await?;
    let key = call.param("key");
    let value = metadata.get(key).ok_or(Error::NoSuchMetadata)?;
    Ok(answer_one(key, value))
}

/// `POST` and `PUT /servers/{id}/metadata`: adds or replaces items, and replies with all of them.
pub async fn change(call: &Call<'_>, change: MetadataChange) -> Result<Reply, Failure> {
    let metadata = call.compute().change_metadata(call.request(), call.server()?, change).await?;
    Ok(answer(&metadata))
}

/// `PUT /servers/{id}/metadata/{key}`: sets an item, and replies with it.
pub async fn set(call: &Call<'_>, key: &str, value: &str) -> Result<Reply, Failure> {
    let item = BTreeMap::from([(key.to_owned(), value.to_owned())]);
    let change = MetadataChange::Add(item);
    call.compute().change_metadata(call.request(), call.server()?, change).await?;
    Ok(answer_one(key, value))
}

/// `DELETE /servers/{id}/metadata/{key}`
pub async fn delete(call: Call<'_>) -> Result<Reply, Failure> {
    let key = call.param("key");
    call.compute().delete_metadata(call.request(), call.server()?, key).await?;
    Ok(Reply::no_content())
}

async fn find(call: &Call<'_>) -> Result<Metadata, Failure> {
    Ok(call.compute().server_metadata(call.request(), call.server()?).await?)
}
