//! The query of a list of images: which, and from where on.

use ferronova_compute::{Image, ImageList, Timestamp, is_same_text, parse_id_in_any_case};
use ferronova_extend::Call;
use ferronova_http::{Failure, Fault, QueryString};

use crate::{images::status_of, servers::read_time};

/// What a query wants of images.
pub(crate) struct Wanted<'a> {
    query: &'a QueryString<'a>,
    changes_since: Option<Timestamp>,
}

impl<'a> Wanted<'a> {
    /// Reads a query.
    pub(crate) fn read(query: &'a QueryString<'a>) -> Result<Self, Fault> {
        let changes_since = query.last("changes-since").map(read_changes_since).transpose()?;
        Ok(Self { query, changes_since })
    }

    /// The images from which a page is taken: those that the caller may see, behind the marker.
    /// That must be one that is wanted.
    pub(crate) fn images<'c>(&self, call: &'c Call<'_>) -> Result<ImageList<'c>, Failure> {
        let images = call.compute().list_images(Some(call.caller()));
        let Some(marker) = self.query.last("marker") else {
            return Ok(images);
        };
        let found = match parse_id_in_any_case(marker) {
            Some(id) => call.compute().find_placed_image(Some(call.caller()), id)?,
            None => None,
        };
        match found {
            Some(found) if self.has(&found.image) => Ok(images.behind(found.place)),
            Some(_) | None => {
                Err(Fault::bad_request(format!("marker [{marker}] not found")).into())
            }
        }
    }

    /// Whether an image is one of them.
    pub(crate) fn has(&self, image: &Image) -> bool {
        self.changes_since.is_none_or(|time| image.updated >= time)
            && self.query.iter().all(|(name, value)| matches(image, name, value))
    }
}

/// Whether an image passes one parameter of the query; those that are no filter let it pass.
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
