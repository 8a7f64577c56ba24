//! Members that occur both in requests to create and in requests to update a server.

use std::net::{Ipv4Addr, Ipv6Addr};

use ferronova_extend::Call;
use ferronova_http::{Fault, StatusCode};
use serde_json::{Map, Value};

/// Maximum length of a name, in characters.
const MAX_NAME: usize = 255;

/// The members of an object in a request.
type Object = Map<String, Value>;

/// Returns the object under `server` in the body, and the other members of the body.
pub(super) fn read_server(call: &Call<'_>) -> Result<(Object, Object), Fault> {
    let no_server = || Fault::plain(StatusCode::UNPROCESSABLE_ENTITY);
    let Value::Object(mut body) = call.parse()? else {
        return Err(no_server());
    };
    match body.remove("server").ok_or_else(no_server)? {
        Value::Object(server) => Ok((server, body)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(Fault::plain(StatusCode::BAD_REQUEST))
        }
    }
}

/// Reads a display name, and removes leading and trailing blanks.
pub(super) fn read_name(value: &Value) -> Result<String, Fault> {
    let name =
        value.as_str().ok_or(Fault::bad_request("Server name is not a string or unicode"))?.trim();
    match name.chars().count() {
        0 => Err(Fault::bad_request("Server name has a minimum character requirement of 1.")),
        1..=MAX_NAME => Ok(name.to_owned()),
        _ => Err(Fault::bad_request(format!("Server name has more than {MAX_NAME} characters."))),
    }
}

/// Reads an address of IP version 4.
pub(super) fn read_ipv4(value: &Value) -> Result<Ipv4Addr, Fault> {
    let ip = value.as_str().and_then(|it| it.trim().parse().ok());
    ip.ok_or(Fault::bad_request("accessIPv4 is not proper IPv4 format"))
}

/// Reads an address of IP version 6.
pub(super) fn read_ipv6(value: &Value) -> Result<Ipv6Addr, Fault> {
    let ip = value.as_str().and_then(|it| it.trim().parse().ok());
    ip.ok_or(Fault::bad_request("accessIPv6 is not proper IPv6 format"))
}
