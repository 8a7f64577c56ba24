//! Writing `/network/v2.0/security-groups`.

use actix_web::http::Method;
use ferronova_compute::{Caller, NewServer, Request, RequestId};
use serde_json::{Value, json};

use crate::support::{ADMIN, Answer, CIRROS, Cloud, DEMO};

const PATH: &str = "/network/v2.0/security-groups";
const UNKNOWN: &str = "c0ffee00-0000-4000-8000-000000000000";

fn caller_of(project_id: &str) -> Caller {
    Caller {
        user_id: "somebody".to_owned(),
        project_id: project_id.to_owned(),
        roles: Vec::new(),
        is_admin: false,
    }
}

async fn create(cloud: &Cloud, token: &str, group: Value) -> Answer {
    cloud.call(Method::POST, PATH, token, Some(json!({ "security_group": group }))).await
}

async fn update(cloud: &Cloud, token: &str, id: &str, group: Value) -> Answer {
    let body = Some(json!({ "security_group": group }));
    cloud.call(Method::PUT, &format!("{PATH}/{id}"), token, body).await
}

async fn delete(cloud: &Cloud, token: &str, id: &str) -> Answer {
    cloud.call(Method::DELETE, &format!("{PATH}/{id}"), token, None).await
}

async fn created(cloud: &Cloud, token: &str, name: &str) -> String {
    let answer = create(cloud, token, json!({ "name": name })).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["security_group"]["id"].as_str().unwrap().to_owned()
}

async fn names(cloud: &Cloud, token: &str) -> Vec<String> {
    cloud.get_with(PATH, token).await.column("security_groups", "name")
}

#[actix_web::test]
async fn a_group_is_made_renamed_and_deleted() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    let made = create(&cloud, &token, json!({"name": "web", "description": "for tests"})).await;

    assert_eq!(made.status, 201);
    let group = made.json()["security_group"].clone();
    assert_eq!((&group["name"], &group["description"]), (&json!("web"), &json!("for tests")));
    assert_eq!((&group["project_id"], &group["tenant_id"]), (&json!(DEMO), &json!(DEMO)));
    let id = group["id"].as_str().unwrap();
    assert_eq!(cloud.get_with(&format!("{PATH}/{id}"), &token).await.json(), made.json());

    let renamed = update(&cloud, &token, id, json!({"name": "dmz"})).await;
    assert_eq!(renamed.status, 200);
    assert_eq!(renamed.json()["security_group"]["name"], "dmz");
    assert_eq!(renamed.json()["security_group"]["id"], id);
    assert_eq!(renamed.json()["security_group"]["description"], "for tests");
    assert_eq!(names(&cloud, &token).await, ["default", "dmz"]);

    assert_eq!(delete(&cloud, &token, id).await.status, 204);
    let message = format!("Security group {id} does not exist");
    for gone in [
        cloud.get_with(&format!("{PATH}/{id}"), &token).await,
        update(&cloud, &token, id, json!({"name": "x"})).await,
        delete(&cloud, &token, id).await,
    ] {
        gone.assert_neutron_error(404, "SecurityGroupNotFound", &message);
    }
}

#[actix_web::test]
async fn a_description_is_empty_unless_it_is_said() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    let id = created(&cloud, &token, "web").await;

    let group = cloud.get_with(&format!("{PATH}/{id}"), &token).await.json();
    assert_eq!(group["security_group"]["description"], "");
}

#[actix_web::test]
async fn a_request_that_is_wrong_changes_nothing() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let web = created(&cloud, &token, "web").await;
    let long = "x".repeat(256);
    let before = cloud.get_with(PATH, &token).await.json();

    for (group, message) in [
        (json!({"name": "x", "colour": 1}), "Unrecognized attribute(s) 'colour'".to_owned()),
        (
            json!({ "name": long }),
            format!("Invalid input for name. Reason: '{long}' exceeds maximum length of 255."),
        ),
        (
            json!({"name": "x", "stateful": false}),
            "Invalid input for stateful. Reason: no group without connection tracking is kept \
             here."
                .to_owned(),
        ),
        (
            json!({"name": "x", "stateful": "maybe"}),
            "Invalid input for stateful. Reason: '\"maybe\"' is not a valid boolean value."
                .to_owned(),
        ),
        (
            json!({"name": 5}),
            "Invalid input for name. Reason: '5' is not a valid string.".to_owned(),
        ),
        (
            json!({"name": "x", "description": long}),
            format!(
                "Invalid input for description. Reason: '{long}' exceeds maximum length of 255."
            ),
        ),
    ] {
        for answer in [
            create(&cloud, &token, group.clone()).await,
            update(&cloud, &token, &web, group.clone()).await,
        ] {
            answer.assert_neutron_error(400, "HTTPBadRequest", &message);
        }
    }
    for body in [json!({}), json!({"security_group": []}), json!([])] {
        let answer = cloud.call(Method::POST, PATH, &token, Some(body)).await;
        let message = "Unable to find 'security_group' in request body";
        answer.assert_neutron_error(400, "HTTPBadRequest", message);
    }
    let nothing = cloud.call(Method::POST, PATH, &token, None).await;
    nothing.assert_neutron_error(400, "HTTPBadRequest", "Malformed request body");
    let taken = create(&cloud, &token, json!({"name": "web"})).await;
    taken.assert_neutron_error(409, "Conflict", "Security group web already exists");
    let theirs = create(&cloud, &token, json!({"name": "x", "tenant_id": ADMIN})).await;
    let message = "Specifying 'tenant_id' or 'project_id' differing from authenticated project in \
                   request requires admin privileges";
    theirs.assert_neutron_error(400, "HTTPBadRequest", message);

    assert_eq!(cloud.get_with(PATH, &token).await.json(), before);
}

