//! `POST /servers`.

use ferronova_compute::NewServer;
use ferronova_extend::{Call, Creation, Members};
use ferronova_http::{Failure, Fault, Reply};
use ferronova_juno::servers::{self, read_flavor, read_hints, read_image, read_networks};
use serde_json::Value;

use super::{
    fields_of_request::{read_ipv4, read_ipv6, read_name, read_server},
    personality::Personality,
};
use crate::metadata;

/// `POST /servers`
pub(crate) async fn create(call: Call<'_>) -> Result<Reply, Failure> {
    let (server, beside) = read_server(&call)?;
    let hints = ["os:scheduler_hints", "OS-SCH-HNT:scheduler_hints"];
    let hints = hints.iter().find_map(|it| beside.get(*it)).map(read_hints).transpose()?;
    let members = Members::new(&server);
    let admin_pass = members.get("adminPass").map(read_admin_pass).transpose()?;
    let mut creation = Creation::of(read(members)?);
    creation.new.scheduler_hints = hints.flatten();
    call.visible().read(|it| &it.on_create, members, &mut creation)?;
    servers::create(&call, creation, admin_pass).await
}

/// Reads the members of the core in Nova's order, which determines the error that is reported
/// first. Unknown members are ignored.
fn read(members: Members<'_>) -> Result<NewServer, Fault> {
    let name = members.get("name").ok_or(Fault::bad_request("Server name is not defined"))?;
    let name = read_name(name)?;
    let image_id = read_image(members.get("imageRef"))?;
    let files = Personality::read(members.get("personality"))?;
    let networks = read_networks(members.get("networks"))?;
    let access_ipv4 = members.present("accessIPv4").map(read_ipv4).transpose()?;
    let access_ipv6 = members.present("accessIPv6").map(read_ipv6).transpose()?;
    let flavor_id = read_flavor(members.get("flavorRef"))?;
    let metadata = metadata::read(members.get("metadata"))?;
    files.check_limits()?;
    let new = NewServer::new(name, image_id, flavor_id);
    Ok(NewServer { metadata, networks, access_ipv4, access_ipv6, ..new })
}

fn read_admin_pass(value: &Value) -> Result<String, Fault> {
    value.as_str().map(str::to_owned).ok_or(Fault::bad_request("Invalid adminPass"))
}
