//! `/servers/{id}/os-instance-actions`: what was done to a server, by whom, and when.

use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

use crate::support::{
    Crew, UNKNOWN,
    Who::{Admin, AdminInside, Colleague, Guest, Owner, Reader},
    answer, at, bad_parameter, bad_request, boot, fault, forbidden, keys, not_found, start,
};

const ACTIONS: &str = concat!(include_str!("seeds/users.yaml"), include_str!("seeds/actions.yaml"));

const SERVER: &str = "5e000000-0000-4000-8000-000000000001";
const DELETED: &str = "5e000000-0000-4000-8000-000000000002";
const CREATE: &str = "req-00000000-0000-4000-8000-000000000001";
const STOP: &str = "req-00000000-0000-4000-8000-000000000002";
const REBOOT: &str = "req-00000000-0000-4000-8000-000000000003";

fn list(caller: &Client, id: &str, query: &str) -> Response {
    caller.get(&format!("servers/{id}/os-instance-actions{query}"))
}

fn show(caller: &Client, id: &str, request_id: &str) -> Response {
    caller.get(&format!("servers/{id}/os-instance-actions/{request_id}"))
}

/// The ids of the requests of a list.
#[track_caller]
fn listed(response: &Response) -> Vec<String> {
    assert_eq!(response.status(), 200, "{}", response.text());
    let actions = response.at("/instanceActions");
    let id = |it: &Value| it["request_id"].as_str().expect("it has an id").to_owned();
    actions.as_array().expect("there are actions").iter().map(id).collect()
}

/// The action `stop` at 2.`minor`, without its events.
fn stop(minor: u16) -> Value {
    let mut action = json!({
        "action": "stop",
        "instance_uuid": SERVER,
        "request_id": STOP,
        "user_id": "colleague",
        "project_id": "de000000000000000000000000000001",
        "start_time": "2026-01-02T00:00:00.000000",
        "message": "Error",
    });
    if minor >= 58 {
        action["updated_at"] = json!("2026-01-02T00:00:02.000000");
    }
    action
}

/// The event of `stop` at 2.`minor`; `None` if the caller does not see it.
fn event(is_admin: bool, minor: u16) -> Option<Value> {
    if !is_admin && minor < 51 {
        return None;
    }
    let mut event = json!({
        "event": "compute_stop_instance",
        "start_time": "2026-01-02T00:00:01.000000",
        "finish_time": "2026-01-02T00:00:02.000000",
        "result": "Error",
    });
    if is_admin {
        event["traceback"] = json!("somewhere");
    }
    if minor >= 62 {
        // We do not know where an action took place.
        event["hostId"] = json!("");
        if is_admin {
            event["host"] = Value::Null;
        }
    }
    if minor >= 84 && is_admin {
        event["details"] = json!("it failed");
    }
    Some(event)
}

#[test]
fn an_action_has_these_members_at_each_microversion() {
    let Some(crew) = Crew::start_seeded(ACTIONS) else { return };
    for minor in [1, 20, 21, 50, 51, 57, 58, 61, 62, 65, 66, 83, 84, 104] {
        for who in [Owner, Colleague, Reader, AdminInside, Admin] {
            let caller = crew.client(who, minor).expect("everybody is there");

            let shown = show(&caller, SERVER, STOP).expect(200);
            let listed = list(&caller, SERVER, "").expect(200);

            let mut expected = stop(minor);
            assert_eq!(listed.at("/instanceActions/1"), expected, "{who:?} 2.{minor}");
            if let Some(event) = event(who.is_admin(), minor) {
                expected["events"] = json!([event]);
            }
            assert_eq!(shown.json(), json!({"instanceAction": expected}), "{who:?} 2.{minor}");
        }
    }
}

#[test]
fn actions_are_listed_newest_first() {
    let Some(crew) = Crew::start_seeded(ACTIONS) else { return };
    for minor in [1, 57, 58, 104] {
        let owner = crew.client(Owner, minor).expect("everybody is there");

        let actions = list(&owner, SERVER, "");

        assert_eq!(listed(&actions), [REBOOT, STOP, CREATE], "2.{minor}");
        assert_eq!(keys(&actions.json()), ["instanceActions"]);
    }
}

#[test]
fn pages_begin_with_2_58() {
    let Some(crew) = Crew::start_seeded(ACTIONS) else { return };
    for minor in [58, 104] {
        let owner = crew.client(Owner, minor).expect("everybody is there");
        let url = format!("{}/servers/{SERVER}/os-instance-actions", owner.url());
        for (query, expected, marker) in [
            ("?limit=2", &[REBOOT, STOP][..], Some(("limit=2", STOP))),
            ("?limit=3", &[REBOOT, STOP, CREATE], Some(("limit=3", CREATE))),
            ("?limit=4", &[REBOOT, STOP, CREATE], None),
            (&format!("?limit=1&marker={REBOOT}"), &[STOP], Some(("limit=1", STOP))),
            (&format!("?marker={CREATE}"), &[], None),
            ("?changes-since=2026-01-02T00:00:02Z", &[REBOOT, STOP], None),
            ("?changes-since=2026-01-02T00:00:03Z", &[REBOOT], None),
        ] {
            let page = list(&owner, SERVER, query);

            assert_eq!(listed(&page), expected, "2.{minor} {query}");
            let links = marker.map(|(query, marker)| {
                json!([{"rel": "next", "href": format!("{url}?{query}&marker={marker}")}])
            });
            assert_eq!(page.json().get("links"), links.as_ref(), "2.{minor} {query}");
        }
        let refused = list(&owner, SERVER, "?marker=req-nonsense");
        assert_eq!(answer(&refused), bad_request("Marker None could not be found."));
    }
    let owner = crew.client(Owner, 57).expect("everybody is there");
    for query in ["?limit=1", "?limit=x", "?marker=req-nonsense", "?changes-since=x", "?x=1"] {
        assert_eq!(listed(&list(&owner, SERVER, query)), [REBOOT, STOP, CREATE], "{query}");
    }
}

