//! `/flavors/{id}/os-extra_specs`: a flavor's hints for the scheduler and the hypervisor.

use ferronova_compute::Flavor;
use ferronova_extend::{Call, Key, object};
use ferronova_http::{Failure, Fault, Reply, StatusCode, WriteJson};

const EXTRA_SPECS: Key = Key::new("extra_specs");

/// `GET /flavors/{id}/os-extra_specs`
pub async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    let flavor = find(&call).await?.ok_or_else(Fault::not_found)?;
    Ok(Reply::ok(object(|out| {
        out.field(EXTRA_SPECS, &flavor.extra_specs);
    })))
}

/// `GET /flavors/{id}/os-extra_specs/{key}`
pub async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let (id, key) = (call.param("id"), call.param("key"));
    let not_found = |message| Fault::new(StatusCode::NOT_FOUND, message);
    let flavor = find(&call).await?;
    let flavor = flavor.ok_or_else(|| not_found(format!("Flavor {id} could not be found.")))?;
    let value = flavor
        .extra_specs
        .get(key)
        .ok_or_else(|| not_found(format!("Flavor {id} has no extra specs with key {key}.")))?;
    Ok(Reply::ok(object(|out| {
        out.named(key, |buffer| value.write_json(buffer));
    })))
}

async fn find(call: &Call<'_>) -> Result<Option<Flavor>, Failure> {
    Ok(call.compute().flavor_open_to(call.caller(), call.param("id")).await?)
}
