//! `/images`: images, for clients of 2014 that request them from the compute API.

use ferronova_compute::{
    Image, ImageList, ImageStatus, PlacedImage, Timestamp, is_same_text, parse_id,
    parse_id_in_any_case,
};
use ferronova_extend::{
    Call, Fields, Key, Links, Visible, next_link, object, read_limit, read_time, write_members,
    write_object,
};
use ferronova_http::{Failure, Fault, PageBody, QueryString, Reply, StatusCode};

use crate::{
    image_metadata::id_in_path,
    wording::{ImageText, Wording},
};

const IMAGE: Key = Key::new("image");
const IMAGES: Key = Key::new("images");
const IMAGES_LINKS: Key = Key::new("images_links");
const ID: Key = Key::new("id");
const NAME: Key = Key::new("name");
const STATUS: Key = Key::new("status");
const PROGRESS: Key = Key::new("progress");
const MIN_RAM: Key = Key::new("minRam");
const MIN_DISK: Key = Key::new("minDisk");
const METADATA: Key = Key::new("metadata");
const CREATED: Key = Key::new("created");
const UPDATED: Key = Key::new("updated");
const LINKS: Key = Key::new("links");
const SERVER: Key = Key::new("server");
const TYPE: Key = Key::new("type");
const REL: Key = Key::new("rel");
const HREF: Key = Key::new("href");

/// The keys of an image without any extension.
pub const KEYS: &[Key] =
    &[ID, NAME, LINKS, STATUS, PROGRESS, MIN_RAM, MIN_DISK, METADATA, CREATED, UPDATED, SERVER];

/// `GET /images`
pub async fn list(call: Call<'_>) -> Result<Reply, Failure> {
    page(&call, "images", ImageView::write_brief).await
}

/// `GET /images/detail`
pub async fn detail(call: Call<'_>) -> Result<Reply, Failure> {
    page(&call, "images/detail", ImageView::write).await
}

/// `GET /images/{id}`
pub async fn show(call: Call<'_>) -> Result<Reply, Failure> {
    let found = match parse_id(call.param("id")) {
        Some(id) => call.compute().find_image(Some(call.caller()), id).await?,
        None => None,
    };
    let not_found = || Fault::new(StatusCode::NOT_FOUND, "Image not found.");
    let image = found.ok_or_else(not_found)?;
    let view = ImageView::new(&call);
    Ok(Reply::ok(object(|out| {
        out.object(IMAGE, |out| view.write(&image, out));
    })))
}

/// The wording of errors when an image is deleted.
pub const DELETE: Wording = Wording { image: ImageText::NotAllowedToDelete, ..Wording::WITH_ID };

/// `DELETE /images/{id}`
pub async fn delete(call: Call<'_>) -> Result<Reply, Failure> {
    let id = id_in_path(&call)?;
    call.compute().delete_image(call.request(), id).await?;
    Ok(Reply::no_content())
}

/// Replies with a page of a list. The page ends at its limit, or before it gets too long.
async fn page(
    call: &Call<'_>,
    path: &str,
    write: fn(&ImageView, &Image, &mut Fields<'_>),
) -> Result<Reply, Failure> {
    let query = call.query();
    let limit = read_limit(&query)?;
    let filters = ImageFilters::read(&query)?;
    let mut images = filters.images(call).await?;
    let view = ImageView::new(call);
    let reply = call.large_reply();
    let mut page = PageBody::begin(IMAGES.as_str(), 0, limit);
    let (mut count, mut last, mut is_full) = (0, None, limit == 0);
    while !is_full && let Some(PlacedImage { image, .. }) = images.next().await? {
        if !filters.has(&image) {
            continue;
        }
        if !page.add(|buffer| write_object(buffer, |out| write(&view, &image, out))) {
            is_full = true;
            break;
        }
        if !reply.reserve_for(&page).await {
            return Ok(reply.finish(Vec::new())?);
        }
        count += 1;
        last = Some(image.id);
        is_full = count == limit;
    }
    let url = format!("{}/{path}", call.url());
    let last = last.filter(|_| is_full);
    let next = last.map(|it| next_link(&url, call.query_text(), &it.to_string()));
    let body = page.end(|buffer| {
        if let Some(href) = next {
            write_members(buffer, |out| {
                out.list(IMAGES_LINKS, [href], |href, out| {
                    out.field(REL, "next").link(HREF, &href);
                });
            });
        }
    });
    Ok(reply.finish(body)?)
}

/// The status of an image in v2's words.
fn status_of(image: &Image) -> &'static str {
    match image.status {
        ImageStatus::Active => "ACTIVE",
        ImageStatus::Queued | ImageStatus::Saving => "SAVING",
        ImageStatus::Deleted | ImageStatus::PendingDelete => "DELETED",
        ImageStatus::Killed => "ERROR",
    }
}

