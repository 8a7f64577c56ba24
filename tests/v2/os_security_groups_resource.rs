//! `/os-security-groups`.

use ferronova_testkit::{Client, Cloud, Options, Response};
use serde_json::{Value, json};

use crate::{
    cloud_of_extensions::{MALFORMED, start_without},
    os_security_groups_of_servers::{add, groups_of},
    support::{accepted, answer, assert_unrouted, forbidden, start_with_policy},
};

const UNKNOWN: &str = "c0ffee00-0000-4000-8000-000000000000";
const UNPROCESSABLE: &str = "Unable to process the contained instructions";

fn create(client: &Client, name: &str) -> Response {
    let group = json!({"name": name, "description": "for tests"});
    client.post("os-security-groups", &json!({ "security_group": group }))
}

fn update(client: &Client, id: impl std::fmt::Display, group: &Value) -> Response {
    client.put(&format!("os-security-groups/{id}"), &json!({ "security_group": group }))
}

/// The id of a new group.
#[track_caller]
pub(crate) fn created(client: &Client, name: &str) -> String {
    id_in(&create(client, name).expect(200).at("/security_group"))
}

/// The id of a group, which is a UUID.
#[track_caller]
fn id_in(group: &Value) -> String {
    let id = group["id"].as_str().expect("an id is a text");
    assert!(id.len() == 36 && id.matches('-').count() == 4, "{id}");
    id.to_owned()
}

/// The names in a list of groups.
#[track_caller]
pub(crate) fn names(listed: &Response) -> Vec<String> {
    assert_eq!(listed.status(), 200, "{}", listed.text());
    let groups = listed.at("/security_groups");
    let groups = groups.as_array().cloned().unwrap_or_default();
    groups.iter().map(|it| it["name"].as_str().expect("a name is a text").to_owned()).collect()
}

#[test]
fn every_project_has_a_default_group() {
    let cloud = Cloud::start();

    let own = cloud.owner().get("os-security-groups").expect(200);
    let other = cloud.other().get("os-security-groups").expect(200);

    let id = own.at("/security_groups/0/id");
    let expected = json!({
        "description": "default",
        "id": id,
        "name": "default",
        "rules": own.at("/security_groups/0/rules"),
        "tenant_id": cloud.owner().project_id(),
    });
    assert_eq!(own.json(), json!({ "security_groups": [expected] }));
    let _ = id_in(&own.at("/security_groups/0"));
    assert_eq!(names(&other), ["default"]);
    assert_ne!(other.at("/security_groups/0/id"), id);
    // Every request finds the same one.
    assert_eq!(cloud.owner().get("os-security-groups").json(), own.json());
}

#[test]
fn a_group_is_made_shown_listed_and_deleted() {
    let cloud = Cloud::start();

    let response = create(cloud.owner(), "web").expect(200);

    let id = id_in(&response.at("/security_group"));
    let expected = json!({
        "description": "for tests",
        "id": id,
        "name": "web",
        "rules": [],
        "tenant_id": cloud.owner().project_id(),
    });
    assert_eq!(response.json(), json!({ "security_group": expected }));
    let path = format!("os-security-groups/{id}");
    assert_eq!(cloud.owner().get(&path).expect(200).json(), response.json());
    assert_eq!(names(&cloud.owner().get("os-security-groups")), ["default", "web"]);
    assert_eq!(answer(&cloud.owner().delete(&path)), accepted());
    let message = format!("Security group {id} does not exist");
    cloud.owner().get(&path).assert_fault(404, "itemNotFound", &message);
    cloud.owner().delete(&path).assert_fault(404, "itemNotFound", &message);
    assert_eq!(names(&cloud.owner().get("os-security-groups")), ["default"]);
}

#[test]
fn a_name_is_there_once_in_a_project() {
    let cloud = Cloud::start();
    created(cloud.owner(), "web");

    for name in ["web", "default"] {
        let message = format!("Security group {name} already exists");
        create(cloud.owner(), name).assert_fault(400, "badRequest", &message);
    }
    create(cloud.other(), "web").assert_status(200);
}

#[test]
fn a_group_without_a_name_or_a_description_is_refused() {
    let cloud = Cloud::start();
    let text = || json!("x");
    let long = || json!("x".repeat(256));

    for (name, description, message) in [
        (json!(null), text(), "Security group name is not a string or unicode"),
        (json!(5), text(), "Security group name is not a string or unicode"),
        (json!(" "), text(), "Security group name cannot be empty."),
        (long(), text(), "Security group name has more than 255 characters."),
        (text(), json!(null), "Security group description is not a string or unicode"),
        (text(), json!(""), "Security group description cannot be empty."),
        (text(), long(), "Security group description has more than 255 characters."),
    ] {
        let group = json!({"name": name, "description": description});

        let response =
            cloud.owner().post("os-security-groups", &json!({ "security_group": group }));

        response.assert_fault(400, "badRequest", message);
    }
    for body in [json!({}), json!({"security_group": null})] {
        let response = cloud.owner().post("os-security-groups", &body);

        response.assert_fault(422, "computeFault", UNPROCESSABLE);
    }
    let response = cloud.owner().post("os-security-groups", &json!({"security_group": "web"}));
    response.assert_fault(400, "badRequest", MALFORMED);
    let response = cloud.owner().call("POST", "os-security-groups").send();
    response.assert_fault(422, "computeFault", UNPROCESSABLE);
    assert_eq!(names(&cloud.owner().get("os-security-groups")), ["default"]);
}

