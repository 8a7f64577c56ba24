//! The interfaces of servers: listed, added, taken away.

use ferronova_compute::NewInterface;
use ferronova_juno::interfaces;
use ferronova_v3::{
    Call, CallFuture, Failure, Fault, Method, Plugin, Reply, Route, Wording, validation,
};
use serde_json::Value;

struct AttachInterfaces;

impl Plugin for AttachInterfaces {
    const ALIAS: &str = "os-attach-interfaces";
    const NAME: &str = "AttachInterfaces";
    const DESCRIPTION: &str = "Attach interface support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const ROUTES: &[Route] = &[
        route(Method::GET, ALL, Some(RULE), &Wording::WITH_ID, |call| {
            Box::pin(interfaces::list(call))
        }),
        route(Method::GET, ONE, Some(RULE), &Wording::WITH_ID, |call| {
            Box::pin(interfaces::show(call))
        }),
        // The form of the body comes before the policy, so the handler asks it itself.
        route(Method::POST, ALL, None, &interfaces::ATTACH, |call| Box::pin(attach(call))),
        route(Method::DELETE, ONE, Some(RULE), &interfaces::DETACH, |call| {
            Box::pin(interfaces::detach(call))
        }),
    ];
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/interfaces.yaml"),
        include_str!("../../../api-ref/v3/os-attach-interfaces.yaml"),
    ];
}

ferronova_v3::register!(AttachInterfaces);

const RULE: &str = "compute_extension:v3:os-attach-interfaces";
const ALL: &str = "/servers/{id}/os-interface";
const ONE: &str = "/servers/{id}/os-interface/{port_id}";

const fn route(
    method: Method,
    path: &'static str,
    rule: Option<&'static str>,
    words: &'static Wording,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Route {
    Route { method, path, rule, words: Some(words), run }
}

async fn attach(call: Call<'_>) -> Result<Reply, Failure> {
    let new = if call.has_body() { read(&call.parse()?)? } else { NewInterface::default() };
    call.require(RULE)?;
    interfaces::attach(&call, new).await
}

/// The interface in a body; without any it is on the first network.
fn read(body: &Value) -> Result<NewInterface, Fault> {
    const NAME: &str = "interfaceAttachment";
    if body.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(NewInterface::default());
    }
    let object = validation::object(NAME, validation::only_member(body, NAME)?)?;
    let id = |name: &str| {
        let id = object.get(name).map(|it| validation::uuid(name, it)).transpose()?;
        Ok::<_, Fault>(id.map(|it| it.to_string()))
    };
    let (network, port) = (id("net_id")?, id("port_id")?);
    let fixed_ips = object.get("fixed_ips").map(|it| validation::one_item("fixed_ips", it));
    let fixed_ip = fixed_ips.transpose()?.map(|item| {
        // A place in a list has its number for a name.
        let address = validation::object("0", item)?;
        let ip = validation::ip("ip_address", validation::required("0", address, "ip_address")?)?;
        validation::only("0", address, &["ip_address"])?;
        Ok::<_, Fault>(ip)
    });
    let fixed_ip = fixed_ip.transpose()?;
    validation::only(NAME, object, &["fixed_ips", "net_id", "port_id"])?;
    Ok(NewInterface { network, port, fixed_ip })
}
