//! `/image/v1`.

use actix_web::{http::Method, test::TestRequest};
use serde_json::json;

use crate::support::{ADMIN, Answer, CIRROS, Cloud, FEDORA, SECRET};

async fn head(cloud: &Cloud, id: &str, token: &str) -> Answer {
    let request = TestRequest::default().method(Method::HEAD);
    let request = request.uri(&format!("/image/v1/images/{id}"));
    cloud.send(request.insert_header(("x-auth-token", token))).await
}

#[actix_web::test]
async fn a_list_has_the_basics_of_every_image() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    let answer = cloud.get_with("/image/v1/images?name=cirros", &token).await;

    let expected = json!({"images": [{
        "id": CIRROS.to_string(),
        "name": "cirros",
        "disk_format": "qcow2",
        "container_format": "bare",
        "size": 1000,
        "checksum": "d41d8cd98f00b204e9800998ecf8427e",
    }]});
    assert_eq!(answer.json(), expected);
}

#[actix_web::test]
async fn a_detailed_list_has_everything() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    let answer = cloud.get_with("/image/v1/images/detail?size_min=2000", &token).await;

    let expected = json!({"images": [{
        "id": FEDORA.to_string(),
        "name": "fedora, 42",
        "status": "active",
        "disk_format": "qcow2",
        "container_format": "bare",
        "size": 2000,
        "virtual_size": null,
        "checksum": null,
        "min_ram": 64,
        "min_disk": 1,
        "is_public": true,
        "protected": false,
        "owner": null,
        "deleted": false,
        "deleted_at": null,
        "created_at": "2023-11-14T22:13:20",
        "updated_at": "2023-11-14T22:13:20",
        "properties": {
            "motto": "hätte\nhätte", "name": "not the name", "os_distro": "fedora",
        },
    }]});
    assert_eq!(answer.json(), expected);
}

#[actix_web::test]
async fn a_list_holds_what_its_filters_leave_in() {
    let cloud = Cloud::new().await;
    let token = cloud.token("admin", "admin").await;

    for (query, expected) in [
        ("", vec!["secret", "fedora, 42", "cirros"]),
        ("is_public=True", vec!["fedora, 42", "cirros"]),
        ("is_public=False", vec!["secret"]),
        ("is_public=None&status=active", vec!["fedora, 42", "cirros"]),
        ("property-os_distro=fedora", vec!["fedora, 42"]),
        ("property-colour=red", vec![]),
        ("limit=1&sort_key=name&sort_dir=asc", vec!["cirros"]),
    ] {
        let answer = cloud.get_with(&format!("/image/v1/images/detail?{query}"), &token).await;

        assert_eq!(answer.column("images", "name"), expected, "{query}");
    }
    assert_eq!(cloud.get_with("/image/v1/images?limit=x", &token).await.status, 400);
}

#[actix_web::test]
async fn an_image_is_shown_in_headers() {
    let cloud = Cloud::new().await;
    let token = cloud.token("admin", "admin").await;

    let image = head(&cloud, &CIRROS.to_string(), &token).await;
    let private = head(&cloud, &SECRET.to_string(), &token).await;

    assert_eq!((image.status, image.text()), (200, ""));
    for (key, value) in [
        ("id", CIRROS.to_string().as_str()),
        ("name", "cirros"),
        ("status", "active"),
        ("min_ram", "64"),
        ("min_disk", "1"),
        ("size", "1000"),
        ("is_public", "True"),
        ("protected", "False"),
        ("deleted", "False"),
        ("disk_format", "qcow2"),
        ("container_format", "bare"),
        ("created_at", "2023-11-14T22:12:20"),
        ("updated_at", "2023-11-14T22:13:20"),
        ("checksum", "d41d8cd98f00b204e9800998ecf8427e"),
    ] {
        assert_eq!(image.header(&format!("x-image-meta-{key}")), Some(value), "{key}");
    }
    assert!(image.header("x-image-meta-owner").is_none());
    assert_eq!(private.header("x-image-meta-owner"), Some(ADMIN));
    assert_eq!(private.header("x-image-meta-is_public"), Some("False"));
}

#[actix_web::test]
async fn a_property_that_no_header_can_carry_is_left_out() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    let image = head(&cloud, &FEDORA.to_string(), &token).await;

    assert_eq!(image.header("x-image-meta-property-os_distro"), Some("fedora"));
    assert!(image.header("x-image-meta-property-motto").is_none());
    assert!(image.header("x-image-meta-checksum").is_none());
}

#[actix_web::test]
async fn an_image_that_is_not_there_is_404_and_its_data_is_not_offered() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    assert_eq!(head(&cloud, "cirros", &token).await.status, 404);
    assert_eq!(head(&cloud, &SECRET.to_string(), &token).await.status, 404);
    let data = cloud.get_with(&format!("/image/v1/images/{CIRROS}"), &token).await;
    assert_eq!((data.status, data.header("allow")), (405, Some("HEAD")));
}
