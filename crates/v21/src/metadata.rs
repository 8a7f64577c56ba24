//! `/servers/{id}/metadata`

use std::collections::BTreeMap;

use ferronova_compute::{Error, MetadataChange, Parts};
use ferronova_extend::{handler, key, object};
use ferronova_http::{Failure, Fault, Reply};
use serde_json::Value;

use crate::{
    body,
    kit::{Body, Call, Query, Route},
    query,
};

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/servers/{id}/metadata", handler!(list))
        .ruled("os_compute_api:server-metadata:index"),
    Route::post("/servers/{id}/metadata", handler!(change, MetadataChange::Add))
        .ruled("os_compute_api:server-metadata:create")
        .named(UPDATE),
    Route::put("/servers/{id}/metadata", handler!(change, MetadataChange::Replace))
        .ruled("os_compute_api:server-metadata:update_all")
        .named(UPDATE),
    Route::get("/servers/{id}/metadata/{key}", handler!(show))
        .ruled("os_compute_api:server-metadata:show"),
    Route::put("/servers/{id}/metadata/{key}", handler!(set))
        .ruled("os_compute_api:server-metadata:update")
        .named(UPDATE),
    Route::delete("/servers/{id}/metadata/{key}", handler!(delete))
        .ruled("os_compute_api:server-metadata:delete")
        .named("delete metadata"),
];

const UPDATE: &str = "update metadata";

type Metadata = BTreeMap<String, String>;

async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    Ok(answer(&find(&call).await?))
}

async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let metadata = find(&call).await?;
    let key = call.param("key");
    let value = metadata.get(key).ok_or(Error::NoSuchMetadata)?;
    Ok(answer_one(&BTreeMap::from([(key.to_owned(), value.clone())])))
}

/// Adds or replaces items, and replies with all of them.
async fn change(call: Call<'_>, change: fn(Metadata) -> MetadataChange) -> Result<Reply, Failure> {
    let body = body::read(&call, Body::Metadata)?;
    let change = change(read_items(&body["metadata"]));
    let metadata = call.compute.change_metadata(call.request(), call.server()?, change).await?;
    Ok(answer(&metadata))
}

/// Sets the item in the path, and replies with it.
async fn set(call: Call<'_>) -> Result<Reply, Failure> {
    let body = body::read(&call, Body::MetadataItem)?;
    let item = read_items(&body["meta"]);
    call.compute.show_parts(call.request(), call.server()?, Parts::NONE).await?;
    if !item.contains_key(call.param("key")) {
        return Err(Fault::bad_request("Request body and URI mismatch").into());
    }
    let change = MetadataChange::Add(item.clone());
    call.compute.change_metadata(call.request(), call.server()?, change).await?;
    Ok(answer_one(&item))
}

async fn delete(call: Call<'_>) -> Result<Reply, Failure> {
    call.compute.delete_metadata(call.request(), call.server()?, call.param("key")).await?;
    Ok(Reply::no_content())
}

async fn find(call: &Call<'_>) -> Result<Metadata, Failure> {
    query::read(call, Query::Other)?;
    Ok(call.compute.server_metadata(call.request(), call.server()?).await?)
}

/// Reads the items of an object that fits its schema.
fn read_items(value: &Value) -> Metadata {
    let members = value.as_object().into_iter().flatten();
    members.filter_map(|(key, it)| Some((key.clone(), it.as_str()?.to_owned()))).collect()
}

fn answer(metadata: &Metadata) -> Reply {
    Reply::ok(object(|out| {
        out.field(key!("metadata"), metadata);
    }))
}

fn answer_one(item: &Metadata) -> Reply {
    Reply::ok(object(|out| {
        out.field(key!("meta"), item);
    }))
}
