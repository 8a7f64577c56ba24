//! `{"rebuild": {"imageRef": "…"}}`

use ferronova_compute::Rebuild;
use ferronova_extend::{Call, Members};
use ferronova_http::{Failure, Fault, Reply};
use ferronova_juno::{actions, servers::read_image};
use serde_json::Value;
use uuid::Uuid;

use super::{
    fields_of_request::{read_ipv4, read_ipv6, read_name},
    personality::Personality,
};
use crate::metadata;

/// Rebuilds a server.
pub(crate) async fn rebuild(call: Call<'_>) -> Result<Reply, Failure> {
    let value: Value = call.parse()?;
    let no_image = || Fault::bad_request("Could not parse imageRef from request.");
    let object = value.as_object().ok_or_else(no_image)?;
    let members = Members::new(object);
    let image_id = read_image(Some(members.get("imageRef").ok_or_else(no_image)?))?;
    let admin_pass = actions::read_admin_pass(members.get("adminPass"))?;
    let rebuild = read(members, image_id)?;
    actions::rebuild(&call, members, rebuild, &admin_pass).await
}

fn read(members: Members<'_>, image_id: Uuid) -> Result<Rebuild, Fault> {
    let access_ipv4 = members.present("accessIPv4").map(read_ipv4).transpose()?;
    let access_ipv6 = members.present("accessIPv6").map(read_ipv6).transpose()?;
    let name = members.get("name").map(read_name).transpose()?;
    let files = Personality::read(members.get("personality"))?;
    let metadata = members.present("metadata").map(|it| metadata::read(Some(it))).transpose()?;
    files.check_limits()?;
    Ok(Rebuild {
        name,
        metadata,
        access_ipv4: access_ipv4.map(Some),
        access_ipv6: access_ipv6.map(Some),
        ..Rebuild::from(image_id)
    })
}
