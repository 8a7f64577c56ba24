//! Boots servers from another disk, and back.

use ferronova_juno::actions;
use ferronova_v2::{Action, Call, Extension, Failure, Fault, NotFound, Reply, StatusCode, Wording};
use serde_json::Value;

struct Rescue;

impl Extension for Rescue {
    const ALIAS: &str = "os-rescue";
    const NAME: &str = "Rescue";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/rescue/api/v1.1";
    const UPDATED: &str = "2011-08-18T00:00:00Z";
    const DESCRIPTION: &str = "Instance rescue mode.";
    const RULE: Option<&str> = None;
    const SERVER_ACTIONS: &[Action] =
        &[Action { name: "rescue", run: |call| Box::pin(rescue(call)), ..UNRESCUE }, UNRESCUE];
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/rescue-actions.yaml"),
        include_str!("../../../api-ref/v2/password-answer.yaml"),
    ];
}

ferronova_v2::register!(Rescue);

const UNRESCUE: Action = Action {
    rule: Some("compute_extension:rescue"),
    words: Some(&Wording { not_found: NotFound::Server, ..Wording::CORE }),
    ..actions::UNRESCUE
};

async fn rescue(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    if !can_lack_a_password(&value) {
        return Err(Fault::plain(StatusCode::BAD_REQUEST).into());
    }
    let admin_pass = actions::read_admin_pass(value.get("adminPass"))?;
    let image = value.get("rescue_image_ref").filter(|it| !it.is_null());
    let image = image.filter(|_| call.registry().has("os-extended-rescue-with-image"));
    let image = image.map(actions::read_rescue_image).transpose()?;
    actions::rescue(&call, &admin_pass, image).await
}

/// Whether a password can be looked for in a value. In a number it can't, unless that is nothing;
/// where it is found in something else than an object, it can't be taken.
fn can_lack_a_password(value: &Value) -> bool {
    match value {
        Value::Null | Value::Object(_) => true,
        Value::Bool(truth) => !truth,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => !text.contains("adminPass"),
        Value::Array(items) => items.iter().all(|it| it != "adminPass"),
    }
}
