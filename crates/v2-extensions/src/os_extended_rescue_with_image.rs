//! Lets a rescue request name the image to boot from. os-rescue reads the image if this extension
//! is loaded.

use ferronova_v2::{Adds, Extension};

ferronova_v2::register!(Extension {
    alias: "os-extended-rescue-with-image",
    name: "ExtendedRescueWithImage",
    namespace: "http://docs.openstack.org/compute/ext/extended_rescue_with_image/api/v2",
    updated: "2014-01-04T00:00:00Z",
    description: "Allow the user to specify the image to use for rescue.",
    rule: None,
    adds: Adds {
        api_ref: &[include_str!("../../../api-ref/v2/os-extended-rescue-with-image.yaml")],
        ..Adds::NOTHING
    },
});
