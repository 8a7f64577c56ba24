//! Pages of lists of servers: `limit`, `marker`, and the link to the next page.

use ferronova_testkit::{Client, Response};
use serde_json::json;

use crate::support::{
    Crew, FLEET, Fleet, UNKNOWN,
    Who::{Admin, Owner},
    answer, at, bad_parameter, bad_request, names, start, start_seeded,
};

const NAMES: &[&str] = &["first", "second", "third"];

/// A list of the servers of a fleet alone, the last by name first.
fn list(caller: &Client, fleet: &Fleet, query: &str) -> Response {
    caller.get(&format!("servers?name={}&sort_key=display_name{query}", fleet.mark()))
}

/// The links of a page.
fn links(page: &Response) -> Vec<String> {
    let links = page.at("/servers_links");
    let href = |link: &serde_json::Value| {
        assert_eq!(link["rel"], "next", "{link}");
        link["href"].as_str().expect("a link leads somewhere").to_owned()
    };
    links.as_array().into_iter().flatten().map(href).collect()
}

#[test]
fn a_full_page_has_a_link_to_the_next() {
    let cloud = start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, NAMES);
    let (url, mark) = (owner.url(), fleet.mark());
    for path in ["servers", "servers/detail"] {
        let page = owner.get(&format!("{path}?name={mark}&limit=2&sort_key=display_name"));
        assert_eq!(fleet.found_in(&page), ["third", "second"]);
        let marker = fleet.id("second");
        let query = format!("limit=2&name={mark}&sort_key=display_name");
        let link = format!("{url}/{path}?{query}&marker={marker}");
        assert_eq!(links(&page), std::slice::from_ref(&link));

        let next = owner.get(link.trim_start_matches(owner.base_url()));

        assert_eq!(fleet.found_in(&next), ["first"]);
        assert_eq!(next.json().get("servers_links"), None);
    }
}

#[test]
fn a_page_with_the_project_in_its_path_has_it_in_its_link() {
    let cloud = start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, NAMES);
    let path = format!("{}/servers", owner.project_id());

    let page = owner.get(&format!("{path}?name={}&limit=1", fleet.mark()));

    let [link] = &links(&page)[..] else { panic!("{}", page.text()) };
    assert!(link.starts_with(&format!("{}/{path}?limit=1", owner.url())), "{link}");
}

#[test]
fn the_link_has_the_parameters_that_have_an_effect_sorted_by_name() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    let base_url = crew.cloud.owner().base_url();
    let marker = "marker=5e000000-0000-4000-8000-000000000002";
    for (minor, query, link) in [
        (1, "limit=1&x=1", "limit=1"),
        (1, "locked=false&limit=1", "limit=1"),
        (72, "locked=false&limit=1", "limit=1"),
        (73, "locked=false&limit=1", "limit=1&locked=false"),
        (25, "tags=blue&limit=1", "limit=1"),
        (26, "tags=blue&limit=1", "limit=1&tags=blue"),
        (
            104,
            "status=SHUTOFF&name=B%20%7Cx&name=B&limit=1",
            "limit=1&name=B+%7Cx&name=B&status=SHUTOFF",
        ),
        (104, "sort_key=uuid&limit=1&sort_dir=desc", "limit=1&sort_dir=desc&sort_key=uuid"),
        (104, "sort_key=vm_state&sort_key=uuid&limit=1", "limit=1&sort_key=vm_state&sort_key=uuid"),
    ] {
        let owner = crew.client(Owner, minor).expect("everybody is there");

        let page = owner.get(&format!("servers?{query}"));

        let link = format!("{base_url}/v2.1/servers?{link}&{marker}");
        assert_eq!(links(&page), [link], "2.{minor} {query}");
    }
}

#[test]
fn a_page_that_is_not_full_has_no_link() {
    let cloud = start();
    let fleet = Fleet::boot(cloud.owner(), NAMES);
    for query in ["", "&limit=4", "&limit=0", "&limit=1000", "&limit=99999999999999999999999"] {
        let page = list(cloud.owner(), &fleet, query);

        assert_eq!(page.json().get("servers_links"), None, "{query}");
        let expected = if query == "&limit=0" { 0 } else { 3 };
        assert_eq!(fleet.found_in(&page).len(), expected, "{query}");
    }
}

