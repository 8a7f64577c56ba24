//! Shows the pools that floating addresses come from.

use ferronova_v2::{Adds, Call, Extension, Failure, Key, Reply, Route, handler, object};

const FLOATING_IP_POOLS: Key = Key::new("floating_ip_pools");
const NAME: Key = Key::new("name");

ferronova_v2::register!(Extension {
    alias: "os-floating-ip-pools",
    name: "FloatingIpPools",
    namespace: "http://docs.openstack.org/compute/ext/floating_ip_pools/api/v1.1",
    updated: "2012-01-04T00:00:00Z",
    description: "Floating IPs support.",
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v2/os-floating-ip-pools.yaml")],
        routes: &[Route::get("/os-floating-ip-pools", handler!(list))
            .ruled("compute_extension:floating_ip_pools")],
        ..Adds::NOTHING
    },
});

async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    let pools = call.compute().floating_pools().await?;
    Ok(Reply::ok(object(|out| {
        out.list(FLOATING_IP_POOLS, pools, |pool, out| {
            out.field(NAME, &pool.name);
        });
    })))
}
