//! Boots servers from another disk, and later from their own disk again.

use ferronova_juno::actions;
use ferronova_v2::{
    Action, Adds, Call, Extension, Failure, Fault, NotFound, Reply, StatusCode, Wording, handler,
};
use serde_json::Value;

const RULE: &str = "compute_extension:rescue";

ferronova_v2::register!(Extension {
    alias: "os-rescue",
    name: "Rescue",
    namespace: "http://docs.openstack.org/compute/ext/rescue/api/v1.1",
    updated: "2011-08-18T00:00:00Z",
    description: "Instance rescue mode.",
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/rescue-actions.yaml"),
            include_str!("../../../api-ref/v2/password-answer.yaml"),
        ],
        words: Some(&Wording { not_found: NotFound::Server, ..Wording::CORE }),
        actions: &[
            Action::new("rescue", handler!(rescue)).ruled(RULE),
            actions::UNRESCUE.ruled(RULE),
        ],
        ..Adds::NOTHING
    },
});

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

/// Whether Nova accepts a value that has no password. Nova looks for `adminPass` in any value that
/// Python considers true. In a number or `true`, this search fails with an error. If a string or a
/// list contains `adminPass`, the search succeeds, but reading the password fails.
fn can_lack_a_password(value: &Value) -> bool {
    match value {
        Value::Null | Value::Object(_) => true,
        Value::Bool(truth) => !truth,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => !text.contains("adminPass"),
        Value::Array(items) => items.iter().all(|it| it != "adminPass"),
    }
}
