//! Members that the requests to create and to update a server share.

use std::net::{Ipv4Addr, Ipv6Addr};

use ferronova_extend::Call;
use ferronova_http::{Fault, StatusCode};
use serde_json::{Map, Value};

/// How many characters a name may have.
const MAX_NAME: usize = 255;

/// The object under `server` in the body.
pub(super) fn read_server(call: &Call<'_>) -> Result<Map<String, Value>, Fault> {
    let body: Value = call.parse()?;
    match body {
        Value::Object(mut body) => match body.remove("server") {
            Some(Value::Object(server)) => Ok(server),
            _ => Err(Fault::plain(StatusCode::UNPROCESSABLE_ENTITY)),
        },
        _ => Err(Fault::plain(StatusCode::UNPROCESSABLE_ENTITY)),
    }
}

/// A display name, without blanks at its ends.
pub(super) fn read_name(value: &Value) -> Result<String, Fault> {
    let name =
        value.as_str().ok_or(Fault::bad_request("Server name is not a string or unicode"))?.trim();
    match name.chars().count() {
        0 => Err(Fault::bad_request("Server name has a minimum character requirement of 1.")),
        1..=MAX_NAME => Ok(name.to_owned()),
        _ => Err(Fault::bad_request(format!("Server name has more than {MAX_NAME} characters."))),
    }
}

/// An address of IP version 4.
pub(super) fn read_ipv4(value: &Value) -> Result<Ipv4Addr, Fault> {
    let ip = value.as_str().and_then(|it| it.trim().parse().ok());
    ip.ok_or(Fault::bad_request("accessIPv4 is not proper IPv4 format"))
}

/// An address of IP version 6.
pub(super) fn read_ipv6(value: &Value) -> Result<Ipv6Addr, Fault> {
    let ip = value.as_str().and_then(|it| it.trim().parse().ok());
    ip.ok_or(Fault::bad_request("accessIPv6 is not proper IPv6 format"))
}
