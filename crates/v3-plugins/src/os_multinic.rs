//! Gives servers fixed addresses, and takes them.

use std::net::IpAddr;

use ferronova_juno::actions;
use ferronova_v3::{Action, Call, CallFuture, Check, Failure, Plugin, Reply, Schema, validation};
use serde_json::Value;

const RULE: &str = "compute_extension:v3:os-multinic";

struct Multinic;

impl Plugin for Multinic {
    const ALIAS: &str = "os-multinic";
    const NAME: &str = "Multinic";
    const DESCRIPTION: &str = "Multiple network support.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/fixed-ip-actions.yaml"),
        include_str!("../../../api-ref/v3/os-multinic.yaml"),
    ];
    const SERVER_ACTIONS: &[Action] = &[
        action("addFixedIp", |call| Box::pin(add(call))),
        action("removeFixedIp", |call| Box::pin(remove(call))),
    ];
}

ferronova_v3::register!(Multinic);

/// The form of the body comes before the policy, so that the actions ask it themselves.
const fn action(name: &'static str, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Action {
    Action { name, rule: None, words: None, run }
}

const ADD: Schema = &[Check::OBJECT, Check::Required("networkId", NETWORK_ID), Check::NoOthers];

const NETWORK_ID: Schema = &[
    Check::Type(&[validation::Type::String, validation::Type::Number]),
    Check::AtLeast(1),
    Check::AtMost(36),
];

const REMOVE: Schema =
    &[Check::OBJECT, Check::Required("address", validation::IP), Check::NoOthers];

async fn add(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    validation::check("addFixedIp", &value, ADD)?;
    call.require(RULE)?;
    let network = value.get("networkId").map(|it| validation::Python::Two.plain(it));
    actions::add_fixed_ip(&call, &network.unwrap_or_default()).await
}

async fn remove(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    validation::check("removeFixedIp", &value, REMOVE)?;
    call.require(RULE)?;
    let address =
        value.get("address").and_then(validation::parsed::<IpAddr>).map(|it| it.to_string());
    actions::remove_fixed_ip(&call, &address.unwrap_or_default()).await
}
