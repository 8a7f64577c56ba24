//! The row of an image.

use std::{borrow::Cow, collections::BTreeSet};

use ferronova_compute::{Image, PlacedImage, Visibility};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{infrastructure::ImageRow, numbers::AsNumber};
use crate::{failure::Failure, seal, tables::META_IMAGES};

#[derive(Serialize, Deserialize)]
struct PlacedImageRow<'a> {
    /// Where it stands among the images: those that came later have a higher one.
    place: u64,
    #[serde(borrow)]
    image: ImageRow<'a>,
}

/// What the second version of the row added.
#[derive(Serialize, Deserialize)]
struct ImageAddition<'a> {
    /// Who may see it if it is not public.
    visibility: AsNumber<Visibility>,
    is_protected: bool,
    is_hidden: bool,
    tags: Cow<'a, BTreeSet<String>>,
}

impl Default for ImageAddition<'_> {
    fn default() -> Self {
        let visibility = AsNumber(Visibility::Private);
        Self { visibility, is_protected: false, is_hidden: false, tags: Cow::default() }
    }
}

/// What is known of all images together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ImageTally {
    /// How many there are.
    pub(crate) count: u64,
    /// The place of the next one.
    pub(crate) next: u64,
}

/// The row of that, sealed.
pub(crate) fn encode_image_tally(tally: ImageTally) -> Result<Vec<u8>, Failure> {
    seal::seal(META_IMAGES.as_bytes(), &tally).map_err(Failure::Encoding)
}

/// What the row says.
pub(crate) fn decode_image_tally(sealed: &[u8]) -> Result<ImageTally, Failure> {
    seal::unseal(META_IMAGES.as_bytes(), sealed)
        .map_err(|it| Failure::damaged("the record of how many images there are", &it))
}

/// The row of an image that stands at this place, sealed.
pub(crate) fn encode_image(place: u64, image: &Image) -> Result<Vec<u8>, Failure> {
    let row = PlacedImageRow { place, image: ImageRow::of(image) };
    let added = ImageAddition {
        visibility: AsNumber(image.visibility),
        is_protected: image.is_protected,
        is_hidden: image.is_hidden,
        tags: Cow::Borrowed(&image.tags),
    };
    seal::seal_second(image.id.as_bytes(), &row, &added).map_err(Failure::Encoding)
}

/// An image and its place.
pub(crate) fn decode_image(id: [u8; 16], sealed: &[u8]) -> Result<PlacedImage, Failure> {
    let unsealed = seal::unseal_second(&id, sealed);
    let (row, added): (PlacedImageRow<'_>, ImageAddition<'_>) = unsealed.map_err(|damage| {
        Failure::damaged(format_args!("the record of image {}", Uuid::from_bytes(id)), &damage)
    })?;
    let image = row.image.into_image();
    let image = Image {
        visibility: if image.is_public() { image.visibility } else { added.visibility.0 },
        is_protected: added.is_protected,
        is_hidden: added.is_hidden,
        tags: added.tags.into_owned(),
        ..image
    };
    Ok(PlacedImage { place: row.place, image })
}
