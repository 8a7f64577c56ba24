//! Volume attachments of servers, and `/os-volumes` as in a cloud without a volume service.

use ferronova_compute::parse_id;
use ferronova_juno::{Python, volumes};
use ferronova_v2::{
    Adds, Call, Extension, Failure, Fault, Reply, Route, StateText, StatusCode, Wording, handler,
    ready,
};
use serde_json::Value;

ferronova_v2::register!(Extension {
    alias: "os-volumes",
    name: "Volumes",
    namespace: "http://docs.openstack.org/compute/ext/volumes/api/v1.1",
    updated: "2011-03-25T00:00:00Z",
    description: "Volumes support.",
    rule: None,
    adds: Adds {
        words: Some(&Wording::WITH_ID),
        api_ref: &[include_str!("../../../api-ref/v2/os-volumes.yaml")],
        routes: &[
            Route::get("/os-volumes", |_| ready(Ok(volumes::list_volumes()))).ruled(VOLUMES),
            Route::get("/os-volumes/detail", |_| ready(Ok(volumes::list_volumes()))).ruled(VOLUMES),
            Route::get("/os-volumes/{id}", |call| ready(volumes::show_volume(&call)))
                .ruled(VOLUMES),
            Route::get(ALL, handler!(volumes::list))
                .ruled("compute_extension:volume_attachments:index"),
            Route::get(ONE, handler!(volumes::show))
                .ruled("compute_extension:volume_attachments:show"),
            Route::post(ALL, handler!(attach))
                .ruled("compute_extension:volume_attachments:create")
                .worded(&Wording {
                    state: StateText::CannotTo("attach_volume"),
                    ..Wording::WITH_ID
                }),
            Route::delete(ONE, handler!(detach))
                .ruled("compute_extension:volume_attachments:delete")
                .worded(&Wording {
                    state: StateText::CannotTo("detach_volume"),
                    ..Wording::WITH_ID
                }),
        ],
        ..Adds::NOTHING
    },
});

const VOLUMES: &str = "compute_extension:volumes";
const ALL: &str = "/servers/{id}/os-volume_attachments";
const ONE: &str = "/servers/{id}/os-volume_attachments/{volume_id}";

async fn attach(call: Call<'_>) -> Result<Reply, Failure> {
    let volume = read_volume(&call.parse()?)?;
    call.compute().attach_volume(call.request(), call.server()?, &volume).await?;
    Ok(call.accepted())
}

async fn detach(call: Call<'_>) -> Result<Reply, Failure> {
    let volume = call.param("volume_id");
    call.compute().detach_volume(call.request(), call.server()?, volume).await?;
    Ok(call.accepted())
}

/// Reads the id of the volume in a request about an attachment.
pub(crate) fn read_volume(body: &Value) -> Result<String, Fault> {
    let attachment = body.get("volumeAttachment");
    let attachment = attachment.ok_or(Fault::bad_request("volumeAttachment not specified"))?;
    let attachment = attachment.as_object().ok_or(Fault::plain(StatusCode::BAD_REQUEST))?;
    let volume =
        attachment.get("volumeId").ok_or(Fault::bad_request("volumeId must be specified."))?;
    let text = Python::Two.plain(volume);
    if parse_id(&text).is_none() {
        return Err(Fault::bad_request(format!(
            "Bad volumeId format: volumeId is not in proper format ({text})"
        )));
    }
    Ok(text)
}
