//! `PATCH /image/v2/images/{id}` and its tags.

use std::collections::BTreeSet;

use actix_web::{
    http::Method,
    test::{self, TestRequest},
};
use ferronova_compute::{Content, Image, ImageStatus, Lifecycle, Visibility};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{ADMIN, Answer, CIRROS, Cloud, DEMO, SECRET, image};

pub(crate) const OWN: Uuid = Uuid::from_u128(0x6666_6666_6666_4666_8666_6666_6666_6666);

const DRAFT_4: &str = "application/openstack-images-v2.0-json-patch";
const DRAFT_10: &str = "application/openstack-images-v2.1-json-patch";

/// A snapshot of a server of the project `demo`.
pub(crate) fn own() -> Image {
    Image {
        project_id: Some(DEMO.to_owned()),
        visibility: Visibility::Private,
        server_id: Some(Uuid::from_u128(7)),
        metadata: [("image_type".to_owned(), "snapshot".to_owned())].into(),
        ..image(OWN, "snapshot")
    }
}

/// A cloud with the image `own`, a public image, and a private image of the project `admin`.
pub(crate) async fn cloud_of(own: Image) -> Cloud {
    let cloud = Cloud::new().await;
    let secret = Image {
        project_id: Some(ADMIN.to_owned()),
        visibility: Visibility::Private,
        ..image(SECRET, "secret")
    };
    let images = vec![image(CIRROS, "cirros"), secret, own];
    cloud.store.load(Content { images, ..Content::default() }).await.unwrap();
    cloud
}

pub(crate) async fn send(cloud: &Cloud, method: Method, path: &str, token: &str) -> Answer {
    let request = TestRequest::default().method(method).uri(&format!("/image/v2/images/{path}"));
    let request = request.insert_header(("accept", "*/*"));
    cloud.send(request.insert_header(("x-auth-token", token))).await
}

fn request(id: Uuid, content_type: &str, token: &str) -> TestRequest {
    test::TestRequest::patch()
        .uri(&format!("/image/v2/images/{id}"))
        .insert_header(("x-auth-token", token))
        .insert_header(("content-type", content_type))
        .insert_header(("accept", ""))
}

async fn patch(cloud: &Cloud, id: Uuid, token: &str, changes: Value) -> Answer {
    cloud.send(request(id, DRAFT_10, token).set_payload(changes.to_string())).await
}

async fn show(cloud: &Cloud, id: Uuid, token: &str) -> Value {
    cloud.get_with(&format!("/image/v2/images/{id}"), token).await.json()
}

#[track_caller]
pub(crate) fn assert_refused(answer: &Answer, status: u16, message: &str) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body["message"], message);
    assert_eq!(body["code"].as_str().unwrap().split(' ').next(), Some(&*status.to_string()));
}

#[actix_web::test]
async fn an_owner_changes_attributes_and_properties() {
    let cloud = cloud_of(own()).await;
    let demo = cloud.token("demo", "demo").await;
    let changes = json!([
        {"op": "replace", "path": "/name", "value": "golden"},
        {"op": "add", "path": "/visibility", "value": "shared"},
        {"op": "replace", "path": "/protected", "value": true},
        {"op": "replace", "path": "/os_hidden", "value": true},
        {"op": "replace", "path": "/min_disk", "value": 3},
        {"op": "add", "path": "/min_ram", "value": 256},
        {"op": "add", "path": "/tags", "value": ["b", "a", "b"]},
        {"op": "add", "path": "/os_distro", "value": "debian"},
        {"op": "add", "path": "/a~1b", "value": "1"},
        {"op": "remove", "path": "/image_type"},
    ]);

    let answer = patch(&cloud, OWN, &demo, changes).await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    let body = answer.json();
    assert_eq!(body["name"], "golden");
    assert_eq!(body["visibility"], "shared");
    assert_eq!((&body["protected"], &body["os_hidden"]), (&json!(true), &json!(true)));
    assert_eq!((&body["min_disk"], &body["min_ram"]), (&json!(3), &json!(256)));
    assert_eq!(body["tags"], json!(["a", "b"]));
    assert_eq!((&body["os_distro"], &body["a/b"]), (&json!("debian"), &json!("1")));
    assert!(body.get("image_type").is_none());
    assert_eq!(body["updated_at"], "2023-11-14T22:13:20Z");
    assert_eq!(show(&cloud, OWN, &demo).await, body);
}

