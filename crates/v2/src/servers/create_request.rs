//! What a request for a new server says, checked in Nova's order.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ferronova_compute::{NewServer, parse_id};
use ferronova_http::Fault;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    fields_of_request::{read_ipv4, read_ipv6, read_name},
    networks::read_networks,
};
use crate::metadata;

/// A new server, and the password it was asked to have.
pub(super) struct CreateRequest {
    pub(super) new: NewServer,
    pub(super) admin_pass: Option<String>,
}

/// Reads the object under `server`; members nobody knows are ignored.
pub(super) fn read(server: &Map<String, Value>) -> Result<CreateRequest, Fault> {
    let admin_pass = server.get("adminPass").map(read_admin_pass).transpose()?;
    let name = server.get("name").ok_or(Fault::bad_request("Server name is not defined"))?;
    let name = read_name(name)?;
    let image_id = read_image(server.get("imageRef"))?;
    check_personality(server.get("personality"))?;
    let networks = read_networks(server.get("networks"))?;
    let access_ipv4 = present(server, "accessIPv4").map(read_ipv4).transpose()?;
    let access_ipv6 = present(server, "accessIPv6").map(read_ipv6).transpose()?;
    let flavor_id = read_flavor(server.get("flavorRef"))?;
    let metadata = metadata::read(server.get("metadata"))?;
    let new = NewServer::new(name, image_id, flavor_id);
    let new = NewServer { metadata, networks, access_ipv4, access_ipv6, ..new };
    Ok(CreateRequest { new, admin_pass })
}

fn present<'a>(server: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    server.get(name).filter(|it| !it.is_null())
}

fn read_admin_pass(value: &Value) -> Result<String, Fault> {
    value.as_str().map(str::to_owned).ok_or(Fault::bad_request("Invalid adminPass"))
}

/// An id, or any URL that ends in one.
fn read_image(value: Option<&Value>) -> Result<Uuid, Fault> {
    let reference = value.ok_or(Fault::bad_request("Missing imageRef attribute"))?;
    let id = reference.as_str().and_then(|it| parse_id(last_segment(it)));
    id.ok_or(Fault::bad_request("Invalid imageRef provided."))
}

/// An id, or any URL that ends in one; a number is an id too.
fn read_flavor(value: Option<&Value>) -> Result<String, Fault> {
    match value {
        None => Err(Fault::bad_request("Missing flavorRef attribute")),
        Some(Value::String(reference)) => Ok(last_segment(reference).to_owned()),
        Some(Value::Number(id)) => Ok(id.to_string()),
        Some(_) => Err(Fault::bad_request("Invalid flavorRef provided.")),
    }
}

fn last_segment(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

/// Files to put into the server: they have to be well-formed. Nobody could ever look at them.
fn check_personality(value: Option<&Value>) -> Result<(), Fault> {
    let files = match value {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Array(files)) => files,
        Some(_) => return Err(Fault::bad_request("Bad personality format")),
    };
    for file in files {
        let file = file.as_object().ok_or(Fault::bad_request("Bad personality format"))?;
        let member = |name: &str| {
            let missing =
                || Fault::bad_request(format!("Bad personality format: missing '{name}'"));
            file.get(name).ok_or_else(missing)
        };
        let path = member("path")?;
        let contents = member("contents")?;
        if !contents.as_str().is_some_and(is_base64) {
            let path = path.as_str().map_or_else(|| path.to_string(), str::to_owned);
            let message = format!("Personality content for {path} cannot be decoded");
            return Err(Fault::bad_request(message));
        }
    }
    Ok(())
}

fn is_base64(text: &str) -> bool {
    let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    STANDARD.decode(text).is_ok()
}
