//! Boots servers from another disk, and back.

use ferronova_juno::actions;
use ferronova_v3::{Action, Call, Check, Failure, Plugin, Reply, Schema, validation};
use serde_json::Value;

struct Rescue;

impl Plugin for Rescue {
    const ALIAS: &str = "os-rescue";
    const NAME: &str = "Rescue";
    const DESCRIPTION: &str = "Instance rescue mode.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/rescue-actions.yaml"),
        include_str!("../../../api-ref/v3/password-answer.yaml"),
        include_str!("../../../api-ref/v3/os-rescue.yaml"),
    ];
    const SERVER_ACTIONS: &[Action] = &[
        // The form of the body comes before the policy, so this one asks it itself.
        Action { name: "rescue", rule: None, words: None, run: |call| Box::pin(rescue(call)) },
        Action { rule: Some(RULE), ..actions::UNRESCUE },
    ];
}

ferronova_v3::register!(Rescue);

const RULE: &str = "compute_extension:v3:os-rescue";

const SCHEMA: Schema = &[
    Check::Type(&[validation::Type::Object, validation::Type::Null]),
    Check::Optional("adminPass", validation::STRING),
    Check::Optional("rescue_image_ref", validation::STRING),
    Check::NoOthers,
];

async fn rescue(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    validation::check("rescue", &value, SCHEMA)?;
    call.require(RULE)?;
    let admin_pass = actions::read_admin_pass(value.get("adminPass"))?;
    let image = value.get("rescue_image_ref").map(actions::read_rescue_image).transpose()?;
    actions::rescue(&call, &admin_pass, image).await
}
