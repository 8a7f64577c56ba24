//! Puts one volume of a server in place of another.

use ferronova_v2::{Call, Extension, Failure, Method, Reply, Route, StateText, Wording};

use crate::os_volumes::read_volume;

struct VolumeAttachmentUpdate;

impl Extension for VolumeAttachmentUpdate {
    const ALIAS: &str = "os-volume-attachment-update";
    const NAME: &str = "VolumeAttachmentUpdate";
    const NAMESPACE: &str =
        "http://docs.openstack.org/compute/ext/os-volume-attachment-update/api/v2";
    const UPDATED: &str = "2013-06-20T00:00:00Z";
    const DESCRIPTION: &str = "Support for updating a volume attachment.";
    const RULE: Option<&str> = None;
    const ROUTES: &[Route] = &[Route {
        method: Method::PUT,
        path: "/servers/{id}/os-volume_attachments/{volume_id}",
        rule: Some("compute_extension:volume_attachments:update"),
        words: Some(&Wording { state: StateText::CannotTo("swap_volume"), ..Wording::WITH_ID }),
        run: |call| Box::pin(swap(call)),
    }];
    const API_REF: &[&str] =
        &[include_str!("../../../api-ref/v2/os-volume-attachment-update.yaml")];
}

ferronova_v2::register!(VolumeAttachmentUpdate);

async fn swap(call: Call<'_>) -> Result<Reply, Failure> {
    let new = read_volume(&call.parse()?)?;
    let old = call.param("volume_id");
    call.compute().swap_volume(call.request(), call.server()?, old, &new).await?;
    Ok(call.accepted())
}
