//! A token without a project can see and change nothing.

use ferronova_testkit::{Client, Cloud, Options};
use serde_json::json;

use crate::support;

/// The same user with a token that is scoped to no project.
fn unscoped(cloud: &Cloud, user: &Client) -> Client {
    let password = json!({"user": {"id": user.user_id(), "password": "secret"}});
    let identity = json!({"methods": ["password"], "password": password});
    let login = json!({"auth": {"identity": identity, "scope": "unscoped"}});
    let issued = cloud.nobody().post("/identity/v3/auth/tokens", &login).expect(201);
    user.with_token(issued.header("x-subject-token").expect("a login is answered with a token"))
}

#[test]
fn a_token_without_a_project_reaches_no_server() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let id = cloud.owner().boot("web");
    let client = unscoped(&cloud, cloud.owner());

    for response in [
        client.show(&id),
        client.get("servers"),
        client.post("servers", &client.new_server("web")),
        client.action(&id, &json!({"lock": null})),
        client.delete(&format!("servers/{id}")),
        client.get("limits"),
    ] {
        assert!([400, 403].contains(&response.status()), "{}", response.text());
    }
    assert_eq!(cloud.owner().show(&id).status(), 200);
}
