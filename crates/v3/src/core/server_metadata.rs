//! `/servers/{id}/metadata`.

use ferronova_compute::MetadataChange;
use ferronova_extend::{Adds, Call, Route, handler};
use ferronova_http::{Failure, Fault, Reply};
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

crate::register!(Plugin {
    alias: "server-metadata",
    name: "ServerMetadata",
    description: "Server Metadata API.",
    version: 1,
    rule: None,
    adds: Adds {
        words: Some(&server_metadata::UPDATE),
        api_ref: &[
            include_str!("../../../../api-ref/common/server-metadata.yaml"),
            include_str!("../../../../api-ref/v3/server-metadata.yaml"),
        ],
        routes: &[
            Route::get(PATH, handler!(server_metadata::list)),
            Route::post(PATH, handler!(change, MetadataChange::Add)),
            Route::put(PATH, handler!(change, MetadataChange::Replace)),
            Route::get(ITEM_PATH, handler!(server_metadata::show)),
            Route::put(ITEM_PATH, handler!(set)),
            Route::delete(ITEM_PATH, handler!(server_metadata::delete))
                .worded(&server_metadata::DELETE),
        ],
        ..Adds::NOTHING
    },
});

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

/// Parses the body; null if the request has no body.
fn read_body(call: &Call<'_>) -> Result<Value, Fault> {
    if call.has_body() { call.parse() } else { Ok(Value::Null) }
}