#[test]
fn a_group_is_renamed_and_described() {
    let cloud = Cloud::start();
    let web = created(cloud.owner(), "web");
    let id = cloud.owner().boot("web");
    cloud.owner().action(&id, &add("web")).assert_status(202);
    let before = cloud.owner().show(&id).expect(200);

    let response =
        update(cloud.owner(), &web, &json!({"name": "dmz", "description": "outside"})).expect(200);

    let expected = json!({
        "description": "outside",
        "id": web,
        "name": "dmz",
        "rules": [],
        "tenant_id": cloud.owner().project_id(),
    });
    assert_eq!(response.json(), json!({ "security_group": expected }));
    let path = format!("os-security-groups/{web}");
    assert_eq!(cloud.owner().get(&path).json(), response.json());
    // Its servers are still in it, and nothing else of them has changed.
    assert_eq!(groups_of(cloud.owner(), &id), ["default", "dmz"]);
    let after = cloud.owner().show(&id).expect(200);
    let groups = json!([{"name": "default"}, {"name": "dmz"}]);
    assert_eq!(after.at("/server/security_groups"), groups);
    assert_eq!(after.at("/server/updated"), before.at("/server/updated"));
    cloud.owner().delete(&path).assert_fault(400, "badRequest", "Security group is still in use");
    assert_ne!(created(cloud.owner(), "web"), web);
}

#[test]
fn a_group_that_is_refused_an_update_stays_as_it_was() {
    let cloud = Cloud::start();
    let web = created(cloud.owner(), "web");
    created(cloud.owner(), "db");
    let before = cloud.owner().get("os-security-groups").expect(200).json();
    let default = id_in(&cloud.owner().get("os-security-groups").at("/security_groups/1"));
    let wanted = |name: &str| json!({"name": name, "description": "x"});

    for name in ["db", "default"] {
        let project = cloud.owner().project_id();
        let message = format!("Security group {name} already exists for project {project}.");
        update(cloud.owner(), &web, &wanted(name)).assert_fault(400, "badRequest", &message);
    }
    let message = "Unable to update system group 'default'";
    update(cloud.owner(), &default, &wanted("dmz")).assert_fault(400, "badRequest", message);
    let message = "Security group name is not a string or unicode";
    update(cloud.owner(), &web, &json!({})).assert_fault(400, "badRequest", message);
    let message = "Security group description cannot be empty.";
    let silent = json!({"name": "dmz", "description": " "});
    update(cloud.owner(), &web, &silent).assert_fault(400, "badRequest", message);
    let path = format!("os-security-groups/{web}");
    for body in [json!({}), json!({"security_group": null})] {
        let response = cloud.owner().put(&path, &body);

        response.assert_fault(422, "computeFault", UNPROCESSABLE);
    }
    let message = format!("Security group {web} does not exist");
    let theirs = update(cloud.other(), &web, &wanted("dmz"));
    theirs.assert_fault(404, "itemNotFound", &message);

    assert_eq!(cloud.owner().get("os-security-groups").json(), before);
    update(cloud.admin(), &web, &wanted("dmz")).assert_status(200);
}

#[test]
fn what_is_no_id_of_a_group_is_refused() {
    let cloud = Cloud::start();

    // A group that does not exist is reported before a mistake in the body.
    for method in ["GET", "PUT", "DELETE"] {
        for id in ["web", "1.5"] {
            let response = cloud.owner().call(method, &format!("os-security-groups/{id}")).send();

            response.assert_fault(400, "badRequest", "Security group id should be uuid");
        }
        for id in [UNKNOWN, "0", "-1", "99999", "99999999999999999999999"] {
            let response = cloud.owner().call(method, &format!("os-security-groups/{id}")).send();

            let message = format!("Security group {id} does not exist");
            response.assert_fault(404, "itemNotFound", &message);
        }
    }
}

#[test]
fn a_group_that_is_not_there_is_told_of_before_what_is_wrong_with_its_update() {
    let cloud = Cloud::start();
    for body in [
        json!({}),
        json!({"security_group": null}),
        json!({"security_group": "web"}),
        json!({"security_group": {}}),
        json!({"security_group": {"name": 5, "description": "x"}}),
        json!({"security_group": {"name": "default", "description": " "}}),
    ] {
        let unknown = cloud.owner().put("os-security-groups/99999", &body);
        let no_id = cloud.owner().put("os-security-groups/web", &body);

        unknown.assert_fault(404, "itemNotFound", "Security group 99999 does not exist");
        no_id.assert_fault(400, "badRequest", "Security group id should be uuid");
    }
}

