//! `/servers/{id}/os-security-groups`, and the actions `addSecurityGroup` and `removeSecurityGroup`
//! of `os-security-groups`.

use ferronova_testkit::{Client, Cloud};
use serde_json::{Value, json};

use crate::{
    cloud_of_extensions::{EVERYTHING, create_with, start},
    os_security_groups_resource::{created, names},
    support::{
        Crew,
        Held::{ByAdmin, ByOwner},
        Who::{Admin, AdminInside, Colleague, Owner, Reader},
        accepted, answer, boot, fault, held, ids_by_name, not_found, start_in_every_state,
    },
};

const UNKNOWN: &str = "c0ffee00-0000-4000-8000-000000000000";

pub(crate) fn add(name: &str) -> Value {
    json!({"addSecurityGroup": {"name": name}})
}

fn remove(name: &str) -> Value {
    json!({"removeSecurityGroup": {"name": name}})
}

/// The names of the groups that a server is in.
#[track_caller]
pub(crate) fn groups_of(client: &Client, id: &str) -> Vec<String> {
    names(&client.get(&format!("servers/{id}/os-security-groups")))
}

#[test]
fn a_server_comes_into_a_group_and_out_of_it() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");
    created(cloud.owner(), "web");

    let response = cloud.owner().action(&id, &add("web"));

    assert_eq!(answer(&response), accepted());
    assert_eq!(groups_of(cloud.owner(), &id), ["default", "web"]);
    let shown = cloud.owner().show(&id).expect(200).at("/server/security_groups");
    assert_eq!(shown, json!([{"name": "default"}, {"name": "web"}]));
    assert_eq!(answer(&cloud.owner().action(&id, &remove("default"))), accepted());
    assert_eq!(answer(&cloud.owner().action(&id, &remove("web"))), accepted());
    assert_eq!(groups_of(cloud.owner(), &id), [] as [&str; 0]);
    assert_eq!(cloud.owner().show(&id).expect(200).at("/server").get("security_groups"), None);
}

#[test]
fn a_group_can_be_named_by_its_id() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");
    let web = created(cloud.owner(), "web");
    let theirs = created(cloud.other(), "theirs");

    assert_eq!(answer(&cloud.owner().action(&id, &add(&web))), accepted());

    assert_eq!(groups_of(cloud.owner(), &id), ["default", "web"]);
    let listed = cloud.owner().get(&format!("servers/{id}/os-security-groups")).expect(200);
    assert_eq!(listed.at("/security_groups/1/id"), web.as_str());
    assert_eq!(answer(&cloud.owner().action(&id, &remove(&web))), accepted());
    assert_eq!(groups_of(cloud.owner(), &id), ["default"]);
    let project = cloud.owner().project_id();
    let message = format!("Security group {theirs} not found for project {project}.");
    let refused = cloud.owner().action(&id, &add(&theirs));
    refused.assert_fault(404, "itemNotFound", &message);
}

#[test]
fn a_new_server_is_in_the_groups_whose_ids_it_names() {
    let cloud = Cloud::start();
    let web = created(cloud.owner(), "web");
    let named = |groups: Value| create_with(cloud.owner(), "security_groups", &groups).expect(202);

    let response = named(json!([{"name": web}, {"name": "web"}, {"name": "default"}]));

    let groups = json!([{"name": "web"}, {"name": "default"}]);
    assert_eq!(response.at("/server/security_groups"), groups);
}

#[test]
fn a_server_comes_into_a_group_once_and_out_of_it_once() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");
    let web = created(cloud.owner(), "web");

    let absent = cloud.owner().action(&id, &remove("web"));
    let message = format!("Security group {web} is not associated with the instance {id}");
    absent.assert_fault(400, "badRequest", &message);

    cloud.owner().action(&id, &add("web")).assert_status(202);
    let again = cloud.owner().action(&id, &add("web"));
    let message = format!("Security group {web} is already associated with the instance {id}");
    again.assert_fault(400, "badRequest", &message);
}

