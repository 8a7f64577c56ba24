//! Lets a rescue name the image to boot from; os-rescue reads it.

use ferronova_v2::Extension;

struct ExtendedRescueWithImage;

impl Extension for ExtendedRescueWithImage {
    const ALIAS: &str = "os-extended-rescue-with-image";
    const NAME: &str = "ExtendedRescueWithImage";
    const NAMESPACE: &str =
        "http://docs.openstack.org/compute/ext/extended_rescue_with_image/api/v2";
    const UPDATED: &str = "2014-01-04T00:00:00Z";
    const DESCRIPTION: &str = "Allow the user to specify the image to use for rescue.";
    const RULE: Option<&str> = None;
    const API_REF: &[&str] =
        &[include_str!("../../../api-ref/v2/os-extended-rescue-with-image.yaml")];
}

ferronova_v2::register!(ExtendedRescueWithImage);
