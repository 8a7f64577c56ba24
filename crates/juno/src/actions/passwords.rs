//! Changing and generating passwords of servers.

use ferronova_extend::{Call, Key, write_object};
use ferronova_http::{Failure, Fault, Reply};
use serde_json::Value;

const ADMIN_PASS: Key = Key::new("adminPass");

/// `{"changePassword": {"adminPass": "…"}}`, after the version has parsed the password. The
/// password is not stored; a hypervisor would receive it.
pub async fn change_password(call: &Call<'_>) -> Result<Reply, Failure> {
    call.compute().change_password(call.request(), call.server()?).await?;
    Ok(call.accepted())
}

/// Returns the password in a request; for `None`, generates a password.
pub fn read_admin_pass(value: Option<&Value>) -> Result<String, Fault> {
    match value {
        None => new_admin_pass(),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(Fault::bad_request("Invalid adminPass")),
    }
}

/// Generates a password: twelve random letters and digits, without characters that look alike.
pub(crate) fn new_admin_pass() -> Result<String, Fault> {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTVWXYZab";
    let mut random = [0; 12];
    getrandom::fill(&mut random).map_err(|error| Fault::internal(&error))?;
    Ok(random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

/// Returns the reply `{"adminPass": "…"}`, with null for `None`.
#[must_use]
pub fn password_answer(admin_pass: Option<&str>) -> Reply {
    let mut body = Vec::new();
    write_object(&mut body, |out| {
        out.field(ADMIN_PASS, &admin_pass);
    });
    Reply::ok(body)
}
