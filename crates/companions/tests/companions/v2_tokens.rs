//! `/identity/v2.0`.

use serde_json::{Value, json};

use crate::support::{ADMIN, Answer, BASE, Cloud, DEMO};

async fn login(cloud: &Cloud, auth: Value) -> Answer {
    cloud.post("/identity/v2.0/tokens", json!({ "auth": auth })).await
}

fn demo() -> Value {
    json!({"username": "demo", "password": "secret"})
}

#[actix_web::test]
async fn a_login_to_a_tenant_gets_everything_at_once() {
    let cloud = Cloud::new().await;

    let auth = json!({"passwordCredentials": demo(), "tenantName": "demo"});
    let answer = login(&cloud, auth).await;

    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("vary"), Some("X-Auth-Token"));
    let mut body = answer.json();
    let token = body["access"]["token"]["id"].take();
    assert_eq!(body["access"]["token"]["audit_ids"].take()[0].as_str().unwrap().len(), 22);
    let services = body["access"]["serviceCatalog"].take();
    let expected = json!({"access": {
        "token": {
            "id": null,
            "issued_at": "2023-11-14T22:13:20.000000Z",
            "expires": "2023-11-15T22:13:20Z",
            "tenant": {
                "id": DEMO, "name": "demo", "enabled": true, "description": "To try things",
            },
            "audit_ids": null,
        },
        "user": {
            "id": "demo-user",
            "name": "demo",
            "username": "demo",
            "roles": [{"name": "member"}, {"name": "reader"}],
            "roles_links": [],
        },
        "metadata": {"is_admin": 0, "roles": ["member-id", "reader-id"]},
        "serviceCatalog": null,
    }});
    assert_eq!(body, expected);
    assert_eq!(services.as_array().unwrap().len(), 6);
    let images = cloud.get_with("/image/v1/images", token.as_str().unwrap()).await;
    assert_eq!(images.status, 200);
}

#[actix_web::test]
async fn the_catalogue_has_one_endpoint_of_every_type() {
    let cloud = Cloud::new().await;

    let answer = login(&cloud, json!({"passwordCredentials": demo(), "tenantId": DEMO})).await;

    let services = answer.json()["access"]["serviceCatalog"].take();
    let services = services.as_array().unwrap().iter();
    let urls = services.map(|it| {
        let [endpoint] = it["endpoints"].as_array().unwrap().as_slice() else {
            panic!("expected one endpoint: {it}");
        };
        assert_eq!(endpoint["region"], "RegionOne");
        assert_eq!(endpoint["id"].as_str().unwrap().len(), 32);
        assert_eq!(endpoint["internalURL"], endpoint["publicURL"]);
        assert_eq!(endpoint["adminURL"], endpoint["publicURL"]);
        assert_eq!(it["endpoints_links"], json!([]));
        (it["type"].as_str().unwrap(), endpoint["publicURL"].as_str().unwrap())
    });
    let expected = [
        ("compute", &format!("{BASE}/v2/{DEMO}")),
        ("compute_legacy", &format!("{BASE}/v2/{DEMO}")),
        ("computev3", &format!("{BASE}/v3")),
        ("identity", &format!("{BASE}/identity/v2.0")),
        ("image", &format!("{BASE}/image")),
        ("network", &format!("{BASE}/network")),
    ];
    assert!(urls.eq(expected.map(|(kind, url)| (kind, url.as_str()))));
}

#[actix_web::test]
async fn a_login_without_a_tenant_gets_a_bare_token_that_gets_another() {
    let cloud = Cloud::new().await;

    let bare = login(&cloud, json!({ "passwordCredentials": demo() })).await.json();
    let token = bare["access"]["token"]["id"].as_str().unwrap();
    let auth = json!({"token": {"id": token}, "tenantName": "demo"});
    let scoped = login(&cloud, auth).await.json();

    assert_eq!(bare["access"]["serviceCatalog"], json!([]));
    assert_eq!(bare["access"]["user"]["roles"], json!([]));
    assert!(bare["access"]["token"].get("tenant").is_none());
    assert_eq!(scoped["access"]["token"]["tenant"]["id"], DEMO);
}

#[actix_web::test]
async fn an_empty_tenant_is_none() {
    let cloud = Cloud::new().await;
    let credentials = json!({"userId": "home", "password": "secret"});

    let auth = json!({"passwordCredentials": credentials, "tenantName": "", "tenantId": ""});
    let answer = login(&cloud, auth).await;

    assert_eq!(answer.json()["access"]["serviceCatalog"], json!([]));
}

#[actix_web::test]
async fn a_wrong_login_is_401() {
    let cloud = Cloud::new().await;
    let wrong = json!({"username": "demo", "password": "wrong"});

    for auth in [
        json!({ "passwordCredentials": wrong }),
        json!({"passwordCredentials": demo(), "tenantName": "admin"}),
        json!({"passwordCredentials": demo(), "tenantId": ADMIN}),
        json!({"token": {"id": "nonsense"}}),
    ] {
        login(&cloud, auth).await.assert_unauthorized();
    }
}

#[actix_web::test]
async fn a_login_that_lacks_something_is_told_what() {
    let cloud = Cloud::new().await;

    for (auth, message) in [
        (json!(null), "Expecting to find auth in request body."),
        (json!({}), "Expecting to find passwordCredentials or token in auth."),
        (json!({"token": {}}), "Expecting to find id in token."),
        (
            json!({"passwordCredentials": {"password": "secret"}}),
            "Expecting to find username or userId in passwordCredentials.",
        ),
        (
            json!({"passwordCredentials": {"username": "demo"}}),
            "Expecting to find password in passwordCredentials.",
        ),
    ] {
        login(&cloud, auth).await.assert_keystone_error(400, "Bad Request", message);
    }
}

#[actix_web::test]
async fn the_tenants_of_a_token_are_listed() {
    let cloud = Cloud::new().await;
    let token = cloud.unscoped_token("demo").await;

    let answer = cloud.get_with("/identity/v2.0/tenants", &token).await;

    let tenant =
        json!({"id": DEMO, "name": "demo", "enabled": true, "description": "To try things"});
    assert_eq!(answer.json(), json!({"tenants": [tenant], "tenants_links": []}));
    cloud.get("/identity/v2.0/tenants").await.assert_unauthorized();
}
