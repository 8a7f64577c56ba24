//! Reads images: a single one by its id, or a list of them in slices.

use ferronova_compute::{Image, ImageSlice, PlacedImage, Scope};
use redb::{AccessGuard, Range, ReadableTable};
use uuid::Uuid;

use crate::{
    engine_error::EngineError,
    image_lists::{ImageList, place_of},
    records,
    snapshot::Snapshot,
};

/// A slice of a list ends after the image that brings its stored bytes above this number.
const SLICE_BYTES: usize = 256 << 10;

/// Maximum rows in a slice of a list.
const SLICE_ROWS: usize = 500;

type Bytes = &'static [u8];

impl Snapshot {
    /// Finds an image by its id.
    pub(crate) fn find_image(&self, id: Uuid) -> Result<Option<PlacedImage>, EngineError> {
        let row = self.tables.images()?.get(id.as_bytes())?;
        row.map(|it| records::decode_image(id.into_bytes(), it.value())).transpose()
    }

    /// Reads a slice of the images that are visible in a scope, newest first. If `after` is given,
    /// the slice begins with the first image whose place is lower than `after`.
    pub(crate) fn images(
        &self,
        scope: Option<&Scope>,
        after: Option<u64>,
    ) -> Result<ImageSlice, EngineError> {
        let images = self.tables.images()?;
        let mut merged = MergedImageLists::open(self.tables.image_lists()?, scope, after)?;
        let mut slice = ImageSlice::default();
        let mut bytes = 0;
        for _ in 0..SLICE_ROWS {
            let Some((place, id)) = merged.next()? else {
                return Ok(ImageSlice { next: None, ..slice });
            };
            slice.next = Some(place);
            let Some(row) = images.get(&id)? else {
                log::error!("a list leads to image {}, which is not there", Uuid::from_bytes(id));
                continue;
            };
            bytes += row.value().len();
            slice.images.extend(belonging(scope, place, records::decode_image(id, row.value()))?);
            if bytes > SLICE_BYTES {
                break;
            }
        }
        Ok(slice)
    }
}

/// Checks an image that was read for a place in a list. Returns `None` if the image is damaged, or
/// if a damaged key leads to an image that the scope may not see. Both are logged.
fn belonging(
    scope: Option<&Scope>,
    place: u64,
    read: Result<PlacedImage, EngineError>,
) -> Result<Option<PlacedImage>, EngineError> {
    let found = match read {
        Ok(found) => found,
        Err(EngineError::Damaged(what)) => {
            log::error!("left an image out of a list: {what}");
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    if found.place == place && is_in(scope, &found.image) {
        return Ok(Some(found));
    }
    log::error!("a list leads to image {}, which is not of that list", found.image.id);
    Ok(None)
}

fn is_in(scope: Option<&Scope>, image: &Image) -> bool {
    match scope {
        Some(Scope::All) => true,
        Some(Scope::Project(id)) => image.is_open_to(id),
        None => image.is_open_to_all(),
    }
}

/// The lists of the images that a scope may see, walked backwards as if they were one list.
struct MergedImageLists<'a>(Vec<ImageListRows<'a>>);

struct ImageListRows<'a> {
    rows: Range<'a, Bytes, &'static [u8; 16]>,
    next: Option<(u64, [u8; 16])>,
}

impl<'a> MergedImageLists<'a> {
    fn open(
        lists: &'a impl ReadableTable<Bytes, &'static [u8; 16]>,
        scope: Option<&Scope>,
        before: Option<u64>,
    ) -> Result<Self, EngineError> {
        let wanted = match scope {
            Some(Scope::All) => vec![ImageList::All],
            Some(Scope::Project(id)) => {
                vec![ImageList::Public, ImageList::Snapshots(id), ImageList::Others(id)]
            }
            None => vec![ImageList::Public],
        };
        let mut merged = Vec::with_capacity(wanted.len());
        for keys in wanted.into_iter().filter_map(|it| it.keys(before)) {
            let (first, last) = keys.into_inner();
            let rows = lists.range(first.as_slice()..=last.as_slice())?;
            let mut source = ImageListRows { rows, next: None };
            source.advance()?;
            merged.push(source);
        }
        Ok(Self(merged))
    }

    /// Returns the highest place that was not returned before, and the id of the image there.
    fn next(&mut self) -> Result<Option<(u64, [u8; 16])>, EngineError> {
        let newest = self.0.iter_mut().max_by_key(|it| it.next.map(|(place, _)| place));
        let Some((source, row)) = newest.and_then(|it| it.next.take().map(|row| (it, row))) else {
            return Ok(None);
        };
        source.advance()?;
        Ok(Some(row))
    }
}

impl ImageListRows<'_> {
    fn advance(&mut self) -> Result<(), EngineError> {
        self.next = self.rows.next_back().transpose()?.and_then(|row| entry(&row));
        Ok(())
    }
}

/// The place in a row of a list, and the id of the image there.
fn entry(
    (key, id): &(AccessGuard<'_, Bytes>, AccessGuard<'_, &'static [u8; 16]>),
) -> Option<(u64, [u8; 16])> {
    Some((place_of(key.value())?, *id.value()))
}

#[cfg(test)]
mod memory;
