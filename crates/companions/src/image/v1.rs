//! `/image/v1`: images for clients of 2014.

use std::collections::BTreeMap;

use ferronova_compute::Image;
use ferronova_http::{HeaderName, QueryString, Reply, StatusCode};
use serde::Serialize;

use super::{
    call::ImageCall,
    filters::satisfies_v1,
    list::{ImageFormat, find},
    refusal::Refusal,
};
use crate::{
    listing::{Item, to_item},
    times::without_zone,
};

/// The attributes that a list without details shows.
const BRIEF_ATTRIBUTES: [&str; 6] =
    ["id", "name", "disk_format", "container_format", "size", "checksum"];

const DETAILED: ImageFormat = ImageFormat { view, satisfies: satisfies_v1, shows: |_| true };
const BRIEF_FORMAT: ImageFormat =
    ImageFormat { shows: |key| BRIEF_ATTRIBUTES.contains(&key), ..DETAILED };

#[derive(Serialize)]
struct ImageView<'a> {
    id: String,
    name: &'a str,
    status: &'static str,
    disk_format: &'a str,
    container_format: &'a str,
    size: u64,
    virtual_size: Option<u64>,
    checksum: Option<&'a str>,
    min_ram: u32,
    min_disk: u32,
    is_public: bool,
    protected: bool,
    owner: Option<&'a str>,
    deleted: bool,
    deleted_at: Option<&'a str>,
    created_at: String,
    updated_at: String,
    properties: &'a BTreeMap<String, String>,
}

/// `GET /v1/images`
pub(crate) async fn list(call: &ImageCall<'_>) -> Result<Reply, Refusal> {
    page(call, &BRIEF_FORMAT).await
}

/// `GET /v1/images/detail`
pub(crate) async fn detail(call: &ImageCall<'_>) -> Result<Reply, Refusal> {
    page(call, &DETAILED).await
}

/// `HEAD /v1/images/{id}`: replies with the attributes of an image as headers.
pub(crate) async fn show(call: &ImageCall<'_>) -> Result<Reply, Refusal> {
    let image = call.find_image().await?;
    let html = "text/html; charset=UTF-8";
    let mut reply = Reply::new(StatusCode::OK, html, Vec::new());
    for (key, value) in meta(&image) {
        if let Ok(name) = HeaderName::try_from(format!("x-image-meta-{key}")) {
            reply = reply.with_header(name, &value);
        }
    }
    Ok(reply)
}

/// Replies with a page of images. The page has no link to the next page: clients use the last image
/// as the marker of the next page.
async fn page(call: &ImageCall<'_>, format: &ImageFormat) -> Result<Reply, Refusal> {
    let query = QueryString::parse(call.incoming.query_text());
    let page = find(call, &query, format).await?;
    page.reply.finish(page.body.end(|_| {})).map_err(Refusal::NoLargeReply)
}

fn view(image: &Image) -> Item {
    to_item(&ImageView {
        id: image.id.to_string(),
        name: &image.name,
        status: image.status.as_str(),
        disk_format: &image.disk_format,
        container_format: &image.container_format,
        size: image.size,
        virtual_size: None,
        checksum: image.checksum.as_deref(),
        min_ram: image.min_ram_mb,
        min_disk: image.min_disk_gb,
        is_public: image.is_public(),
        protected: image.is_protected,
        owner: image.project_id.as_deref(),
        deleted: false,
        deleted_at: None,
        created_at: without_zone(image.created),
        updated_at: without_zone(image.updated),
        properties: &image.metadata,
    })
}

/// The names and values of the headers for an image. The names lack their prefix `x-image-meta-`.
fn meta(image: &Image) -> Vec<(String, String)> {
    let mut meta = vec![
        ("id", image.id.to_string()),
        ("name", image.name.clone()),
        ("status", image.status.as_str().to_owned()),
        ("disk_format", image.disk_format.clone()),
        ("container_format", image.container_format.clone()),
        ("size", image.size.to_string()),
        ("min_ram", image.min_ram_mb.to_string()),
        ("min_disk", image.min_disk_gb.to_string()),
        ("is_public", word(image.is_public()).to_owned()),
        ("protected", word(image.is_protected).to_owned()),
        ("deleted", word(false).to_owned()),
        ("created_at", without_zone(image.created)),
        ("updated_at", without_zone(image.updated)),
    ];
    meta.extend(image.checksum.clone().map(|it| ("checksum", it)));
    meta.extend(image.project_id.clone().map(|it| ("owner", it)));
    let own = meta.into_iter().map(|(key, value)| (key.to_owned(), value));
    let property = |(key, value): (&String, &String)| (format!("property-{key}"), value.clone());
    own.chain(image.metadata.iter().map(property)).collect()
}

/// A boolean as Python writes it.
fn word(is_true: bool) -> &'static str {
    if is_true { "True" } else { "False" }
}
