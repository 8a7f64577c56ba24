//! Authentication: who may call, and as whom.

use ferronova_testkit::{Cloud, Options, Response};

use crate::support::{self, DOCUMENT, REQUEST_ID, not_found_text, root};

#[track_caller]
fn assert_unauthorized(cloud: &Cloud, response: &Response) {
    assert_eq!((response.status(), response.text()), (401, "Authentication required"));
    assert_eq!(response.header("content-type"), Some("text/plain"));
    assert_eq!(response.header("content-length"), Some("23"));
    let identity = response.header("www-authenticate").unwrap_or_default();
    if cloud.is_elsewhere() {
        assert!(identity.starts_with("Keystone uri='http"), "{identity}");
    } else {
        let ours = format!("Keystone uri='{}/identity'", cloud.owner().base_url());
        assert_eq!(identity, ours);
    }
    assert!(response.header(REQUEST_ID).is_some());
}

#[test]
fn a_caller_without_a_token_is_unauthorized() {
    let cloud = support::start();
    let nobody = cloud.nobody();

    for (method, path) in [
        ("GET", "servers"),
        ("GET", "servers/dead0000-0000-4000-8000-000000000000"),
        ("GET", "extensions"),
        ("DELETE", "servers/dead0000-0000-4000-8000-000000000000"),
        ("POST", "servers"),
        ("PUT", "servers/dead0000-0000-4000-8000-000000000000"),
    ] {
        let response = nobody.call(method, path).send();

        assert_unauthorized(&cloud, &response);
    }
}

#[test]
fn a_caller_without_a_token_does_not_learn_which_paths_there_are() {
    let cloud = support::start();
    let nobody = cloud.nobody();
    let root = root(&nobody);

    for (method, path) in [
        ("GET", "nonsense"),
        ("PATCH", "servers"),
        ("OPTIONS", "servers"),
        ("GET", &*format!("{root}//servers")),
        ("GET", &*format!("{root}/x/y")),
        ("POST", DOCUMENT),
    ] {
        let response = nobody.call(method, path).send();

        assert_unauthorized(&cloud, &response);
    }
}

#[test]
fn a_caller_without_a_token_is_told_so_in_plain_text_whatever_it_accepts() {
    let cloud = support::start();
    let nobody = cloud.nobody();

    for accept in ["application/json", "text/html", "*/*", "application/xml"] {
        let response = nobody.call("GET", "servers").header("accept", accept).send();

        assert_unauthorized(&cloud, &response);
    }
}

#[test]
fn a_token_that_was_not_given_out_is_none() {
    let cloud = support::start();
    let token = cloud.owner().token().to_owned();
    let shorter = &token[..token.len() - 1];
    let longer = format!("{token}A");
    let (head, tail) = token.split_at(token.len() / 2);
    let other = if head.ends_with('A') { "B" } else { "A" };
    let changed = format!("{}{other}{tail}", &head[..head.len() - 1]);

    for token in ["", "x", shorter, &longer, &changed, "admin:admin", &"x".repeat(10_000)] {
        let response = cloud.owner().with_token(token).get("servers");

        assert_unauthorized(&cloud, &response);
    }
}

#[test]
fn a_token_that_was_revoked_is_none_any_more() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();
    owner.get("servers").assert_status(200);
    let revoke = owner.call("DELETE", "/identity/v3/auth/tokens");
    let revoke = revoke.header("x-subject-token", owner.token()).send();
    assert_eq!(revoke.status(), 204, "{}", revoke.text());

    let response = owner.get("servers");

    assert_unauthorized(&cloud, &response);
}

#[test]
fn several_tokens_in_one_request_are_none() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let owner = cloud.owner();
    let nobody = cloud.nobody();
    let paths = [
        format!("{}/servers", root(owner)),
        format!("/identity/v3/users/{}/projects", owner.user_id()),
        "/image/v2/images".to_owned(),
        "/network/v2.0/networks".to_owned(),
        "/ferronova/reset".to_owned(),
    ];

    for (first, second) in [
        (owner.token(), cloud.admin().token()),
        (owner.token(), owner.token()),
        (owner.token(), "x"),
        ("x", owner.token()),
        ("", owner.token()),
    ] {
        for path in &paths {
            let method = if path.ends_with("/reset") { "POST" } else { "GET" };
            let call = nobody.call(method, path);
            let response = call.header("x-auth-token", first).header("X-Auth-Token", second).send();

            assert_eq!(response.status(), 401, "{path}: {}", response.text());
        }
    }
}

#[test]
fn several_tokens_to_ask_about_are_none() {
    let Some(cloud) = support::start_with(&Options::default()) else { return };
    let (owner, admin) = (cloud.owner(), cloud.admin());

    for method in ["GET", "DELETE"] {
        let call = admin.call(method, "/identity/v3/auth/tokens");
        let call = call.header("x-subject-token", owner.token());
        let response = call.header("x-subject-token", owner.token()).send();

        assert_eq!(response.status(), 404, "{method}: {}", response.text());
    }
    owner.get("servers").assert_status(200);
}

#[test]
fn who_calls_is_said_by_the_token_and_by_no_other_header() {
    let cloud = support::start();
    let owner = cloud.owner();
    let admin = cloud.admin();
    let id = owner.boot("web");
    let call = cloud.other().call("GET", &format!("servers/{id}"));
    let claims = [
        ("x-auth-project-id", owner.project_id()),
        ("x-project-id", owner.project_id()),
        ("x-tenant-id", owner.project_id()),
        ("x-user-id", owner.user_id()),
        ("x-roles", "admin"),
        ("x-role", "admin"),
        ("x-is-admin-project", "True"),
        ("x-identity-status", "Confirmed"),
        ("x-service-token", admin.token()),
        ("x-subject-token", admin.token()),
    ];

    let response = claims.iter().fold(call, |call, (name, value)| call.header(name, value)).send();

    response.assert_fault(404, "itemNotFound", &not_found_text("GET", &id));
}

#[test]
fn the_name_of_a_project_in_a_header_is_ignored() {
    let cloud = support::start();

    for name in ["demo", "no such project", ""] {
        let call = cloud.owner().call("GET", "servers");
        let response = call.header("x-auth-project-id", name).send();

        response.assert_status(200);
    }
}
