//! Rebuilds servers on another host when their host is down.

use ferronova_compute::Evacuation;
use ferronova_juno::{actions, truth::read_truth};
use ferronova_v2::{
    Action, Adds, Call, Extension, Failure, Fault, Reply, StatusCode, Wording, handler,
};
use serde_json::Value;

ferronova_v2::register!(Extension {
    alias: "os-evacuate",
    name: "Evacuate",
    namespace: "http://docs.openstack.org/compute/ext/evacuate/api/v2",
    updated: "2013-01-06T00:00:00Z",
    description: "Enables server evacuation.",
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../api-ref/common/evacuate-action.yaml"),
            include_str!("../../../api-ref/v2/os-evacuate.yaml"),
            include_str!("../../../api-ref/v2/password-answer.yaml"),
        ],
        actions: &[Action::new("evacuate", handler!(evacuate))
            .ruled("compute_extension:evacuate")
            .worded(&Wording { no_host: StatusCode::NOT_FOUND, ..Wording::WITH_ID })],
        ..Adds::NOTHING
    },
});

async fn evacuate(call: Call<'_>) -> Result<Reply, Failure> {
    let finds_host = call.registry().has("os-extended-evacuate-find-host");
    let (evacuation, admin_pass) = read(&call.parse()?, finds_host)?;
    actions::evacuate(&call, evacuation).await?;
    Ok(match &admin_pass {
        Some(admin_pass) => actions::password_answer(Some(admin_pass)),
        None => Reply::json(StatusCode::OK, Vec::new()),
    })
}

/// Reads an evacuation. Also returns the password that the server has afterwards.
fn read(value: &Value, finds_host: bool) -> Result<(Evacuation, Option<String>), Fault> {
    let members = value.as_object().ok_or_else(Fault::malformed_body)?;
    let host = match members.get("host") {
        Some(Value::String(host)) => Some(host.clone()),
        None | Some(Value::Null) if finds_host => None,
        _ => return Err(Fault::bad_request("host must be specified.")),
    };
    let is_shared = members
        .get("onSharedStorage")
        .ok_or(Fault::bad_request("onSharedStorage must be specified."))?;
    // A value that is no word for true or false counts as false.
    let is_shared = read_truth(is_shared).unwrap_or(false);
    let admin_pass = match members.get("adminPass") {
        None => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(_) => return Err(Fault::bad_request("Invalid adminPass")),
    };
    Ok((Evacuation { host }, actions::password_of_evacuation(admin_pass, is_shared)?))
}