#[actix_web::test]
async fn the_default_group_stays_and_is_there_once() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let admin = cloud.token("admin", "admin").await;
    let id = cloud.get_with(PATH, &token).await.column("security_groups", "id").remove(0);

    for name in ["default", "Default"] {
        let again = create(&cloud, &token, json!({ "name": name })).await;
        let message = "Default security group already exists.";
        again.assert_neutron_error(409, "SecurityGroupDefaultAlreadyExists", message);
    }
    let renamed = update(&cloud, &token, &id, json!({"name": "dmz"})).await;
    let message = "Updating default security group not allowed.";
    renamed.assert_neutron_error(409, "SecurityGroupCannotUpdateDefault", message);
    let deleted = delete(&cloud, &token, &id).await;
    let message = "Insufficient rights for removing default security group.";
    deleted.assert_neutron_error(409, "SecurityGroupCannotRemoveDefault", message);

    let described = update(&cloud, &token, &id, json!({"description": "ours"})).await;
    assert_eq!(described.json()["security_group"]["description"], "ours");
    // An administrator can delete the default group, and the project's next request creates it
    // again.
    assert_eq!(delete(&cloud, &admin, &id).await.status, 204);
    assert_eq!(cloud.get_with(PATH, &token).await.column("security_groups", "id"), [id]);
}

#[actix_web::test]
async fn a_group_that_a_server_is_in_is_not_deleted_and_its_port_shows_it() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let id = created(&cloud, &token, "web").await;
    let caller = caller_of(DEMO);
    let request = Request::new(&caller, RequestId::random());
    let mut new = NewServer::new("web".to_owned(), CIRROS, "1".to_owned());
    new.security_groups = vec![id.clone()];
    let server = cloud.compute.create_servers(request, new).await.unwrap().remove(0);

    let refused = delete(&cloud, &token, &id).await;

    let message = format!("Security Group {id} in use.");
    refused.assert_neutron_error(409, "SecurityGroupInUse", &message);
    assert_eq!(server.security_groups, ["web"]);
    let ports = cloud.get_with("/network/v2.0/ports", &token).await.json();
    assert_eq!(ports["ports"][0]["security_groups"], json!([id]));
}

#[actix_web::test]
async fn groups_of_other_projects_are_in_reach_of_administrators_alone() {
    let cloud = Cloud::new().await;
    let demo = cloud.token("demo", "demo").await;
    let admin = cloud.token("admin", "admin").await;
    let unscoped = cloud.unscoped_token("demo").await;
    let theirs = created(&cloud, &admin, "theirs").await;
    let own = created(&cloud, &demo, "own").await;

    for answer in [
        cloud.get_with(&format!("{PATH}/{theirs}"), &demo).await,
        update(&cloud, &demo, &theirs, json!({"name": "x"})).await,
        delete(&cloud, &demo, &theirs).await,
        delete(&cloud, &unscoped, &own).await,
    ] {
        assert_eq!(answer.status, 404, "{}", answer.text());
    }
    let homeless = create(&cloud, &unscoped, json!({"name": "x"})).await;
    let message = "Running without keystone AuthN requires that tenant_id is specified";
    homeless.assert_neutron_error(400, "HTTPBadRequest", message);
    assert_eq!(names(&cloud, &demo).await, ["default", "own"]);
    let all = cloud.get_with(&format!("{PATH}?project_id={DEMO}"), &admin).await;
    assert_eq!(all.column("security_groups", "name"), ["default", "own"]);
    assert_eq!(delete(&cloud, &admin, &own).await.status, 204);
    let unknown = delete(&cloud, &admin, UNKNOWN).await;
    assert_eq!(unknown.status, 404);
}

#[actix_web::test]
async fn a_project_has_a_limited_number_of_groups() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let caller = caller_of(DEMO);
    let request = Request::new(&caller, RequestId::random());
    for n in 1..1000 {
        let made =
            cloud.compute.create_security_group(request, format!("group-{n}"), String::new());
        made.await.unwrap();
    }

    let refused = create(&cloud, &token, json!({"name": "one-more"})).await;

    let message = "Quota exceeded for resources: ['security_group'].";
    refused.assert_neutron_error(409, "OverQuota", message);
    let other = cloud.token("admin", "admin").await;
    created(&cloud, &other, "theirs").await;
}
