//! `{"rebuild": {"imageRef": "…"}}`

use ferronova_compute::Rebuild;
use ferronova_extend::{Call, Members};
use ferronova_http::{Failure, Fault, Reply};
use ferronova_juno::{actions, servers::read_image};
use serde_json::{Map, Value};

use crate::validation::{self, BOOLEAN, Check, METADATA, NAME, STRING, Schema, truth};

/// The schema of the object `rebuild` in the body. Unknown members are ignored.
const SCHEMA: Schema = &[
    Check::OBJECT,
    Check::Required("imageRef", STRING),
    Check::Optional("adminPass", STRING),
    Check::Optional("name", NAME),
    Check::Optional("metadata", METADATA),
    Check::Optional("preserve_ephemeral", BOOLEAN),
];

/// Rebuilds a server.
pub(crate) async fn rebuild(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    validation::check("rebuild", &value, SCHEMA)?;
    let nothing = Map::new();
    let members = Members::new(value.as_object().unwrap_or(&nothing));
    let rebuild = read(members)?;
    let admin_pass = actions::read_admin_pass(members.get("adminPass"))?;
    actions::rebuild(&call, members, rebuild, &admin_pass).await
}

fn read(members: Members<'_>) -> Result<Rebuild, Fault> {
    let metadata = members.get("metadata").map(validation::metadata).transpose()?;
    let image_id = read_image(members.get("imageRef"))?;
    Ok(Rebuild {
        name: members.get("name").and_then(Value::as_str).map(str::to_owned),
        metadata,
        preserves_ephemeral: members.get("preserve_ephemeral").is_some_and(truth),
        ..Rebuild::from(image_id)
    })
}
