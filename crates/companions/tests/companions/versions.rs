//! Version documents, and 404s and 405s.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::support::{BASE, Cloud};

fn href(path: &str) -> Value {
    json!([{"rel": "self", "href": format!("{BASE}{path}")}])
}

#[actix_web::test]
async fn identity_lists_its_versions_with_200_and_needs_no_token() {
    let cloud = Cloud::new().await;

    for path in ["/identity", "/identity/"] {
        let answer = cloud.get(path).await;

        assert_eq!(answer.status, 200);
        let versions = &answer.json()["versions"]["values"];
        assert_eq!(versions[0]["id"], "v3.14");
        assert_eq!(versions[0]["status"], "stable");
        assert_eq!(versions[0]["links"], href("/identity/v3/"));
        assert_eq!(versions[1]["id"], "v2.0");
        assert_eq!(versions[1]["status"], "deprecated");
        assert_eq!(versions[1]["links"], href("/identity/v2.0/"));
        assert_eq!(versions.as_array().unwrap().len(), 2);
        assert_eq!(versions[0]["media-types"][0]["base"], "application/json");
        assert!(answer.header("x-auth-token").is_none());
        assert!(answer.header("x-server-management-url").is_none());
    }
}

#[actix_web::test]
async fn identity_describes_each_version_with_a_slash_or_without() {
    let cloud = Cloud::new().await;

    for (path, id) in [("/identity/v3", "v3.14"), ("/identity/v2.0", "v2.0")] {
        let without = cloud.get(path).await;
        let with = cloud.get(&format!("{path}/")).await;

        assert_eq!(without.status, 200);
        assert_eq!(without.json()["version"]["id"], id);
        assert_eq!(without.json()["version"]["links"], href(&format!("{path}/")));
        assert_eq!(without.body, with.body);
    }
}

#[actix_web::test]
async fn image_lists_its_versions_as_choices_and_plainly_to_who_asks_for_them() {
    let cloud = Cloud::new().await;

    for (path, status) in [
        ("/image", 300),
        ("/image/", 300),
        ("/image/v2/", 300),
        ("/image/v1", 300),
        ("/image/versions", 200),
    ] {
        let answer = cloud.get(path).await;

        assert_eq!(answer.status, status, "{path}");
        let versions = answer.json();
        let versions = &versions["versions"];
        let current = json!({"id": "v2.16", "status": "CURRENT", "links": href("/image/v2/")});
        assert_eq!(versions[0], current);
        let old = json!({"id": "v1.1", "status": "SUPPORTED", "links": href("/image/v1/")});
        assert!(versions.as_array().unwrap().contains(&old));
    }
}

#[actix_web::test]
async fn network_lists_its_version_and_what_is_in_it() {
    let cloud = Cloud::new().await;

    for path in ["/network", "/network/"] {
        let answer = cloud.get(path).await;

        assert_eq!(answer.status, 200);
        let version = json!({"id": "v2.0", "status": "CURRENT", "links": href("/network/v2.0/")});
        assert_eq!(answer.json(), json!({ "versions": [version] }));
    }
    let resources = cloud.get("/network/v2.0").await.json();
    let group = json!({
        "name": "security_group",
        "collection": "security_groups",
        "links": href("/network/v2.0/security-groups"),
    });
    assert!(resources["resources"].as_array().unwrap().contains(&group));
}

#[actix_web::test]
async fn every_answer_carries_the_id_of_its_request() {
    let cloud = Cloud::new().await;

    for path in ["/identity", "/image", "/network", "/identity/x", "/image/v2/images", "/network/x"]
    {
        let id = cloud.get(path).await.header("x-openstack-request-id").map(str::to_owned);

        assert!(id.is_some_and(|it| it.starts_with("req-")), "{path}");
    }
}

#[actix_web::test]
async fn a_path_that_is_none_is_404_in_the_form_of_its_service() {
    let cloud = Cloud::new().await;

    let identity = cloud.get("/identity/v3/nothing").await;
    let image = cloud.get("/image/v2/nothing").await;
    let network = cloud.get("/network/v2.0/nothing").await;

    identity.assert_keystone_error(404, "Not Found", "The resource could not be found.");
    assert_eq!(image.status, 404);
    assert_eq!(
        serde_json::from_slice::<Value>(&image.body).unwrap(),
        json!({
            "message": "The resource could not be found.",
            "code": "404 Not Found",
            "title": "Not Found",
        })
    );
    assert_eq!(network.status, 404);
    assert_eq!(
        serde_json::from_slice::<Value>(&network.body).unwrap(),
        json!({"NeutronError": {
            "type": "HTTPNotFound",
            "message": "The resource could not be found.",
            "detail": "",
        }})
    );
}

#[actix_web::test]
async fn a_wrong_method_is_405_and_says_which_would_do() {
    let cloud = Cloud::new().await;

    let identity = cloud.send(TestRequest::put().uri("/identity/v3/auth/tokens")).await;
    let image = cloud.send(TestRequest::post().uri("/image/v2/images")).await;
    let network = cloud.send(TestRequest::delete().uri("/network/v2.0/networks/x")).await;

    let message = "The method is not allowed for the requested URL.";
    identity.assert_keystone_error(405, "Method Not Allowed", message);
    assert_eq!(identity.header("allow"), Some("GET, POST, DELETE"));
    assert_eq!((image.status, image.header("allow")), (405, Some("GET")));
    assert_eq!((network.status, network.header("allow")), (405, Some("GET")));
    let body: Value = serde_json::from_slice(&network.body).unwrap();
    assert_eq!(body["NeutronError"]["type"], "HTTPMethodNotAllowed");
}

#[actix_web::test]
async fn image_and_network_refuse_a_request_without_a_valid_token() {
    let cloud = Cloud::new().await;

    for path in ["/image/v2/images", "/image/v1/images/detail", "/network/v2.0/networks"] {
        for answer in [cloud.get(path).await, cloud.get_with(path, "nonsense").await] {
            assert_eq!(answer.status, 401, "{path}");
            let challenge = format!("Keystone uri='{BASE}/identity'");
            assert_eq!(answer.header("www-authenticate"), Some(challenge.as_str()));
            assert_eq!(answer.text(), "Authentication required");
        }
    }
}
