//! `/flavors` and `/flavors/{id}/os-extra_specs`.

use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

use crate::support::{
    Answer, Crew, MEMBERS,
    Who::{AdminInside, Guest, Owner, Reader, Stranger},
    answer, at, bad_parameter, bad_request, fault, forbidden, keys, start, start_seeded,
};

const FLAVORS: &str = concat!(
    include_str!("seeds/users.yaml"),
    r#"
flavors:
  - {id: a, name: m1.a, ram: 512, disk: 1, vcpus: 1}
  - {id: b, name: M1.b, ram: 1024, disk: 2, vcpus: 2, swap: 64, ephemeral: 3, rxtx_factor: 2.5}
  - {id: c, name: hidden, ram: 2048, disk: 4, vcpus: 4, public: false, access: [alt]}
  - {id: d, name: disabled, ram: 4096, disk: 8, vcpus: 8, disabled: true}
servers:
  - {id: 5e000000-0000-4000-8000-000000000001, name: web, project: demo, flavor: a}
"#
);

/// The flavor `swap` of [`MEMBERS`] at 2.`minor`, without its links.
fn whole(minor: u16) -> Value {
    let mut flavor = json!({
        "id": "swap",
        "name": "m1.swap",
        "ram": 1024,
        "disk": 10,
        "swap": 512,
        "OS-FLV-EXT-DATA:ephemeral": 5,
        "vcpus": 2,
        "os-flavor-access:is_public": true,
    });
    if minor < 102 {
        flavor["OS-FLV-DISABLED:disabled"] = json!(false);
        flavor["rxtx_factor"] = json!(1.0);
    }
    if minor >= 55 {
        flavor["description"] = Value::Null;
    }
    if minor >= 61 {
        flavor["extra_specs"] = json!({"hw:cpu_policy": "shared"});
    }
    flavor
}

const MINORS: [u16; 10] = [1, 54, 55, 60, 61, 74, 75, 101, 102, 104];

#[test]
fn a_flavor_has_these_members_at_each_microversion() {
    let Some(crew) = Crew::start_seeded(MEMBERS) else { return };
    for minor in MINORS {
        for who in [Owner, Reader, AdminInside, Stranger] {
            let caller = crew.client(who, minor).expect("everybody is there");
            let base_url = caller.base_url();
            let links = json!([
                {"rel": "self", "href": format!("{base_url}/v2.1/flavors/swap")},
                {"rel": "bookmark", "href": format!("{base_url}/flavors/swap")},
            ]);
            let mut whole = whole(minor);
            whole["links"] = links.clone();
            let mut brief = json!({"id": "swap", "name": "m1.swap", "links": links});
            if minor >= 55 {
                brief["description"] = Value::Null;
            }

            let shown = caller.get("flavors/swap").expect(200);
            let detailed = caller.get("flavors/detail").expect(200);
            let listed = caller.get("flavors").expect(200);

            assert_eq!(shown.json(), json!({"flavor": whole}), "{who:?} 2.{minor}");
            assert_eq!(detailed.at("/flavors/1"), whole, "{who:?} 2.{minor}");
            assert_eq!(listed.at("/flavors/1"), brief, "{who:?} 2.{minor}");
        }
    }
}

#[test]
fn no_swap_is_empty_below_2_75_and_0_from_there_on() {
    let cloud = start();
    for (minor, swap) in [(1, json!("")), (74, json!("")), (75, json!(0)), (104, json!(0))] {
        let owner = at(cloud.owner(), minor);

        let shown = owner.get("flavors/1").expect(200);

        assert_eq!(shown.at("/flavor/swap"), swap, "2.{minor}");
        assert_eq!(owner.get("flavors/detail").expect(200).at("/flavors/0/swap"), swap);
    }
}

#[test]
fn extra_specs_go_by_their_rule() {
    let Some(crew) = Crew::start_seeded(MEMBERS) else { return };
    for minor in [61, 104] {
        let guest = crew.client(Guest, minor).expect("everybody is there");

        let shown = guest.get("flavors/swap").expect(200);
        let specs = guest.get("flavors/swap/os-extra_specs");
        let spec = guest.get("flavors/swap/os-extra_specs/hw:cpu_policy");

        assert!(!keys(&shown.at("/flavor")).contains(&"extra_specs"));
        assert_eq!(answer(&specs), forbidden("os_compute_api:os-flavor-extra-specs:index"));
        assert_eq!(answer(&spec), forbidden("os_compute_api:os-flavor-extra-specs:show"));
    }
}

#[test]
fn extra_specs_are_listed_and_shown() {
    let Some(cloud) = start_seeded(MEMBERS) else { return };
    for minor in [1, 61, 102, 104] {
        let owner = at(cloud.owner(), minor);
        let get = |path: &str| answer(&owner.get(&format!("flavors/{path}")));
        let specs = json!({"hw:cpu_policy": "shared"});
        let missing = |text: &str| fault(404, "itemNotFound", text);

        assert_eq!(get("swap/os-extra_specs"), (200, json!({"extra_specs": specs})));
        assert_eq!(get("1/os-extra_specs"), (200, json!({"extra_specs": {}})));
        assert_eq!(get("swap/os-extra_specs/hw:cpu_policy"), (200, specs));
        let text = "Flavor swap has no extra specs with key none.";
        assert_eq!(get("swap/os-extra_specs/none"), missing(text));
        let text = "Flavor none could not be found.";
        assert_eq!(get("none/os-extra_specs"), missing(text));
        assert_eq!(get("none/os-extra_specs/none"), missing(text));
    }
}

