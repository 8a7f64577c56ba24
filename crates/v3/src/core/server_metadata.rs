//! `/servers/{id}/metadata`: what users note about a server.

use ferronova_compute::MetadataChange;
use ferronova_extend::{Call, CallFuture, Route};
use ferronova_http::{Failure, Fault, Method, Reply};
use ferronova_juno::server_metadata;
use serde_json::Value;

use crate::{
    Plugin,
    validation::{self, Check, METADATA, METADATA_ITEM, Schema},
};

const PATH: &str = "/servers/{id}/metadata";
const ITEM_PATH: &str = "/servers/{id}/metadata/{key}";

const SCHEMA: Schema = &[Check::OBJECT, Check::NoOthers, Check::Required("metadata", METADATA)];

const ITEM_SCHEMA: Schema =
    &[Check::OBJECT, Check::NoOthers, Check::Required("meta", METADATA_ITEM)];

struct ServerMetadata;

impl Plugin for ServerMetadata {
    const ALIAS: &str = "server-metadata";
    const NAME: &str = "ServerMetadata";
    const DESCRIPTION: &str = "Server Metadata API.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../../api-ref/common/server-metadata.yaml"),
        include_str!("../../../../api-ref/v3/server-metadata.yaml"),
    ];
    const ROUTES: &[Route] = &[
        route(Method::GET, PATH, |call| Box::pin(server_metadata::list(call))),
        route(Method::POST, PATH, |call| Box::pin(change(call, MetadataChange::Add))),
        route(Method::PUT, PATH, |call| Box::pin(change(call, MetadataChange::Replace))),
        route(Method::GET, ITEM_PATH, |call| Box::pin(server_metadata::show(call))),
        route(Method::PUT, ITEM_PATH, |call| Box::pin(set(call))),
        Route {
            method: Method::DELETE,
            path: ITEM_PATH,
            rule: None,
            words: Some(&server_metadata::DELETE),
            run: |call| Box::pin(server_metadata::delete(call)),
        },
    ];
}

crate::register!(ServerMetadata);

const fn route(
    method: Method,
    path: &'static str,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Route {
    Route { method, path, rule: None, words: Some(&server_metadata::UPDATE), run }
}

async fn change(
    call: Call<'_>,
    change: fn(std::collections::BTreeMap<String, String>) -> MetadataChange,
) -> Result<Reply, Failure> {
    let body = read_body(&call)?;
    validation::check_body(&body, SCHEMA)?;
    let items = body.get("metadata").map(validation::items).unwrap_or_default();
    server_metadata::change(&call, change(items)).await
}

/// `PUT /servers/{id}/metadata/{key}`
async fn set(call: Call<'_>) -> Result<Reply, Failure> {
    let body = read_body(&call)?;
    validation::check_body(&body, ITEM_SCHEMA)?;
    let key = call.param("key");
    let Some(value) = body.get("meta").and_then(|it| it.get(key)?.as_str()) else {
        return Err(Fault::bad_request("Request body and URI mismatch").into());
    };
    server_metadata::set(&call, key, value).await
}

/// The body, or null if there is none.
fn read_body(call: &Call<'_>) -> Result<Value, Fault> {
    if call.has_body() { call.parse() } else { Ok(Value::Null) }
}