#[test]
fn a_group_that_the_callers_project_lacks_is_not_found() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");
    created(cloud.owner(), "web");
    let missing = |name: &str, client: &Client| {
        let project = client.project_id();
        let message = format!("Security group {name} not found for project {project}.");
        fault(404, "itemNotFound", &message)
    };

    for body in [add("db"), remove("db")] {
        let response = cloud.owner().action(&id, &body);

        assert_eq!(answer(&response), missing("db", cloud.owner()));
    }
    // An administrator of another project looks for it in that project, where it is not.
    for name in ["web", "default"] {
        let response = cloud.admin().action(&id, &add(name));

        assert_eq!(answer(&response), missing(name, cloud.admin()));
    }
    assert_eq!(groups_of(cloud.owner(), &id), ["default"]);
}

#[test]
fn the_server_is_looked_for_before_the_group() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");

    assert_eq!(answer(&cloud.owner().action(UNKNOWN, &add("db"))), not_found(UNKNOWN));
    assert_eq!(answer(&cloud.other().action(&id, &add("default"))), not_found(&id));
    let listed = cloud.other().get(&format!("servers/{id}/os-security-groups"));
    assert_eq!(answer(&listed), not_found(&id));
}

#[test]
fn what_names_no_group_is_refused() {
    let cloud = Cloud::start();
    for action in ["addSecurityGroup", "removeSecurityGroup"] {
        for (value, message) in [
            (json!(null), "Missing parameter dict"),
            (json!("web"), "Missing parameter dict"),
            (json!({}), "Security group not specified"),
            (json!({"name": ""}), "Security group name cannot be empty"),
            (json!({"name": " "}), "Security group name cannot be empty"),
            (json!({"name": null}), "Security group name cannot be empty"),
        ] {
            let response = cloud.owner().action(UNKNOWN, &json!({ action: value }));

            response.assert_fault(400, "badRequest", message);
        }
    }
}

#[test]
fn a_new_server_can_be_in_the_groups_of_its_project() {
    let cloud = Cloud::start();
    created(cloud.owner(), "web");

    let groups = json!([{"name": "web"}]);
    let response = create_with(cloud.owner(), "security_groups", &groups).expect(202);

    assert_eq!(response.at("/server/security_groups"), groups);
    let id = response.at("/server/id");
    let id = id.as_str().expect("a new server has an id");
    assert_eq!(groups_of(cloud.owner(), id), ["web"]);
    let other = create_with(cloud.other(), "security_groups", &groups);
    let project_id = cloud.other().project_id();
    let message = format!("Security group web not found for project {project_id}.");
    other.assert_fault(400, "badRequest", &message);
}

#[test]
fn the_groups_of_the_servers_of_a_seed_are_there() {
    let Some(cloud) = start() else { return };

    assert_eq!(names(&cloud.owner().get("os-security-groups")), ["default", "web"]);
    assert_eq!(groups_of(cloud.owner(), EVERYTHING), ["default", "web"]);
}

#[test]
fn the_state_of_the_server_does_not_matter() {
    let Some(cloud) = start_in_every_state() else { return };
    created(cloud.owner(), "web");
    for (name, id) in ids_by_name(&cloud) {
        let added = cloud.owner().action(&id, &add("web"));
        let removed = cloud.owner().action(&id, &remove("web"));

        assert_eq!(answer(&added), accepted(), "{name}");
        assert_eq!(answer(&removed), accepted(), "{name}");
    }
}

#[test]
fn a_lock_never_refuses_it() {
    let crew = Crew::start();
    created(crew.cloud.owner(), "web");
    for holder in [ByOwner, ByAdmin] {
        let id = boot(&crew.cloud, holder);
        for who in [Owner, Colleague, Reader, AdminInside] {
            let Some(caller) = crew.client(who) else { continue };

            let added = caller.action(&id, &add("web"));
            let removed = caller.action(&id, &remove("web"));

            assert_eq!(answer(&added), accepted(), "{holder:?} {who:?}");
            assert_eq!(answer(&removed), accepted(), "{holder:?} {who:?}");
        }
        let admin = crew.client(Admin).expect("there is one");
        assert_eq!(admin.action(&id, &add("web")).status(), 404, "{holder:?}");
        assert_eq!(held(&crew.cloud, &id), holder);
    }
}
