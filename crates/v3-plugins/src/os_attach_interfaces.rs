//! Lists, attaches and detaches interfaces of servers.

use ferronova_compute::{NewInterface, parse_id};
use ferronova_juno::interfaces;
use ferronova_v3::{
    Adds, Call, Check, Failure, Fault, Plugin, Reply, Route, Schema, Wording, handler, validation,
};
use serde_json::Value;

ferronova_v3::register!(Plugin {
    alias: "os-attach-interfaces",
    name: "AttachInterfaces",
    description: "Attach interface support.",
    version: 1,
    rule: None,
    adds: Adds {
        words: Some(&Wording::WITH_ID),
        api_ref: &[
            include_str!("../../../api-ref/common/interfaces.yaml"),
            include_str!("../../../api-ref/v3/os-attach-interfaces.yaml"),
        ],
        routes: &[
            Route::get(ALL, handler!(interfaces::list)).ruled(RULE),
            Route::get(ONE, handler!(interfaces::show)).ruled(RULE),
            // The body is validated before the policy is checked, so the handler checks the policy
            // itself.
            Route::post(ALL, handler!(attach)).worded(&interfaces::ATTACH),
            Route::delete(ONE, handler!(interfaces::detach))
                .ruled(RULE)
                .worded(&interfaces::DETACH),
        ],
        ..Adds::NOTHING
    },
});

const RULE: &str = "compute_extension:v3:os-attach-interfaces";
const ALL: &str = "/servers/{id}/os-interface";
const ONE: &str = "/servers/{id}/os-interface/{port_id}";

async fn attach(call: Call<'_>) -> Result<Reply, Failure> {
    let new = if call.has_body() { read(&call.parse()?)? } else { NewInterface::default() };
    call.require(RULE)?;
    interfaces::attach(&call, new).await
}

const NAME: &str = "interfaceAttachment";

const SCHEMA: Schema = &[Check::OBJECT, Check::NoOthers, Check::Required(NAME, INTERFACE)];

const INTERFACE: Schema = &[
    Check::OBJECT,
    Check::Optional("net_id", validation::UUID),
    Check::Optional("port_id", validation::UUID),
    Check::Optional(
        "fixed_ips",
        &[Check::ARRAY, Check::AtLeast(1), Check::AtMost(1), Check::Items(FIXED_IP)],
    ),
    Check::NoOthers,
];

const FIXED_IP: Schema =
    &[Check::OBJECT, Check::Required("ip_address", validation::IP), Check::NoOthers];

/// Reads the interface in a body. An empty object means an interface on the first network.
fn read(body: &Value) -> Result<NewInterface, Fault> {
    if body.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(NewInterface::default());
    }
    validation::check_body(body, SCHEMA)?;
    let member = |path: &str| body.get(NAME)?.pointer(path);
    let id = |path: &str| member(path)?.as_str().and_then(parse_id).map(|it| it.to_string());
    Ok(NewInterface {
        network: id("/net_id"),
        port: id("/port_id"),
        fixed_ip: member("/fixed_ips/0/ip_address").and_then(validation::parsed),
    })
}
