//! Passwords of servers: changed, or made up.

use ferronova_extend::{Call, Key, write_object};
use ferronova_http::{Failure, Fault, Reply};
use serde_json::Value;

const ADMIN_PASS: Key = Key::new("adminPass");

/// `{"changePassword": {"adminPass": "…"}}`, once the version has read the password. It is not
/// kept: whoever runs the server would be told.
///
/// # Errors
///
/// 404, 403, and as the version words a lock and a state.
pub async fn change_password(call: &Call<'_>) -> Result<Reply, Failure> {
    call.compute().change_password(call.request(), call.server()?).await?;
    Ok(call.accepted())
}

/// The password that a request gives a server, or one that is made up.
///
/// # Errors
///
/// 400 if it is no text.
pub fn read_admin_pass(value: Option<&Value>) -> Result<String, Fault> {
    match value {
        None => new_admin_pass(),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(Fault::bad_request("Invalid adminPass")),
    }
}

/// Twelve random letters and digits, none of which looks like another one.
pub(crate) fn new_admin_pass() -> Result<String, Fault> {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTVWXYZab";
    let mut random = [0; 12];
    getrandom::fill(&mut random).map_err(|error| Fault::internal(&error))?;
    Ok(random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

/// `{"adminPass": "…"}`, null if there is none.
#[must_use]
pub fn password_answer(admin_pass: Option<&str>) -> Reply {
    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.field(ADMIN_PASS, &admin_pass);
    });
    Reply::ok(body)
}
