//! `GET /servers` and `GET /servers/detail`: whose servers, which, and in which order.

use ferronova_testkit::{Cloud, Options};
use serde_json::json;

use crate::support::{
    self, Fleet, LOCKED, answer, bookmarks, fault, follow, forbidden, ids, names, next_link,
    start_with_policy,
};

fn cloud_with_fleet() -> Option<Cloud> {
    support::start_seeded(include_str!("../v2/seeds/fleet.yaml"))
}

#[test]
fn a_project_without_servers_has_an_empty_list() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };

    for path in ["servers", "servers/detail"] {
        let listed = cloud.owner().get(path);

        listed.assert_status(200);
        assert_eq!(listed.header("content-type"), Some("application/json"), "{path}");
        assert_eq!(listed.text(), r#"{"servers":[]}"#, "{path}");
    }
}

#[test]
fn the_newest_server_comes_first_whatever_sort_key_says() {
    let cloud = support::start();
    let fleet = Fleet::boot(cloud.owner(), &["b", "c", "a"]);
    for query in ["", "?sort_key=name", "?sort_key=name&sort_dir=asc", "?sort_key=no&sort_dir=x"] {
        for path in ["servers", "servers/detail"] {
            let listed = cloud.owner().get(&format!("{path}{query}"));

            assert_eq!(fleet.found_in(&listed), ["a", "c", "b"], "{path}{query}");
        }
    }
}

#[test]
fn servers_of_the_same_second_come_in_the_order_of_their_creation() {
    let seed = "
time: 2014-10-16T12:00:00Z
servers:
  - {name: second, number: 20, project: demo}
  - {name: third, number: 30, project: demo}
  - {name: first, number: 10, project: demo}
  - {name: older, number: 40, project: demo, created: 2014-10-16T11:59:59Z}
";
    let Some(cloud) = support::start_seeded(seed) else { return };

    let listed = cloud.owner().get("servers");

    assert_eq!(names(&listed), ["third", "second", "first", "older"]);
}

#[test]
fn a_change_of_a_server_does_not_move_it_in_the_list() {
    let cloud = support::start();
    let fleet = Fleet::boot(cloud.owner(), &["a", "b"]);
    cloud.owner().action(fleet.id("a"), &json!({"lock": null})).assert_status(202);

    let listed = cloud.owner().get("servers");

    assert_eq!(fleet.found_in(&listed), ["b", "a"]);
}

#[test]
fn a_list_holds_the_servers_of_the_callers_own_project() {
    let cloud = support::start();
    let fleet = Fleet::boot(cloud.owner(), &["web"]);
    for (caller, found) in
        [(cloud.owner(), &["web"] as &[&str]), (cloud.other(), &[]), (cloud.admin(), &[])]
    {
        for path in ["servers", "servers/detail"] {
            let listed = caller.get(path);

            assert_eq!(fleet.found_in(&listed), *found, "{path} {}", caller.project_id());
        }
    }
}

#[test]
fn all_tenants_is_every_project_for_an_administrator_and_the_own_one_for_others() {
    let cloud = support::start();
    let own = Fleet::boot(cloud.owner(), &["own"]);
    let others = Fleet::boot(cloud.other(), &["others"]);
    for (caller, has_own, has_others) in
        [(cloud.admin(), true, true), (cloud.owner(), true, false), (cloud.other(), false, true)]
    {
        let listed = caller.get("servers?all_tenants=1");

        assert_eq!(!own.found_in(&listed).is_empty(), has_own, "{}", caller.project_id());
        assert_eq!(!others.found_in(&listed).is_empty(), has_others, "{}", caller.project_id());
    }
}

#[test]
fn all_tenants_takes_truth_words_and_nothing_at_all() {
    let cloud = support::start();
    let fleet = Fleet::boot(cloud.owner(), &["web"]);
    let on = ["all_tenants", "all_tenants=", "all_tenants=0&all_tenants=1"];
    let on_words = ["1", "t", "true", "on", "y", "yes", "True", "%20yes%20"];
    let off = ["all_tenants=1&all_tenants=0", "All_tenants=1"];
    let off_words = ["0", "f", "false", "off", "n", "no", "False"];
    let query = |word: &&str| format!("all_tenants={word}");
    let on = on.map(str::to_owned).into_iter().chain(on_words.iter().map(query));
    let off = off.map(str::to_owned).into_iter().chain(off_words.iter().map(query));
    for (query, found) in on.map(|it| (it, true)).chain(off.map(|it| (it, false))) {
        let listed = cloud.admin().get(&format!("servers?{query}"));

        assert_eq!(fleet.found_in(&listed) == ["web"], found, "{query}");
    }
}

