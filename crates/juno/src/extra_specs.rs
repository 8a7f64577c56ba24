//! `/flavors/{id}/os-extra_specs`: a flavor's hints for the scheduler and the hypervisor.

use ferronova_compute::{Flavor, Infrastructure};
use ferronova_extend::{Call, Key, object};
use ferronova_http::{Failure, Fault, Reply, StatusCode, WriteJson};

const EXTRA_SPECS: Key = Key::new("extra_specs");

/// `GET /flavors/{id}/os-extra_specs`
pub fn list(call: &Call<'_>) -> Result<Reply, Failure> {
    let infrastructure = call.compute().infrastructure();
    let flavor = find(call, &infrastructure).ok_or_else(Fault::not_found)?;
    Ok(Reply::ok(object(|out| {
        out.field(EXTRA_SPECS, &flavor.extra_specs);
    })))
}

/// `GET /flavors/{id}/os-extra_specs/{key}`
pub fn show(call: &Call<'_>) -> Result<Reply, Failure> {
    let (id, key) = (call.param("id"), call.param("key"));
    let not_found = |message| Fault::new(StatusCode::NOT_FOUND, message);
    let infrastructure = call.compute().infrastructure();
    let flavor = find(call, &infrastructure);
    let flavor = flavor.ok_or_else(|| not_found(format!("Flavor {id} could not be found.")))?;
    let value = flavor
        .extra_specs
        .get(key)
        .ok_or_else(|| not_found(format!("Flavor {id} has no extra specs with key {key}.")))?;
    Ok(Reply::ok(object(|out| {
        out.named(key, |buffer| value.write_json(buffer));
    })))
}

fn find<'i>(call: &Call<'_>, infrastructure: &'i Infrastructure) -> Option<&'i Flavor> {
    infrastructure.flavor_open_to(call.caller(), call.param("id"))
}
