//! Shows the size of an image.

use ferronova_compute::Image;
use ferronova_v2::{Adds, Extension, Fields, Key, Keys, Related};

const SIZE: Key = Key::new("OS-EXT-IMG-SIZE:size");

ferronova_v2::register!(Extension {
    alias: "OS-EXT-IMG-SIZE",
    name: "ImageSize",
    namespace: "http://docs.openstack.org/compute/ext/image_size/api/v1.1",
    updated: "2013-02-19T00:00:00Z",
    description: "Adds image size to image listings.",
    rule: Some("compute_extension:image_size"),
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v2/OS-EXT-IMG-SIZE.yaml")],
        image: Keys::new(&[SIZE], write),
        ..Adds::NOTHING
    },
});

fn write(image: &Image, _: &Related, out: &mut Fields<'_>) {
    out.field(SIZE, &image.size);
}
