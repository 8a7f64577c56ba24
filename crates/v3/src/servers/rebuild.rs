//! `{"rebuild": {"imageRef": "…"}}`

use ferronova_compute::Rebuild;
use ferronova_extend::{Call, Members};
use ferronova_http::{Failure, Fault, Reply};
use ferronova_juno::{actions, servers::read_image};
use serde_json::Value;

use crate::validation;

/// Makes a server anew.
pub(crate) async fn rebuild(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let object = validation::object("rebuild", &value)?;
    if !object.contains_key("imageRef") {
        return Err(validation::missing("rebuild", object, "imageRef").into());
    }
    let members = Members::new(object);
    let rebuild = read(members)?;
    let admin_pass = actions::read_admin_pass(members.get("adminPass"))?;
    actions::rebuild(&call, members, rebuild, &admin_pass).await
}

/// What the schema of the request says; members nobody knows are ignored.
fn read(members: Members<'_>) -> Result<Rebuild, Fault> {
    let checked = |name: &str| members.get(name).map(|it| validation::string(name, it)).transpose();
    checked("imageRef")?;
    checked("adminPass")?;
    let name = members.get("name").map(|it| validation::name("name", it)).transpose()?;
    let metadata = members.get("metadata").map(validation::metadata).transpose()?;
    let preserves = members.get("preserve_ephemeral");
    let preserves =
        preserves.map(|it| validation::boolean("preserve_ephemeral", it)).transpose()?;
    let image_id = read_image(members.get("imageRef"))?;
    Ok(Rebuild {
        name: name.map(str::to_owned),
        metadata,
        preserves_ephemeral: preserves.unwrap_or(false),
        ..Rebuild::from(image_id)
    })
}
