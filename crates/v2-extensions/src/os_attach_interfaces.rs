//! Lists, attaches and detaches interfaces of servers.

use ferronova_compute::NewInterface;
use ferronova_juno::interfaces;
use ferronova_v2::{
    Adds, Call, Extension, Failure, Fault, Reply, Route, StatusCode, Wording, handler,
};
use serde_json::Value;

ferronova_v2::register!(Extension {
    alias: "os-attach-interfaces",
    name: "AttachInterfaces",
    namespace: "http://docs.openstack.org/compute/ext/interfaces/api/v1.1",
    updated: "2012-07-22T00:00:00Z",
    description: "Attach interface support.",
    rule: None,
    adds: Adds {
        words: Some(&Wording::WITH_ID),
        api_ref: &[
            include_str!("../../../api-ref/common/interfaces.yaml"),
            include_str!("../../../api-ref/v2/os-attach-interfaces.yaml"),
        ],
        routes: &[
            Route::get(ALL, handler!(interfaces::list))
                .ruled("compute_extension:attach_interfaces"),
            Route::get(ONE, handler!(interfaces::show))
                .ruled("compute_extension:attach_interfaces"),
            Route::post(ALL, handler!(attach))
                .ruled("compute_extension:attach_interfaces")
                .worded(&interfaces::ATTACH),
            Route::delete(ONE, handler!(interfaces::detach))
                .ruled("compute_extension:attach_interfaces")
                .worded(&interfaces::DETACH),
        ],
        ..Adds::NOTHING
    },
});

const ALL: &str = "/servers/{id}/os-interface";
const ONE: &str = "/servers/{id}/os-interface/{port_id}";

async fn attach(call: Call<'_>) -> Result<Reply, Failure> {
    let body: Value = if call.has_body() { call.parse()? } else { Value::Null };
    interfaces::attach(&call, read(&body)?).await
}

/// Reads the interface in a body. An empty body means an interface on the first network.
fn read(body: &Value) -> Result<NewInterface, Fault> {
    let is_nothing = match body {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    };
    if is_nothing {
        return Ok(NewInterface::default());
    }
    let members = body.get("interfaceAttachment").and_then(Value::as_object);
    let members = members.ok_or_else(Fault::malformed_body)?;
    let wrong = || Fault::plain(StatusCode::BAD_REQUEST);
    // An empty string counts as missing.
    let text = |value: Option<&Value>| match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone()).filter(|it| !it.is_empty())),
        Some(_) => Err(wrong()),
    };
    let fixed_ips = members.get("fixed_ips");
    let ip = text(fixed_ips.and_then(|it| it.get(0)).and_then(|it| it.get("ip_address")))?;
    let read_ip = |ip: String| {
        ip.parse().map_err(|_| Fault::bad_request(format!("Invalid fixed IP address ({ip})")))
    };
    Ok(NewInterface {
        network: text(members.get("net_id"))?,
        port: text(members.get("port_id"))?,
        fixed_ip: ip.map(read_ip).transpose()?,
    })
}
