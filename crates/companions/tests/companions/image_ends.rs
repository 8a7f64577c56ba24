//! `DELETE /image/v2/images/{id}`, and the content and members that images do not have.

use actix_web::{http::Method, test::TestRequest};
use ferronova_compute::{Image, Visibility};
use serde_json::json;
use uuid::Uuid;

use crate::{
    image_changes::{OWN, assert_refused, cloud_of, own, send},
    support::{CIRROS, Cloud, SECRET},
};

async fn delete(cloud: &Cloud, id: Uuid, token: &str) -> crate::support::Answer {
    send(cloud, Method::DELETE, &id.to_string(), token).await
}

#[actix_web::test]
async fn an_owner_deletes_an_image() {
    let cloud = cloud_of(own()).await;
    let demo = cloud.token("demo", "demo").await;

    let answer = delete(&cloud, OWN, &demo).await;

    assert_eq!((answer.status, answer.text()), (204, ""));
    assert_eq!(cloud.get_with(&format!("/image/v2/images/{OWN}"), &demo).await.status, 404);
    let again = delete(&cloud, OWN, &demo).await;
    assert_refused(&again, 404, &format!("Failed to find image {OWN} to delete"));
}

#[actix_web::test]
async fn nobody_deletes_what_is_anothers() {
    let cloud = cloud_of(own()).await;
    let demo = cloud.token("demo", "demo").await;
    let reader = cloud.token("home", "demo").await;
    let admin = cloud.token("admin", "admin").await;
    let refused = "You are not authorized to complete delete_image action.";

    assert_refused(&delete(&cloud, CIRROS, &demo).await, 403, refused);
    assert_refused(&delete(&cloud, OWN, &reader).await, 403, refused);
    let missing = format!("Failed to find image {SECRET} to delete");
    assert_refused(&delete(&cloud, SECRET, &demo).await, 404, &missing);

    for id in [CIRROS, OWN, SECRET] {
        assert_eq!(delete(&cloud, id, &admin).await.status, 204);
    }
}

#[actix_web::test]
async fn a_protected_image_is_deleted_by_nobody() {
    let cloud = cloud_of(Image { is_protected: true, ..own() }).await;

    for user in ["demo", "admin"] {
        let token = cloud.token(user, user).await;
        let answer = delete(&cloud, OWN, &token).await;
        assert_refused(&answer, 403, &format!("Image {OWN} is protected and cannot be deleted."));
        assert_eq!(cloud.get_with(&format!("/image/v2/images/{OWN}"), &token).await.status, 200);
    }
}

#[actix_web::test]
async fn an_image_has_no_tasks_and_no_bytes() {
    let cloud = cloud_of(own()).await;
    let demo = cloud.token("demo", "demo").await;
    let get = async |path: &str| send(&cloud, Method::GET, path, &demo).await;

    assert_eq!(get(&format!("{OWN}/tasks")).await.json(), json!({"tasks": []}));
    assert_refused(&get(&format!("{OWN}/file")).await, 404, "No image data could be found");
    for what in ["tasks", "file"] {
        let missing = get(&format!("{SECRET}/{what}")).await;
        assert_refused(&missing, 404, &format!("No image found with ID {SECRET}"));
    }
}

#[actix_web::test]
async fn an_image_has_no_members() {
    let cloud = cloud_of(Image { visibility: Visibility::Shared, ..own() }).await;
    let demo = cloud.token("demo", "demo").await;
    let members = |id: Uuid| format!("{id}/members");

    let shared = send(&cloud, Method::GET, &members(OWN), &demo).await;

    assert_eq!(shared.json(), json!({"members": [], "schema": "/v2/schemas/members"}));
    let public = send(&cloud, Method::GET, &members(CIRROS), &demo).await;
    let text =
        format!("Not allowed to list members for image {CIRROS}: Only shared images have members.");
    assert_refused(&public, 403, &text);
    let added = send(&cloud, Method::POST, &members(OWN), &demo).await;
    assert_refused(&added, 403, &format!("Not allowed to create members for image {OWN}."));
    let one = send(&cloud, Method::PUT, &format!("{OWN}/members/p"), &demo).await;
    assert_refused(&one, 404, &format!("p not found in the member list of the image {OWN}."));
}

#[actix_web::test]
async fn no_other_path_is_answered_with_a_page_of_html() {
    let cloud = cloud_of(own()).await;
    let demo = cloud.token("demo", "demo").await;

    for (method, path, status) in [
        (Method::GET, "v2/images/x/y/z", 404),
        (Method::GET, "v2/info/import", 404),
        (Method::GET, "v3", 404),
        (Method::PUT, "v2/images", 405),
        (Method::POST, "v2/images", 405),
        (Method::PUT, "v2/images/x/file", 405),
        (Method::DELETE, "v1/images/x", 405),
    ] {
        for accept in ["", "*/*", "application/json"] {
            let request = TestRequest::default().method(method.clone());
            let request = request.uri(&format!("/image/{path}"));
            let request = request.insert_header(("x-auth-token", demo.as_str()));
            let answer = cloud.send(request.insert_header(("accept", accept))).await;

            assert_eq!(answer.status, status, "{method} {path}");
            assert_eq!(answer.header("content-type"), Some("application/json"), "{path}");
        }
    }
}
