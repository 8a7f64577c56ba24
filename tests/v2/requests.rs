//! What holds for every request on v2.

use ferronova_testkit::Cloud;

#[test]
fn an_empty_body_is_a_bad_request() {
    let cloud = Cloud::start();
    let owner = cloud.owner();
    let id = owner.boot("web");
    let message = "The server could not comply with the request since it is either malformed or \
                   otherwise incorrect.";

    for (method, path) in [("POST", "servers"), ("PUT", &*format!("servers/{id}"))] {
        let untyped = owner.call(method, path).send();
        let typed = owner.call(method, path).header("content-type", "application/json").send();

        untyped.assert_fault(400, "badRequest", message);
        typed.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn answers_outside_of_every_mount_have_no_request_id() {
    let cloud = Cloud::start();

    for path in ["/", "/servers", "/v4/"] {
        let response = cloud.owner().get(path);

        assert_eq!(response.header("x-compute-request-id"), None, "{path}");
    }
}