#[test]
fn any_other_word_for_all_tenants_is_refused() {
    let cloud = support::start();
    for caller in [cloud.owner(), cloud.admin()] {
        for (query, value) in [("all_tenants=2", "2"), ("all_tenants=truee", "truee")] {
            for path in ["servers", "servers/detail"] {
                let listed = caller.get(&format!("{path}?{query}"));

                listed.assert_fault(
                    400,
                    "badRequest",
                    &format!(
                        "Unrecognized value '{value}', acceptable values are: '0', '1', 'f', \
                         'false', 'n', 'no', 'off', 'on', 't', 'true', 'y', 'yes'"
                    ),
                );
            }
        }
    }
}

#[test]
fn a_deleted_server_is_in_no_list() {
    let cloud = support::start();
    let fleet = Fleet::boot(cloud.owner(), &["web", "deleted"]);
    cloud.owner().delete(&format!("servers/{}", fleet.id("deleted"))).assert_status(204);
    cloud.owner().wait_until_gone(fleet.id("deleted"));
    for path in ["servers", "servers/detail"] {
        for caller in [cloud.owner(), cloud.admin()] {
            let listed = caller.get(&format!("{path}?all_tenants=1"));

            assert_eq!(fleet.found_in(&listed), ["web"], "{path}");
        }
    }
}

#[test]
fn neither_deleted_nor_soft_deleted_servers_are_in_a_list() {
    let Some(cloud) = cloud_with_fleet() else { return };

    let listed = cloud.owner().get("servers");

    assert_eq!(names(&listed), ["rebooting", "Käse (1)", "Web-2", "web-1"]);
}

#[test]
fn an_administrator_lists_deleted_and_soft_deleted_servers() {
    let Some(cloud) = cloud_with_fleet() else { return };
    for value in ["1", "true", "On"] {
        let listed = cloud.admin().get(&format!("servers?all_tenants=1&deleted={value}"));

        assert_eq!(names(&listed), ["theirs-deleted", "soft-deleted", "deleted"], "{value}");
    }
}

#[test]
fn deleted_without_a_word_for_true_is_false() {
    let Some(cloud) = cloud_with_fleet() else { return };
    for query in ["deleted", "deleted=", "deleted=False", "deleted=0", "deleted=x"] {
        let listed = cloud.admin().get(&format!("servers?all_tenants=1&{query}"));

        let found = ["theirs", "rebooting", "Käse (1)", "Web-2", "web-1"];
        assert_eq!(names(&listed), found, "{query}");
    }
}

#[test]
fn deleted_is_ignored_for_all_but_administrators() {
    let Some(cloud) = cloud_with_fleet() else { return };

    let listed = cloud.owner().get("servers?deleted=1");

    assert_eq!(names(&listed), ["rebooting", "Käse (1)", "Web-2", "web-1"]);
}

#[test]
fn an_administrator_lists_deleted_servers_by_their_status() {
    let Some(cloud) = cloud_with_fleet() else { return };

    let listed = cloud.admin().get("servers/detail?all_tenants=1&status=DELETED");

    assert_eq!(names(&listed), ["theirs-deleted", "deleted"]);
    assert_eq!(listed.at("/servers/0/status"), "DELETED");
    assert_eq!(listed.at("/servers/1/status"), "DELETED");
}

#[test]
fn only_administrators_list_deleted_servers_by_their_status() {
    let cloud = support::start();
    for query in ["status=DELETED", "status=deleted", "all_tenants=1&status=Deleted"] {
        for path in ["servers", "servers/detail"] {
            let listed = cloud.owner().get(&format!("{path}?{query}"));

            let text = "Only administrators may list deleted instances";
            assert_eq!(answer(&listed), fault(403, "forbidden", text), "{path}?{query}");
        }
    }
}

#[test]
fn a_server_that_was_just_deleted_is_listed_with_what_it_was() {
    let cloud = support::start();
    let fleet = Fleet::boot(cloud.owner(), &["web"]);
    cloud.owner().delete(&format!("servers/{}", fleet.id("web"))).assert_status(204);
    cloud.owner().wait_until_gone(fleet.id("web"));
    let path = format!("servers/detail?all_tenants=1&deleted=1&name={}", fleet.mark());

    let listed = cloud.admin().get(&path);

    assert_eq!(ids(&listed), [fleet.id("web")]);
    assert_eq!(listed.at("/servers/0/status"), "DELETED");
    assert_eq!(listed.at("/servers/0/tenant_id"), cloud.owner().project_id());
    assert_ne!(listed.at("/servers/0")[LOCKED], true);
}

