//! `POST /identity/v3/auth/tokens`.

use std::sync::atomic::Ordering;

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::support::{ADMIN, BASE, Cloud, DEMO, by_password, by_token};

const TOKENS: &str = "/identity/v3/auth/tokens";

fn demo_by_name() -> Value {
    json!({"project": {"name": "demo", "domain": {"id": "default"}}})
}

#[actix_web::test]
async fn a_login_to_a_project_gets_a_token_with_roles_and_catalogue() {
    let cloud = Cloud::new().await;

    let answer = cloud.login(by_password("demo", "secret"), Some(demo_by_name())).await;

    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("vary"), Some("X-Auth-Token"));
    let token = answer.subject_token();
    assert!(!answer.text().contains(&token));
    let mut body = answer.json();
    assert_eq!(body["token"]["audit_ids"].take()[0].as_str().unwrap().len(), 22);
    assert!(body["token"]["catalog"].take().is_array());
    let domain = json!({"id": "default", "name": "Default"});
    let expected = json!({"token": {
        "methods": ["password"],
        "user": {
            "id": "demo-user", "name": "demo", "domain": domain, "password_expires_at": null,
        },
        "audit_ids": null,
        "expires_at": "2023-11-15T22:13:20.000000Z",
        "issued_at": "2023-11-14T22:13:20.000000Z",
        "project": {"id": DEMO, "name": "demo", "domain": domain},
        "is_domain": false,
        "roles": [
            {"id": "member-id", "name": "member"},
            {"id": "reader-id", "name": "reader"},
        ],
        "catalog": null,
    }});
    assert_eq!(body, expected);
}

#[actix_web::test]
async fn the_catalogue_has_three_endpoints_of_every_service() {
    let cloud = Cloud::new().await;

    let answer = cloud.login(by_password("demo", "secret"), Some(demo_by_name())).await;

    let catalogue = answer.json()["token"]["catalog"].take();
    let urls = catalogue.as_array().unwrap().iter().map(|it| {
        let endpoints = it["endpoints"].as_array().unwrap();
        let interfaces: Vec<_> = endpoints.iter().map(|it| &it["interface"]).collect();
        assert_eq!(interfaces, ["public", "internal", "admin"]);
        for endpoint in endpoints {
            assert_eq!(endpoint["url"], endpoints[0]["url"]);
            assert_eq!(endpoint["region"], "RegionOne");
            assert_eq!(endpoint["region_id"], "RegionOne");
        }
        (it["type"].as_str().unwrap(), endpoints[0]["url"].as_str().unwrap())
    });
    let expected = [
        ("compute", &format!("{BASE}/v2/{DEMO}")),
        ("compute_legacy", &format!("{BASE}/v2/{DEMO}")),
        ("computev3", &format!("{BASE}/v3")),
        ("identity", &format!("{BASE}/identity/v3")),
        ("image", &format!("{BASE}/image")),
        ("network", &format!("{BASE}/network")),
    ];
    assert!(urls.eq(expected.map(|(kind, url)| (kind, url.as_str()))));
}

#[actix_web::test]
async fn ids_in_the_catalogue_are_32_hexadecimal_digits_and_none_is_there_twice() {
    let cloud = Cloud::new().await;

    let answer = cloud.login(by_password("demo", "secret"), Some(demo_by_name())).await;

    let catalogue = answer.json()["token"]["catalog"].take();
    let services = catalogue.as_array().unwrap();
    let endpoints = services.iter().flat_map(|it| it["endpoints"].as_array().unwrap());
    let mut ids: Vec<_> =
        services.iter().chain(endpoints).map(|it| it["id"].as_str().unwrap()).collect();
    assert!(ids.iter().all(|it| it.len() == 32 && it.bytes().all(|it| it.is_ascii_hexdigit())));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 24);
}

#[actix_web::test]
async fn nocatalog_leaves_the_catalogue_out() {
    let cloud = Cloud::new().await;
    let auth = json!({"identity": by_password("demo", "secret"), "scope": demo_by_name()});

    let answer = cloud.post("/identity/v3/auth/tokens?nocatalog", json!({ "auth": auth })).await;

    assert_eq!(answer.status, 201);
    assert!(answer.json()["token"].get("catalog").is_none());
    assert!(answer.json()["token"].get("project").is_some());
}

