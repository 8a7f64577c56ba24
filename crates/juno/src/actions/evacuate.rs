//! `{"evacuate": {"host": "…", "onSharedStorage": "False"}}`

use ferronova_compute::Evacuation;
use ferronova_extend::{Call, FALSE_AND_TRUE, parse_truth};
use ferronova_http::{Failure, Fault, Reply, StatusCode};
use serde_json::Value;

use super::passwords::{answer, new_admin_pass};

/// An evacuation, with the password that its server will have; nothing where the disk stays.
pub struct AskedEvacuation {
    /// Where to.
    pub evacuation: Evacuation,
    /// The password on the new disk.
    pub admin_pass: Option<String>,
}

/// Whether a host can be found for a server whose request names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindsHost {
    /// It is found.
    Yes,
    /// It has to be named.
    No,
}

/// Evacuates a server, once the version has read where to, and says its password, if it has a new
/// disk.
///
/// # Errors
///
/// 400 while its host is up; 404, 403, 409.
pub async fn evacuate(call: &Call<'_>, asked: AskedEvacuation) -> Result<Reply, Failure> {
    let AskedEvacuation { evacuation, admin_pass } = asked;
    call.compute().evacuate(call.request(), call.server()?, evacuation).await?;
    Ok(match admin_pass {
        Some(admin_pass) => answer(&admin_pass),
        None => Reply::json(StatusCode::OK, Vec::new()),
    })
}

const NO_STORAGE: &str = "onSharedStorage must be specified.";

/// Reads an evacuation.
///
/// # Errors
///
/// 400.
pub fn read_evacuation(value: &Value, finds_host: FindsHost) -> Result<AskedEvacuation, Fault> {
    let host = match value.get("host") {
        Some(Value::String(host)) => Some(host.clone()),
        None | Some(Value::Null) if finds_host == FindsHost::Yes => None,
        _ => return Err(Fault::bad_request("host must be specified.")),
    };
    let shared = value.get("onSharedStorage").ok_or(Fault::bad_request(NO_STORAGE))?;
    let is_shared = match shared {
        Value::Bool(it) => *it,
        Value::String(text) => parse_truth(text).ok_or_else(|| {
            Fault::bad_request(format!(
                "Unrecognized value '{text}', acceptable values are: {FALSE_AND_TRUE}"
            ))
        })?,
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            return Err(Fault::bad_request(NO_STORAGE));
        }
    };
    let admin_pass = match (value.get("adminPass"), is_shared) {
        (Some(_), true) => {
            return Err(Fault::bad_request("admin password can't be changed on existing disk"));
        }
        (Some(Value::String(text)), false) => Some(text.clone()),
        (Some(_), false) => return Err(Fault::bad_request("Invalid adminPass")),
        (None, true) => None,
        (None, false) => Some(new_admin_pass()?),
    };
    Ok(AskedEvacuation { evacuation: Evacuation { host }, admin_pass })
}