#[test]
fn a_policy_can_keep_lists_from_callers() {
    let Some(cloud) = start_with_policy(&[("compute:get_all", "is_admin:True")]) else { return };

    let listed = cloud.owner().get("servers");

    assert_eq!(answer(&listed), forbidden("compute:get_all"));
    assert_eq!(ids(&cloud.admin().get("servers")), [""; 0]);
}

#[test]
fn a_policy_can_keep_all_tenants_from_callers() {
    let rules = [("compute:get_all_tenants", "is_admin:True")];
    let Some(cloud) = start_with_policy(&rules) else { return };

    let listed = cloud.owner().get("servers?all_tenants=1");

    assert_eq!(answer(&listed), forbidden("compute:get_all_tenants"));
    assert_eq!(ids(&cloud.owner().get("servers?all_tenants=0")), [""; 0]);
    assert_eq!(ids(&cloud.admin().get("servers?all_tenants=1")), [""; 0]);
}

#[test]
fn a_policy_can_show_all_projects_to_others() {
    let rules = [("compute:get_all_tenants", "role:member")];
    let Some(cloud) = start_with_policy(&rules) else { return };
    let own = Fleet::boot(cloud.owner(), &["own"]);
    let others = Fleet::boot(cloud.other(), &["others"]);
    let reader = cloud.log_in("reader", "demo");

    for path in ["servers", "servers/detail"] {
        let all = cloud.owner().get(&format!("{path}?all_tenants=1&limit=1"));
        let next = follow(cloud.owner(), &next_link(&all).expect("a full page has a link"));
        let narrow = cloud.owner().get(path);

        assert_eq!(others.found_in(&all), ["others"], "{path}");
        assert_eq!(own.found_in(&next), ["own"], "{path}");
        assert_eq!(others.found_in(&narrow), [""; 0], "{path}");
        let refused = reader.get(&format!("{path}?all_tenants=1"));
        assert_eq!(answer(&refused), forbidden("compute:get_all_tenants"), "{path}");
    }
    let shown = cloud.owner().show(others.id("others"));
    assert_eq!(shown.status(), 404);
}

/// A file with the text of Nova 2014.2 must not show the servers of all projects to everybody.
#[test]
fn a_policy_that_repeats_the_default_shows_others_their_own_project() {
    let Some(cloud) = start_with_policy(&[("compute:get_all_tenants", "")]) else { return };
    let own = Fleet::boot(cloud.owner(), &["own"]);
    let others = Fleet::boot(cloud.other(), &["others"]);

    let listed = cloud.owner().get("servers?all_tenants=1");

    assert_eq!(own.found_in(&listed), ["own"]);
    assert_eq!(others.found_in(&listed), [""; 0]);
}

#[test]
fn pages_of_all_projects_lead_from_one_to_the_next() {
    let cloud = support::start();
    let own = Fleet::boot(cloud.owner(), &["first"]);
    let others = Fleet::boot(cloud.other(), &["second"]);
    let admin = cloud.admin();

    let both = format!("name=({}|{})", own.mark(), others.mark());
    let first = admin.get(&format!("servers?all_tenants=1&limit=1&{both}"));
    let link = next_link(&first).expect("a full page has a link");
    let second = follow(admin, &link);

    assert_eq!(others.found_in(&first), ["second"]);
    assert_eq!(own.found_in(&second), ["first"]);
}

#[test]
fn links_to_a_server_of_another_project_are_those_of_the_caller() {
    let cloud = support::start();
    let fleet = Fleet::boot(cloud.owner(), &["web"]);
    let id = fleet.id("web");
    let admin = cloud.admin();

    let listed = admin.get(&format!("servers?all_tenants=1&name={}", fleet.mark()));

    let (url, base, bookmarks) = (admin.url(), admin.base_url(), bookmarks(admin));
    assert_eq!(
        listed.at("/servers/0/links"),
        json!([
            {"rel": "self", "href": format!("{url}/servers/{id}")},
            {"rel": "bookmark", "href": format!("{base}{bookmarks}/servers/{id}")},
        ])
    );
}
