//! What requests about servers say on v3, checked as its schemas do.

mod create;
mod rebuild;
mod update;

pub(crate) use create::create;
pub(crate) use rebuild::rebuild;
pub(crate) use update::update;

use ferronova_extend::Call;
use ferronova_http::Fault;
use serde_json::{Map, Value};

use crate::{icehouse, validation};

/// The object under `server` in the body.
fn read_server(call: &Call<'_>) -> Result<Map<String, Value>, Fault> {
    let body: Value = if call.has_body() { call.parse()? } else { Value::Null };
    let Some(members) = body.as_object() else {
        return Err(validation::wrong_body(&body, "'object'"));
    };
    let Some(server) = members.get("server") else {
        return Err(validation::missing_in_body("server"));
    };
    let mut server = validation::object("server", server)?.clone();
    icehouse::rename(&mut server);
    Ok(server)
}