#[actix_web::test]
async fn users_and_projects_are_found_by_id_or_by_name_and_domain() {
    let cloud = Cloud::new().await;
    let users = [
        json!({"id": ADMIN, "password": "secret"}),
        json!({"id": ADMIN, "domain": {"id": "other"}, "password": "secret"}),
        json!({"name": "admin", "domain": {"id": "default"}, "password": "secret"}),
        json!({"name": "admin", "domain": {"name": "Default"}, "password": "secret"}),
    ];
    let projects = [
        json!({"id": ADMIN}),
        json!({"name": "admin", "domain": {"id": "default"}}),
        json!({"name": "admin", "domain": {"name": "default"}}),
    ];

    for user in &users {
        for project in &projects {
            let identity = json!({"methods": ["password"], "password": {"user": user}});
            let answer = cloud.login(identity, Some(json!({ "project": project }))).await;

            assert_eq!(answer.json()["token"]["project"]["id"], ADMIN);
        }
    }
}

#[actix_web::test]
async fn a_login_without_a_scope_or_with_unscoped_gets_a_bare_token() {
    let cloud = Cloud::new().await;

    for scope in [None, Some(Value::Null), Some(json!("unscoped")), Some(json!({"unscoped": {}}))] {
        let answer = cloud.login(by_password("demo", "secret"), scope).await;

        let token = answer.json()["token"].take();
        for key in ["project", "is_domain", "roles", "catalog"] {
            assert!(token.get(key).is_none(), "{key}");
        }
        assert_eq!(token["user"]["name"], "demo");
    }
}

#[actix_web::test]
async fn a_login_without_a_scope_is_to_the_default_project_of_who_has_one() {
    let cloud = Cloud::new().await;

    let silent = cloud.login(by_password("home", "secret"), None).await;
    let explicit = cloud.login(by_password("home", "secret"), Some(json!("unscoped"))).await;

    assert_eq!(silent.json()["token"]["project"]["id"], DEMO);
    assert!(explicit.json()["token"].get("project").is_none());
}

#[actix_web::test]
async fn a_token_gets_another_token() {
    let cloud = Cloud::new().await;
    let token = cloud.unscoped_token("demo").await;

    let answer = cloud.login(by_token(&token), Some(demo_by_name())).await;

    assert_eq!(answer.status, 201);
    let body = answer.json();
    assert_eq!(body["token"]["methods"], json!(["token", "password"]));
    assert_eq!(body["token"]["audit_ids"].as_array().unwrap().len(), 2);
    assert_ne!(answer.subject_token(), token);
}

#[actix_web::test]
async fn whatever_is_wrong_with_a_login_is_the_same_401() {
    let cloud = Cloud::new().await;
    let project = |name| Some(json!({"project": {"name": name, "domain": {"id": "default"}}}));
    let other_domain = json!({"project": {"name": "demo", "domain": {"id": "other"}}});

    for (identity, scope) in [
        (by_password("demo", "wrong"), None),
        (by_password("nobody", "secret"), None),
        (by_password("off", "secret"), None),
        (by_password("demo", "secret"), project("admin")),
        (by_password("demo", "secret"), project("closed")),
        (by_password("demo", "secret"), project("nothing")),
        (by_password("demo", "secret"), Some(other_domain)),
        (by_password("demo", "secret"), Some(json!({"domain": {"id": "default"}}))),
        (by_password("demo", "secret"), Some(json!({"system": {"all": true}}))),
        (by_token("nonsense"), None),
    ] {
        cloud.login(identity, scope).await.assert_unauthorized();
    }
}

#[actix_web::test]
async fn other_methods_than_password_and_token_are_not_supported() {
    let cloud = Cloud::new().await;

    for methods in
        [json!(["totp"]), json!(["password", "token"]), json!(["application_credential"])]
    {
        let answer = cloud.login(json!({ "methods": methods }), None).await;

        let message = "Attempted to authenticate with an unsupported method.";
        answer.assert_keystone_error(401, "Unauthorized", message);
    }
}

