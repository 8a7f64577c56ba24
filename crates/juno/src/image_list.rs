//! The query of a list of images: which, and which page.

use ferronova_compute::{Image, Timestamp};
use ferronova_extend::{Call, read_limit, read_time};
use ferronova_http::Fault;

use crate::images::status_of;

/// The images of a page, newest first, and whether the page is full.
pub(crate) fn find(call: &Call<'_>) -> Result<(Vec<Image>, bool), Fault> {
    let query = call.query();
    let limit = read_limit(&query)?;
    let changes_since = query.last("changes-since").map(read_changes_since).transpose()?;
    let mut images = call.compute().list_images(call.request());
    images.retain(|it| {
        changes_since.is_none_or(|time| it.updated >= time)
            && query.iter().all(|(name, value)| matches(it, name, value))
    });
    if let Some(marker) = query.last("marker") {
        images = after(images, marker)?;
    }
    images.truncate(limit);
    let is_full = images.len() == limit;
    Ok((images, is_full))
}

/// The images behind the one of that id.
fn after(mut images: Vec<Image>, marker: &str) -> Result<Vec<Image>, Fault> {
    let at = images.iter().position(|it| it.id.to_string() == marker);
    let not_found = || Fault::bad_request(format!("marker [{marker}] not found"));
    images.drain(..=at.ok_or_else(not_found)?);
    Ok(images)
}

/// Whether an image passes one parameter of the query; those that are no filter let it pass.
fn matches(image: &Image, name: &str, value: &str) -> bool {
    let at_least = |number: u32| value.parse().is_ok_and(|wanted| number >= wanted);
    match name {
        "name" => image.name == value,
        "status" => status_of(image).eq_ignore_ascii_case(value),
        "server" => {
            let id = value.rsplit('/').next().unwrap_or(value);
            image.server_id.is_some_and(|it| it.to_string() == id)
        }
        "type" => (if image.server_id.is_some() { "snapshot" } else { "base" }) == value,
        "minRam" => at_least(image.min_ram_mb),
        "minDisk" => at_least(image.min_disk_gb),
        _ => match name.strip_prefix("property-") {
            Some(key) => image.metadata.get(key).is_some_and(|it| it == value),
            None => true,
        },
    }
}

fn read_changes_since(value: &str) -> Result<Timestamp, Fault> {
    read_time(value).ok_or_else(|| Fault::bad_request("Invalid changes-since value"))
}
