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
fn answers_outside_of_every_version_have_no_request_id_of_compute() {
    let cloud = Cloud::start();

    for path in ["/", "/servers", "/v4/"] {
        let response = cloud.owner().get(path);

        assert_eq!(response.header("x-compute-request-id"), None, "{path}");
    }
}

#[test]
fn every_answer_names_its_request_in_the_header_of_today_too() {
    const TODAY: &str = "x-openstack-request-id";
    let has_it = |cloud: &Cloud| cloud.owner().get("servers").header(TODAY).is_some();
    let Some(cloud) = Cloud::start_offering(has_it) else { return };
    let owner = cloud.owner();

    for response in [
        owner.get("servers"),
        owner.get("nonsense"),
        owner.post("servers", &owner.new_server("web")),
        cloud.nobody().get("servers"),
    ] {
        assert!(response.header(TODAY).is_some());
        assert_eq!(response.header(TODAY), response.header("x-compute-request-id"));
    }
    for path in ["/", "/servers", "/v4/"] {
        assert!(owner.get(path).header(TODAY).is_some(), "{path}");
    }
}
