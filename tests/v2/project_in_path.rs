//! The project in the path of v2.

use ferronova_testkit::{Cloud, Options};
use serde_json::json;

use crate::support::{Held::ByNobody, assert_unrouted, boot, held};

#[test]
fn the_project_in_the_path_is_that_of_the_token() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    for client in [cloud.other(), cloud.admin()] {
        for project in [owner.project_id(), "nonsense", "DEMO"] {
            let response = client.get(&format!("/v2/{project}/servers"));

            let own = client.project_id();
            let message = format!(
                "Malformed request URL: URL's project_id '{project}' doesn't match Context's \
                 project_id '{own}'"
            );
            response.assert_fault(400, "badRequest", &message);
        }
    }
}

#[test]
fn the_project_is_checked_before_anything_is_looked_at() {
    let cloud = Cloud::start();
    let project = cloud.other().project_id();
    let owner = cloud.owner();
    let unknown = "dead0000-0000-4000-8000-000000000000";

    let show = owner.get(&format!("/v2/{project}/servers/{unknown}"));
    let create = owner.post(&format!("/v2/{project}/servers"), &json!({}));
    let refused = owner.get(&format!("/v2/{project}/servers/new"));

    for response in [show, create, refused] {
        response.assert_status(400);
        let message = response.at("/badRequest/message");
        let message = message.as_str().expect("a fault has a message");
        assert!(message.starts_with("Malformed request URL"), "{message}");
    }
}

#[test]
fn a_token_without_a_project_reaches_no_server() {
    let Some(cloud) = Cloud::start_with(&Options::default()) else { return };
    let user = json!({"id": cloud.owner().user_id(), "password": "secret"});
    let identity = json!({"methods": ["password"], "password": {"user": user}});
    let login = json!({"auth": {"identity": identity, "scope": "unscoped"}});
    let issued = cloud.nobody().post("/identity/v3/auth/tokens", &login).expect(201);
    let unscoped = cloud.owner().with_token(issued.header("x-subject-token").unwrap_or_default());

    let in_a_project = unscoped.get("servers");
    let in_none = unscoped.get("/v2//servers");
    let created = unscoped.post("/v2//servers", &unscoped.new_server("web"));

    let message = format!(
        "Malformed request URL: URL's project_id '{}' doesn't match Context's project_id 'None'",
        unscoped.project_id()
    );
    in_a_project.assert_fault(400, "badRequest", &message);
    in_none.assert_status(404);
    created.assert_status(404);
}

#[test]
fn a_lock_of_another_project_is_found_below_the_callers_own_project_only() {
    let cloud = Cloud::start();
    let id = boot(&cloud, ByNobody);
    let (own, owners) = (cloud.admin().project_id(), cloud.owner().project_id());
    let path = format!("/v2/{owners}/servers/{id}/action");

    let response = cloud.admin().post(&path, &json!({"lock": null}));

    response.assert_fault(
        400,
        "badRequest",
        &format!(
            "Malformed request URL: URL's project_id '{owners}' doesn't match Context's \
             project_id '{own}'"
        ),
    );
    assert_eq!(held(&cloud, &id), ByNobody);
}

#[test]
fn what_has_no_route_has_none_in_any_project() {
    let cloud = Cloud::start();

    let response = cloud.owner().get("/v2/another-project/nonsense");

    assert_unrouted(&response);
}

#[test]
fn a_doubled_slash_behind_the_project_is_one() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    let response = owner.get(&format!("/v2/{}//flavors/1", owner.project_id()));

    assert_eq!(response.expect(200).json(), owner.get("flavors/1").json());
}

#[test]
fn a_caller_without_a_token_does_not_learn_whether_the_project_is_the_right_one() {
    let cloud = Cloud::start();
    let nobody = cloud.nobody();

    for path in ["/v2/another-project/servers", "/v2/x", "/v1.1/x/servers"] {
        let response = nobody.get(path);

        assert_eq!((response.status(), response.text()), (401, "Authentication required"));
    }
}

#[test]
fn a_project_by_itself_has_no_route() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let root = owner.url().replace(owner.base_url(), "");

    for (method, path) in [
        ("GET", &*root),
        ("GET", &*format!("{root}/")),
        ("GET", "/v2/servers"),
        ("POST", "/v2/"),
        ("DELETE", "/v2"),
        ("HEAD", "/v2/"),
    ] {
        let response = owner.call(method, path).send();

        assert_eq!(response.status(), 404, "{method} {path}");
        assert_eq!(response.header("content-type"), Some("text/plain; charset=UTF-8"));
    }
}

#[test]
fn flavors_are_not_made_here_and_an_update_is_an_action_that_nobody_knows() {
    let cloud = Cloud::start();
    let owner = cloud.owner();

    let made = owner.call("POST", "flavors").send();
    let updated = owner.put("flavors/detail", &json!({}));

    assert_unrouted(&made);
    updated.assert_fault(400, "badRequest", "There is no such action: update");
}