#[actix_web::test]
async fn a_login_that_lacks_something_is_told_what() {
    let cloud = Cloud::new().await;
    let user = |user: Value| json!({"auth": {"identity": {"methods": ["password"], "password": {"user": user}}}});
    let scope =
        |scope: Value| json!({"auth": {"identity": by_password("demo", "secret"), "scope": scope}});
    let identity = |identity: Value| json!({"auth": { "identity": identity }});

    for (body, message) in [
        (json!({}), "Expecting to find auth in request body."),
        (json!({"auth": null}), "Expecting to find auth in request body."),
        (json!({"auth": {}}), "Expecting to find identity in auth."),
        (identity(json!({})), "Expecting to find methods in identity."),
        (identity(json!({"methods": []})), "Expecting to find a method in methods."),
        (identity(json!({"methods": ["password"]})), "Expecting to find password in identity."),
        (identity(json!({"methods": ["token"]})), "Expecting to find token in identity."),
        (identity(json!({"methods": ["token"], "token": {}})), "Expecting to find id in token."),
        (
            identity(json!({"methods": ["password"], "password": {}})),
            "Expecting to find user in password.",
        ),
        (user(json!({"name": "demo"})), "Expecting to find password in user."),
        (user(json!({"password": "secret"})), "Expecting to find id or name in user."),
        (user(json!({"name": "demo", "password": "secret"})), "Expecting to find domain in user."),
        (
            user(json!({"name": "demo", "domain": {}, "password": "secret"})),
            "Expecting to find id or name in domain.",
        ),
        (scope(json!({})), "Expecting to find project in scope."),
        (scope(json!({"project": {}})), "Expecting to find id or name in project."),
        (scope(json!({"project": {"name": "demo"}})), "Expecting to find domain in project."),
        (scope(json!("demo")), "The scope is an object or \"unscoped\"."),
        (
            scope(json!({"project": {"id": DEMO}, "system": {"all": true}})),
            "The scope names more than one place.",
        ),
    ] {
        let answer = cloud.post(TOKENS, body).await;

        answer.assert_keystone_error(400, "Bad Request", message);
    }
}

#[actix_web::test]
async fn a_body_that_is_no_json_object_is_refused_without_being_repeated() {
    let cloud = Cloud::new().await;

    for (body, message) in [
        ("", "Expecting the request body to be a JSON object."),
        ("[]", "Expecting the request body to be a JSON object."),
        ("\"s3cret\"", "Expecting the request body to be a JSON object."),
        ("{\"auth\"", "The request body is not JSON, at line 1, column 7."),
        (
            "{\"auth\": \"s3cret\"}",
            "The request body has a value of the wrong kind, at line 1, column 17.",
        ),
    ] {
        let request = TestRequest::post().uri(TOKENS).set_payload(body);
        let request = request.insert_header(("content-type", "application/json"));
        let answer = cloud.send(request).await;

        answer.assert_keystone_error(400, "Bad Request", message);
    }
}

#[actix_web::test]
async fn a_body_of_another_media_type_is_refused() {
    let cloud = Cloud::new().await;
    let body = json!({"auth": {"identity": by_password("demo", "secret")}}).to_string();
    let request = |media_type| {
        let request = TestRequest::post().uri(TOKENS).set_payload(body.clone());
        request.insert_header(("content-type", media_type))
    };

    let form = cloud.send(request("application/x-www-form-urlencoded")).await;
    let json = cloud.send(request("application/json; charset=utf-8")).await;
    let silent = cloud.send(TestRequest::post().uri(TOKENS).set_payload(body.clone())).await;

    let message = "Expecting to find application/json in Content-Type header.";
    form.assert_keystone_error(400, "Bad Request", message);
    assert_eq!(json.status, 201);
    assert_eq!(silent.status, 201);
}

#[actix_web::test]
async fn a_login_needs_no_store() {
    let cloud = Cloud::new().await;
    cloud.documents.fails.store(true, Ordering::Relaxed);

    let answer = cloud.login(by_password("demo", "secret"), None).await;

    assert_eq!(answer.status, 201);
}
