//! `/flavors` on v3.

use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

use crate::support::{self, start_with_policy};

const SEED: &str = include_str!("../v2/seeds/flavors.yaml");

/// The ids of the flavors in a list.
#[track_caller]
fn ids(response: &Response) -> Vec<String> {
    let flavors = response.clone().expect(200).at("/flavors");
    let flavors = flavors.as_array().expect("there is a list of flavors");
    flavors.iter().map(|it| it["id"].as_str().expect("an id is a text").to_owned()).collect()
}

/// The ids that a query finds.
#[track_caller]
fn find(client: &Client, query: &str) -> Vec<String> {
    ids(&client.get(&format!("flavors?{query}")))
}

#[test]
fn flavors_are_listed_in_brief_and_in_detail_and_shown() {
    let cloud = support::start();
    let owner = cloud.owner();

    for (path, golden) in [
        ("flavors", "v3/flavors/list"),
        ("flavors/detail", "v3/flavors/detail"),
        ("flavors/1", "v3/flavors/show"),
        ("flavors?limit=2", "v3/flavors/page"),
    ] {
        let response = owner.get(path).expect(200);

        assert_eq!(response.header("content-type"), Some("application/json"));
        response.assert_golden(owner, golden);
    }
}

#[test]
fn processors_are_a_number_even_if_there_are_none_and_no_swap_is_an_empty_text() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    let show = |id: &str| cloud.owner().get(&format!("flavors/{id}")).expect(200).at("/flavor");

    let [none, some, own] = ["c", "a", "d"].map(show);

    assert_eq!((&none["vcpus"], &some["vcpus"]), (&json!(0), &json!(1)));
    assert_eq!((&own["swap"], &some["swap"]), (&json!(""), &json!(30)));
    assert_eq!(
        (&own["OS-FLV-EXT-DATA:ephemeral"], &some["OS-FLV-EXT-DATA:ephemeral"]),
        (&json!(0), &json!(5))
    );
}

#[test]
fn a_disabled_flavor_is_shown_and_says_so() {
    let Some(cloud) = support::start_seeded(SEED) else { return };

    let disabled = cloud.owner().get("flavors/f").expect(200);
    let enabled = cloud.owner().get("flavors/a").expect(200);

    assert_eq!(disabled.at("/flavor/OS-FLV-DISABLED:disabled"), true);
    assert_eq!(enabled.at("/flavor/OS-FLV-DISABLED:disabled"), false);
}

#[test]
fn a_flavor_that_is_not_there_is_not_found_under_its_id() {
    let Some(cloud) = support::start_seeded(SEED) else { return };

    for id in ["nope", "m1.tiny", "99", "e"] {
        let response = cloud.owner().get(&format!("flavors/{id}"));

        let message = format!("Flavor {id} could not be found.");
        response.assert_fault(404, "itemNotFound", &message);
    }
}

#[test]
fn a_private_flavor_is_shown_to_its_projects() {
    let Some(cloud) = support::start_seeded(SEED) else { return };
    let status = |client: &Client, id: &str| client.get(&format!("flavors/{id}")).status();

    let seen = [cloud.owner(), cloud.other(), cloud.admin()]
        .map(|client| ["d", "e"].map(|id| status(client, id)));

    assert_eq!(seen, [[200, 404], [404, 200], [200, 200]]);
}

#[test]
fn users_are_listed_the_public_and_enabled_flavors_and_administrators_what_they_ask_for() {
    let Some(cloud) = support::start_seeded(SEED) else { return };

    for query in ["", "is_public=None", "is_public=False", "disabled=True"] {
        assert_eq!(find(cloud.owner(), query), ["a", "b", "c"], "{query}");
    }
    for (query, n_flavors) in [("", 4), ("is_public=False", 3), ("is_public=None", 7)] {
        assert_eq!(find(cloud.admin(), query).len(), n_flavors, "{query}");
    }
}