#[actix_web::test]
async fn the_older_form_of_a_change_is_read_too() {
    let cloud = cloud_of(own()).await;
    let demo = cloud.token("demo", "demo").await;
    let send = async |changes: Value| {
        cloud.send(request(OWN, DRAFT_4, &demo).set_payload(changes.to_string())).await
    };

    let changed = send(json!([
        {"replace": "/name", "value": "golden"}, {"add": "/os_distro", "value": "debian"},
        {"remove": "/image_type"},
    ]));

    let body = changed.await.json();
    assert_eq!((&body["name"], &body["os_distro"]), (&json!("golden"), &json!("debian")));
    for name in ["os_distro", "name"] {
        let again = send(json!([{"add": format!("/{name}"), "value": "x"}])).await;
        assert_refused(&again, 409, &format!("Property {name} already present."));
    }
    let text = "Operation objects must contain only one member named \"add\", \"remove\", or \
                \"replace\".";
    assert_refused(&send(json!([{"add": "/a", "remove": "/a"}])).await, 400, text);
    let text = "Operation objects must contain exactly one member named \"add\", \"remove\", or \
                \"replace\".";
    assert_refused(&send(json!([{"op": "add", "path": "/a"}])).await, 400, text);
}

#[actix_web::test]
async fn only_owners_and_administrators_change_an_image() {
    let cloud = cloud_of(own()).await;
    let demo = cloud.token("demo", "demo").await;
    let reader = cloud.token("home", "demo").await;
    let admin = cloud.token("admin", "admin").await;
    let rename = json!([{"op": "replace", "path": "/name", "value": "mine"}]);
    let rename = async |id, token: &str| patch(&cloud, id, token, rename.clone()).await;
    let refused = "You are not authorized to complete modify_image action.";

    assert_refused(&rename(CIRROS, &demo).await, 403, refused);
    assert_refused(&rename(OWN, &reader).await, 403, refused);
    let missing = format!("No image found with ID {SECRET}");
    assert_refused(&rename(SECRET, &demo).await, 404, &missing);
    assert_eq!(rename(Uuid::nil(), &admin).await.status, 404);
    assert_eq!(show(&cloud, CIRROS, &demo).await["name"], "cirros");
    assert_eq!(show(&cloud, OWN, &demo).await["name"], "snapshot");
    assert_eq!(show(&cloud, SECRET, &admin).await["name"], "secret");
    for id in [CIRROS, OWN, SECRET] {
        assert_eq!(rename(id, &admin).await.json()["name"], "mine");
    }
}

#[actix_web::test]
async fn some_values_are_for_administrators() {
    let cloud = cloud_of(own()).await;
    let demo = cloud.token("demo", "demo").await;
    let admin = cloud.token("admin", "admin").await;
    let set = async |token: &str, name: &str, value: Value| {
        let path = format!("/{name}");
        patch(&cloud, OWN, token, json!([{"op": "replace", "path": path, "value": value}])).await
    };

    let refused = "You are not authorized to complete publicize_image action.";
    assert_refused(&set(&demo, "visibility", json!("public")).await, 403, refused);
    let refused = "Owner can't be updated by non admin.";
    assert_refused(&set(&demo, "owner", json!(ADMIN)).await, 403, refused);
    let before = show(&cloud, OWN, &demo).await;
    assert_eq!((&before["visibility"], &before["owner"]), (&json!("private"), &json!(DEMO)));
    assert_eq!(set(&demo, "visibility", json!("community")).await.status, 200);
    assert_eq!(set(&admin, "visibility", json!("public")).await.status, 200);
    assert_eq!(set(&admin, "owner", json!(ADMIN)).await.json()["owner"], ADMIN);
    assert_eq!(set(&demo, "name", json!("mine")).await.status, 403);
    assert_eq!(show(&cloud, OWN, &demo).await["visibility"], "public");
}

