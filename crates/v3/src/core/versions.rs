//! `/versions/{id}`: what there is to say of the versions that Juno knows.

use ferronova_extend::{Call, Route, ready};
use ferronova_http::{Failure, Fault, Method, Reply, VersionEntry};
use ferronova_juno::{
    refused,
    versions::{V2_0, V2_1},
};

use crate::Plugin;

struct Versions;

impl Plugin for Versions {
    const ALIAS: &str = "versions";
    const NAME: &str = "Versions";
    const DESCRIPTION: &str = "API version information.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../../api-ref/common/versions.yaml"),
        include_str!("../../../../api-ref/v3/versions.yaml"),
    ];
    const ROUTES: &[Route] = &[
        Route::new(Method::GET, "/versions", |_| refused::not_found()),
        Route::new(Method::GET, "/versions/{id}", |call| ready(show(&call))),
    ];
}

crate::register!(Versions);

/// `GET /versions/{id}`; as in Nova every version says that it is to be found here.
fn show(call: &Call<'_>) -> Result<Reply, Failure> {
    let id = call.param("id");
    let entry = [V2_0, V2_1].into_iter().find(|it| it.id == id).ok_or_else(Fault::not_found)?;
    Ok(VersionEntry { segment: "v3", ..entry }.document(call.base_url()))
}
