//! `GET`, `HEAD` and `DELETE /identity/v3/auth/tokens`, and the catalogue of a token.

use std::{sync::atomic::Ordering, time::Duration};

use actix_web::test::TestRequest;

use crate::support::{BASE, Cloud};

#[actix_web::test]
async fn a_token_is_shown_as_it_was_issued() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    let shown = cloud.ask_about(TestRequest::get(), &token, &token).await;

    assert_eq!(shown.status, 200);
    assert_eq!(shown.header("x-subject-token"), Some(token.as_str()));
    assert_eq!(shown.header("vary"), Some("X-Auth-Token"));
    let body = shown.json();
    assert_eq!(body["token"]["user"]["name"], "demo");
    assert_eq!(body["token"]["project"]["name"], "demo");
    assert_eq!(body["token"]["issued_at"], "2023-11-14T22:13:20.000000Z");
    assert_eq!(body["token"]["catalog"][0]["type"], "compute");
}

#[actix_web::test]
async fn head_tells_whether_a_token_is_valid() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    let valid = cloud.ask_about(TestRequest::default().method(head()), &token, &token).await;
    let invalid = cloud.ask_about(TestRequest::default().method(head()), "x", &token).await;

    assert_eq!(valid.status, 200);
    assert_eq!(valid.header("x-subject-token"), Some(token.as_str()));
    assert_eq!(invalid.status, 404);
}

fn head() -> actix_web::http::Method {
    actix_web::http::Method::HEAD
}

#[actix_web::test]
async fn an_unknown_token_is_not_found_and_not_repeated() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    let answer = cloud.ask_about(TestRequest::get(), "s3cret", &token).await;

    answer.assert_keystone_error(404, "Not Found", "Could not find token.");
}

#[actix_web::test]
async fn who_asks_needs_a_valid_token_too() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    let url = "/identity/v3/auth/tokens";

    let without = TestRequest::get().uri(url).insert_header(("x-subject-token", token.as_str()));
    cloud.send(without).await.assert_unauthorized();
    cloud.ask_about(TestRequest::get(), &token, "nonsense").await.assert_unauthorized();
    let nothing = cloud.get_with(url, &token).await;
    let message = "Expecting to find X-Subject-Token in headers.";
    nothing.assert_keystone_error(400, "Bad Request", message);
}

#[actix_web::test]
async fn tokens_of_others_are_for_administrators() {
    let cloud = Cloud::new().await;
    let admin = cloud.token("admin", "admin").await;
    let demo = cloud.token("demo", "demo").await;
    let not_admin_there = cloud.token("admin", "demo").await;

    let by_admin = cloud.ask_about(TestRequest::get(), &demo, &admin).await;
    let by_demo = cloud.ask_about(TestRequest::get(), &admin, &demo).await;
    let by_member = cloud.ask_about(TestRequest::delete(), &demo, &not_admin_there).await;

    assert_eq!(by_admin.status, 200);
    let refusal = "You are not authorized to perform the requested action: ";
    let message = format!("{refusal}identity:validate_token.");
    by_demo.assert_keystone_error(403, "Forbidden", &message);
    let message = format!("{refusal}identity:revoke_token.");
    by_member.assert_keystone_error(403, "Forbidden", &message);
}

#[actix_web::test]
async fn a_revoked_token_is_of_no_use() {
    let cloud = Cloud::new().await;
    let admin = cloud.token("admin", "admin").await;
    let by_itself = cloud.token("demo", "demo").await;
    let by_admin = cloud.token("demo", "demo").await;

    let first = cloud.ask_about(TestRequest::delete(), &by_itself, &by_itself).await;
    let second = cloud.ask_about(TestRequest::delete(), &by_admin, &admin).await;

    for (answer, token) in [(first, by_itself), (second, by_admin)] {
        assert_eq!((answer.status, answer.text()), (204, ""));
        cloud.ask_about(TestRequest::get(), &token, &token).await.assert_unauthorized();
        let again = cloud.ask_about(TestRequest::delete(), &token, &admin).await;
        assert_eq!(again.status, 404);
        assert_eq!(cloud.get_with("/image/v2/images", &token).await.status, 401);
    }
}

#[actix_web::test]
async fn a_token_that_ended_is_of_no_use() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;

    cloud.clock.pass(Duration::from_hours(24));

    cloud.ask_about(TestRequest::get(), &token, &token).await.assert_unauthorized();
    assert_eq!(cloud.get_with("/network/v2.0/networks", &token).await.status, 401);
}

#[actix_web::test]
async fn a_failing_store_is_500_without_its_reason() {
    let cloud = Cloud::new().await;
    let token = cloud.token("demo", "demo").await;
    cloud.documents.fails.store(true, Ordering::Relaxed);

    let answer = cloud.ask_about(TestRequest::delete(), &token, &token).await;

    let message = "An unexpected error prevented the server from fulfilling your request.";
    answer.assert_keystone_error(500, "Internal Server Error", message);
    assert_eq!(cloud.ask_about(TestRequest::get(), &token, &token).await.status, 200);
}

#[actix_web::test]
async fn the_catalogue_is_for_tokens_with_a_project() {
    let cloud = Cloud::new().await;
    let scoped = cloud.token("demo", "demo").await;
    let unscoped = cloud.unscoped_token("demo").await;
    let path = "/identity/v3/auth/catalog";

    let answer = cloud.get_with(path, &scoped).await.json();

    assert_eq!(answer["links"]["self"], format!("{BASE}{path}"));
    assert_eq!(answer["catalog"][0]["type"], "compute");
    cloud.get(path).await.assert_unauthorized();
    let message = "A project-scoped token is required to produce a service catalog.";
    cloud.get_with(path, &unscoped).await.assert_keystone_error(403, "Forbidden", message);
}