#[actix_web::test]
async fn a_change_that_is_refused_changes_nothing() {
    let cloud = cloud_of(own()).await;
    let demo = cloud.token("demo", "demo").await;
    let before = show(&cloud, OWN, &demo).await;
    let schema = "Provided object does not match schema 'image':";

    for (status, change, message) in [
        (
            403,
            json!({"op": "replace", "path": "/id", "value": "x"}),
            "Attribute 'id' is read-only.",
        ),
        (403, json!({"op": "remove", "path": "/size"}), "Attribute 'size' is read-only."),
        (
            403,
            json!({"op": "add", "path": "/deleted", "value": "x"}),
            "Attribute 'deleted' is reserved.",
        ),
        (
            403,
            json!({"op": "add", "path": "/os_glance_x", "value": "x"}),
            "Attribute 'os_glance_x' is reserved.",
        ),
        (403, json!({"op": "remove", "path": "/name"}), "Property name may not be removed."),
        (
            403,
            json!({"op": "replace", "path": "/disk_format", "value": "raw"}),
            "Attribute disk_format can be only replaced for a queued image.",
        ),
        (
            403,
            json!({"op": "replace", "path": "/container_format", "value": "ovf"}),
            "Attribute container_format can be only replaced for a queued image.",
        ),
        (
            403,
            json!({"op": "replace", "path": "/locations", "value": []}),
            "Cannot set locations to empty list.",
        ),
        (
            403,
            json!({"op": "add", "path": "/locations/-", "value": {}}),
            "It's not allowed to add locations if locations are invisible.",
        ),
        (
            409,
            json!({"op": "replace", "path": "/nothing", "value": "x"}),
            "Property nothing does not exist.",
        ),
        (409, json!({"op": "remove", "path": "/nothing"}), "Property nothing does not exist."),
        (
            400,
            json!({"op": "replace", "path": "/name"}),
            "Operation \"replace\" requires a member named \"value\".",
        ),
        (
            400,
            json!({"op": "move", "path": "/name"}),
            "Invalid operation: `move`. It must be one of the following: add, remove, replace.",
        ),
        (
            400,
            json!({"path": "/name"}),
            "Unable to find `op` in JSON Schema change. It must be one of the following: add, remove, replace.",
        ),
        (400, json!({"op": "add", "value": "x"}), "Unable to find 'path' in JSON Schema change"),
        (
            400,
            json!({"op": "add", "path": "/tags/0", "value": "x"}),
            "Invalid JSON pointer for this resource: '/tags/0'",
        ),
        (
            400,
            json!({"op": "add", "path": "x", "value": "x"}),
            "Pointer `x` does not start with \"/\".",
        ),
        (
            400,
            json!({"op": "add", "path": 5, "value": "x"}),
            "Pointer `5` does not start with \"/\".",
        ),
        (400, json!("x"), "Operations must be JSON objects."),
        (
            400,
            json!({"op": "replace", "path": "/protected", "value": "yes"}),
            &format!("{schema} 'yes' is not of type 'boolean'"),
        ),
        (
            400,
            json!({"op": "replace", "path": "/name", "value": true}),
            &format!("{schema} True is not of type 'null', 'string'"),
        ),
        (
            400,
            json!({"op": "add", "path": "/colour", "value": 5}),
            &format!("{schema} 5 is not of type 'string'"),
        ),
        (
            400,
            json!({"op": "replace", "path": "/min_disk", "value": 1.5}),
            &format!("{schema} 1.5 is not of type 'integer'"),
        ),
        (
            400,
            json!({"op": "replace", "path": "/min_disk", "value": -1}),
            "Invalid value '-1' for parameter 'min_disk': Cannot be a negative value",
        ),
        (
            400,
            json!({"op": "replace", "path": "/visibility", "value": "secret"}),
            &format!(
                "{schema} 'secret' is not one of ['community', 'public', 'private', 'shared']"
            ),
        ),
        (
            400,
            json!({"op": "replace", "path": "/tags", "value": [1]}),
            &format!("{schema} 1 is not of type 'string'"),
        ),
        (
            400,
            json!({"op": "replace", "path": "/name", "value": "x".repeat(256)}),
            &format!("{schema} '{}… is too long", "x".repeat(99)),
        ),
    ] {
        let rename = json!({"op": "replace", "path": "/name", "value": "changed"});

        let answer = patch(&cloud, OWN, &demo, json!([rename, change])).await;

        assert_refused(&answer, status, message);
    }
    assert_eq!(show(&cloud, OWN, &demo).await, before);
}

#[actix_web::test]
async fn a_body_in_no_form_that_is_known_is_refused() {
    let cloud = cloud_of(own()).await;
    let demo = cloud.token("demo", "demo").await;
    let send = async |content_type: &str, body: &str| {
        cloud.send(request(OWN, content_type, &demo).set_payload(body.to_owned())).await
    };

    let plain = send("application/json", "[]").await;

    let text = format!("Image PATCH expects Content-Type one of: {DRAFT_4}, {DRAFT_10}");
    assert_refused(&plain, 415, &text);
    assert_eq!(plain.header("accept-patch"), Some(&*format!("{DRAFT_4}, {DRAFT_10}")));
    assert_refused(&send(DRAFT_10, "").await, 400, "Body expected in request.");
    assert_refused(&send(DRAFT_10, "[").await, 400, "Malformed JSON in request body.");
    assert_refused(&send(DRAFT_10, "5").await, 400, "Unexpected body type. Expected list/dict.");
    let text = "Request body must be a JSON array of operation objects.";
    assert_refused(&send(DRAFT_10, "{}").await, 400, text);
    assert_eq!(send(&format!("{DRAFT_10}; charset=utf-8"), "[]").await.json()["name"], "snapshot");
}

