//! Rebuilds servers on another host when theirs is down.

use ferronova_juno::actions::{self, FindsHost};
use ferronova_v3::{Action, Call, Failure, Plugin, Reply, StatusCode, Wording, validation};
use serde_json::Value;

struct Evacuate;

impl Plugin for Evacuate {
    const ALIAS: &str = "os-evacuate";
    const NAME: &str = "Evacuate";
    const DESCRIPTION: &str = "Enables server evacuation.";
    const VERSION: u32 = 1;
    const RULE: &str = "";
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/evacuate-action.yaml"),
        include_str!("../../../api-ref/common/evacuate-find-host.yaml"),
        include_str!("../../../api-ref/v3/password-answer.yaml"),
    ];
    const SERVER_ACTIONS: &[Action] = &[Action {
        name: "evacuate",
        // The form of the body comes before the policy, so the action asks it itself.
        rule: None,
        // A server without a host has no service that could be down.
        wording: Wording { no_host: StatusCode::NOT_FOUND, ..Wording::action_with_id("evacuate") },
        run: |call| Box::pin(evacuate(call)),
    }];
}

ferronova_v3::register!(Evacuate);

async fn evacuate(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let object = validation::object("evacuate", &value)?;
    let shared = object
        .get("onSharedStorage")
        .ok_or_else(|| validation::missing("evacuate", object, "onSharedStorage"))?;
    validation::boolean("onSharedStorage", shared)?;
    for name in ["host", "adminPass"] {
        object.get(name).map(|it| validation::string(name, it)).transpose()?;
    }
    call.require("compute_extension:v3:os-evacuate")?;
    let asked = actions::read_evacuation(&value, FindsHost::Yes)?;
    actions::evacuate(&call, asked).await
}