fn progress_of(image: &Image) -> u8 {
    match image.status {
        ImageStatus::Active => 100,
        ImageStatus::Saving => 50,
        ImageStatus::Queued => 25,
        ImageStatus::Deleted | ImageStatus::PendingDelete | ImageStatus::Killed => 0,
    }
}

/// Writes images for a caller.
struct ImageView {
    visible: Visible,
    links: Links,
    alternate: String,
}

impl ImageView {
    fn new(call: &Call<'_>) -> Self {
        let alternate = format!("{}/image/v2/images/", call.base_url());
        Self { visible: call.visible(), links: call.links(), alternate }
    }

    fn write_brief(&self, image: &Image, out: &mut Fields<'_>) {
        let id = image.id.to_string();
        out.field(ID, &id).field(NAME, &image.name);
        out.raw(LINKS, |buffer| self.write_links(&id, buffer));
    }

    /// Writes the two usual links, and a link to the image service.
    fn write_links(&self, id: &str, buffer: &mut Vec<u8>) {
        self.links.write(buffer, "images", id);
        buffer.pop();
        buffer.push(b',');
        write_object(buffer, |out| {
            out.field(REL, "alternate")
                .field(TYPE, "application/vnd.openstack.image")
                .field(HREF, &format!("{}{id}", self.alternate));
        });
        buffer.push(b']');
    }

    fn write(&self, image: &Image, out: &mut Fields<'_>) {
        self.write_brief(image, out);
        out.field(STATUS, status_of(image))
            .field(PROGRESS, &progress_of(image))
            .field(MIN_RAM, &image.min_ram_mb)
            .field(MIN_DISK, &image.min_disk_gb)
            .field(METADATA, &image.metadata)
            .time(CREATED, image.created)
            .time(UPDATED, image.updated);
        if let Some(id) = image.server_id {
            let id = id.to_string();
            out.object(SERVER, |out| {
                out.field(ID, &id);
                out.raw(LINKS, |buffer| self.links.write(buffer, "servers", &id));
            });
        }
        self.visible.extend(|it| &it.image, image, out);
    }
}

/// The filters and the marker of a query.
struct ImageFilters<'a> {
    query: &'a QueryString<'a>,
    changes_since: Option<Timestamp>,
}

impl<'a> ImageFilters<'a> {
    fn read(query: &'a QueryString<'a>) -> Result<Self, Fault> {
        let changes_since = query.last("changes-since").map(read_changes_since).transpose()?;
        Ok(Self { query, changes_since })
    }

    /// Returns the images that the caller may see; with a marker, only the images after the marker.
    /// The marker must be an image that satisfies the query.
    async fn images<'c>(&self, call: &'c Call<'_>) -> Result<ImageList<'c>, Failure> {
        let images = call.compute().list_images(Some(call.caller()));
        let Some(marker) = self.query.last("marker") else {
            return Ok(images);
        };
        let found = match parse_id_in_any_case(marker) {
            Some(id) => call.compute().find_placed_image(Some(call.caller()), id).await?,
            None => None,
        };
        match found {
            Some(found) if self.has(&found.image) => Ok(images.behind(found.place)),
            Some(_) | None => {
                Err(Fault::bad_request(format!("marker [{marker}] not found")).into())
            }
        }
    }

    /// Whether an image satisfies the query.
    fn has(&self, image: &Image) -> bool {
        self.changes_since.is_none_or(|time| image.updated >= time)
            && self.query.iter().all(|(name, value)| matches(image, name, value))
    }
}

/// Whether an image satisfies a parameter; parameters that are not filters are ignored.
fn matches(image: &Image, name: &str, value: &str) -> bool {
    let at_least = |number: u32| value.parse().is_ok_and(|wanted| number >= wanted);
    match name {
        "name" => is_same_text(&image.name, value),
        "status" => status_of(image).eq_ignore_ascii_case(value),
        "server" => {
            let id = value.rsplit('/').next().unwrap_or(value);
            image.server_id.is_some_and(|it| is_same_text(&it.to_string(), id))
        }
        "type" => (if image.server_id.is_some() { "snapshot" } else { "base" }) == value,
        "minRam" => at_least(image.min_ram_mb),
        "minDisk" => at_least(image.min_disk_gb),
        _ => match name.strip_prefix("property-") {
            Some(key) => image.metadata.get(key).is_some_and(|it| is_same_text(it, value)),
            None => true,
        },
    }
}

fn read_changes_since(value: &str) -> Result<Timestamp, Fault> {
    read_time(value).ok_or_else(|| Fault::bad_request("Invalid changes-since value"))
}
