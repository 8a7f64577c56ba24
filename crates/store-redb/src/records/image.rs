//! The row of an image.

use ferronova_compute::Image;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::infrastructure::ImageRow;
use crate::{failure::Failure, seal};

#[derive(Serialize, Deserialize)]
struct PlacedImageRow<'a> {
    /// Where it stands among the images: those that came later have a higher one.
    place: u64,
    #[serde(borrow)]
    image: ImageRow<'a>,
}

/// The row of an image that stands at this place, sealed.
pub(crate) fn encode_image(place: u64, image: &Image) -> Result<Vec<u8>, Failure> {
    let row = PlacedImageRow { place, image: ImageRow::of(image) };
    seal::seal(image.id.as_bytes(), &row).map_err(Failure::Encoding)
}

/// The place of an image, and the image.
pub(crate) fn decode_image(id: [u8; 16], sealed: &[u8]) -> Result<(u64, Image), Failure> {
    let row: PlacedImageRow<'_> = seal::unseal(&id, sealed).map_err(|damage| {
        Failure::damaged(format_args!("the record of image {}", Uuid::from_bytes(id)), &damage)
    })?;
    Ok((row.place, row.image.into_image()))
}
