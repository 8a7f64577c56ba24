//! Requests about servers in v3, checked against v3's schemas.

mod create;
mod rebuild;
mod update;

pub(crate) use create::create;
pub(crate) use rebuild::rebuild;
pub(crate) use update::update;

use ferronova_extend::Call;
use ferronova_http::Fault;
use serde_json::{Map, Value};

use crate::{
    icehouse,
    validation::{self, Check, Schema},
};

/// Returns the object under `server` in the body, if it fits the schema.
fn read_server(call: &Call<'_>, schema: Schema) -> Result<Map<String, Value>, Fault> {
    let mut body: Value = if call.has_body() { call.parse()? } else { Value::Null };
    validation::check_body(&body, &[Check::OBJECT, Check::Required("server", &[])])?;
    let mut server = body.get_mut("server").map(Value::take).unwrap_or_default();
    if let Value::Object(members) = &mut server {
        icehouse::rename(members);
    }
    validation::check("server", &server, schema)?;
    Ok(server.as_object_mut().map(std::mem::take).unwrap_or_default())
}
