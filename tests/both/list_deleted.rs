//! Deleted and soft-deleted servers in lists: who sees them, with which filters, and as markers.

use ferronova_testkit::{Client, Cloud};
use serde_json::json;

use crate::support::{self, answer, fault, follow, names, next_link, start_seeded};

const SINCE: &str = "changes-since=2014-10-19T00:00:00Z";

/// The servers of the fleet in the order of lists: whether each lives or is deleted, whether its
/// status is ACTIVE, whether it changed since [`SINCE`], whether it is the owner's.
const FLEET: &[(&str, char, bool, bool, bool)] = &[
    ("theirs-deleted", 'd', false, true, false),
    ("theirs", 'l', true, true, false),
    ("soft-deleted", 's', false, true, true),
    ("deleted", 'd', false, true, true),
    ("rebooting", 'l', false, false, true),
    ("Käse (1)", 'l', false, false, true),
    ("Web-2", 'l', false, false, true),
    ("web-1", 'l', true, false, true),
];

/// What an administrator's list holds of the living, the soft-deleted and the deleted servers: by
/// itself, with `changes-since`, and with `status=SOFT_DELETED`.
const ROWS: &[(&str, &str, &str, &str)] = &[
    ("", "l", "lsd", "s"),
    ("deleted", "l", "l", "s"),
    ("deleted=False", "l", "l", "s"),
    ("deleted=0", "l", "l", "s"),
    ("deleted=x", "l", "l", "s"),
    ("deleted=1&deleted=no", "l", "l", "s"),
    ("deleted=True", "sd", "sd", "s"),
    ("deleted=on", "sd", "sd", "s"),
    ("soft_deleted=1", "ls", "lsd", "s"),
    ("soft_deleted=yes", "ls", "lsd", "s"),
    ("soft_deleted=False", "l", "lsd", ""),
    ("soft_deleted=x", "l", "lsd", ""),
    ("soft_deleted=", "l", "lsd", ""),
    ("deleted=False&soft_deleted=True", "ls", "ls", "s"),
    ("deleted=False&soft_deleted=False", "l", "l", ""),
    ("deleted=True&soft_deleted=True", "sd", "sd", "s"),
    ("deleted=True&soft_deleted=False", "d", "d", ""),
    ("deleted=True&soft_deleted=x", "d", "d", ""),
];

fn cloud_with_fleet() -> Option<Cloud> {
    start_seeded(include_str!("../v2/seeds/fleet.yaml"))
}

/// Which servers a list of this row has.
fn lives(
    row: &(&str, &'static str, &'static str, &'static str),
    since: bool,
    status: &str,
) -> String {
    let (_, plain, changed, soft) = *row;
    let held = if since { changed } else { plain };
    match status {
        "DELETED" => "d".to_owned(),
        "SOFT_DELETED" if since && held.contains('s') => "s".to_owned(),
        "SOFT_DELETED" => soft.to_owned(),
        _ => held.to_owned(),
    }
}

fn expected(lives: &str, since: bool, status: &str, of_owner: bool) -> Vec<&'static str> {
    let is_held = |it: &&(&str, char, bool, bool, bool)| {
        let (_, life, is_active, has_changed, is_own) = **it;
        lives.contains(life)
            && (status != "ACTIVE" || is_active)
            && (!since || has_changed)
            && (!of_owner || is_own)
    };
    FLEET.iter().filter(is_held).map(|it| it.0).collect()
}

/// The queries of a row, in all combinations with other filters.
fn combinations(row: &str) -> Vec<(String, bool, &'static str, bool)> {
    let mut queries = Vec::new();
    for since in [false, true] {
        for status in ["", "ACTIVE", "SOFT_DELETED", "DELETED"] {
            for all in [false, true] {
                let mut query = vec![row.to_owned()];
                query.extend(since.then(|| SINCE.to_owned()));
                query.extend((!status.is_empty()).then(|| format!("status={status}")));
                query.extend(all.then(|| "all_tenants=1".to_owned()));
                queries.push((query.join("&"), since, status, all));
            }
        }
    }
    queries
}

#[test]
fn an_administrator_says_which_of_the_deleted_a_list_holds() {
    let Some(cloud) = cloud_with_fleet() else { return };
    for row in ROWS {
        for (query, since, status, all) in combinations(row.0) {
            let listed = cloud.admin().get(&format!("servers?{query}"));

            // No server of the fleet belongs to the administrator's project.
            let held = expected(&lives(row, since, status), since, status, false);
            assert_eq!(names(&listed), if all { held } else { Vec::new() }, "{query}");
        }
    }
}

