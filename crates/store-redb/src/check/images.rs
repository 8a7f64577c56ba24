//! Checks images, and the lists that lead to them.

use redb::{ReadOnlyTable, ReadableTable};
use uuid::Uuid;

use super::{finding::Report, store_wide::StoreWide};
use crate::{
    engine_error::EngineError,
    image_lists::keys_of,
    records,
    tables::{FORMAT_OF_IMAGE_LISTS, FORMAT_OF_IMAGES, ReadTables},
};

type Images = ReadOnlyTable<&'static [u8; 16], &'static [u8]>;
type Lists = ReadOnlyTable<&'static [u8], &'static [u8; 16]>;

/// Checks images, their lists and the record of how many there are. In formats before 4 the images
/// are part of the record of the infrastructure, and are checked with that.
pub(super) fn check(
    tables: &ReadTables,
    found: &StoreWide,
    report: &mut Report<'_>,
) -> Result<(), EngineError> {
    if found.format < FORMAT_OF_IMAGES {
        return Ok(());
    }
    let images = tables.images()?;
    let has_lists = found.format >= FORMAT_OF_IMAGE_LISTS;
    let lists = has_lists.then(|| tables.image_lists()).transpose()?;
    let (count, n_places) = check_rows(images, lists, report)?;
    if let Some(lists) = lists {
        check_surplus(images, lists, n_places, report)?;
    }
    if !found.has_images {
        let what = "the record of how many images there are is lost".to_owned();
        report.find(what, "a lost image is not noticed");
    }
    if let Some(recorded) = found.images.filter(|it| *it != count) {
        report.find(
            format!("there are {count} images, and there should be {recorded}"),
            "an image is not there, or one is there that was deleted",
        );
    }
    Ok(())
}

/// Checks each image and its rows in lists. Returns the number of images, and the number of rows of
/// lists whose key belongs to an undamaged image.
fn check_rows(
    images: &Images,
    lists: Option<&Lists>,
    report: &mut Report<'_>,
) -> Result<(u64, u64), EngineError> {
    let (mut count, mut n_places) = (0, 0);
    for row in images.iter()? {
        let (id, sealed) = row?;
        report.count();
        count += 1;
        let found = match records::decode_image(*id.value(), sealed.value()) {
            Ok(found) => found,
            Err(error) => {
                let consequence = "it can't be shown, used or deleted, and lists leave it out";
                report.find(error.to_string(), consequence);
                continue;
            }
        };
        let Some(lists) = lists else { continue };
        for key in keys_of(found.place, &found.image) {
            n_places += 1;
            let leads_to = ReadableTable::get(lists, key.as_slice())?.map(|it| *it.value());
            if leads_to != Some(*id.value()) {
                // A missing row is not counted: the count is compared with the rows that exist.
                n_places -= u64::from(leads_to.is_none());
                report.find(
                    format!("the place of image {} in a list is lost", found.image.id),
                    "that list leaves it out",
                );
            }
        }
    }
    Ok((count, n_places))
}

/// Finds rows of lists that belong to no image.
fn check_surplus(
    images: &Images,
    lists: &Lists,
    expected: u64,
    report: &mut Report<'_>,
) -> Result<(), EngineError> {
    let mut count = 0;
    for row in lists.iter()? {
        row?;
        count += 1;
        report.count();
    }
    if count == expected {
        return Ok(());
    }
    for row in lists.iter()? {
        let (key, id) = row?;
        let row = ReadableTable::get(images, id.value())?;
        let found = row.map(|it| records::decode_image(*id.value(), it.value()));
        let wrong = match found {
            // The damaged image was reported already.
            Some(Err(_)) => continue,
            Some(Ok(it)) if keys_of(it.place, &it.image).iter().any(|it| it == key.value()) => {
                continue;
            }
            Some(Ok(_)) => "which does not match",
            None => "which is not there",
        };
        let id = Uuid::from_bytes(*id.value());
        report.find(
            format!("a list of images leads to image {id}, {wrong}"),
            "the list takes longer, and its project can have fewer snapshots",
        );
    }
    Ok(())
}
