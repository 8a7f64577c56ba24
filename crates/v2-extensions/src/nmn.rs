//! Gives servers fixed addresses, and takes them.

use ferronova_juno::actions;
use ferronova_v2::{
    Action, Call, CallFuture, Extension, Failure, Fault, LockedText, NotFound, Reply, StatusCode,
    Wording,
};
use serde_json::Value;

struct Multinic;

impl Extension for Multinic {
    const ALIAS: &str = "NMN";
    const NAME: &str = "Multinic";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/multinic/api/v1.1";
    const UPDATED: &str = "2011-06-09T00:00:00Z";
    const DESCRIPTION: &str = "Multiple network support.";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../api-ref/common/fixed-ip-actions.yaml"),
        include_str!("../../../api-ref/v2/NMN.yaml"),
    ];
    const SERVER_ACTIONS: &[Action] = &[
        action("addFixedIp", |call| Box::pin(add(call))),
        action("removeFixedIp", |call| Box::pin(remove(call))),
    ];
}

ferronova_v2::register!(Multinic);

/// It does not know a lock for a conflict.
const fn action(name: &'static str, run: for<'a> fn(Call<'a>) -> CallFuture<'a>) -> Action {
    const WORDS: Wording =
        Wording { not_found: NotFound::Server, locked: LockedText::BadRequest, ..Wording::CORE };
    Action { name, rule: Some("compute_extension:multinic"), words: Some(&WORDS), run }
}

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

/// A member as a text, whatever it is.
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