#[test]
fn flavors_are_found_by_the_memory_and_the_disk_they_have_at_least() {
    let Some(cloud) = support::start_seeded(SEED) else { return };

    for (query, expected) in [
        ("minRam=2048", &["b", "c"][..]),
        ("minDisk=10", &["a", "c"]),
        ("minRam=1024&minDisk=1", &["c"]),
    ] {
        assert_eq!(find(cloud.owner(), query), expected, "{query}");
    }
}

#[test]
fn a_least_memory_or_disk_that_is_no_number_is_refused_under_a_name_each() {
    let cloud = support::start();

    for (member, name) in [("minRam", "min_ram"), ("minDisk", "minDisk")] {
        for value in ["x", "", "1.5"] {
            let response = cloud.owner().get(&format!("flavors/detail?{member}={value}"));

            response.assert_fault(400, "badRequest", &format!("Invalid {name} filter [{value}]"));
        }
    }
}

#[test]
fn the_pages_of_a_list_hold_every_flavor_once() {
    let cloud = support::start();
    let owner = cloud.owner();
    let mut found = Vec::new();
    let mut path = "flavors/detail?sort_dir=desc&limit=2".to_owned();

    loop {
        let page = owner.get(&path).expect(200);
        found.extend(ids(&page));
        let link = page.at("/flavors_links/0/href");
        let Some(link) = link.as_str() else { break };
        assert!(link.starts_with(&format!("{}/flavors/detail?", owner.url())), "{link}");
        path = link.trim_start_matches(owner.base_url()).to_owned();
    }

    assert_eq!(found, ["5", "4", "3", "2", "1"]);
}

#[test]
fn a_page_after_a_flavor_that_is_not_listed_and_a_wrong_limit_are_refused() {
    let cloud = support::start();

    for (query, message) in [
        ("marker=nope", "marker [nope] not found"),
        ("limit=x", "limit param must be an integer"),
        ("limit=-1", "limit param must be positive"),
    ] {
        let response = cloud.owner().get(&format!("flavors?{query}"));

        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn the_keys_of_other_plugins_have_a_rule_each() {
    for (rule, key) in [
        ("compute_extension:v3:os-flavor-access", "os-flavor-access:is_public"),
        ("compute_extension:v3:os-flavor-rxtx", "rxtx_factor"),
    ] {
        let Some(cloud) = start_with_policy(&[(rule, "rule:admin_api")]) else { return };

        for path in ["flavors/1", "flavors/detail"] {
            let [owners, admins] =
                [cloud.owner(), cloud.admin()].map(|it| it.get(path).expect(200));

            assert!(!owners.text().contains(key), "{}", owners.text());
            assert!(admins.text().contains(key), "{}", admins.text());
        }
    }
}

#[test]
fn keys_of_other_plugins_have_their_types() {
    let Some(cloud) = support::start_seeded(SEED) else { return };

    let flavor = cloud.owner().get("flavors/a").expect(200).at("/flavor");
    let own = cloud.owner().get("flavors/d").expect(200).at("/flavor");

    assert_eq!(flavor["rxtx_factor"], json!(2.5));
    assert_eq!(flavor["os-flavor-access:is_public"], json!(true));
    assert_eq!(own["os-flavor-access:is_public"], json!(false));
    let keys: Vec<&String> = flavor.as_object().into_iter().flat_map(|it| it.keys()).collect();
    assert_eq!(
        keys,
        [
            "id",
            "name",
            "links",
            "ram",
            "disk",
            "vcpus",
            "swap",
            "OS-FLV-EXT-DATA:ephemeral",
            "OS-FLV-DISABLED:disabled",
            "os-flavor-access:is_public",
            "rxtx_factor"
        ]
    );
}

#[test]
fn flavors_are_not_made_here() {
    let cloud = support::start();

    let new = cloud.admin().get("flavors/new");

    new.assert_fault(404, "itemNotFound", "The resource could not be found.");
    assert_ne!(cloud.admin().post("flavors", &json!({"flavor": {}})).status(), 200);
    assert_eq!(cloud.owner().get("flavors").at("/flavors_links"), Value::Null);
}
