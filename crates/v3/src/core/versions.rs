//! `/versions/{id}`: the documents of Juno's versions.

use ferronova_extend::{Adds, Call, Route, ready};
use ferronova_http::{Failure, Fault, Reply, VersionEntry};
use ferronova_juno::{
    refused,
    versions::{V2_0, V2_1},
};

use crate::Plugin;

crate::register!(Plugin {
    alias: "versions",
    name: "Versions",
    description: "API version information.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../../api-ref/common/versions.yaml"),
            include_str!("../../../../api-ref/v3/versions.yaml"),
        ],
        routes: &[
            Route::get("/versions", |_| refused::not_found()),
            Route::get("/versions/{id}", |call| ready(show(&call))),
        ],
        ..Adds::NOTHING
    },
});

/// `GET /versions/{id}`. As in Nova, the `self` link of every version leads to v3.
fn show(call: &Call<'_>) -> Result<Reply, Failure> {
    let id = call.param("id");
    let entry = [V2_0, V2_1].into_iter().find(|it| it.id == id).ok_or_else(Fault::not_found)?;
    Ok(VersionEntry { segment: "v3", ..entry }.document(call.base_url()))
}
