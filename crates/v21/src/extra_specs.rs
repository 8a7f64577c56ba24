//! `/flavors/{id}/os-extra_specs`: a flavor's hints for the scheduler and the hypervisor.

use ferronova_extend::{handler, key, object};
use ferronova_http::{Failure, Reply, WriteJson};

use crate::{
    flavors,
    kit::{Call, Query, Route},
    query,
    wording::not_found,
};

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/flavors/{id}/os-extra_specs", handler!(list))
        .ruled("os_compute_api:os-flavor-extra-specs:index"),
    Route::get("/flavors/{id}/os-extra_specs/{key}", handler!(show))
        .ruled("os_compute_api:os-flavor-extra-specs:show"),
];

async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    query::read(&call, Query::Other)?;
    call.require()?;
    let flavor = flavors::find(&call).await?;
    Ok(Reply::ok(object(|out| {
        out.field(key!("extra_specs"), &flavor.extra_specs);
    })))
}

async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    query::read(&call, Query::Other)?;
    call.require()?;
    let flavor = flavors::find(&call).await?;
    let (id, key) = (call.param("id"), call.param("key"));
    let value = flavor.extra_specs.get(key);
    let value = value
        .ok_or_else(|| not_found(format!("Flavor {id} has no extra specs with key {key}.")))?;
    Ok(Reply::ok(object(|out| {
        out.named(key, |buffer| value.write_json(buffer));
    })))
}
