//! The row of an image.

use std::{borrow::Cow, collections::BTreeSet};

use ferronova_compute::{Image, PlacedImage, Visibility};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{infrastructure::ImageRow, numbers::AsNumber};
use crate::{engine_error::EngineError, seal, tables::META_IMAGES};

#[derive(Serialize, Deserialize)]
struct PlacedImageRow<'a> {
    /// The place of the image in its lists. Images that were added later have higher places.
    place: u64,
    #[serde(borrow)]
    image: ImageRow<'a>,
    /// Who may see the image, if it is not public. This field and those after it exist since format
    /// 6.
    #[serde(default = "private")]
    visibility: AsNumber<Visibility>,
    #[serde(default)]
    is_protected: bool,
    #[serde(default)]
    is_hidden: bool,
    #[serde(default)]
    tags: Cow<'a, BTreeSet<String>>,
}

fn private() -> AsNumber<Visibility> {
    AsNumber(Visibility::Private)
}

/// The number of images, and the place of the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ImageTally {
    pub(crate) count: u64,
    /// The place that the next image gets.
    pub(crate) next: u64,
}

pub(crate) fn encode_image_tally(tally: ImageTally) -> Result<Vec<u8>, EngineError> {
    seal::seal(META_IMAGES.as_bytes(), &tally).map_err(EngineError::Encoding)
}

pub(crate) fn decode_image_tally(sealed: &[u8]) -> Result<ImageTally, EngineError> {
    seal::unseal(META_IMAGES.as_bytes(), sealed)
        .map_err(|it| EngineError::damaged("the record of how many images there are", &it))
}

/// Makes the sealed row of an image with its place.
pub(crate) fn encode_image(place: u64, image: &Image) -> Result<Vec<u8>, EngineError> {
    let row = PlacedImageRow {
        place,
        image: ImageRow::of(image),
        visibility: AsNumber(image.visibility),
        is_protected: image.is_protected,
        is_hidden: image.is_hidden,
        tags: Cow::Borrowed(&image.tags),
    };
    seal::seal(image.id.as_bytes(), &row).map_err(EngineError::Encoding)
}

pub(crate) fn decode_image(id: [u8; 16], sealed: &[u8]) -> Result<PlacedImage, EngineError> {
    let row: PlacedImageRow<'_> = seal::unseal(&id, sealed).map_err(|damage| {
        EngineError::damaged(format_args!("the record of image {}", Uuid::from_bytes(id)), &damage)
    })?;
    let image = row.image.into_image();
    let image = Image {
        visibility: if image.is_public() { image.visibility } else { row.visibility.0 },
        is_protected: row.is_protected,
        is_hidden: row.is_hidden,
        tags: row.tags.into_owned(),
        ..image
    };
    Ok(PlacedImage { place: row.place, image })
}
