//! `/image/v2`: images as today's clients read them.

use ferronova_compute::Image;
use ferronova_http::{QueryString, Reply};
use serde::Serialize;
use serde_json::Value;

use super::{
    face::{Call, ok},
    filters::satisfies_v2,
    refusal::Refusal,
    schemas,
};
use crate::{
    listing::{Item, to_item},
    paging::{Direction, Habits, Paging, PagingError, link},
};

const PATH: &str = "/v2/images";

/// How lists are paged here, and in v1.
pub(crate) const HABITS: Habits =
    Habits { usual_limit: 25, highest_limit: 1000, usual_direction: Direction::Descending };

#[derive(Serialize)]
struct ImagesBody {
    images: Vec<Item>,
    first: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    schema: &'static str,
}

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
    tags: [(); 0],
    #[serde(rename = "self")]
    path: String,
    file: String,
    schema: &'static str,
}

/// `GET /v2/images`
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let query_text = call.incoming.query_text();
    let query = QueryString::parse(query_text);
    let wrong = |error: PagingError| Refusal::BadRequest(error.to_string());
    let paging = Paging::parse(&query, HABITS).map_err(wrong)?;
    let images = call.compute.list_images(call.request);
    let items = images.iter().map(view).filter(|it| satisfies_v2(it, &query)).collect();
    let page = paging.cut(items).map_err(wrong)?;
    let last = page.items.last().filter(|_| page.goes_on);
    let next = last.and_then(|it| it.get("id")).and_then(Value::as_str);
    Ok(ok(&ImagesBody {
        next: next.map(|id| link(PATH, query_text, Some(id))),
        images: page.items,
        first: link(PATH, query_text, None),
        schema: "/v2/schemas/images",
    }))
}

/// `GET /v2/images/{id}`
pub(crate) fn show(call: &Call<'_>) -> Result<Reply, Refusal> {
    let image = call.find_image()?;
    Ok(ok(&view(&image)))
}

/// `GET /v2/schemas/image`
#[expect(clippy::unnecessary_wraps, reason = "it is an endpoint like those that can fail")]
pub(crate) fn image_schema(_: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(ok(&schemas::image()))
}

/// `GET /v2/schemas/images`
#[expect(clippy::unnecessary_wraps, reason = "it is an endpoint like those that can fail")]
pub(crate) fn images_schema(_: &Call<'_>) -> Result<Reply, Refusal> {
    Ok(ok(&schemas::images()))
}

/// An image; its own attributes win over properties of the same name.
fn view(image: &Image) -> Item {
    let path = format!("{PATH}/{}", image.id);
    let own = to_item(&ImageView {
        id: image.id.to_string(),
        name: &image.name,
        status: image.status.as_str(),
        visibility: if image.is_public { "public" } else { "private" },
        owner: image.project_id.as_deref(),
        protected: false,
        os_hidden: false,
        min_disk: image.min_disk_gb,
        min_ram: image.min_ram_mb,
        size: image.size,
        virtual_size: None,
        checksum: image.checksum.as_deref(),
        container_format: &image.container_format,
        disk_format: &image.disk_format,
        created_at: image.created.to_string(),
        updated_at: image.updated.to_string(),
        tags: [],
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