#[test]
fn the_number_of_an_older_answer_still_leads_to_its_group() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let web = created(cloud.owner(), "web");
    let theirs = created(cloud.other(), "theirs");
    // The groups of a new cloud are numbered from 1, and the default one of a project comes first.
    let shown = cloud.owner().get("os-security-groups/2").expect(200);
    assert_eq!(id_in(&shown.at("/security_group")), web);
    let message = "Security group 4 does not exist";
    cloud.owner().get("os-security-groups/4").assert_fault(404, "itemNotFound", message);
    let shown = cloud.admin().get("os-security-groups/4").expect(200);
    assert_eq!(id_in(&shown.at("/security_group")), theirs);

    let dmz = json!({"name": "dmz", "description": "outside"});
    let updated = update(cloud.owner(), 2, &dmz).expect(200);

    assert_eq!(id_in(&updated.at("/security_group")), web, "a renamed group keeps its id");
    assert_eq!(answer(&cloud.owner().delete("os-security-groups/2")), accepted());
    cloud.owner().get(&format!("os-security-groups/{web}")).assert_status(404);
}

#[test]
fn the_default_group_can_not_be_deleted() {
    let cloud = Cloud::start();
    let id = id_in(&cloud.owner().get("os-security-groups").expect(200).at("/security_groups/0"));

    let response = cloud.owner().delete(&format!("os-security-groups/{id}"));

    response.assert_fault(400, "badRequest", "Unable to delete system group 'default'");
}

#[test]
fn a_group_that_a_server_is_in_can_not_be_deleted() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");
    let path = format!("os-security-groups/{}", created(cloud.owner(), "web"));
    cloud.owner().action(&id, &add("web")).assert_status(202);

    let response = cloud.owner().delete(&path);

    response.assert_fault(400, "badRequest", "Security group is still in use");
    cloud.owner().delete(&format!("servers/{id}")).assert_status(204);
    cloud.owner().wait_until_gone(&id);
    assert_eq!(answer(&cloud.owner().delete(&path)), accepted());
}

#[test]
fn a_group_of_another_project_is_not_in_reach_but_for_administrators() {
    let cloud = Cloud::start();
    let id = created(cloud.other(), "theirs");
    let path = format!("os-security-groups/{id}");
    let message = format!("Security group {id} does not exist");

    cloud.owner().get(&path).assert_fault(404, "itemNotFound", &message);
    cloud.owner().delete(&path).assert_fault(404, "itemNotFound", &message);

    cloud.admin().get(&path).assert_status(200);
    assert_eq!(names(&cloud.admin().get("os-security-groups")), ["default"]);
    let all = names(&cloud.admin().get("os-security-groups?all_tenants=1"));
    assert!(all.contains(&"theirs".to_owned()), "{all:?}");
    let own = names(&cloud.owner().get("os-security-groups?all_tenants=1"));
    assert_eq!(own, ["default"]);
}

#[test]
fn a_list_of_groups_can_be_cut() {
    let cloud = Cloud::start();
    for name in ["a", "b", "c"] {
        created(cloud.owner(), name);
    }
    let listed = |query| cloud.owner().get(&format!("os-security-groups?{query}"));

    assert_eq!(names(&listed("limit=2")), ["a", "b"]);
    assert_eq!(names(&listed("limit=2&offset=2")), ["c", "default"]);
    assert_eq!(names(&listed("limit=0&offset=3")), ["default"]);
    for (query, message) in [
        ("limit=x", "limit param must be an integer"),
        ("limit=-1", "limit param must be positive"),
        ("offset=", "offset param must be an integer"),
        ("offset=-1", "offset param must be positive"),
    ] {
        listed(query).assert_fault(400, "badRequest", message);
    }
}

#[test]
fn limits_tell_how_many_groups_the_project_has() {
    let cloud = Cloud::start();
    let used =
        || cloud.owner().get("limits").expect(200).at("/limits/absolute/totalSecurityGroupsUsed");
    assert_eq!(used(), 1);

    created(cloud.owner(), "web");

    assert_eq!(used(), 2);
}

#[test]
fn a_policy_can_refuse_it() {
    const RULE: &str = "compute_extension:security_groups";
    let Some(cloud) = start_with_policy(&[(RULE, "!")]) else { return };

    for (method, path) in [
        ("GET", "os-security-groups"),
        ("POST", "os-security-groups"),
        ("PUT", "os-security-groups/1"),
        ("DELETE", "os-security-groups/1"),
        ("GET", &format!("servers/{UNKNOWN}/os-security-groups")),
    ] {
        let response = cloud.owner().call(method, path).send();

        assert_eq!(answer(&response), forbidden(RULE), "{method} {path}");
    }
    assert_eq!(answer(&cloud.owner().action(UNKNOWN, &add("web"))), forbidden(RULE));
}

#[test]
fn switched_off_there_is_nothing_of_it() {
    let Some(cloud) = start_without("os-security-groups") else { return };

    assert_unrouted(&cloud.owner().get("os-security-groups"));
    let response = cloud.owner().action(UNKNOWN, &add("web"));
    response.assert_fault(400, "badRequest", "There is no such action: addSecurityGroup");
}
