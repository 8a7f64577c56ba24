//! Sets the state of a server by hand, and has its network set up anew.

use ferronova_compute::ResetTo;
use ferronova_juno::actions;
use ferronova_v3::{Action, Call, Check, Failure, Plugin, Reply, Schema, validation};
use serde_json::Value;

struct AdminActions;

impl Plugin for AdminActions {
    const ALIAS: &str = "os-admin-actions";
    const NAME: &str = "AdminActions";
    const DESCRIPTION: &str =
        "Actions of administrators: resetNetwork, injectNetworkInfo, os-resetState.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/network-actions.yaml"),
        include_str!("../../../api-ref/common/reset-state-action.yaml"),
        include_str!("../../../api-ref/v3/os-admin-actions.yaml"),
    ];
    const SERVER_ACTIONS: &[Action] = &[
        Action {
            rule: Some("compute_extension:v3:os-admin-actions:reset_network"),
            ..actions::RESET_NETWORK
        },
        Action {
            rule: Some("compute_extension:v3:os-admin-actions:inject_network_info"),
            ..actions::INJECT_NETWORK_INFO
        },
        Action {
            name: "os-resetState",
            // The form of the body comes before the policy, so the action asks it itself.
            rule: None,
            words: None,
            run: |call| Box::pin(reset_state(call)),
        },
    ];
}

ferronova_v3::register!(AdminActions);

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
