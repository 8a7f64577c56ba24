//! `{"changePassword": {"adminPass": "…"}}`

use ferronova_extend::Call;
use ferronova_http::{Failure, Fault, Reply, StatusCode};
use ferronova_juno::actions;
use serde_json::Value;

/// Changes the password of a server.
pub(crate) async fn change_password(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    // In Python, looking for a member in values of these types is an error.
    if matches!(value, Value::Null | Value::Bool(_) | Value::Number(_)) {
        return Err(Fault::plain(StatusCode::BAD_REQUEST).into());
    }
    let admin_pass =
        value.get("adminPass").ok_or(Fault::bad_request("No adminPass was specified"))?;
    actions::read_admin_pass(Some(admin_pass))?;
    actions::change_password(&call).await
}
