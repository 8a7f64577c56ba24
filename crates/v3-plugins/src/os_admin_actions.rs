//! Sets the state of a server, and resets its network.

use ferronova_compute::ResetTo;
use ferronova_juno::actions;
use ferronova_v3::{
    Action, Adds, Call, Check, Failure, Plugin, Reply, Schema, handler, validation,
};
use serde_json::Value;

ferronova_v3::register!(Plugin {
    alias: "os-admin-actions",
    name: "AdminActions",
    description: "Actions of administrators: resetNetwork, injectNetworkInfo, os-resetState.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/network-actions.yaml"),
            include_str!("../../../api-ref/common/reset-state-action.yaml"),
            include_str!("../../../api-ref/v3/os-admin-actions.yaml"),
        ],
        actions: &[
            actions::RESET_NETWORK.ruled("compute_extension:v3:os-admin-actions:reset_network"),
            actions::INJECT_NETWORK_INFO
                .ruled("compute_extension:v3:os-admin-actions:inject_network_info"),
            Action::new("os-resetState", handler!(reset_state)),
        ],
        ..Adds::NOTHING
    },
});

const RESET_STATE: &str = "compute_extension:v3:os-admin-actions:reset_state";

const SCHEMA: Schema = &[
    Check::OBJECT,
    Check::Required("state", &[Check::STRING, Check::Enum(&["active", "error"])]),
    Check::NoOthers,
];

async fn reset_state(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    validation::check("os-resetState", &value, SCHEMA)?;
    call.require(RESET_STATE)?;
    let to = value.get("state").and_then(|it| ResetTo::parse(it.as_str()?));
    let to = to.unwrap_or(ResetTo::Error);
    actions::reset_state(&call, to).await
}
