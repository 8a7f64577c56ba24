//! The key of `os-flavor-swap`.

use serde_json::json;

use crate::cloud_of_extensions::{is_listed, places_in, start, start_with_policy, start_without};

#[test]
fn a_flavor_says_its_swap_space_and_an_empty_text_for_none() {
    let Some(cloud) = start() else { return };

    for (id, expected) in [("1", json!("")), ("2", json!(64))] {
        let flavor = cloud.owner().get(&format!("flavors/{id}")).expect(200).at("/flavor");

        assert_eq!(flavor["swap"], expected);
    }
}

#[test]
fn the_key_is_in_show_and_detail() {
    let Some(cloud) = start() else { return };

    let places = places_in(cloud.owner(), "flavors", "2", "swap");

    assert_eq!(places, ["show", "detail"]);
}

#[test]
fn a_caller_whom_the_policy_refuses_misses_the_key() {
    let policy = "compute_extension:flavor_swap: role:nobody";
    let Some(cloud) = start_with_policy(policy) else { return };

    let places = places_in(cloud.owner(), "flavors", "2", "swap");

    assert!(places.is_empty(), "{places:?}");
    assert!(is_listed(&cloud, "os-flavor-swap"));
}

#[test]
fn switched_off_the_extension_is_gone_and_its_key_with_it() {
    let Some(cloud) = start_without("os-flavor-swap") else { return };

    let places = places_in(cloud.owner(), "flavors", "2", "swap");

    assert!(places.is_empty(), "{places:?}");
    assert!(!is_listed(&cloud, "os-flavor-swap"));
}
