//! Volumes: those of servers, and those of a cloud that has no volume service.

use ferronova_compute::parse_id;
use ferronova_juno::{Python, volumes};
use ferronova_v2::{
    Call, CallFuture, Extension, Failure, Fault, Method, Reply, Route, StateText, StatusCode,
    Wording, ready,
};
use serde_json::Value;

struct Volumes;

impl Extension for Volumes {
    const ALIAS: &str = "os-volumes";
    const NAME: &str = "Volumes";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/volumes/api/v1.1";
    const UPDATED: &str = "2011-03-25T00:00:00Z";
    const DESCRIPTION: &str = "Volumes support.";
    const RULE: Option<&str> = None;
    const ROUTES: &[Route] = &[
        route(Method::GET, "/os-volumes", VOLUMES, |_| ready(Ok(volumes::list_volumes()))),
        route(Method::GET, "/os-volumes/detail", VOLUMES, |_| ready(Ok(volumes::list_volumes()))),
        route(Method::GET, "/os-volumes/{id}", VOLUMES, |call| ready(volumes::show_volume(&call))),
        route(Method::GET, ALL, "compute_extension:volume_attachments:index", |call| {
            Box::pin(volumes::list(call))
        }),
        route(Method::GET, ONE, "compute_extension:volume_attachments:show", |call| {
            Box::pin(volumes::show(call))
        }),
        Route {
            method: Method::POST,
            path: ALL,
            rule: Some("compute_extension:volume_attachments:create"),
            words: Some(&Wording {
                state: StateText::CannotTo("attach_volume"),
                ..Wording::WITH_ID
            }),
            run: |call| Box::pin(attach(call)),
        },
        Route {
            method: Method::DELETE,
            path: ONE,
            rule: Some("compute_extension:volume_attachments:delete"),
            words: Some(&Wording {
                state: StateText::CannotTo("detach_volume"),
                ..Wording::WITH_ID
            }),
            run: |call| Box::pin(detach(call)),
        },
    ];
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v2/os-volumes.yaml")];
}

ferronova_v2::register!(Volumes);

const VOLUMES: &str = "compute_extension:volumes";
const ALL: &str = "/servers/{id}/os-volume_attachments";
const ONE: &str = "/servers/{id}/os-volume_attachments/{volume_id}";

const fn route(
    method: Method,
    path: &'static str,
    rule: &'static str,
    run: for<'a> fn(Call<'a>) -> CallFuture<'a>,
) -> Route {
    Route { method, path, rule: Some(rule), words: Some(&Wording::WITH_ID), run }
}

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

/// The volume in a request about an attachment.
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
