//! Pages of images, filtered and sorted as the query says. While a page grows, the request waits
//! for memory, and fails if there isn't enough.
//!
//! Images are read one after the other, and only the parts that are sent to the client are kept. A
//! sorted list takes two passes. The first pass reads all images to find those of the page, and
//! keeps only the values that they are sorted by. The second pass reads the images of the page.

use std::cmp::Ordering;

use ferronova_compute::{Error, Image, PlacedImage, parse_id_in_any_case};
use ferronova_http::{LargeReply, PageBody, QueryString, write_serialized};
use serde_json::Value;
use uuid::Uuid;

use super::{call::ImageCall, refusal::Refusal};
use crate::{
    listing::Item,
    paging::{Direction, Paging, PagingDefaults, PagingError},
};

const PAGING_DEFAULTS: PagingDefaults =
    PagingDefaults { default_limit: 25, max_limit: 1000, default_direction: Direction::Descending };

/// The attributes that lists can be sorted by. Properties are not among them, as they can be long.
const SORT_KEYS: &[&str] = &[
    "id",
    "name",
    "status",
    "visibility",
    "is_public",
    "owner",
    "min_disk",
    "min_ram",
    "size",
    "checksum",
    "container_format",
    "disk_format",
    "created_at",
    "updated_at",
];

/// How a version of the API shows images and interprets queries.
pub(crate) struct ImageFormat {
    pub(crate) view: fn(&Image) -> Item,
    /// Whether an image satisfies the query.
    pub(crate) satisfies: fn(&Item, &QueryString<'_>) -> bool,
    /// Whether this attribute is shown.
    pub(crate) shows: fn(&str) -> bool,
}

/// A page of images. The body has all images of the page, but not yet the JSON members after the
/// list of images.
pub(crate) struct ImagePage {
    pub(crate) body: PageBody,
    /// The reply that sends the page. The memory for the page is reserved in it.
    pub(crate) reply: LargeReply,
    /// The id of the last image of the page; `None` if no image follows the page.
    pub(crate) next: Option<Uuid>,
}

pub(crate) async fn find(
    call: &ImageCall<'_>,
    query: &QueryString<'_>,
    format: &ImageFormat,
) -> Result<ImagePage, Refusal> {
    let paging = Paging::parse(query, PAGING_DEFAULTS)?.sorted_by_some_of(SORT_KEYS);
    let list = ImageListing { call, query, format, paging: &paging };
    let marker = match paging.marker() {
        Some(id) => Some(list.find_marker(id).await?),
        None => None,
    };
    if paging.has_order() { list.write_sorted(marker).await } else { list.write(marker).await }
}

struct ImageListing<'a> {
    call: &'a ImageCall<'a>,
    query: &'a QueryString<'a>,
    format: &'a ImageFormat,
    paging: &'a Paging<'a>,
}

/// The id of an image, and what the image is sorted by.
struct SortEntry {
    values: Vec<Value>,
    place: u64,
    id: Uuid,
}

