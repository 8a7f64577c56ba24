//! What a lock refuses, to whom, and what it does not refuse.

use ferronova_testkit::{Client, Response};
use serde_json::{Value, json};

use crate::{
    lock_support::{
        Held::{ByAdmin, ByNobody, ByOwner},
        LOCKS, MINORS, assert_shown, boot_held, records,
    },
    support::{
        Crew, UNKNOWN,
        Who::{self, Admin, AdminInside, Colleague, Guest, Manager, Owner, Reader, Stranger},
        answer, at, bad_request, fault, forbidden, locked, names, not_found, on_v2, start_seeded,
    },
};

/// A method, the path below the server, and the body.
type Call = (&'static str, &'static str, Value);

#[track_caller]
fn send(caller: &Client, id: &str, (method, path, body): &Call) -> Response {
    let call = caller.call(method, &format!("servers/{id}{path}"));
    if body.is_null() { call.send() } else { call.json(body).send() }
}

/// The calls that a lock refuses, with the status of one that is carried out, and their rules.
fn refused() -> [(Call, u16, &'static str); 4] {
    let item = json!({"meta": {"a": "c"}});
    let all = json!({"metadata": {"a": "b"}});
    [
        (("POST", "/metadata", all.clone()), 200, "os_compute_api:server-metadata:create"),
        (("PUT", "/metadata/a", item), 200, "os_compute_api:server-metadata:update"),
        (("DELETE", "/metadata/a", Value::Null), 204, "os_compute_api:server-metadata:delete"),
        (("PUT", "/metadata", all), 200, "os_compute_api:server-metadata:update_all"),
    ]
}

/// The calls that change something, and that no lock refuses, each with its status.
fn accepted() -> [(Call, u16); 7] {
    [
        (("PUT", "", json!({"server": {"name": "db"}})), 200),
        (("PUT", "", json!({"server": {"accessIPv4": "192.0.2.1", "description": null}})), 200),
        (("PUT", "/tags/blue", Value::Null), 201),
        (("PUT", "/tags", json!({"tags": ["red"]})), 200),
        (("DELETE", "/tags/red", Value::Null), 204),
        (("DELETE", "/tags", Value::Null), 204),
        (("POST", "/action", json!({"lock": null})), 202),
    ]
}

/// The calls that read.
const READ: &[&str] = &["", "/metadata", "/ips", "/tags", "/os-instance-actions"];

#[test]
fn a_lock_refuses_metadata_to_all_but_administrators_whoever_holds_it() {
    let crew = Crew::start();
    for minor in MINORS {
        for held in [ByOwner, ByAdmin] {
            let id = boot_held(&crew.cloud, held);
            let path = format!("servers/{id}/metadata");
            for (call, status, rule) in refused() {
                for who in Who::ALL {
                    let Some(caller) = crew.client(who, minor) else { continue };
                    let before = json!({"metadata": {"a": "a"}});
                    crew.cloud.admin().put(&path, &before).assert_status(200);

                    let response = send(&caller, &id, &call);

                    let row = format!("2.{minor} {held:?} {who:?} {call:?} {}", response.text());
                    match who {
                        Owner | Colleague | Manager => {
                            assert_eq!(answer(&response), locked(&id), "{row}");
                        }
                        Reader | Guest => assert_eq!(answer(&response), forbidden(rule), "{row}"),
                        Stranger => assert_eq!(answer(&response), not_found(&id), "{row}"),
                        AdminInside | Admin => assert_eq!(response.status(), status, "{row}"),
                    }
                    let is_same = crew.cloud.owner().get(&path).expect(200).json() == before;
                    assert_eq!(is_same, !who.is_admin(), "{row}");
                }
            }
            assert_shown(&crew.cloud, &id, held, &Value::Null);
        }
    }
}

#[test]
fn a_lock_does_not_refuse_updates_tags_and_reads() {
    let crew = Crew::start();
    for held in [ByNobody, ByOwner, ByAdmin] {
        let id = boot_held(&crew.cloud, held);
        for who in [Owner, Colleague, AdminInside, Admin] {
            let Some(caller) = crew.client(who, 104) else { continue };
            for (call, status) in accepted() {
                // It would take over the lock.
                if call.1 == "/action" && who == Admin || held == ByNobody {
                    continue;
                }

                let response = send(&caller, &id, &call);

                assert_eq!(response.status(), status, "{who:?} {call:?} {}", response.text());
            }
        }
        for who in [Owner, Colleague, Reader, AdminInside, Admin] {
            let Some(caller) = crew.client(who, 104) else { continue };
            for path in READ {
                let response = caller.get(&format!("servers/{id}{path}"));

                assert_eq!(response.status(), 200, "{who:?} {path} {}", response.text());
            }
        }
        assert_shown(&crew.cloud, &id, held, &Value::Null);
    }
}

#[test]
fn the_body_comes_before_the_server_the_rule_and_the_lock() {
    let crew = Crew::start();
    let id = boot_held(&crew.cloud, ByAdmin);
    for minor in MINORS {
        for who in Who::ALL {
            let Some(caller) = crew.client(who, minor) else { continue };
            for (method, path) in [("POST", "metadata"), ("PUT", "metadata"), ("PUT", "metadata/a")]
            {
                for id in [&*id, UNKNOWN] {
                    let call = caller.call(method, &format!("servers/{id}/{path}"));

                    let response = call.json(&json!({})).send();

                    let member = if path == "metadata" { "metadata" } else { "meta" };
                    let expected = bad_request(&format!("'{member}' is a required property"));
                    assert_eq!(answer(&response), expected, "{who:?} 2.{minor} {method} {path}");
                }
            }
        }
    }
}

#[test]
fn an_item_that_is_not_there_and_a_body_of_another_item_come_before_the_lock() {
    let crew = Crew::start();
    let id = boot_held(&crew.cloud, ByOwner);
    let owner = crew.client(Owner, 104).expect("the owner is everywhere");

    let deleted = owner.delete(&format!("servers/{id}/metadata/none"));
    let other = json!({"meta": {"b": "c"}});
    let updated = owner.put(&format!("servers/{id}/metadata/a"), &other);

    let missing = fault(404, "itemNotFound", "Metadata item was not found");
    assert_eq!(answer(&deleted), missing);
    assert_eq!(answer(&updated), bad_request("Request body and URI mismatch"));
}

#[test]
fn a_lock_of_v2_1_refuses_calls_of_v2_and_the_other_way_round() {
    let crew = Crew::start();
    let owner = crew.cloud.owner();
    let id = boot_held(&crew.cloud, ByOwner);
    let recorded = records(&crew.cloud, &id);

    let stopped = on_v2(owner).action(&id, &json!({"os-stop": null}));
    let deleted = on_v2(owner).delete(&format!("servers/{id}"));

    assert_eq!(answer(&stopped), locked(&id));
    assert_eq!(answer(&deleted), locked(&id));
    assert_eq!(records(&crew.cloud, &id), recorded);
    on_v2(owner).action(&id, &json!({"unlock": null})).assert_status(202);
    let item = json!({"metadata": {"a": "b"}});
    owner.post(&format!("servers/{id}/metadata"), &item).assert_status(200);
    on_v2(owner).action(&id, &json!({"lock": null})).assert_status(202);
    let refused = owner.post(&format!("servers/{id}/metadata"), &item);
    assert_eq!(answer(&refused), locked(&id));
}

#[test]
fn refusals_filter_and_order_go_by_the_flag_and_not_by_the_holder() {
    let Some(cloud) = start_seeded(LOCKS) else { return };
    for (n, refuses) in [(1, false), (2, true), (3, true), (4, true), (5, false), (6, false)] {
        let id = format!("5e000000-0000-4000-8000-00000000000{n}");
        for minor in MINORS {
            let path = format!("servers/{id}/metadata");

            let response = at(cloud.owner(), minor).post(&path, &json!({"metadata": {"a": "b"}}));

            assert_eq!(response.status(), if refuses { 409 } else { 200 }, "{n} 2.{minor}");
        }
    }
    let list = |query: &str| names(&cloud.owner().get(&format!("servers?{query}")));
    let unset = ["unlocked", "unlocked-by-owner", "unlocked-by-admin"];
    let set = ["locked-by-owner", "locked-by-admin", "locked-by-nobody"];
    assert_eq!(list("locked=false"), unset);
    assert_eq!(list("locked=true"), set);
    assert_eq!(list("sort_key=locked&sort_dir=asc"), [unset, set].concat());
    assert_eq!(list("sort_key=locked&sort_dir=desc"), [set, unset].concat());
}

#[test]
fn a_server_is_locked_and_unlocked_in_any_state_and_stays_in_it() {
    let Some(cloud) = start_seeded(include_str!("../v2/seeds/states.yaml")) else { return };
    let listed = cloud.owner().get("servers/detail?changes-since=2014-01-01T00:00:00Z");
    let listed = listed.expect(200).at("/servers");
    let members = ["status", "OS-EXT-STS:vm_state", "OS-EXT-STS:task_state"];
    for server in listed.as_array().expect("a list has servers") {
        let id = server["id"].as_str().expect("a server has an id");
        let state = || {
            let shown = cloud.owner().get(&format!("servers/{id}")).expect(200).at("/server");
            (members.map(|it| shown[it].clone()), shown["locked"].clone())
        };
        let (before, _) = state();

        let lock = cloud.owner().action(id, &json!({"lock": null}));

        assert_eq!((lock.status(), state()), (202, (before.clone(), json!(true))), "{server}");
        let unlock = cloud.owner().action(id, &json!({"unlock": null}));
        assert_eq!((unlock.status(), state()), (202, (before, json!(false))), "{server}");
    }
}
