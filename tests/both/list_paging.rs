//! Pages of lists: `limit`, `marker` and the link to the next page.

use ferronova_testkit::{Client, Options, Response};
use serde_json::json;

use crate::support::{self, Fleet, answer, fault, follow, ids, names, next_link};

const NAMES: &[&str] = &["first", "second", "third"];

/// A list of the servers of a fleet alone.
fn list(caller: &Client, fleet: &Fleet, query: &str) -> Response {
    caller.get(&format!("servers?name={}{query}", fleet.mark()))
}

#[track_caller]
fn assert_refused(caller: &Client, query: &str, text: &str) {
    for path in ["servers", "servers/detail"] {
        let listed = caller.get(&format!("{path}?{query}"));

        assert_eq!(answer(&listed), fault(400, "badRequest", text), "{path}?{query}");
    }
}

#[test]
fn a_page_has_as_many_servers_as_limit_says_and_a_link_to_the_next() {
    let cloud = support::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, NAMES);

    let page = list(owner, &fleet, "&limit=2");

    assert_eq!(fleet.found_in(&page), ["third", "second"]);
    let (url, mark, last) = (owner.url(), fleet.mark(), fleet.id("second"));
    let link = format!("{url}/servers?name={mark}&limit=2&marker={last}");
    assert_eq!(next_link(&page), Some(link));
}

#[test]
fn the_link_leads_to_the_next_page() {
    let cloud = support::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, NAMES);
    let page = list(owner, &fleet, "&limit=2");
    let link = next_link(&page).expect("a full page has a link");

    let next = follow(owner, &link);

    assert_eq!(fleet.found_in(&next), ["first"]);
    assert_eq!(next_link(&next), None);
}

#[test]
fn a_last_page_that_is_full_has_a_link_to_an_empty_one() {
    let cloud = support::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, NAMES);
    let page = list(owner, &fleet, "&limit=3");
    let link = next_link(&page).expect("a full page has a link");

    let next = follow(owner, &link);

    assert_eq!(fleet.found_in(&page), ["third", "second", "first"]);
    assert_eq!(ids(&next), [""; 0]);
    assert_eq!(next_link(&next), None);
}

#[test]
fn a_page_that_is_not_full_has_no_link() {
    let cloud = support::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, NAMES);
    for query in ["", "&limit=4", "&limit=1000", "&limit=1001", "&limit=99999999999999999999"] {
        let page = list(owner, &fleet, query);

        assert_eq!(fleet.found_in(&page), ["third", "second", "first"], "{query}");
        assert_eq!(next_link(&page), None, "{query}");
    }
}

#[test]
fn the_links_lead_through_every_server_once() {
    let cloud = support::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, &["a", "b", "c", "d", "e"]);
    for (path, limit) in [("servers", 1), ("servers/detail", 2), ("servers", 3)] {
        let mut page = owner.get(&format!("{path}?limit={limit}&name={}", fleet.mark()));
        let mut found = fleet.found_in(&page);
        while let Some(link) = next_link(&page) {
            assert!(link.starts_with(&format!("{}/{path}?", owner.url())), "{link}");
            page = follow(owner, &link);
            found.extend(fleet.found_in(&page));
        }

        assert_eq!(found, ["e", "d", "c", "b", "a"], "{path} {limit}");
    }
}

#[test]
fn a_server_that_is_created_meanwhile_does_not_disturb_the_pages() {
    let cloud = support::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, NAMES);
    let page = list(owner, &fleet, "&limit=1");
    let link = next_link(&page).expect("a full page has a link");
    let newest = owner.boot(&format!("{}-newest", fleet.mark()));

    let next = follow(owner, &link);

    assert_eq!(ids(&next), [fleet.id("second")]);
    assert_eq!(ids(&list(owner, &fleet, "&limit=1")), [newest]);
}

#[test]
fn a_limit_of_zero_is_an_empty_page_without_a_link() {
    let cloud = support::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, &["web"]);
    for query in ["&limit=0", &format!("&limit=0&marker={}", fleet.id("web"))] {
        let page = list(owner, &fleet, query);

        assert_eq!(page.json(), json!({"servers": []}), "{query}");
    }
}

#[test]
fn of_a_repeated_limit_the_last_counts_and_the_link_keeps_both() {
    let cloud = support::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, NAMES);

    let page = list(owner, &fleet, "&limit=1&limit=2");

    assert_eq!(fleet.found_in(&page), ["third", "second"]);
    let (url, mark, last) = (owner.url(), fleet.mark(), fleet.id("second"));
    let link = format!("{url}/servers?name={mark}&limit=1&limit=2&marker={last}");
    assert_eq!(next_link(&page), Some(link));
}

#[test]
fn a_limit_that_is_no_whole_number_is_refused() {
    let cloud = support::start();
    for caller in [cloud.owner(), cloud.admin()] {
        for value in ["", "x", "1.5", "1e2", "0x10", "--1", "null"] {
            let text = "limit param must be an integer";
            assert_refused(caller, &format!("limit={value}"), text);
        }
        assert_refused(caller, "limit", "limit param must be an integer");
        assert_refused(caller, "limit=1&limit=", "limit param must be an integer");
    }
}

#[test]
fn a_negative_limit_is_refused() {
    let cloud = support::start();
    for value in ["-1", "-1000", "-99999999999999999999"] {
        assert_refused(cloud.owner(), &format!("limit={value}"), "limit param must be positive");
    }
}