#[test]
fn a_private_flavor_is_there_for_its_projects_and_for_administrators() {
    let Some(crew) = Crew::start_seeded(FLAVORS) else { return };
    for minor in [1, 75, 104] {
        for (who, is_seen) in [(Owner, false), (Stranger, true), (AdminInside, true)] {
            let caller = crew.client(who, minor).expect("everybody is there");

            let shown = caller.get("flavors/c");

            if is_seen {
                assert_eq!(shown.status(), 200, "{who:?} 2.{minor}");
            } else {
                let text = "Flavor c could not be found.";
                assert_eq!(answer(&shown), fault(404, "itemNotFound", text));
            }
        }
    }
}

/// The ids of a list of flavors, in its order.
#[track_caller]
fn ids(listed: &Response) -> String {
    assert_eq!(listed.status(), 200, "{}", listed.text());
    let flavors = listed.at("/flavors");
    let flavors = flavors.as_array().expect("there are flavors");
    flavors.iter().map(|it| it["id"].as_str().expect("it has an id")).collect()
}

#[track_caller]
fn assert_listed(caller: &Client, query: &str, expected: &str) {
    for path in ["flavors", "flavors/detail"] {
        assert_eq!(ids(&caller.get(&format!("{path}?{query}"))), expected, "{path}?{query}");
    }
}

#[test]
fn lists_of_flavors_are_filtered_and_sorted() {
    let Some(crew) = Crew::start_seeded(FLAVORS) else { return };
    for minor in [1, 75, 104] {
        let owner = crew.client(Owner, minor).expect("everybody is there");
        for (query, expected) in [
            ("", "ab"),
            ("minRam=1024", "b"),
            ("minDisk=2", "b"),
            ("minRam=512&minDisk=3", ""),
            ("sort_key=memory_mb&sort_dir=desc", "ba"),
            ("sort_key=flavorid&sort_dir=desc", "ba"),
            ("limit=1", "a"),
            ("limit=0", ""),
            ("marker=a", "b"),
            ("is_public=false", "ab"),
        ] {
            assert_listed(&owner, query, expected);
        }
        let admin = crew.client(AdminInside, minor).expect("everybody is there");
        // A disabled one is not listed for others.
        assert_listed(&admin, "", "abd");
        assert_listed(&admin, "is_public=false", "c");
        assert_listed(&admin, "is_public=None", "abcd");
    }
}

#[test]
fn names_filter_from_2_102_on() {
    let Some(crew) = Crew::start_seeded(FLAVORS) else { return };
    let owner = |minor| crew.client(Owner, minor).expect("everybody is there");
    for minor in [102, 104] {
        assert_listed(&owner(minor), "name=m1", "ab");
        assert_listed(&owner(minor), "name=%5EM1.B%24", "b");
        assert_listed(&owner(minor), "name=none", "");
    }
    assert_listed(&owner(74), "name=none", "ab");
    let refused = answer(&owner(75).get("flavors?name=none"));
    assert_eq!(refused, unexpected("name"));
}

fn unexpected(name: &str) -> Answer {
    bad_request(&format!("Additional properties are not allowed ('{name}' was unexpected)"))
}

#[test]
fn queries_of_lists_are_checked() {
    let cloud = start();
    for minor in [1, 75, 102, 104] {
        let owner = at(cloud.owner(), minor);
        for path in ["flavors", "flavors/detail"] {
            let get = |query: &str| answer(&owner.get(&format!("{path}?{query}")));
            assert_eq!(get("minRam=x"), bad_request("Invalid minRam filter [x]"));
            assert_eq!(get("minDisk=x"), bad_request("Invalid minDisk filter [x]"));
            assert_eq!(get("marker=none"), bad_request("marker [none] not found"));
            let reason = "'-1' does not match '^[0-9]*$'";
            assert_eq!(get("limit=-1"), bad_parameter("limit", "-1", reason));
            let reason = "'up' is not one of ['asc', 'desc']";
            assert_eq!(get("sort_dir=up"), bad_parameter("sort_dir", "up", reason));
            let expected = if minor < 75 { 200 } else { 400 };
            assert_eq!(get("x=1").0, expected, "2.{minor}");
        }
        let admin = at(cloud.admin(), minor);
        let refused = answer(&admin.get("flavors?is_public=x"));
        assert_eq!(refused, bad_request("Invalid is_public filter [x]"));
        let missing = answer(&owner.get("flavors/none"));
        assert_eq!(missing, fault(404, "itemNotFound", "Flavor none could not be found."));
    }
    assert_eq!(answer(&at(cloud.owner(), 75).get("flavors?x=1")), unexpected("x"));
}

#[test]
fn a_full_page_of_flavors_has_a_link_to_the_next() {
    let Some(crew) = Crew::start_seeded(FLAVORS) else { return };
    for minor in [1, 104] {
        let owner = crew.client(Owner, minor).expect("everybody is there");
        for path in ["flavors", "flavors/detail"] {
            let page = owner.get(&format!("{path}?limit=2&minRam=1"));

            let href = format!("{}/{path}?limit=2&minRam=1&marker=b", owner.url());
            assert_eq!(page.at("/flavors_links"), json!([{"rel": "next", "href": href}]));
            let last = owner.get(&format!("{path}?limit=4"));
            assert_eq!(last.json().get("flavors_links"), None);
        }
    }
}
