//! Adds fixed addresses to servers, and removes them.

use ferronova_juno::actions;
use ferronova_v2::{
    Action, Adds, Call, Extension, Failure, Fault, LockedText, NotFound, Reply, StatusCode,
    Wording, handler,
};
use serde_json::Value;

ferronova_v2::register!(Extension {
    alias: "NMN",
    name: "Multinic",
    namespace: "http://docs.openstack.org/compute/ext/multinic/api/v1.1",
    updated: "2011-06-09T00:00:00Z",
    description: "Multiple network support.",
    rule: None,
    adds: Adds {
        words: Some(&WORDS),
        api_ref: &[
            include_str!("../../../api-ref/common/fixed-ip-actions.yaml"),
            include_str!("../../../api-ref/v2/NMN.yaml"),
        ],
        actions: &[
            Action::new("addFixedIp", handler!(add)).ruled("compute_extension:multinic"),
            Action::new("removeFixedIp", handler!(remove)).ruled("compute_extension:multinic"),
        ],
        ..Adds::NOTHING
    },
});

// For a locked server, Nova answers 400 here instead of 409.
const WORDS: Wording =
    Wording { not_found: NotFound::Server, locked: LockedText::BadRequest, ..Wording::CORE };

async fn add(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let missing = "Missing 'networkId' argument for addFixedIp";
    actions::add_fixed_ip(&call, &member(&value, "networkId", missing)?).await
}

async fn remove(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let missing = "Missing 'address' argument for removeFixedIp";
    actions::remove_fixed_ip(&call, &member(&value, "address", missing)?).await
}

/// Returns a member as a string; for a value of another type, its JSON text.
fn member(value: &Value, name: &str, missing: &'static str) -> Result<String, Fault> {
    match value {
        Value::Object(members) => match members.get(name) {
            Some(Value::String(text)) => Ok(text.clone()),
            Some(other) => Ok(other.to_string()),
            None => Err(Fault::bad_request(missing)),
        },
        Value::Array(_) | Value::String(_) => Err(Fault::bad_request(missing)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            Err(Fault::plain(StatusCode::BAD_REQUEST))
        }
    }
}
