//! Shows how large an image is.

use ferronova_compute::Image;
use ferronova_v2::{Extension, Fields, Key};

const SIZE: Key = Key::new("OS-EXT-IMG-SIZE:size");

struct ImageSize;

impl Extension for ImageSize {
    const ALIAS: &str = "OS-EXT-IMG-SIZE";
    const NAME: &str = "ImageSize";
    const NAMESPACE: &str = "http://docs.openstack.org/compute/ext/image_size/api/v1.1";
    const UPDATED: &str = "2013-02-19T00:00:00Z";
    const DESCRIPTION: &str = "Adds image size to image listings.";
    const RULE: Option<&str> = Some("compute_extension:image_size");
    const API_REF: &[&str] = &[include_str!("../../../api-ref/v2/OS-EXT-IMG-SIZE.yaml")];

    const IMAGE_KEYS: &[Key] = &[SIZE];

    fn extend_image(image: &Image, out: &mut Fields<'_>) {
        out.field(SIZE, &image.size);
    }
}

ferronova_v2::register!(ImageSize);
