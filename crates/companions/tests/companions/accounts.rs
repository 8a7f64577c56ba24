//! Projects, users and roles under `/identity/v3`.

use serde_json::json;

use crate::support::{ADMIN, BASE, Cloud, DEMO};

#[actix_web::test]
async fn a_project_is_shown_with_what_clients_read() {
    let cloud = Cloud::new().await;
    let token = cloud.unscoped_token("demo").await;

    let answer = cloud.get_with("/identity/v3/auth/projects", &token).await;

    let expected = json!({
        "projects": [{
            "id": DEMO,
            "name": "demo",
            "domain_id": "default",
            "parent_id": "default",
            "description": "To try things",
            "enabled": true,
            "is_domain": false,
            "tags": [],
            "options": {},
            "links": {"self": format!("{BASE}/identity/v3/projects/{DEMO}")},
        }],
        "links": {
            "self": format!("{BASE}/identity/v3/auth/projects"), "previous": null, "next": null,
        },
    });
    assert_eq!(answer.json(), expected);
}

#[actix_web::test]
async fn a_user_sees_its_own_projects_and_an_administrator_all() {
    let cloud = Cloud::new().await;
    let admin = cloud.token("admin", "admin").await;
    let demo = cloud.token("demo", "demo").await;

    let all = cloud.get_with("/identity/v3/projects", &admin).await;
    let own = cloud.get_with("/identity/v3/projects", &demo).await;
    let admins_own = cloud.get_with("/identity/v3/auth/projects", &admin).await;

    assert_eq!(all.column("projects", "name"), ["admin", "demo", "closed"]);
    assert_eq!(own.column("projects", "name"), ["demo"]);
    assert_eq!(admins_own.column("projects", "name"), ["admin", "demo"]);
    cloud.get("/identity/v3/projects").await.assert_unauthorized();
    cloud.get("/identity/v3/auth/projects").await.assert_unauthorized();
}

#[actix_web::test]
async fn projects_are_listed_by_name_and_state() {
    let cloud = Cloud::new().await;
    let token = cloud.token("admin", "admin").await;
    let list = async |query: &str| {
        let answer = cloud.get_with(&format!("/identity/v3/projects?{query}"), &token).await;
        answer.column("projects", "name")
    };

    assert_eq!(list("name=demo").await, ["demo"]);
    assert_eq!(list("name=demo&domain_id=other").await, [""; 0]);
    assert_eq!(list("enabled=false").await, ["closed"]);
    assert_eq!(list(&format!("limit=1&marker={ADMIN}")).await, ["demo"]);
    let wrong = cloud.get_with("/identity/v3/projects?limit=x", &token).await;
    assert_eq!(wrong.status, 400);
}

#[actix_web::test]
async fn what_a_caller_can_not_see_does_not_exist() {
    let cloud = Cloud::new().await;
    let admin = cloud.token("admin", "admin").await;
    let demo = cloud.token("demo", "demo").await;
    let path = |id| format!("/identity/v3/projects/{id}");

    let own = cloud.get_with(&path(DEMO), &demo).await;
    let other = cloud.get_with(&path(ADMIN), &demo).await;
    let by_name = cloud.get_with(&path("demo"), &admin).await;

    assert_eq!(own.json()["project"]["name"], "demo");
    let message = format!("Could not find project: {ADMIN}.");
    other.assert_keystone_error(404, "Not Found", &message);
    by_name.assert_keystone_error(404, "Not Found", "Could not find project: demo.");
    assert_eq!(cloud.get_with(&path(DEMO), &admin).await.json()["project"]["id"], DEMO);
}

#[actix_web::test]
async fn users_and_roles_are_for_administrators() {
    let cloud = Cloud::new().await;
    let admin = cloud.token("admin", "admin").await;
    let demo = cloud.token("demo", "demo").await;

    let users = cloud.get_with("/identity/v3/users?name=demo", &admin).await;
    let roles = cloud.get_with("/identity/v3/roles", &admin).await;

    assert_eq!(users.column("users", "id"), ["demo-user"]);
    assert_eq!(users.json()["users"][0]["email"], "demo@cloud.test");
    assert!(!users.text().contains("argon2"));
    assert_eq!(roles.column("roles", "name"), ["admin", "manager", "member", "reader"]);
    for (path, action) in [("users", "list_users"), ("roles", "list_roles")] {
        let refused = cloud.get_with(&format!("/identity/v3/{path}"), &demo).await;
        let message =
            format!("You are not authorized to perform the requested action: identity:{action}.");
        refused.assert_keystone_error(403, "Forbidden", &message);
    }
}

#[actix_web::test]
async fn a_user_sees_itself_and_its_projects_only() {
    let cloud = Cloud::new().await;
    let admin = cloud.token("admin", "admin").await;
    let demo = cloud.token("demo", "demo").await;

    for (user, path) in [("demo-user", ""), ("demo-user", "/projects")] {
        let url = format!("/identity/v3/users/{user}{path}");
        assert_eq!(cloud.get_with(&url, &demo).await.status, 200);
        assert_eq!(cloud.get_with(&url, &admin).await.status, 200);
        cloud.get(&url).await.assert_unauthorized();

        let other = format!("/identity/v3/users/{ADMIN}{path}");
        assert_eq!(cloud.get_with(&other, &demo).await.status, 403);

        let nobody = cloud.get_with(&format!("/identity/v3/users/x{path}"), &admin).await;
        nobody.assert_keystone_error(404, "Not Found", "Could not find user: x.");
    }
    let projects = cloud.get_with("/identity/v3/users/demo-user/projects", &demo).await;
    assert_eq!(projects.column("projects", "name"), ["demo"]);
}
