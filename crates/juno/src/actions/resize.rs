//! `{"resize": {"flavorRef": "2"}}`

use ferronova_compute::Resize;
use ferronova_extend::{Call, Members, schema::Python};
use ferronova_http::{Failure, Fault, Reply};
use serde_json::Value;

/// Resizes a server. Extensions can read members of the request.
pub(super) async fn resize(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let missing = || Fault::bad_request("Resize requests require 'flavorRef' attribute.");
    let object = value.as_object().ok_or_else(missing)?;
    let flavor_id = match object.get("flavorRef").ok_or_else(missing)? {
        Value::String(text) if text.is_empty() => {
            return Err(
                Fault::bad_request("Resize request has invalid 'flavorRef' attribute.").into()
            );
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            return Err(Fault::bad_request("Unable to locate requested flavor.").into());
        }
        // Unlike in a request for a new server, the flavor can't be given as a URL.
        id @ (Value::String(_) | Value::Number(_)) => Python::Two.plain(id),
    };
    let mut resize = Resize { flavor_id, disk_config: None };
    call.visible().read(|it| &it.on_resize, Members::new(object), &mut resize)?;
    call.compute().resize(call.request(), call.server()?, resize).await?;
    Ok(call.accepted())
}
