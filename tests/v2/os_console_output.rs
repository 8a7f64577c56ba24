//! What `os-console-output` answers to wrong requests.

use ferronova_testkit::Cloud;
use serde_json::json;

use crate::cloud_of_extensions::{is_listed, start_without};

#[test]
fn a_length_that_is_no_whole_number_is_refused() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");

    for length in [json!("a"), json!(""), json!(1.5), json!(true), json!([])] {
        let body = json!({"os-getConsoleOutput": {"length": length}});

        let response = cloud.owner().action(&id, &body);

        let message = "Length in request body must be an integer value";
        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn what_is_no_object_is_refused() {
    let cloud = Cloud::start();
    let id = cloud.owner().boot("web");

    for value in [json!(null), json!("length"), json!([])] {
        let response = cloud.owner().action(&id, &json!({ "os-getConsoleOutput": value }));

        let message = "os-getConsoleOutput malformed or missing from request body";
        response.assert_fault(400, "badRequest", message);
    }
}

#[test]
fn a_line_break_in_a_name_does_not_make_a_line() {
    let cloud = Cloud::start();
    let mut body = cloud.owner().new_server("web");
    body["server"]["name"] = json!("web\npower: crashed");
    let created = cloud.owner().post("servers", &body).expect(202).at("/server/id");
    let id = created.as_str().expect("a new server has an id");
    cloud.owner().wait_for(id, "ACTIVE");

    let shown = cloud.owner().action(id, &json!({"os-getConsoleOutput": {}})).expect(200);

    let output = shown.at("/output");
    let output = output.as_str().expect("the output is a text");
    assert!(output.lines().any(|it| it == "name: webpower: crashed"), "{output}");
}

#[test]
fn switched_off_the_extension_is_gone_and_its_action_with_it() {
    let Some(cloud) = start_without("os-console-output") else { return };
    let id = cloud.owner().boot("web");

    let response = cloud.owner().action(&id, &json!({"os-getConsoleOutput": {}}));

    response.assert_fault(400, "badRequest", "There is no such action: os-getConsoleOutput");
    assert!(!is_listed(&cloud, "os-console-output"));
}