#[test]
fn a_page_has_at_most_a_thousand_servers() {
    let servers: Vec<String> =
        (0..1001).map(|n| format!("{{name: server-{n}, project: demo}}")).collect();
    let seed: &'static str = format!("servers: [{}]", servers.join(", ")).leak();
    let Some(cloud) = support::start_seeded(seed) else { return };
    for query in ["", "?limit=1000", "?limit=1001", "?limit=5000"] {
        let page = cloud.owner().get(&format!("servers{query}"));
        let link = next_link(&page).expect("a full page has a link");
        let next = follow(cloud.owner(), &link);

        let found = names(&page);
        assert_eq!(found.len(), 1000, "{query}");
        assert_eq!((&*found[0], &*found[999]), ("server-1000", "server-1"), "{query}");
        assert_eq!(names(&next), ["server-0"], "{query}");
    }
}

#[test]
fn a_page_begins_after_its_marker() {
    let cloud = support::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, NAMES);
    for (marker, found) in
        [("third", &["second", "first"] as &[&str]), ("second", &["first"]), ("first", &[])]
    {
        let page = list(owner, &fleet, &format!("&marker={}", fleet.id(marker)));

        assert_eq!(fleet.found_in(&page), *found, "{marker}");
        assert_eq!(next_link(&page), None, "{marker}");
    }
}

#[test]
fn of_a_repeated_marker_the_last_counts_and_the_link_has_one() {
    let cloud = support::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, NAMES);
    let [first, second, third] = [0, 1, 2].map(|n| fleet.id(NAMES[n]));

    let page = list(owner, &fleet, &format!("&marker={second}&limit=1&marker={third}"));

    assert_eq!(ids(&page), [second]);
    let (url, mark) = (owner.url(), fleet.mark());
    let link = format!("{url}/servers?name={mark}&limit=1&marker={second}");
    assert_eq!(next_link(&page), Some(link.clone()));
    assert_eq!(ids(&follow(owner, &link)), [first]);
}

#[test]
fn a_marker_need_not_be_in_the_list_itself() {
    let cloud = support::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, NAMES);
    owner.action(fleet.id("second"), &json!({"os-stop": null})).assert_status(202);
    owner.wait_for(fleet.id("second"), "SHUTOFF");

    let query = format!("&status=ACTIVE&marker={}", fleet.id("second"));
    let page = list(owner, &fleet, &query);

    assert_eq!(fleet.found_in(&page), ["first"]);
}

#[test]
fn a_marker_that_is_not_there_is_refused() {
    let cloud = support::start();
    for marker in ["c0ffee00-0000-4000-8000-000000000000", "nonsense", "", "1"] {
        for caller in [cloud.owner(), cloud.admin()] {
            let text = format!("marker [{marker}] not found");
            assert_refused(caller, &format!("marker={marker}"), &text);
            assert_refused(caller, &format!("all_tenants=1&limit=1&marker={marker}"), &text);
        }
    }
}

#[test]
fn a_marker_of_another_project_is_refused() {
    let cloud = support::start();
    let theirs = cloud.other().boot("theirs");

    let text = format!("marker [{theirs}] not found");
    assert_refused(cloud.owner(), &format!("marker={theirs}"), &text);
    assert_refused(cloud.owner(), &format!("all_tenants=1&marker={theirs}"), &text);
}

#[test]
fn an_id_in_upper_case_is_a_marker_but_leads_to_no_server() {
    let cloud = support::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, NAMES);
    let id = fleet.id("second").to_uppercase();

    let page = list(owner, &fleet, &format!("&marker={id}"));
    let shown = owner.get(&format!("servers/{id}"));

    assert_eq!(fleet.found_in(&page), ["first"]);
    assert_eq!(shown.status(), 404);
}

#[test]
fn the_link_repeats_what_it_does_not_know_and_what_is_repeated() {
    let cloud = support::start();
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, &["a", "b"]);
    let query = format!("unknown=1&limit=1&unknown=2&name={}&x=", fleet.mark());
    for path in ["servers", "servers/detail"] {
        let page = owner.get(&format!("{path}?{query}"));

        let link = format!("{}/{path}?{query}&marker={}", owner.url(), fleet.id("b"));
        assert_eq!(next_link(&page), Some(link.clone()), "{path}");
        assert_eq!(fleet.found_in(&follow(owner, &link)), ["a"], "{path}");
    }
}

/// Nova repeats it decoded, so that a link with such a query leads to something else.
#[test]
fn the_link_repeats_the_query_as_it_was_sent() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();
    let fleet = Fleet::boot(owner, &["a", "b"]);
    let query = format!(
        "unknown=%22+%C3%A4%26&limit=1&status=ACTIVE&status=ERROR&x&name={}%2D",
        fleet.mark()
    );
    for path in ["servers", "servers/detail"] {
        let page = owner.get(&format!("{path}?{query}"));

        let link = format!("{}/{path}?{query}&marker={}", owner.url(), fleet.id("b"));
        assert_eq!(next_link(&page), Some(link.clone()), "{path}");
        assert_eq!(fleet.found_in(&follow(owner, &link)), ["a"], "{path}");
    }
}

#[test]
fn the_link_of_an_administrators_list_is_that_of_the_own_project() {
    let cloud = support::start();
    let admin = cloud.admin();
    let fleet = Fleet::boot(cloud.owner(), &["web"]);
    let mark = fleet.mark();

    let page = admin.get(&format!("servers?all_tenants=1&limit=1&name={mark}"));

    let (url, last) = (admin.url(), fleet.id("web"));
    let link = format!("{url}/servers?all_tenants=1&limit=1&name={mark}&marker={last}");
    assert_eq!(next_link(&page), Some(link));
}