#[test]
fn changes_before_begins_with_2_66() {
    let Some(crew) = Crew::start_seeded(ACTIONS) else { return };
    let owner = |minor| crew.client(Owner, minor).expect("everybody is there");
    let query = "?changes-before=2026-01-02T00:00:02Z";

    let found = list(&owner(66), SERVER, query);
    let refused = list(&owner(65), SERVER, query);
    let ignored = list(&owner(57), SERVER, query);

    assert_eq!(listed(&found), [STOP, CREATE]);
    let text = "Additional properties are not allowed ('changes-before' was unexpected)";
    assert_eq!(answer(&refused), bad_request(text));
    assert_eq!(listed(&ignored), [REBOOT, STOP, CREATE]);
    let wrong = "?changes-since=2026-01-03&changes-before=2026-01-02";
    let text = "The value of changes-since must be less than or equal to changes-before.";
    assert_eq!(answer(&list(&owner(66), SERVER, wrong)), bad_request(text));
}

#[test]
fn queries_are_checked_from_2_58_on() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    for minor in [58, 66, 104] {
        let owner = at(cloud.owner(), minor);
        for (query, expected) in [
            ("?x=1", bad_request("Additional properties are not allowed ('x' was unexpected)")),
            ("?limit=-1", bad_parameter("limit", "-1", "'-1' does not match '^[0-9]*$'")),
            ("?changes-since=x", bad_parameter("changes-since", "x", "'x' is not a 'date-time'")),
        ] {
            assert_eq!(answer(&list(&owner, &id, query)), expected, "2.{minor} {query}");
        }
    }
}

#[test]
fn unknown_parameters_of_show_are_refused_from_2_102_on() {
    let Some(crew) = Crew::start_seeded(ACTIONS) else { return };
    for (minor, status) in [(1, 200), (58, 200), (101, 200), (102, 400), (104, 400)] {
        let owner = crew.client(Owner, minor).expect("everybody is there");

        let response = show(&owner, SERVER, &format!("{STOP}?x=1"));

        assert_eq!(response.status(), status, "2.{minor} {}", response.text());
    }
}

#[test]
fn actions_of_a_deleted_server_are_there_from_2_21_on() {
    let Some(crew) = Crew::start_seeded(ACTIONS) else { return };
    let request_id = "req-00000000-0000-4000-8000-000000000004";
    for who in [Owner, Reader, Admin] {
        for minor in [1, 20] {
            let caller = crew.client(who, minor).expect("everybody is there");
            assert_eq!(answer(&list(&caller, DELETED, "")), not_found(DELETED));
            assert_eq!(answer(&show(&caller, DELETED, request_id)), not_found(DELETED));
        }
        for minor in [21, 104] {
            let caller = crew.client(who, minor).expect("everybody is there");
            assert_eq!(listed(&list(&caller, DELETED, "")), [request_id]);
            show(&caller, DELETED, request_id).assert_status(200);
        }
    }
}

#[test]
fn an_action_that_is_not_there_is_not_found() {
    let cloud = start();
    let id = boot(cloud.owner(), "web");
    for minor in [1, 104] {
        let owner = at(cloud.owner(), minor);
        for request_id in ["req-nonsense", UNKNOWN] {
            let text = format!("Action {request_id} not found");
            let expected = fault(404, "itemNotFound", &text);
            assert_eq!(answer(&show(&owner, &id, request_id)), expected);
        }
        let other = at(cloud.other(), minor);
        assert_eq!(answer(&list(&other, &id, "")), not_found(&id));
        assert_eq!(answer(&list(&owner, UNKNOWN, "")), not_found(UNKNOWN));
        assert_eq!(answer(&show(&owner, UNKNOWN, "req-")), not_found(UNKNOWN));
    }
}

#[test]
fn a_caller_without_a_role_reads_no_actions() {
    let Some(crew) = Crew::start_seeded(ACTIONS) else { return };
    let guest = crew.client(Guest, 104).expect("everybody is there");

    let listed = list(&guest, SERVER, "");
    let shown = show(&guest, SERVER, STOP);

    assert_eq!(answer(&listed), forbidden("os_compute_api:os-instance-actions:list"));
    assert_eq!(answer(&shown), forbidden("os_compute_api:os-instance-actions:show"));
}
