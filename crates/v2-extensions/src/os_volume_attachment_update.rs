//! Replaces a volume of a server by another volume.

use ferronova_v2::{Adds, Call, Extension, Failure, Reply, Route, StateText, Wording, handler};

use crate::os_volumes::read_volume;

ferronova_v2::register!(Extension {
    alias: "os-volume-attachment-update",
    name: "VolumeAttachmentUpdate",
    namespace: "http://docs.openstack.org/compute/ext/os-volume-attachment-update/api/v2",
    updated: "2013-06-20T00:00:00Z",
    description: "Support for updating a volume attachment.",
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v2/os-volume-attachment-update.yaml")],
        routes: &[Route::put("/servers/{id}/os-volume_attachments/{volume_id}", handler!(swap))
            .ruled("compute_extension:volume_attachments:update")
            .worded(&Wording { state: StateText::CannotTo("swap_volume"), ..Wording::WITH_ID })],
        ..Adds::NOTHING
    },
});

async fn swap(call: Call<'_>) -> Result<Reply, Failure> {
    let new = read_volume(&call.parse()?)?;
    let old = call.param("volume_id");
    call.compute().swap_volume(call.request(), call.server()?, old, &new).await?;
    Ok(call.accepted())
}
