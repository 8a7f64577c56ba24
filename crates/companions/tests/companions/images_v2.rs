//! `/image/v2`.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::support::{ADMIN, CIRROS, Cloud, FEDORA, SECRET};

async fn ids(cloud: &Cloud, token: &str, query: &str) -> Vec<String> {
    cloud.get_with(&format!("/image/v2/images{query}"), token).await.column("images", "id")
}

#[actix_web::test]
async fn images_are_listed_newest_first() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    let answer = cloud.get_with("/image/v2/images", &token).await;

    assert_eq!(answer.column("images", "name"), ["fedora, 42", "cirros"]);
    let body = answer.json();
    assert_eq!(body["first"], "/v2/images");
    assert_eq!(body["schema"], "/v2/schemas/images");
    assert!(body.get("next").is_none());
}

#[actix_web::test]
async fn an_image_is_shown_bare_with_its_properties_beside_its_attributes() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    let answer = cloud.get_with(&format!("/image/v2/images/{FEDORA}"), &token).await;

    let expected = json!({
        "id": FEDORA.to_string(),
        "name": "fedora, 42",
        "status": "active",
        "visibility": "public",
        "owner": null,
        "protected": false,
        "os_hidden": false,
        "min_disk": 1,
        "min_ram": 64,
        "size": 2000,
        "virtual_size": null,
        "checksum": null,
        "container_format": "bare",
        "disk_format": "qcow2",
        "created_at": "2023-11-14T22:13:20Z",
        "updated_at": "2023-11-14T22:13:20Z",
        "tags": [],
        "self": format!("/v2/images/{FEDORA}"),
        "file": format!("/v2/images/{FEDORA}/file"),
        "schema": "/v2/schemas/image",
        "os_distro": "fedora",
        "motto": "hätte\nhätte",
    });
    assert_eq!(answer.json(), expected);
}

#[actix_web::test]
async fn the_schema_knows_every_attribute_of_an_image() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let image = cloud.get_with(&format!("/image/v2/images/{CIRROS}"), &token).await.json();

    let schema = cloud.get_with("/image/v2/schemas/image", &token).await.json();
    let list_schema = cloud.get_with("/image/v2/schemas/images", &token).await.json();

    let known = schema["properties"].as_object().unwrap().keys();
    assert!(known.eq(image.as_object().unwrap().keys()));
    assert_eq!(list_schema["properties"]["images"]["items"], schema);
}

#[actix_web::test]
async fn a_private_image_is_for_its_project_and_for_administrators() {
    let cloud = Cloud::new().await;
    let admin = cloud.token("admin", "admin").await;
    let demo = cloud.token("demo", "demo").await;
    let path = format!("/image/v2/images/{SECRET}");

    let image = cloud.get_with(&path, &admin).await.json();

    assert_eq!(image["visibility"], "private");
    assert_eq!(image["status"], "queued");
    assert_eq!(image["owner"], ADMIN);
    assert_eq!(cloud.get_with(&path, &demo).await.status, 404);
    assert_eq!(ids(&cloud, &admin, "").await.len(), 3);
    assert_eq!(ids(&cloud, &demo, "").await.len(), 2);
}

#[actix_web::test]
async fn a_list_holds_what_its_filters_leave_in() {
    let cloud = Cloud::new().await;
    let token = cloud.token("admin", "admin").await;
    let [cirros, fedora, secret] = [CIRROS, FEDORA, SECRET].map(|it| it.to_string());

    for (query, expected) in [
        ("?name=cirros".to_owned(), vec![&cirros]),
        ("?name=in:cirros,secret".to_owned(), vec![&secret, &cirros]),
        ("?name=in:%22fedora,%2042%22".to_owned(), vec![&fedora]),
        ("?name=in:fedora,42".to_owned(), vec![]),
        (format!("?id={cirros}"), vec![&cirros]),
        (format!("?id=in:{cirros},{fedora}"), vec![&fedora, &cirros]),
        ("?status=active".to_owned(), vec![&fedora, &cirros]),
        ("?status=in:queued,saving".to_owned(), vec![&secret]),
        ("?visibility=private".to_owned(), vec![&secret]),
        ("?visibility=public".to_owned(), vec![&fedora, &cirros]),
        (format!("?owner={ADMIN}"), vec![&secret]),
        ("?os_distro=fedora".to_owned(), vec![&fedora]),
        ("?os_distro=debian".to_owned(), vec![]),
        ("?no_such_property=1".to_owned(), vec![]),
        ("?tag=x".to_owned(), vec![]),
        (
            "?os_hidden=False&protected=false&member_status=all&size_min=2000".to_owned(),
            vec![&fedora],
        ),
        ("?sort=name:asc".to_owned(), vec![&cirros, &fedora, &secret]),
        ("?sort_key=name&sort_dir=desc".to_owned(), vec![&secret, &fedora, &cirros]),
        ("?sort_key=size".to_owned(), vec![&fedora, &secret, &cirros]),
    ] {
        let found = ids(&cloud, &token, &query).await;

        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
    }
}

#[actix_web::test]
async fn a_page_leads_to_the_next_one() {
    let cloud = Cloud::new().await;
    let token = cloud.token("admin", "admin").await;

    let first = cloud.get_with("/image/v2/images?limit=2&sort=name:asc", &token).await.json();
    let next = first["next"].as_str().unwrap();
    let second = cloud.get_with(&format!("/image{next}"), &token).await;

    assert_eq!(first["images"].as_array().unwrap().len(), 2);
    assert_eq!(first["first"], "/v2/images?limit=2&sort=name:asc");
    assert_eq!(next, format!("/v2/images?limit=2&sort=name:asc&marker={FEDORA}"));
    assert_eq!(second.column("images", "id"), [SECRET.to_string()]);
    assert!(second.json().get("next").is_none());
}

#[actix_web::test]
async fn a_wrong_limit_or_marker_is_400() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    for query in ["limit=x", "limit=-1", "marker=x", &format!("marker={SECRET}")] {
        let answer = cloud.get_with(&format!("/image/v2/images?{query}"), &token).await;

        assert_eq!(answer.status, 400, "{query}");
    }
}

#[actix_web::test]
async fn an_image_is_found_by_its_id_only_and_the_page_takes_the_form_asked_for() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let ask = async |name: &str, accept: &'static str| {
        let request = TestRequest::get().uri(&format!("/image/v2/images/{name}"));
        let request = request.insert_header(("x-auth-token", token.as_str()));
        cloud.send(request.insert_header(("accept", accept))).await
    };

    let json = ask("cirros", "application/json").await;
    let html = ask("%3Cb%3E", "text/html,*/*;q=0.8").await;
    let text = ask("cirros", "text/plain").await;

    let body: Value = serde_json::from_slice(&json.body).unwrap();
    let expected = json!({
        "message": "No image found with ID cirros", "code": "404 Not Found", "title": "Not Found",
    });
    assert_eq!((json.status, body), (404, expected));
    assert_eq!(html.status, 404);
    assert!(html.text().contains("No image found with ID &lt;b&gt;<br />"));
    assert_eq!(text.text(), "404 Not Found\n\nNo image found with ID cirros\n");
}
