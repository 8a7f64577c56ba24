//! Adds fixed addresses to servers, and removes them.

use std::net::IpAddr;

use ferronova_juno::actions;
use ferronova_v3::{
    Action, Adds, Call, Check, Failure, Plugin, Reply, Schema, handler, validation,
};
use serde_json::Value;

const RULE: &str = "compute_extension:v3:os-multinic";

ferronova_v3::register!(Plugin {
    alias: "os-multinic",
    name: "Multinic",
    description: "Multiple network support.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/fixed-ip-actions.yaml"),
            include_str!("../../../api-ref/v3/os-multinic.yaml"),
        ],
        // The body is validated before the policy is checked, so the handlers check the policy
        // themselves.
        actions: &[
            Action::new("addFixedIp", handler!(add)),
            Action::new("removeFixedIp", handler!(remove)),
        ],
        ..Adds::NOTHING
    },
});

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
