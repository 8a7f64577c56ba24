//! Volumes of servers, and volume resources of a cloud without a volume service.

use ferronova_compute::{Error, Server, Volume, VolumeError};
use ferronova_extend::{Call, Fields, Key, object};
use ferronova_http::{Failure, Fault, Reply};

const ATTACHMENT: Key = Key::new("volumeAttachment");
const ATTACHMENTS: Key = Key::new("volumeAttachments");
const VOLUMES: Key = Key::new("volumes");
const ID: Key = Key::new("id");
const VOLUME_ID: Key = Key::new("volumeId");
const SERVER_ID: Key = Key::new("serverId");

/// `GET /os-volumes` and `/os-volumes/detail`: always empty.
#[must_use]
pub fn list_volumes() -> Reply {
    Reply::ok(object(|out| {
        out.list(VOLUMES, &[(); 0], |(), _| {});
    }))
}

/// `GET /os-volumes/{id}`
pub fn show_volume(call: &Call<'_>) -> Result<Reply, Failure> {
    Err(Error::Volume(VolumeError::NotFound { id: call.param("id").to_owned() }).into())
}

/// `GET /servers/{id}/os-volume_attachments`
pub async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    let server = call.compute().show_server(call.request(), call.server()?).await?;
    Ok(Reply::ok(object(|out| {
        out.list(ATTACHMENTS, &server.volumes, |volume, out| write(&server, volume, out));
    })))
}

/// `GET /servers/{id}/os-volume_attachments/{volume_id}`
pub async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let server = call.compute().show_server(call.request(), call.server()?).await?;
    let wanted = call.param("volume_id");
    let volume = server.volumes.iter().find(|it| it.id.to_string() == wanted);
    let volume = volume.ok_or_else(Fault::not_found)?;
    Ok(Reply::ok(object(|out| {
        out.object(ATTACHMENT, |out| write(&server, volume, out));
    })))
}

/// Writes an attachment. Its `device` is left out, even if a seed gives one.
fn write(server: &Server, volume: &Volume, out: &mut Fields<'_>) {
    let volume = volume.id.to_string();
    out.field(ID, &volume).field(VOLUME_ID, &volume).field(SERVER_ID, &server.id.to_string());
}
