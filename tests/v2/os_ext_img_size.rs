//! The key of `OS-EXT-IMG-SIZE`.

use serde_json::json;

use crate::cloud_of_extensions::{is_listed, places_in, start, start_with_policy, start_without};

#[test]
fn an_image_says_how_large_it_is() {
    let Some(cloud) = start() else { return };

    let image = cloud.owner().get("images/1a9e0000-0000-4000-8000-000000000001").expect(200);

    assert_eq!(image.at("/image")["OS-EXT-IMG-SIZE:size"], json!(13_167_616));
}

#[test]
fn the_key_is_in_show_and_detail() {
    let Some(cloud) = start() else { return };

    let places = places_in(
        cloud.owner(),
        "images",
        "1a9e0000-0000-4000-8000-000000000001",
        "OS-EXT-IMG-SIZE:size",
    );

    assert_eq!(places, ["show", "detail"]);
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_the_key() {
    let policy = "compute_extension:image_size: role:nobody";
    let Some(cloud) = start_with_policy(policy) else { return };

    let places = places_in(
        cloud.owner(),
        "images",
        "1a9e0000-0000-4000-8000-000000000001",
        "OS-EXT-IMG-SIZE:size",
    );

    assert!(places.is_empty(), "{places:?}");
    assert!(is_listed(&cloud, "OS-EXT-IMG-SIZE"));
}

#[test]
fn switched_off_the_extension_is_gone_and_its_key_with_it() {
    let Some(cloud) = start_without("OS-EXT-IMG-SIZE") else { return };

    let places = places_in(
        cloud.owner(),
        "images",
        "1a9e0000-0000-4000-8000-000000000001",
        "OS-EXT-IMG-SIZE:size",
    );

    assert!(places.is_empty(), "{places:?}");
    assert!(!is_listed(&cloud, "OS-EXT-IMG-SIZE"));
}