#[actix_web::test]
async fn an_image_has_so_many_properties_and_tags_at_most() {
    let cloud = cloud_of(own()).await;
    let demo = cloud.token("demo", "demo").await;
    let add = |n: u32| json!({"op": "add", "path": format!("/p{n}"), "value": ""});
    let changes = |count| (0..count).map(add).collect::<Value>();

    let too_many = patch(&cloud, OWN, &demo, changes(128)).await;
    let as_many = patch(&cloud, OWN, &demo, changes(127)).await;

    let text = "The limit has been exceeded on the number of allowed image properties. Attempted: \
                129, Maximum: 128";
    assert_refused(&too_many, 413, text);
    assert_eq!(as_many.status, 200);
    let tags: Value = (0..129).map(|it| it.to_string()).collect();
    let set = json!([{"op": "replace", "path": "/tags", "value": tags}]);
    let text = "The limit has been exceeded on the number of allowed image tags. Attempted: 129, \
                Maximum: 128";
    assert_refused(&patch(&cloud, OWN, &demo, set).await, 413, text);
}

#[actix_web::test]
async fn the_format_of_an_image_that_is_being_made_can_be_changed() {
    let cloud = cloud_of(Image { status: ImageStatus::Queued, ..own() }).await;
    let demo = cloud.token("demo", "demo").await;
    let change = json!([{"op": "replace", "path": "/disk_format", "value": "raw"}]);

    let answer = patch(&cloud, OWN, &demo, change).await;

    assert_eq!(answer.json()["disk_format"], "raw");
}

#[actix_web::test]
async fn tags_are_put_on_and_taken_off() {
    let cloud = cloud_of(Image { tags: BTreeSet::from(["old".to_owned()]), ..own() }).await;
    let demo = cloud.token("demo", "demo").await;
    let path = |tag: &str| format!("{OWN}/tags/{tag}");

    assert_eq!(send(&cloud, Method::PUT, &path("new"), &demo).await.status, 204);
    assert_eq!(send(&cloud, Method::PUT, &path("new"), &demo).await.status, 204);
    assert_eq!(send(&cloud, Method::DELETE, &path("old"), &demo).await.status, 204);

    assert_eq!(show(&cloud, OWN, &demo).await["tags"], json!(["new"]));
    assert_eq!(send(&cloud, Method::DELETE, &path("old"), &demo).await.status, 404);
    let listed = cloud.get_with("/image/v2/images?tag=new", &demo).await;
    assert_eq!(listed.column("images", "id"), [OWN.to_string()]);
    let refused = send(&cloud, Method::PUT, &format!("{CIRROS}/tags/new"), &demo).await;
    assert_refused(&refused, 403, "You are not authorized to complete modify_image action.");
    let missing = send(&cloud, Method::PUT, &format!("{SECRET}/tags/new"), &demo).await;
    assert_refused(&missing, 404, &format!("Image {SECRET} not found."));
}

#[actix_web::test]
async fn what_is_hidden_or_of_a_community_is_found_by_who_asks_for_it() {
    let hidden = Image { is_hidden: true, visibility: Visibility::Community, ..own() };
    let cloud = cloud_of(hidden).await;
    let demo = cloud.token("demo", "demo").await;
    let stranger = cloud.token("admin", "demo").await;
    let names = async |query: &str| {
        let path = format!("/image/v2/images?{query}");
        cloud.get_with(&path, &demo).await.column("images", "name")
    };

    assert_eq!(names("").await, ["cirros"]);
    assert_eq!(names("os_hidden=false").await, ["cirros"]);
    assert_eq!(names("os_hidden=true").await, ["snapshot"]);
    assert_eq!(names("os_hidden=true&visibility=community").await, ["snapshot"]);
    assert_eq!(names("visibility=all").await, ["cirros"]);
    assert_eq!(show(&cloud, OWN, &stranger).await["os_hidden"], true);
}
