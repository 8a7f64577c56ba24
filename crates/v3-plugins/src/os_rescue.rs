//! Boots servers from another disk, and later from their own disk again.

use ferronova_juno::actions;
use ferronova_v3::{
    Action, Adds, Call, Check, Failure, Plugin, Reply, Schema, handler, validation,
};
use serde_json::Value;

ferronova_v3::register!(Plugin {
    alias: "os-rescue",
    name: "Rescue",
    description: "Instance rescue mode.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/rescue-actions.yaml"),
            include_str!("../../../api-ref/v3/password-answer.yaml"),
            include_str!("../../../api-ref/v3/os-rescue.yaml"),
        ],
        actions: &[
            // The body is validated before the policy is checked, so the handler checks the policy
            // itself.
            Action::new("rescue", handler!(rescue)),
            actions::UNRESCUE.ruled(RULE),
        ],
        ..Adds::NOTHING
    },
});

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
