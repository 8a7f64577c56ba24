//! Shows where floating addresses come from.

use ferronova_v2::{Extension, Key, Method, Reply, Route, ready, write_object};

const FLOATING_IP_POOLS: Key = Key::new("floating_ip_pools");
const NAME: Key = Key::new("name");

struct FloatingIpPools;

impl Extension for FloatingIpPools {
    const ALIAS: &str = "os-floating-ip-pools";
    const NAME: &str = "FloatingIpPools";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/floating_ip_pools/api/v1.1";
    const UPDATED: &str = "2012-01-04T00:00:00Z";
    const DESCRIPTION: &str = "Floating IPs support.";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v2/os-floating-ip-pools.yaml")];
    const ROUTES: &[Route] = &[Route {
        method: Method::GET,
        path: "/os-floating-ip-pools",
        rule: Some("compute_extension:floating_ip_pools"),
        words: None,
        run: |call| {
            let mut body = Vec::new();
            write_object(&mut body, |out| {
                out.list(FLOATING_IP_POOLS, call.compute().floating_pools(), |pool, out| {
                    out.field(NAME, &pool.name);
                });
            });
            ready(Ok(Reply::ok(body)))
        },
    }];
}

ferronova_v2::register!(FloatingIpPools);
