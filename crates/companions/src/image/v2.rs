//! `/image/v2`: images for current clients.

use std::collections::BTreeSet;

use ferronova_compute::Image;
use ferronova_http::{QueryString, Reply, WriteJson};
use serde::Serialize;
use serde_json::json;

use super::{
    call::{ImageCall, ok},
    filters::satisfies_v2,
    list::{ImageFormat, find},
    operations::{check_member, edit},
    patch,
    refusal::Refusal,
};
use crate::{
    listing::{Item, to_item},
    paging::link,
};

const PATH: &str = "/v2/images";

const FORMAT: ImageFormat = ImageFormat { view, satisfies: satisfies_v2, shows: |_| true };

#[derive(Serialize)]
struct ImageView<'a> {
    id: String,
    name: &'a str,
    status: &'static str,
    visibility: &'static str,
    owner: Option<&'a str>,
    protected: bool,
    os_hidden: bool,
    min_disk: u32,
    min_ram: u32,
    size: u64,
    virtual_size: Option<u64>,
    checksum: Option<&'a str>,
    container_format: &'a str,
    disk_format: &'a str,
    created_at: String,
    updated_at: String,
    tags: &'a BTreeSet<String>,
    #[serde(rename = "self")]
    path: String,
    file: String,
    schema: &'static str,
}

/// `GET /v2/images`
pub(crate) async fn list(call: &ImageCall<'_>) -> Result<Reply, Refusal> {
    let query_text = call.incoming.query_text();
    let page = find(call, &QueryString::parse(query_text), &FORMAT).await?;
    let body = page.body.end(|buffer| {
        let mut member = |name: &str, value: &str| {
            buffer.push(b',');
            name.write_json(buffer);
            buffer.push(b':');
            value.write_json(buffer);
        };
        member("first", &link(PATH, query_text, None));
        if let Some(id) = page.next {
            member("next", &link(PATH, query_text, Some(&id.to_string())));
        }
        member("schema", "/v2/schemas/images");
    });
    page.reply.finish(body).map_err(Refusal::NoLargeReply)
}

/// `GET /v2/images/{id}`
pub(crate) async fn show(call: &ImageCall<'_>) -> Result<Reply, Refusal> {
    let image = call.find_image().await?;
    Ok(ok(&view(&image)))
}

/// `PATCH /v2/images/{id}`
pub(crate) async fn update(call: &ImageCall<'_>) -> Result<Reply, Refusal> {
    let changes = patch::parse(call.incoming)?;
    let caller = call.caller();
    let image = if changes.is_empty() {
        call.find_image().await?
    } else {
        edit(call, |image| changes.iter().try_for_each(|it| it.apply(image, caller))).await?
    };
    Ok(ok(&view(&image)))
}

/// `DELETE /v2/images/{id}`
pub(crate) async fn delete(call: &ImageCall<'_>) -> Result<Reply, Refusal> {
    call.check_no_body()?;
    let id = call.id()?;
    let missing = |refusal: Refusal| {
        refusal.reword_no_image(|id| format!("Failed to find image {id} to delete"))
    };
    let found = call.find_image().await.map_err(missing)?;
    check_member(call.caller(), &found, "delete_image")?;
    let request = call.request_by("delete_image")?;
    let deleted = call.compute.delete_image(request, found.id).await;
    deleted.map_err(|it| missing(Refusal::of_change(it, id, "delete_image")))?;
    Ok(Reply::no_content())
}

/// `GET /v2/images/{id}/tasks`: import tasks, of which there are none.
pub(crate) async fn tasks(call: &ImageCall<'_>) -> Result<Reply, Refusal> {
    call.find_image().await?;
    Ok(ok(&json!({"tasks": []})))
}

/// `GET /v2/images/{id}/file`: images have no content.
pub(crate) async fn file(call: &ImageCall<'_>) -> Result<Reply, Refusal> {
    call.find_image().await?;
    Err(Refusal::not_found("No image data could be found"))
}

/// An image as v2 shows it. Attributes take precedence over properties of the same name.
fn view(image: &Image) -> Item {
    let path = format!("{PATH}/{}", image.id);
    let own = to_item(&ImageView {
        id: image.id.to_string(),
        name: &image.name,
        status: image.status.as_str(),
        visibility: image.visibility.as_str(),
        owner: image.project_id.as_deref(),
        protected: image.is_protected,
        os_hidden: image.is_hidden,
        min_disk: image.min_disk_gb,
        min_ram: image.min_ram_mb,
        size: image.size,
        virtual_size: None,
        checksum: image.checksum.as_deref(),
        container_format: &image.container_format,
        disk_format: &image.disk_format,
        created_at: image.created.to_string(),
        updated_at: image.updated.to_string(),
        tags: &image.tags,
        file: format!("{path}/file"),
        path,
        schema: "/v2/schemas/image",
    });
    let properties = image.metadata.iter();
    let mut item: Item =
        properties.map(|(key, value)| (key.clone(), value.as_str().into())).collect();
    item.extend(own);
    item
}
