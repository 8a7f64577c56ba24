//! `POST /servers`.

use ferronova_compute::NewServer;
use ferronova_extend::{Call, Creation, Members};
use ferronova_http::{Failure, Fault, Reply};
use ferronova_juno::servers::{self, read_flavor, read_hints, read_image, read_networks};
use serde_json::Value;

use super::read_server;
use crate::validation::{self, ARRAY, Check, NAME, STRING, STRING_OR_INTEGER, Schema};

/// The schema of the object `server` in the body. Unknown members are ignored.
const SCHEMA: Schema = &[
    Check::OBJECT,
    Check::Required("name", &[]),
    Check::Required("flavorRef", &[]),
    Check::Optional("adminPass", STRING),
    Check::Optional("flavorRef", STRING_OR_INTEGER),
    Check::Optional("imageRef", STRING),
    Check::Optional("name", NAME),
    Check::Optional("networks", ARRAY),
];

/// The member with the hints for the scheduler.
const HINTS: &str = "os-scheduler-hints:scheduler_hints";

/// `POST /servers`
pub(crate) async fn create(call: Call<'_>) -> Result<Reply, Failure> {
    let server = read_server(&call, SCHEMA)?;
    let members = Members::new(&server);
    let admin_pass = members.get("adminPass").and_then(Value::as_str).map(str::to_owned);
    let mut creation = Creation::of(read(members)?);
    call.visible().read(|it| &it.on_create, members, &mut creation)?;
    servers::create(&call, creation, admin_pass).await
}

/// Reads the members, which have passed the schema.
fn read(members: Members<'_>) -> Result<NewServer, Fault> {
    let scheduler_hints = members.get(HINTS).map(read_hints).transpose()?.flatten();
    let name = members.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let metadata = members.get("metadata").map(validation::metadata).transpose()?;
    // An empty reference means no image, as in the view of a server without an image.
    let image_id = read_image(members.get("imageRef").filter(|it| **it != ""))?;
    let flavor_id = read_flavor(members.get("flavorRef"))?;
    let networks = read_networks(members.get("networks"))?;
    let new = NewServer::new(name, image_id, flavor_id);
    Ok(NewServer { metadata: metadata.unwrap_or_default(), networks, scheduler_hints, ..new })
}
