//! `/image/v2`: images as today's clients read them.

use ferronova_compute::Image;
use ferronova_http::{QueryString, Reply, write_json};
use serde::Serialize;

use super::{
    face::{Call, ok},
    filters::satisfies_v2,
    list::{Form, find},
    refusal::Refusal,
};
use crate::{
    listing::{Item, to_item},
    paging::link,
};

const PATH: &str = "/v2/images";

const FORM: Form = Form { view, satisfies: satisfies_v2, tells: |_| true };

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
pub(crate) async fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let query_text = call.incoming.query_text();
    let page = find(call, &QueryString::parse(query_text), &FORM).await?;
    let body = page.body.end(|buffer| {
        let mut member = |name: &str, value: &str| {
            buffer.push(b',');
            write_json(buffer, name);
            buffer.push(b':');
            write_json(buffer, value);
        };
        member("first", &link(PATH, query_text, None));
        if let Some(id) = page.next {
            member("next", &link(PATH, query_text, Some(&id.to_string())));
        }
        member("schema", "/v2/schemas/images");
    });
    page.room.answer(body).map_err(Refusal::NoRoom)
}

/// `GET /v2/images/{id}`
pub(crate) fn show(call: &Call<'_>) -> Result<Reply, Refusal> {
    let image = call.find_image()?;
    Ok(ok(&view(&image)))
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