#[test]
fn nobody_else_is_heard_on_the_deleted_except_by_their_change_and_status() {
    let Some(cloud) = cloud_with_fleet() else { return };
    for (words, ..) in ROWS {
        for (query, since, status, _) in combinations(words) {
            let listed = cloud.owner().get(&format!("servers?{query}"));

            if status == "DELETED" {
                let text = "Only administrators may list deleted instances";
                assert_eq!(answer(&listed), fault(403, "forbidden", text), "{query}");
                continue;
            }
            let held = expected(&lives(&ROWS[0], since, status), since, status, true);
            assert_eq!(names(&listed), held, "{query}");
        }
    }
}

#[test]
fn the_vm_state_finds_soft_deleted_servers_as_their_status_does() {
    let Some(cloud) = cloud_with_fleet() else { return };
    for state in ["soft-delete", "SOFT-DELETE"] {
        let listed = cloud.admin().get(&format!("servers?all_tenants=1&vm_state={state}"));

        assert_eq!(names(&listed), ["soft-deleted"], "{state}");
    }
}

/// Follows the links of a list from its first page to its last.
#[track_caller]
fn walk(caller: &Client, path: &str) -> Vec<String> {
    let mut page = caller.get(path);
    let mut found = names(&page);
    while let Some(link) = next_link(&page) {
        page = follow(caller, &link);
        found.extend(names(&page));
    }
    found
}

#[test]
fn the_links_of_every_list_lead_over_deleted_servers() {
    let Some(cloud) = cloud_with_fleet() else { return };
    for row in ROWS {
        for (query, since, status, _) in combinations(row.0) {
            let query = format!("servers?{query}&all_tenants=1");
            for limit in [1, 2] {
                let found = walk(cloud.admin(), &format!("{query}&limit={limit}"));

                let held = expected(&lives(row, since, status), since, status, false);
                assert_eq!(found, held, "{query}");
            }
        }
    }
    let found = walk(cloud.owner(), &format!("servers/detail?{SINCE}&limit=1"));
    assert_eq!(found, ["soft-deleted", "deleted"]);
}

#[test]
fn a_deleted_server_is_a_marker_in_lists_that_do_not_hold_it() {
    let Some(cloud) = cloud_with_fleet() else { return };
    let [own, soft, theirs] = [5, 6, 8].map(|n| format!("f1ee0000-0000-4000-8000-00000000000{n}"));
    let older = ["rebooting", "Käse (1)", "Web-2", "web-1"];
    for path in ["servers", "servers/detail"] {
        for marker in [&own, &soft, &own.to_uppercase()] {
            let by_owner = cloud.owner().get(&format!("{path}?marker={marker}"));
            let by_admin = cloud.admin().get(&format!("{path}?all_tenants=1&marker={marker}"));

            assert_eq!(names(&by_owner), older, "{path} {marker}");
            assert_eq!(names(&by_admin), older, "{path} {marker}");
        }
        for (caller, marker) in [(cloud.owner(), &theirs), (cloud.admin(), &own)] {
            let refused = caller.get(&format!("{path}?marker={marker}"));

            let text = format!("marker [{marker}] not found");
            assert_eq!(answer(&refused), fault(400, "badRequest", &text), "{path} {marker}");
        }
    }
}

#[test]
fn of_a_deleted_server_nothing_is_left_of_groups_metadata_and_faults() {
    let seed = "
servers:
  - name: web
    project: demo
    vm_state: error
    fault: {code: 500, message: broken}
    metadata: {role: web}
    security_groups: [default]
";
    let Some(cloud) = start_seeded(seed) else { return };
    let living = cloud.owner().get("servers/detail").at("/servers/0");
    let id = living["id"].as_str().expect("a server has an id");
    assert_eq!(living["fault"]["message"], "broken");
    assert_eq!(living["security_groups"], json!([{"name": "default"}]));
    cloud.owner().delete(&format!("servers/{id}")).assert_status(204);
    cloud.owner().wait_until_gone(id);
    for (caller, query) in [
        (cloud.owner(), "changes-since=2014-10-16"),
        (cloud.admin(), "changes-since=2014-10-16&all_tenants=1"),
        (cloud.admin(), "deleted=1&all_tenants=1"),
        (cloud.admin(), "status=DELETED&all_tenants=1"),
    ] {
        let server = caller.get(&format!("servers/detail?{query}")).at("/servers/0");

        assert_eq!(server["status"], "DELETED", "{query}");
        assert_eq!(server["metadata"], json!({}), "{query}");
        assert_eq!(server.get("security_groups"), None, "{query}");
        assert_eq!(server.get("fault"), None, "{query}");
    }
    let pair = support::encode(r#"{"role": "web"}"#);
    let by_pair = format!("servers?deleted=1&all_tenants=1&metadata={pair}");
    assert_eq!(names(&cloud.admin().get(&by_pair)), [""; 0]);
}
