//! Boots servers from another disk, and back.

use ferronova_juno::actions;
use ferronova_v3::{Action, Call, Failure, Plugin, Reply, validation};
use serde_json::{Map, Value};

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

async fn rescue(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let nothing = Map::new();
    let object = validation::object_or_null("rescue", &value)?.unwrap_or(&nothing);
    for name in ["adminPass", "rescue_image_ref"] {
        object.get(name).map(|it| validation::string(name, it)).transpose()?;
    }
    validation::only("rescue", object, &["adminPass", "rescue_image_ref"])?;
    call.require(RULE)?;
    let admin_pass = actions::read_admin_pass(object.get("adminPass"))?;
    let image = object.get("rescue_image_ref").map(actions::read_rescue_image).transpose()?;
    actions::rescue(&call, &admin_pass, image).await
}
