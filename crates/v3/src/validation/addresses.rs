//! Addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ferronova_http::Fault;
use ferronova_juno::python_text::quoted;
use serde_json::Value;

use super::{invalid, texts::string};

/// An address of either IP version.
///
/// # Errors
///
/// 400.
pub fn ip(name: &str, value: &Value) -> Result<IpAddr, Fault> {
    let text = string(name, value)?;
    text.parse().map_err(|_| {
        let reason = format!("{} is not valid under any of the given schemas", quoted(value));
        invalid(name, value, &reason)
    })
}

/// An address of IP version 4.
///
/// # Errors
///
/// 400.
pub fn ipv4(name: &str, value: &Value) -> Result<Ipv4Addr, Fault> {
    let text = string(name, value)?;
    text.parse().map_err(|_| invalid(name, value, &format!("{} is not a 'ipv4'", quoted(value))))
}

/// An address of IP version 6.
///
/// # Errors
///
/// 400.
pub fn ipv6(name: &str, value: &Value) -> Result<Ipv6Addr, Fault> {
    let text = string(name, value)?;
    text.parse().map_err(|_| invalid(name, value, &format!("{} is not a 'ipv6'", quoted(value))))
}
