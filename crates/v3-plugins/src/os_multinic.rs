//! Gives servers fixed addresses, and takes them.

use ferronova_juno::actions;
use ferronova_v3::{Action, Call, CallFuture, Failure, Plugin, Reply, validation};
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

async fn add(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let object = validation::object("addFixedIp", &value)?;
    let network = validation::required("addFixedIp", object, "networkId")?;
    let network = validation::network_id("networkId", network)?;
    validation::only("addFixedIp", object, &["networkId"])?;
    call.require(RULE)?;
    actions::add_fixed_ip(&call, &network).await
}

async fn remove(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let object = validation::object("removeFixedIp", &value)?;
    let address = validation::required("removeFixedIp", object, "address")?;
    let address = validation::ip("address", address)?;
    validation::only("removeFixedIp", object, &["address"])?;
    call.require(RULE)?;
    actions::remove_fixed_ip(&call, &address.to_string()).await
}
