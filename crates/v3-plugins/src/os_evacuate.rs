//! Rebuilds servers on another host when their host is down.

use ferronova_compute::Evacuation;
use ferronova_juno::actions;
use ferronova_v3::{
    Action, Adds, Call, Check, Failure, Plugin, Reply, Schema, StatusCode, Wording, handler,
    validation,
};
use serde_json::Value;

ferronova_v3::register!(Plugin {
    alias: "os-evacuate",
    name: "Evacuate",
    description: "Enables server evacuation.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/evacuate-action.yaml"),
            include_str!("../../../api-ref/common/evacuate-find-host.yaml"),
            include_str!("../../../api-ref/v3/password-answer.yaml"),
            include_str!("../../../api-ref/v3/os-evacuate.yaml"),
        ],
        actions: &[Action::new("evacuate", handler!(evacuate))
            .worded(&Wording { no_host: StatusCode::NOT_FOUND, ..Wording::WITH_ID })],
        ..Adds::NOTHING
    },
});

const SCHEMA: Schema = &[
    Check::OBJECT,
    Check::Required("onSharedStorage", validation::BOOLEAN),
    Check::Optional("host", validation::HOSTNAME),
    Check::Optional("adminPass", validation::STRING),
    Check::NoOthers,
];

async fn evacuate(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    validation::check("evacuate", &value, SCHEMA)?;
    call.require("compute_extension:v3:os-evacuate")?;
    let is_shared = value.get("onSharedStorage").is_some_and(validation::truth);
    let admin_pass = value.get("adminPass").and_then(validation::parsed);
    let admin_pass = actions::password_of_evacuation(admin_pass, is_shared)?;
    actions::evacuate(&call, Evacuation { host: value.get("host").and_then(validation::parsed) })
        .await?;
    Ok(actions::password_answer(admin_pass.as_deref()))
}