impl ImageListing<'_> {
    /// Writes a page with the images after a marker, newest first.
    async fn write(&self, marker: Option<SortEntry>) -> Result<ImagePage, Refusal> {
        let mut images = self.call.compute.list_images(self.call.caller());
        if let Some(marker) = marker {
            images = images.behind(marker.place);
        }
        let mut writer = PageWriter::begin(self.call, self.paging.limit());
        while let Some(found) = images.next().await? {
            if let Some(item) = self.item(&found.image)
                && !writer.add(found.image.id, item, self.format)
            {
                break;
            }
            writer.make_room().await?;
        }
        Ok(writer.page)
    }

    /// Writes a page with the images after a marker, in the order of the query.
    async fn write_sorted(&self, marker: Option<SortEntry>) -> Result<ImagePage, Refusal> {
        let entries = self.first_behind(marker).await?;
        let mut writer = PageWriter::begin(self.call, self.paging.limit());
        for entry in entries {
            // Images can be large, so let other tasks run in between.
            tokio::task::yield_now().await;
            let found = self.call.compute.find_image(self.call.caller(), entry.id).await?;
            if let Some(image) = found
                && let Some(item) = self.item(&image)
                && !writer.add(image.id, item, self.format)
            {
                break;
            }
            writer.make_room().await?;
        }
        Ok(writer.page)
    }

    /// Finds the first images after a marker, in the order of the query. If there is a next page,
    /// the result has one image more than fits on a page.
    async fn first_behind(&self, marker: Option<SortEntry>) -> Result<Vec<SortEntry>, Refusal> {
        let wanted = self.paging.limit().saturating_add(1);
        let mut first = Vec::new();
        let mut images = self.call.compute.list_images(self.call.caller());
        while let Some(found) = images.next().await? {
            let Some(entry) = self.entry(&found) else { continue };
            if marker.as_ref().is_some_and(|it| self.compare(&entry, it).is_le()) {
                continue;
            }
            first.push(entry);
            if first.len() >= wanted.saturating_mul(2) {
                first.sort_by(|one, other| self.compare(one, other));
                first.truncate(wanted);
            }
        }
        first.sort_by(|one, other| self.compare(one, other));
        first.truncate(wanted);
        Ok(first)
    }

    /// Finds the image that a marker names. The image must satisfy the query.
    async fn find_marker(&self, marker: &str) -> Result<SortEntry, Refusal> {
        let found = match parse_id_in_any_case(marker) {
            Some(id) => self.call.compute.find_placed_image(self.call.caller(), id).await?,
            None => None,
        };
        let entry = found.and_then(|it| self.entry(&it));
        entry.ok_or_else(|| PagingError::Marker(marker.to_owned()).into())
    }

    fn entry(&self, found: &PlacedImage) -> Option<SortEntry> {
        let item = self.item(&found.image)?;
        let values = self.paging.values_of(&item);
        Some(SortEntry { values, place: found.place, id: found.image.id })
    }

    /// An image as clients see it; `None` if it does not satisfy the query.
    fn item(&self, image: &Image) -> Option<Item> {
        let item = (self.format.view)(image);
        (self.format.satisfies)(&item, self.query).then_some(item)
    }

    fn compare(&self, one: &SortEntry, other: &SortEntry) -> Ordering {
        let ordering = self.paging.compare(&one.values, &other.values);
        let newest_first = other.place.cmp(&one.place);
        ordering.then(if self.paging.is_ascending() {
            newest_first.reverse()
        } else {
            newest_first
        })
    }
}

struct PageWriter {
    page: ImagePage,
    last: Option<Uuid>,
    left: usize,
}

impl PageWriter {
    fn begin(call: &ImageCall<'_>, limit: usize) -> Self {
        let reply = LargeReply::new(call.incoming, call.subject.shares_memory_of());
        let page = ImagePage { body: PageBody::begin("images", 0, limit), reply, next: None };
        Self { page, last: None, left: limit }
    }

    /// Waits for the memory that the page needs.
    async fn make_room(&self) -> Result<(), Refusal> {
        let ImagePage { body, reply, .. } = &self.page;
        if reply.reserve_for(body).await {
            return Ok(());
        }
        Err(reply.finish(Vec::new()).err().map_or(Refusal::NoRoute, Refusal::NoLargeReply))
    }

    /// Adds an image. If the page is full, returns `false` without adding the image, and notes that
    /// there is a next page.
    fn add(&mut self, id: Uuid, mut item: Item, format: &ImageFormat) -> bool {
        item.retain(|key, _| (format.shows)(key));
        if self.left == 0 || !self.page.body.add(|buffer| write_serialized(buffer, &item)) {
            self.page.next = self.last;
            return false;
        }
        self.left -= 1;
        self.last = Some(id);
        true
    }
}

impl From<PagingError> for Refusal {
    fn from(error: PagingError) -> Self {
        Self::BadRequest(error.to_string())
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
