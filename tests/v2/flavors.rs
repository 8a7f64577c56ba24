//! `/flavors`.

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::Value;

fn start() -> Option<Cloud> {
    let seed = Some(include_str!("seeds/flavors.yaml"));
    Cloud::start_with(&Options { seed, ..Options::default() })
}

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

/// The path and the query of the link to the next page.
fn next_path(client: &Client, response: &Response) -> String {
    let href = response.at("/flavors_links/0/href");
    let href = href.as_str().expect("there is a next page");
    href.strip_prefix(client.base_url()).expect("a link leads to the same server").to_owned()
}

#[test]
fn flavors_are_listed_in_brief_and_in_detail_and_shown() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    for (path, golden) in [
        ("flavors", "v2/flavors/list"),
        ("flavors/detail", "v2/flavors/detail"),
        ("flavors/1", "v2/flavors/show"),
    ] {
        let response = owner.get(path).expect(200);

        assert_eq!(response.header("content-type"), Some("application/json"));
        response.assert_golden(owner, golden);
    }
}

#[test]
fn a_flavor_without_processors_has_an_empty_text_for_them() {
    let Some(cloud) = start() else { return };

    let none = cloud.owner().get("flavors/c").expect(200);
    let one = cloud.owner().get("flavors/a").expect(200);

    assert_eq!(none.at("/flavor/vcpus"), "");
    assert_eq!(one.at("/flavor/vcpus"), 1);
}

#[test]
fn a_flavor_is_found_by_its_id_only() {
    let cloud = Cloud::start();

    for id in ["nope", "m1.tiny", "99", "%20", "1.txt", "%FF"] {
        let response = cloud.owner().get(&format!("flavors/{id}"));

        response.assert_fault(404, "itemNotFound", "The resource could not be found.");
    }
}

#[test]
fn a_flavor_may_have_any_text_for_an_id() {
    let Some(cloud) = start() else { return };
    let admin = cloud.admin();

    let listed = admin.get("flavors?is_public=None").expect(200).at("/flavors");
    let shown = admin.get("flavors/an%20id%2Fwith%20%22everything%22");

    let listed = listed.as_array().expect("there are flavors").clone();
    assert!(listed.iter().any(|it| it["id"] == "an id/with \"everything\""), "{listed:?}");
    // A slash ends a segment of the path, even if it is percent-encoded.
    assert_eq!(shown.status(), 404);
}

#[test]
fn a_private_flavor_is_shown_to_its_projects_and_a_disabled_one_to_everybody() {
    let Some(cloud) = start() else { return };
    let status = |client: &Client, id: &str| client.get(&format!("flavors/{id}")).status();

    let [owner, other, admin] = [cloud.owner(), cloud.other(), cloud.admin()]
        .map(|client| ["d", "e", "f"].map(|id| status(client, id)));

    assert_eq!(owner, [200, 404, 200]);
    assert_eq!(other, [404, 200, 200]);
    assert_eq!(admin, [200, 200, 200]);
}

#[test]
fn users_are_listed_the_public_and_enabled_flavors_whatever_they_ask_for() {
    let Some(cloud) = start() else { return };

    for query in ["", "is_public=None", "is_public=False", "is_public=x", "disabled=True"] {
        let found = find(cloud.owner(), query);

        assert_eq!(found, ["a", "b", "c"], "{query}");
    }
}

