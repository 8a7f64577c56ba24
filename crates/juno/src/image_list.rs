//! The query of a list of images: which, and which page.

use ferronova_compute::{Image, Timestamp, VisibleImages};
use ferronova_extend::{Call, read_limit, read_time};
use ferronova_http::Fault;

use crate::images::status_of;

/// The images of a page, newest first, and whether the page is full.
pub(crate) fn find<'a>(
    call: &Call<'_>,
    images: &'a VisibleImages<'_>,
) -> Result<(Vec<&'a Image>, bool), Fault> {
    let query = call.query();
    let limit = read_limit(&query)?;
    let changes_since = query.last("changes-since").map(read_changes_since).transpose()?;
    let mut found = images.iter().filter(|it| {
        changes_since.is_none_or(|time| it.updated >= time)
            && query.iter().all(|(name, value)| matches(it, name, value))
    });
    if let Some(marker) = query.last("marker")
        && !found.any(|it| it.id.to_string() == marker)
    {
        return Err(Fault::bad_request(format!("marker [{marker}] not found")));
    }
    let page: Vec<&Image> = found.take(limit).collect();
    let is_full = page.len() == limit;
    Ok((page, is_full))
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