#[test]
fn a_last_page_that_is_full_has_a_link_to_an_empty_one() {
    let cloud = start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, NAMES);
    let page = list(owner, &fleet, "&limit=3");
    let [link] = &links(&page)[..] else { panic!("{}", page.text()) };

    let next = owner.get(link.trim_start_matches(owner.base_url()));

    assert_eq!(next.expect(200).json(), json!({"servers": []}));
}

#[test]
fn of_several_limits_and_markers_the_last_counts() {
    let cloud = start();
    let fleet = Fleet::boot(cloud.owner(), NAMES);

    let limited = list(cloud.owner(), &fleet, "&limit=3&limit=1");
    let (third, second) = (fleet.id("third"), fleet.id("second"));
    let marked = list(cloud.owner(), &fleet, &format!("&marker={third}&marker={second}"));

    assert_eq!(fleet.found_in(&limited), ["third"]);
    assert_eq!(fleet.found_in(&marked), ["first"]);
}

#[test]
fn a_limit_is_a_natural_number() {
    let cloud = start();
    for minor in [1, 75, 104] {
        for (limit, reason) in [
            ("-1", "'-1' does not match '^[0-9]*$'"),
            ("1.5", "'1.5' does not match '^[0-9]*$'"),
            ("abc", "'abc' does not match '^[0-9]*$'"),
            ("", "'' should be non-empty"),
        ] {
            for path in ["servers", "servers/detail"] {
                let refused = at(cloud.owner(), minor).get(&format!("{path}?limit={limit}"));
                let expected = bad_parameter("limit", limit, reason);
                assert_eq!(answer(&refused), expected, "2.{minor} {path}");
            }
        }
    }
}

#[test]
fn a_marker_that_is_empty_is_ignored_and_one_that_is_not_there_refused() {
    let cloud = start();
    let fleet = Fleet::boot(cloud.owner(), NAMES);
    for marker in [UNKNOWN, "nonsense"] {
        for path in ["servers", "servers/detail"] {
            let refused = cloud.owner().get(&format!("{path}?marker={marker}"));
            assert_eq!(answer(&refused), bad_request(&format!("marker [{marker}] not found")));
        }
    }
    let listed = list(cloud.owner(), &fleet, "&marker=");
    assert_eq!(fleet.found_in(&listed), ["third", "second", "first"]);
}

#[test]
fn a_marker_is_found_whatever_the_filters_say() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    let owner = crew.client(Owner, 104).expect("everybody is there");
    let id = |n: u8| format!("5e000000-0000-4000-8000-00000000000{n}");
    for (query, marker, expected) in [
        ("", 1, &[][..]),
        ("", 2, &["alpha"]),
        ("name=alpha&", 2, &["alpha"]),
        // A deleted and a soft-deleted one.
        ("", 3, &["Beta", "alpha"]),
        ("", 4, &["Beta", "alpha"]),
        ("sort_key=display_name&sort_dir=asc&", 1, &["Beta"]),
        ("sort_key=locked&sort_dir=desc&", 1, &["Beta"]),
    ] {
        let listed = owner.get(&format!("servers?{query}marker={}", id(marker)));

        assert_eq!(names(&listed), expected, "{query}{marker}");
    }
}

#[test]
fn a_marker_of_another_project_is_not_found_but_by_administrators() {
    let Some(crew) = Crew::start_seeded(FLEET) else { return };
    let theirs = "5e000000-0000-4000-8000-000000000005";
    let owner = crew.client(Owner, 104).expect("everybody is there");
    let admin = crew.client(Admin, 104).expect("everybody is there");

    let refused = owner.get(&format!("servers?marker={theirs}"));
    let listed = admin.get(&format!("servers?all_tenants=1&marker={theirs}"));

    assert_eq!(answer(&refused), bad_request(&format!("marker [{theirs}] not found")));
    assert_eq!(names(&listed), ["Beta", "alpha"]);
}

#[test]
fn pages_in_any_order_hold_every_server_once() {
    let Some(cloud) = start_seeded(FLEET) else { return };
    for order in
        ["", "sort_key=locked&", "sort_key=project_id&", "sort_key=task_state&sort_dir=asc&"]
    {
        let whole = names(&cloud.owner().get(&format!("servers?{order}")));
        let mut paged = Vec::new();
        let mut link = format!("/v2.1/servers?{order}limit=1");
        loop {
            let page = cloud.owner().get(&link);
            paged.extend(names(&page));
            let Some(next) = links(&page).pop() else { break };
            link = next.trim_start_matches(cloud.owner().base_url()).to_owned();
        }
        assert_eq!(paged, whole, "{order}");
    }
}