#[test]
fn administrators_are_listed_the_flavors_they_ask_for() {
    let Some(cloud) = start() else { return };
    let odd = "an id/with \"everything\"";

    for (query, expected) in [
        ("", &["a", "b", "c", "f"][..]),
        ("is_public=True", &["a", "b", "c", "f"]),
        ("is_public=1", &["a", "b", "c", "f"]),
        ("is_public=false", &["ODD", "d", "e"]),
        ("is_public=None", &["a", "ODD", "b", "c", "d", "e", "f"]),
        ("is_public=none", &["a", "ODD", "b", "c", "d", "e", "f"]),
        ("is_public=nonsense", &["a", "b", "c", "f"]),
    ] {
        let mut found = find(cloud.admin(), query);
        let mut expected: Vec<&str> =
            expected.iter().map(|it| if *it == "ODD" { odd } else { it }).collect();

        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn flavors_are_found_by_the_memory_and_the_disk_they_have_at_least() {
    let Some(cloud) = start() else { return };

    for (query, expected) in [
        ("minRam=2048", &["b", "c"][..]),
        ("minRam=2049", &["b"]),
        ("minDisk=10", &["a", "c"]),
        ("minRam=1024&minDisk=1", &["c"]),
        ("minRam=0&minDisk=0", &["a", "b", "c"]),
        ("minRam=-1", &["a", "b", "c"]),
        ("minRam=%202048%20", &["b", "c"]),
        ("minRam=99999999999", &[]),
        ("minRam=1&minRam=4096", &["b"]),
    ] {
        let found = find(cloud.owner(), query);

        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn a_least_memory_or_disk_that_is_no_number_is_refused() {
    let cloud = Cloud::start();

    for name in ["minRam", "minDisk"] {
        for value in ["x", "", "1.5", "1G"] {
            let response = cloud.owner().get(&format!("flavors/detail?{name}={value}"));

            response.assert_fault(400, "badRequest", &format!("Invalid {name} filter [{value}]"));
        }
    }
}

#[test]
fn flavors_come_in_the_order_of_their_ids_unless_another_one_is_asked_for() {
    let Some(cloud) = start() else { return };

    for (query, expected) in [
        ("", ["a", "b", "c"]),
        ("sort_key=flavorid", ["a", "b", "c"]),
        ("sort_dir=asc", ["a", "b", "c"]),
        ("sort_dir=desc", ["c", "b", "a"]),
        ("sort_key=name", ["b", "c", "a"]),
        ("sort_key=name&sort_dir=desc", ["a", "c", "b"]),
        ("sort_key=memory_mb", ["a", "c", "b"]),
        ("sort_key=root_gb", ["b", "c", "a"]),
        ("sort_key=vcpus", ["c", "a", "b"]),
        ("sort_key=swap", ["c", "b", "a"]),
        ("sort_key=ephemeral_gb", ["c", "a", "b"]),
        ("sort_key=rxtx_factor", ["b", "c", "a"]),
        ("sort_key=is_public&sort_dir=asc", ["a", "b", "c"]),
        ("sort_key=is_public&sort_dir=desc", ["c", "b", "a"]),
    ] {
        let found = find(cloud.owner(), query);

        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn an_order_that_nobody_knows_is_refused() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };

    let key = cloud.owner().get("flavors?sort_key=colour");
    let direction = cloud.owner().get("flavors?sort_dir=up");

    let keys = "Invalid sort_key 'colour', acceptable values are: 'disabled', 'ephemeral_gb', \
                'flavorid', 'id', 'is_public', 'memory_mb', 'name', 'root_gb', 'rxtx_factor', \
                'swap', 'vcpus'";
    key.assert_fault(400, "badRequest", keys);
    let directions = "Invalid sort_dir 'up', acceptable values are: 'asc', 'desc'";
    direction.assert_fault(400, "badRequest", directions);
}

#[test]
fn a_page_has_as_many_flavors_as_it_is_limited_to() {
    let cloud = Cloud::start();

    for (query, expected) in [
        ("limit=2", &["1", "2"][..]),
        ("limit=2&marker=2", &["3", "4"]),
        ("limit=2&marker=4", &["5"]),
        ("marker=3", &["4", "5"]),
        ("marker=5", &[]),
        ("limit=0", &[]),
        ("limit=1000000", &["1", "2", "3", "4", "5"]),
        ("limit=1&limit=2", &["1", "2"]),
        ("sort_dir=desc&limit=2&marker=4", &["3", "2"]),
    ] {
        let found = find(cloud.owner(), query);

        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn a_full_page_has_a_link_to_the_next_one() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    let response = owner.get("flavors?limit=2").expect(200);

    response.assert_golden(owner, "v2/flavors/page");
}

#[test]
fn the_pages_of_a_list_hold_every_flavor_once() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let mut found = Vec::new();
    let mut path = format!("/v2/{}/flavors/detail?sort_dir=desc&limit=2", owner.project_id());

    loop {
        let page = owner.get(&path).expect(200);
        found.extend(ids(&page));
        if page.at("/flavors_links").is_null() {
            break;
        }
        path = next_path(owner, &page);
    }

    assert_eq!(found, ["5", "4", "3", "2", "1"]);
}

#[test]
fn a_page_that_is_not_full_has_no_link() {
    let cloud = Cloud::start();

    for query in ["", "limit=6", "limit=0", "limit=2&marker=4"] {
        let response = cloud.owner().get(&format!("flavors?{query}")).expect(200);

        assert_eq!(response.at("/flavors_links"), Value::Null, "{query}");
    }
}

#[test]
fn a_page_after_a_flavor_that_is_not_listed_is_refused() {
    let Some(cloud) = start() else { return };

    for marker in ["nope", "d", "f"] {
        let response = cloud.owner().get(&format!("flavors?marker={marker}"));

        response.assert_fault(400, "badRequest", &format!("marker [{marker}] not found"));
    }
}

#[test]
fn a_limit_is_a_number_and_not_negative() {
    let cloud = Cloud::start();
    let no_number = "limit param must be an integer";

    for (limit, message) in [
        ("", no_number),
        ("x", no_number),
        ("1.0", no_number),
        ("-1", "limit param must be positive"),
    ] {
        let response = cloud.owner().get(&format!("flavors?limit={limit}"));

        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn flavors_are_not_made_or_changed_here() {
    let cloud = Cloud::start();
    let admin = cloud.admin();

    let new = admin.get("flavors/new");
    let update = admin.put("flavors/1", &serde_json::json!({"flavor": {}}));

    new.assert_fault(404, "itemNotFound", "The resource could not be found.");
    update.assert_fault(400, "badRequest", "There is no such action: update");
}
